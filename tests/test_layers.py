"""Every layer of the grading is needed: without the one that stops it, a hostile submission wins.

The real `matcalc grade` runs with one layer taken away (tests/attacks/removed.py); limits are not
taken away but raised, by the course's own settings, and what is then used is measured.  No clock
is looked at: a limit of time has ended a cell or a process, or it has not.
"""

from __future__ import annotations

import json
import re
import shutil
import sys
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import attacks
import pytest
from attacks import LAYERS, Case, removed, state, write_course
from attacks.watch import watched
from corpus import ROOT, checked_exercises
from plain import scores
from sample import SOAK, soak
from tabulate import tabulate

from matcalc.course.directory import Course
from matcalc.errors import MatcalcError

SECONDS = 60  # for a run of one submission, which may never end without its layer

pytestmark = pytest.mark.xdist_group("layers")

MEGABYTE = 2**20


@dataclass(frozen=True)
class Limit:
    """What is measured, the most of it that a strict limit allows, and a raised limit."""

    measured: str
    most: float
    strict: dict[str, int] = field(default_factory=dict)
    raised: dict[str, int] = field(default_factory=dict)


SHORT = {"cell_seconds": 3, "grace_seconds": 1}
MEMORY = {"memory": 640 * MEGABYTE}
TWICE = {"memory": 1280 * MEGABYTE}
LIMITS = {
    "cell time": Limit("seconds until a cell was ended", 3, SHORT, {"cell_seconds": 8}),
    "grace": Limit("seconds until a process was ended", 1, SHORT, {"grace_seconds": 5}),
    "submission time": Limit("share of the cells in time", 0.99,
                             {**SHORT, "submission_seconds": 6}, {"submission_seconds": 60}),
    "processor time": Limit("learner processor", 3, {"cpu_seconds": 2}, {"cpu_seconds": 8}),
    "memory": Limit("learner memory", 640 * MEGABYTE, MEMORY, TWICE),
    "address space": Limit("learner threads", 16, MEMORY, TWICE),
    "output": Limit("bytes of the notebook", 600_000, {**SHORT, "output": 100_000},
                    {"output": 8 * MEGABYTE}),
    "message": Limit("trusted memory", 300 * MEGABYTE, {}, {"message": 512 * MEGABYTE}),
    "file size": Limit("learner disk", 5 * MEGABYTE, {**SHORT, "file_size": 4 * MEGABYTE},
                       {"file_size": 24 * MEGABYTE}),
    "disk": Limit("learner disk", 16 * MEGABYTE, {**SHORT, "disk": 16 * MEGABYTE},
                  {"disk": 48 * MEGABYTE}),
    "files": Limit("learner files", 4096),
    "descriptors": Limit("learner descriptors", 256),
    "system calls": Limit("processes", 8, SHORT),
}  # fmt: skip

SAMPLE = [case for case in attacks.cases() if case.name in {
    "notebook-a-link-to-the-solution", "course-overwritten", "fork-bomb", "end-in-a-call",
    "check-patched-in-its-module",
}]  # fmt: skip
CASES = attacks.cases() if SOAK else SAMPLE
MEASURED = [case for case in CASES if {*case.layers} & {*LIMITS}]
TABLE: dict[str, str] = {}


def contained(root: Path, packages: Path) -> list[str]:
    """What to write before a command that runs strangers' code with no sandbox of its own.

    It may do what it likes to the course, to a copy of the package, and to empty folders.
    """
    empty = {"/tmp", "/var/tmp", "/dev/shm", "/run", "/home", "/root", str(Path.home())}
    seen = {sys.base_prefix, sys.prefix, str(ROOT)}
    return [
        *("bwrap", "--die-with-parent", "--unshare-pid", "--dev-bind", "/", "/"),
        *("--remount-ro", "/", "--proc", "/proc"),
        *(part for place in sorted(empty) for part in ("--tmpfs", place)),
        *(part for place in sorted(seen) for part in ("--ro-bind", place, place)),
        *("--bind", str(packages), str(ROOT / "matcalc"), "--bind", str(root), str(root), "--"),
    ]


# Runs a command where `contained` put it, and says what it left behind there.
INSIDE = """
import json, subprocess, sys
sys.path.insert(0, {tests!r})
from attacks import traces
from matcalc.course.directory import Course
from matcalc.errors import MatcalcError
done = subprocess.run(sys.argv[1:], stderr=subprocess.PIPE, text=True)
print(done.stderr, "left behind:", json.dumps(traces(Course("."))), file=sys.stderr)
sys.exit(done.returncode)
""".replace("{tests!r}", repr(str(ROOT / "tests")))


class Laboratory:
    """Grades cases with or without layers, and says how each of them succeeds."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.packages = folder / "matcalc"
        self.course = write_course(folder / "course", seconds=10).root
        self.batches: dict[tuple[tuple[str, ...], str], dict[str, str]] = {}
        self.count = 0

    def alone(self, case: Case, layers: tuple[str, ...]) -> str:
        """How one case succeeds, beside its twin; empty if it does not."""
        return self._grade([case], layers, alone=True)[case.name]

    def together(self, case: Case) -> str:
        """The same in one run with all cases of its kind that the same layers stop."""
        kind = (case.layers, case.kind)
        if kind not in self.batches:
            alike = [each for each in CASES if (each.layers, each.kind) == kind]
            self.batches[kind] = self._grade(alike, case.layers) if len(alike) > 1 else {}
        return self.batches[kind].get(case.name, "")

    def honest(self, case: Case, layer: str) -> bool:
        """Whether a case's twin, which is right, earns full marks without a layer."""
        root = self._copy()
        attacks.write_class(root, [case], twins=True)
        watched(self._command(root, (layer,), case.assignment), root, SECONDS)
        return not _lost(case, _scores(root, case.assignment))

    def _copy(self) -> Path:
        self.count += 1
        return Path(shutil.copytree(self.course, self.folder / str(self.count)))

    def _grade(
        self, cases: list[Case], layers: tuple[str, ...], *, alone: bool = False
    ) -> dict[str, str]:
        root = self._copy()
        limits = {name: LIMITS[name] for name in cases[0].layers if name in LIMITS}
        with (root / "nbgrader_config.py").open("a") as file:
            for limit in limits.values():
                file.writelines(f"c.GradingLimits.{k} = {v}\n" for k, v in limit.strict.items())
            for limit in [limits[name] for name in layers if name in limits]:
                file.writelines(f"c.GradingLimits.{k} = {v}\n" for k, v in limit.raised.items())
        attacks.write_class(root, cases)
        if alone:
            attacks.write_class(root, cases, twins=True)
        course = Course(root)
        before = state(course)
        effects = dict.fromkeys([case.name for case in cases], "")
        for assignment in {case.assignment for case in cases}:
            command = self._command(root, layers, assignment)
            code, errors, most = watched(command, root, SECONDS * (1 if alone else len(cases)))
            found: dict[str, dict[str, float]] = {}
            with suppress(MatcalcError):  # the course itself may be broken now
                found = _scores(root, assignment)
            for case in cases:
                if case.assignment == assignment:
                    used = most if alone and "sandbox" not in layers else {}
                    recorded = _recorded(course, case)
                    harms = [_earned(case, found), *_beyond(limits, used | recorded)]
                    harms += ["graded"] if case.refused and recorded else []
                    effects[case.name] = ", ".join(filter(None, harms))
            if alone and not effects[cases[0].name]:
                harms = [
                    "it does not end" if code is None else "",
                    "it stops the run" if "Traceback" in errors else "",
                    "it cannot be run" if "could not be run" in errors else "",
                    "it changes files" if state(course) != before else "",
                    "it leaves something" if re.search(r'left behind: \["', errors) else "",
                    "it costs its neighbour" if _lost(cases[0], found) else "",
                ]
                effects[cases[0].name] = ", ".join(filter(None, harms))
        shutil.rmtree(root, ignore_errors=True)
        if len(cases) > 1 and (code is None or "Traceback" in errors):  # one stopped the run
            half = len(cases) // 2
            return self._grade(cases[:half], layers) | self._grade(cases[half:], layers)
        return effects

    def _command(self, root: Path, layers: tuple[str, ...], assignment: str) -> list[str]:
        program = [sys.executable, removed.__file__, ",".join(layers), "grade", assignment]
        program += ["--jobs", "1"]
        if "sandbox" not in layers:
            return program
        shutil.rmtree(self.packages, ignore_errors=True)
        shutil.copytree(ROOT / "matcalc", self.packages)
        inside = [sys.executable, "-c", INSIDE, *program, "--no-sandbox"]
        return [*contained(root, self.packages), *inside]


def _scores(root: Path, assignment: str) -> dict[str, dict[str, float]]:
    return scores(root, assignment, checked_exercises(assignment))


def _earned(case: Case, found: dict[str, dict[str, float]]) -> str:
    """What a case earned that it must not."""
    marks = found.get(case.name, {})
    points = checked_exercises(case.assignment)
    unearned = sum(marks.get(exercise) or 0 for exercise in case.lost)
    unearned += sum(max((marks.get(e) or 0) - points[e], 0) for e in case.kept)
    return f"{unearned:g} unearned" if unearned else ""


def _lost(case: Case, found: dict[str, dict[str, float]]) -> bool:
    """Whether the twin, whose submission is right, lost marks."""
    return found.get(f"{case.name}-twin", {}) != checked_exercises(case.assignment)


def _beyond(limits: dict[str, Limit], used: dict[str, float]) -> list[str]:
    """What was used beyond the limits."""
    return [
        f"{limit.measured}: {used[limit.measured]:.3g}"
        for limit in limits.values()
        if used.get(limit.measured, 0) > limit.most
    ]


def _recorded(course: Course, case: Case) -> dict[str, float]:
    """The size of the graded notebook, and what was ended in it for having used up its time."""
    path = course.folder("autograded") / case.name / case.assignment / f"{case.assignment}.ipynb"
    if not path.is_file():
        return {}
    content = path.read_bytes()
    errors = [
        [f"{output['ename']}: {output['evalue']}" for output in cell["outputs"]
         if output["output_type"] == "error"]
        for cell in json.loads(content)["cells"] if cell.get("execution_count")
    ]  # fmt: skip
    said = "\n".join(error for cell in errors for error in cell)
    in_time = sum(not any("CellTimeoutError: " in error for error in cell) for cell in errors)
    return {
        "bytes of the notebook": len(content),
        "seconds until a cell was ended": _largest(r"longer than ([\d.]+) seconds", said),
        "seconds until a process was ended": _largest(r"not stop within ([\d.]+) seconds", said),
        "share of the cells in time": in_time / len(errors),
    }


def _largest(pattern: str, text: str) -> float:
    return max(map(float, re.findall(pattern, text)), default=0)


@pytest.fixture(scope="module")
def laboratory(tmp_path_factory: pytest.TempPathFactory) -> Laboratory:
    return Laboratory(tmp_path_factory.mktemp("layers"))


@pytest.mark.parametrize("case", CASES, ids=str)
def test_without_its_layers_it_succeeds(laboratory: Laboratory, case: Case):
    effect = laboratory.together(case) or laboratory.alone(case, case.layers)
    TABLE[case.name] = effect
    assert effect


@pytest.mark.parametrize("layer", LAYERS if SOAK else ["intake", "sandbox"])
@soak
def test_without_a_layer_honest_work_is_still_graded(laboratory: Laboratory, layer: str):
    """So it is the hostile submission that does the harm, and not what is missing."""
    case = next(case for case in attacks.cases() if layer in case.layers)
    assert laboratory.honest(case, layer)


@pytest.mark.parametrize("case", MEASURED, ids=str)
def test_with_them_it_stays_within_the_limits(laboratory: Laboratory, case: Case):
    assert laboratory.alone(case, ()) == ""


def test_every_layer_can_be_removed_and_stops_something():
    removable = {*removed.HERE, *removed.THERE, *LIMITS, "sandbox"}
    assert removable == {*LAYERS} == {layer for case in attacks.cases() for layer in case.layers}


def test_what_earns_elsewhere_is_stopped_by_more_than_the_check():
    assert [c.name for c in attacks.cases() if c.plain == "earns" and c.layers == ("check",)] == []


def test_the_table(capsys: pytest.CaptureFixture[str]):
    """What stops each case, what it does without that, and under plain nbgrader."""
    rows = [
        [case.kind, case.name, ", ".join(case.layers), TABLE.get(case.name), case.plain]
        for case in CASES
    ]
    header = ["kind", "case", "stopped by", "without", "plain nbgrader"]
    assert rows
    with capsys.disabled():
        print("\n" + tabulate(rows, header, missingval="not tried"))
