"""The real `matcalc`, with some of its layers taken away: `removed.py LAYER,LAYER grade ch04`.

Instead of a layer stands what a grader without it would do.  This text is also run by the two warm
processes, before they begin: so it imports nothing else of the tests.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any


def intake() -> None:
    """A submission is taken as it was handed in: every file, every cell, whatever it says."""
    import nbformat

    from matcalc.course.notebook import marks_of
    from matcalc.grading import grade
    from matcalc.grading.marking import ways
    from matcalc.grading.marking.intake import Submission
    from matcalc.grading.running.task import Cell

    def read(path: Path) -> bytes:
        with path.open("rb") as file:
            return file.read(2**28)  # some files never end

    def take_in(submitted: Path, student: str, key: Any) -> Submission:
        folder = submitted / student / key.assignment
        notebooks = {
            name: nbformat.reads(read(folder / f"{name}.ipynb").decode(), as_version=4)
            for name in key.notebooks
        }
        own = {
            str(path.relative_to(folder)): read(path)
            for path in folder.rglob("*")
            if path.suffix != ".ipynb" and not path.is_dir()
        }
        return Submission(student, notebooks, key.files, own, None, "")

    def cells_to_run(notebook: Any, key: Any) -> list[Cell]:
        del key
        cells = [c for c in notebook.cells if c.cell_type == "code" and c.source.strip()]
        return [
            Cell()
            if "skip-execution" in cell.metadata.get("tags", [])
            else Cell("", cell.source, borrows=True)
            if marks_of(cell).is_test
            else Cell(cell.source, "" if marks_of(cell).is_answer else cell.source)
            for cell in cells
        ]

    grade.take_in, ways.cells_to_run = take_in, cells_to_run


def scoring() -> None:
    """Marks by nbgrader's rules alone: full marks for a cell that shows no error."""
    from nbgrader import utils

    from matcalc.grading.marking import scoring

    scoring._score = lambda cell, *_: utils.determine_grade(cell)[0]


def scoring_there() -> None:
    """A run ends where the learner's process does."""
    import os

    from matcalc.grading.running import trusted

    end = trusted._Learner.end

    def last(self: Any, reason: str) -> None:
        end(self, reason)
        if reason != "finished":
            os._exit(0)

    trusted._Learner.end = last


def two_processes() -> None:
    """Test cells run where the learner's do, and that process says how they ended."""
    from matcalc.grading.running import learner, trusted

    def run(self: Any, source: str, number: int, *, borrow: bool) -> tuple[Any, Any]:
        if not borrow:
            return [], None
        shown = {"source": source, "number": number}
        outputs = trusted._ran(self.learner, shown, self.learner.limits)
        failed = [output["ename"] for output in outputs if output["output_type"] == "error"]
        return outputs, Exception(*failed) if failed else None

    trusted._Tests.run = run
    begin = learner._Answering._begin

    def begin_anew(self: Any, argument: dict[str, Any]) -> None:
        begin(self, argument)
        if any(name.startswith("matcalc") for name in argument["files"]):  # which wins in a kernel
            sys.path.insert(0, "")
            for name in [name for name in sys.modules if name.partition(".")[0] == "matcalc"]:
                del sys.modules[name]

    learner._Answering._begin = begin_anew


def boundary() -> None:
    """What a function returns or raises crosses as it is, pickled, whatever its class."""
    import pickle

    import cloudpickle

    from matcalc.grading.running import learner, peers, wire

    def encode(value: Any, blobs: list[bytes], reference: Any, depth: int = 0) -> Any:
        if callable(value) or isinstance(value, (dict, peers.Lent)):
            return wire.encode(value, blobs, reference, depth)
        try:
            blobs.append(cloudpickle.dumps(value))
        except Exception:
            return wire.encode(value, blobs, reference, depth)
        return {"is": "pickled", "of": len(blobs) - 1}

    def decode(node: Any, blobs: Any, referred: Any) -> Any:
        if isinstance(node, dict) and node.get("is") == "pickled":
            return pickle.loads(blobs[node["of"]])
        return wire.decode(node, blobs, referred)

    peers.encode = learner.encode = encode
    peers.decode = decode


def names() -> None:
    """The learner's names win over the trusted process's own, whatever was asked for."""
    from contextlib import contextmanager

    from matcalc.grading.running import trusted

    @contextmanager
    def borrowing(self: Any, source: str) -> Any:
        wanted = sorted(trusted.names_used(self.shell, source))
        before = dict(self.shell.names)
        self.shell.names.update(self.learner.ask("look up", argument=wanted) if wanted else {})
        yield
        self.shell.names.update(before)

    trusted._Tests._borrowing = borrowing


def check() -> None:
    """Every answer passes, a missing one too."""
    from contextlib import suppress

    import matcalc.check
    from matcalc.grading.running import trusted

    def accept(*arguments: Any, **options: Any) -> None:
        del arguments, options

    for module in (matcalc, matcalc.check):
        for name in ("assert_gradient", "assert_formula", "assert_value"):
            setattr(module, name, accept)

    ask = trusted._Learner.ask

    def answer(self: Any, question: str, of: Any = None, argument: Any = None) -> Any:
        if question != "look up":
            return ask(self, question, of, argument)
        found = dict.fromkeys(argument)
        with suppress(Exception):
            found |= ask(self, question, of, argument)
        return found

    trusted._Learner.ask = answer


def comparison() -> None:
    """What was returned is compared as it is, the way tests are written by hand."""
    import numpy as np

    from matcalc.diagnosis import diagnose

    def compare(trial: Any, answer: Any, strict: bool) -> None:
        del answer, strict
        far = np.abs(trial.given - trial.truth.value) > 1e-6
        trial.verdict = "differ" if far.any() else "agree"

    diagnose.as_numbers = lambda value, _: value
    diagnose._compare = compare


def inherited() -> None:
    """The learner's process is forked from one that knows the solutions."""
    from matcalc.grading.running import runner as running
    from matcalc.grading.running import workers

    workers.started = lambda **_: {}  # which would be told nothing when they are started

    class Warm(running.Warm):
        def __init__(self, sandboxed: bool, role: Any = None) -> None:
            if role is not None and role.rehearsals:  # the trusted one's, which is started first
                known = [cell.trusted for task in role.rehearsals for cell in task.cells]
                first(f"import sys; sys.known = {known!r}; ")
            super().__init__(sandboxed, role)

    running.Warm = Warm


def sandbox() -> None:
    """Cells run where nbgrader runs them: below the folder of the course."""
    import os
    import tempfile

    tempfile.tempdir = os.getcwd()  # noqa: PTH109, as text


def programs() -> None:
    """No filter of system calls, but a number of processes; and IPython starts programs."""
    import resource

    from matcalc.grading.running import cells, sandbox

    del cells._IPython.system, cells._IPython.getoutput
    sandbox.deny_system_calls = lambda: resource.setrlimit(resource.RLIMIT_NPROC, (40, 40))


def descriptors() -> None:
    """Four times as many open files."""
    import resource

    from matcalc.grading.running import sandbox

    most = resource.setrlimit

    def larger(kind: int, limits: tuple[int, int]) -> None:
        most(kind, (1024, 1024) if kind == resource.RLIMIT_NOFILE else limits)

    sandbox.resource.setrlimit = larger


def files() -> None:
    """Four times as many files."""
    from matcalc.grading.running import sandbox

    mount = sandbox._mount

    def larger(target: str, options: bytes, flags: int) -> None:
        mount(target, options.replace(b"nr_inodes=4096", b"nr_inodes=16384"), flags)

    sandbox._mount = larger


def output() -> None:
    """Errors of any length."""
    from matcalc.grading.running import cells, trusted

    def whole(name: str, value: str, traceback: list[str]) -> dict[str, Any]:
        text = [line[: 2**24] for line in traceback]
        shown = {"output_type": "error", "ename": name, "evalue": value[: 2**24]}
        return {**shown, "traceback": text}

    cells.cut_error = trusted.cut_error = whole


HERE: dict[str, Callable[[], None]] = {
    "intake": intake,
    "scoring": scoring,
    "empty process": inherited,
}
THERE: dict[str, Callable[[], None]] = {
    "scoring": scoring_there,
    "two processes": two_processes,
    "boundary": boundary,
    "own names": names,
    "check": check,
    "comparison": comparison,
    "descriptors": descriptors,
    "files": files,
    "output": output,
    "sandbox": sandbox,
    "system calls": programs,
}


def first(text: str) -> None:
    """Let the warm processes run some statements before they begin."""
    from matcalc.grading.running import sandbox

    before, begin, after = sandbox.START.rpartition("from matcalc.grading.running.warm")
    text = text.replace("{", "{{").replace("}", "}}")
    sandbox.START = before + text + begin + after


def main() -> None:
    """Take the layers away, and run the command."""
    from matcalc.__main__ import main

    _, layers, *sys.argv[1:] = sys.argv
    for layer in layers.split(","):
        if layer in HERE:
            HERE[layer]()
        if layer in THERE:
            text = Path(__file__).read_text("utf-8")
            begin = f"removed = {{'__name__': 'removed'}}; exec({text!r}, removed); "
            first(f"{begin}removed['THERE'][{layer!r}](); ")
    main()


if __name__ == "__main__":
    main()
