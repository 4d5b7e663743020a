"""The stages of grading, each by itself and without processes: tasks, limits, outputs, scores."""

from __future__ import annotations

import json
import socket
from dataclasses import replace

import numpy as np
import pytest
from corpus import ROOT
from nbgrader.utils import compute_checksum
from submissions import small_key, source, write_course
from traitlets.config import Config

from matcalc.course.directory import CONFIG_NAME
from matcalc.course.notebook import marks_of
from matcalc.errors import MatcalcError
from matcalc.grading.marking.rejections import keep_reasons, reasons
from matcalc.grading.marking.scoring import Scored, score
from matcalc.grading.marking.ways import merged
from matcalc.grading.running.absent import Hidden
from matcalc.grading.running.cells import Outputs, as_json
from matcalc.grading.running.limits import Limits
from matcalc.grading.running.runner import Runner
from matcalc.grading.running.task import (
    Cell,
    Finished,
    Prepared,
    Ran,
    Role,
    Setting,
    Task,
    report_of,
)
from matcalc.grading.running.wire import TRUSTED_MOST, Channel

# Tasks and reports, and how each is read from a message.
TASK = Task(
    (Cell("x = 1", "", False), Cell("", "assert x", True)),
    {"data.txt": b"1 2", "a/b.bin": bytes(range(256))},
    {"mine.txt": b"\xff"},
    "bash",
    ("close",),
)
HIDDEN = Hidden(("sympy", "matcalc.check"), ("check_gradient",))
ROLE = Role("kernel", Limits(memory=7), (TASK, TASK), HIDDEN, {"bash": {"argv": []}}, ("/a",))
MESSAGES = [
    (TASK, Task.of),
    (ROLE, Role.of),
    (Prepared(["numpy"]), lambda message, _: Prepared.of(message)),
    (
        Ran([{"text": "é\ud800"}], True, 1.5, "sign", 3, "odd"),
        lambda message, _: report_of(message),
    ),
    (Finished(True, {0: "odd", 12: "too"}), lambda message, _: report_of(message)),
]


@pytest.mark.parametrize(("sent", "read"), MESSAGES, ids=lambda value: type(value).__name__)
def test_what_goes_to_the_processes_and_back_is_read_as_it_was_written(sent, read):
    left, right = socket.socketpair()
    with left, right:
        blobs: list[bytes] = []
        message = sent.message(blobs) if isinstance(sent, Task | Role) else sent.message()
        Channel(left, TRUSTED_MOST).send(message, blobs)
        assert read(*Channel(right, TRUSTED_MOST).receive()) == sent


def test_outputs_that_are_nested_deeply_are_reported():
    nested: list = []
    for _ in range(400):
        nested = [nested]
    ran = Ran([{"data": nested}], True)
    assert report_of(json.loads(json.dumps(ran.message()))) == ran


def test_limits_come_from_the_course_and_its_own_time_for_a_cell():
    assert Limits.of_course(Config()).cell_seconds == 30
    config = Config({"Execute": {"timeout": 9}, "GradingLimits": {"memory": 5, "output": 3}})
    limits = Limits.of_course(config)
    assert (limits.cell_seconds, limits.memory, limits.output) == (9, 5, 3)
    assert limits.disk == Limits().disk
    assert (limits.submission_seconds, limits.cpu_seconds) == (300, 120)
    longer = Limits.of_course(Config({"Execute": {"timeout": 600}}))
    assert (longer.cell_seconds, longer.submission_seconds, longer.cpu_seconds) == (600, 6000, 2400)
    with pytest.raises(MatcalcError, match=r"GradingLimits\.memmory: expected one of cell_seconds"):
        Limits.of_course(Config({"GradingLimits": {"memmory": 5}}))


def test_a_course_has_the_settings_of_its_user_where_it_has_none_of_its_own(tmp_path, monkeypatch):
    mine, root = tmp_path / "mine", tmp_path / "course"
    mine.mkdir()
    monkeypatch.setenv("JUPYTER_CONFIG_DIR", str(mine))
    (mine / CONFIG_NAME).write_text(
        "c = get_config()\nc.Execute.timeout = 77\nc.CourseDirectory.course_id = 'mine'\n"
    )
    course = write_course(root, "c = get_config()\nc.CourseDirectory.course_id = 'its own'\n")
    assert (course.name, Limits.of_course(course.config).cell_seconds) == ("its own", 77)


@pytest.mark.parametrize("structure", ["{nbgrader_step}/{assignment_id}/{student_id}", "x"])
def test_folders_in_another_arrangement_are_refused_by_name(tmp_path, structure):
    config = f"c = get_config()\nc.CourseDirectory.directory_structure = {structure!r}\n"
    with pytest.raises(MatcalcError, match=r"directory_structure is .*: expected nbgrader's own"):
        write_course(tmp_path, config)


CUT = "... Output truncated ...\n"


def test_outputs_are_kept_up_to_their_limit_and_errors_beyond_it():
    outputs = Outputs(100)
    outputs.text("stdout", "x" * 60)
    outputs.text("stdout", "y" * 20)
    outputs.text("stderr", "z" * 30)
    outputs.text("stdout", "lost")
    outputs.show("display_data", {"text/plain": "lost"}, {})
    outputs.error("ValueError", "why", ["line"])
    kinds = [(found["output_type"], found.get("text", "")) for found in outputs.take()]
    assert kinds == [
        ("stream", "x" * 60 + "y" * 20),
        ("stream", "z" * 20 + f"\n{CUT}"),
        ("error", ""),
    ]
    outputs.text("stdout", "x" * 100)  # each cell has the whole of it
    assert outputs.take()[0]["text"] == "x" * 100
    outputs.show("display_data", {"text/plain": "x" * 101}, {})
    assert outputs.take()[0]["text"] == CUT
    assert outputs.take() == []


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("text", "text"),
        ({"a": (1, None)}, {"a": [1, None]}),
        (np.arange(2), [0, 1]),
        ({"a": np.float64(0.5)}, {"a": 0.5}),
        ({"a": {1}}, {"a": "<class 'set'>"}),
        ({(1, 2): 3}, "<class 'dict'>"),
    ],
    ids=str,
)
def test_what_is_displayed_is_kept_as_json(value, expected):
    assert as_json(value) == expected


def stream(name: str, text: str = "x") -> dict:
    return {"output_type": "stream", "name": name, "text": text}


def value(text: str) -> dict:
    data = {"text/plain": text}
    return {"output_type": "execute_result", "data": data, "metadata": {}, "execution_count": 1}


def error(name: str = "AssertionError") -> dict:
    return {"output_type": "error", "ename": name, "evalue": "", "traceback": []}


def graded(ran: dict[str, Ran | None], answered: tuple[str, ...] = (), **options) -> Scored:
    """The score of a notebook of which some cells ran otherwise than well."""
    notebook = source()
    for cell in notebook.cells:
        if marks_of(cell).is_answer and marks_of(cell).exercise not in answered:
            cell.metadata.nbgrader["checksum"] = compute_checksum(cell)
    found = [ran.get(marks_of(cell).grade_id, Ran([], True)) for cell in notebook.cells]
    cut = found.index(None) if None in found else len(found)
    return score(notebook, found[:cut], **({"sandboxed": True} | options))


@pytest.mark.parametrize(
    ("ran", "points", "said"),
    [
        (Ran([], True), 2, None),
        (Ran([stream("stdout")], True), 2, None),
        (Ran([{"output_type": "display_data", "data": {}, "metadata": {}}], True), 2, None),
        (Ran([value("1.5")], True), 1.5, None),
        (Ran([value("0")], True), 0, None),
        # No marks without proof, whatever is shown.
        (Ran([], False), 0, "did not run to its end"),
        (Ran([value("2")], False), 0, "did not run to its end"),
        (Ran([error()], False), 0, None),
        (Ran([stream("stderr")], True), 0, None),
        (Ran([value("3")], True), 0, "no number from 0 to 2"),
        (Ran([value("-1")], True), 0, "no number from 0 to 2"),
        (Ran([value("nan")], True), 0, "no number from 0 to 2"),
        (Ran([value("inf")], True), 0, "no number from 0 to 2"),
        (Ran([value("'full marks'")], True), 0, "and that of the solution does not"),
        (None, 0, "this check did not run"),
    ],
)
def test_points_are_given_for_what_a_check_proves(ran, points, said):
    scored = graded({"double-test": ran})
    assert scored.scores["double-test"] == points
    [cell] = [c for c in scored.notebook.cells if marks_of(c).grade_id == "double-test"]
    refusals = [o.evalue for o in cell.outputs if o.get("ename") == "NotGraded"]
    assert len(refusals) == (said is not None)
    assert (said or "") in "".join(refusals)


def test_what_reports_need_is_recorded_where_points_were_lost_or_a_flag_was_raised():
    failed = Ran([error("WrongAnswer")], False, 0.25, "sign", 2)
    flagged = Ran([], True, 0.5, flag="loses digits")
    scored = graded({"double-test": failed, "grad-test": flagged, "apply-test": Ran([], True, 1.0)})
    notes = {marks_of(cell).exercise: cell.metadata.get("matcalc")
             for cell in scored.notebook.cells if marks_of(cell).is_test}  # fmt: skip
    assert notes == {
        "double": {"mistake": "sign", "line": 2, "seconds": 0.25, "flag": ""},
        "grad": {"mistake": None, "line": None, "seconds": 0.5, "flag": "loses digits"},
        "formula": None,
        "apply": None,
    }
    assert scored.notebook.metadata["matcalc"] == {"sandboxed": True, "seconds": 1.75}


def test_an_answer_that_was_left_and_a_run_without_a_sandbox_are_remarked():
    comments = graded({}, ("double",), sandboxed=False).comments
    assert comments == {
        "double": "Graded without a sandbox.",
        "grad": "No response.",
        "formula": "No response.",
        "apply": "No response.",
    }


def test_reasons_are_kept_for_those_who_were_not_looked_at_again(tmp_path):
    course = write_course(tmp_path)
    assert reasons(course, "hw") == {}
    keep_reasons(course, "hw", ["ada", "tom", "eve"], {"ada": "no \ud800", "tom": "a link"})
    keep_reasons(course, "hw", ["tom"], {})
    assert reasons(course, "hw") == {"ada": "no ?"}
    for foreign in ("{", "7", "[1]", '{"ada": ["x"]}', "\0"):
        (tmp_path / "reports" / "hw-rejected.json").write_text(foreign)
        assert set(reasons(course, "hw")) <= {"ada"}


@pytest.mark.parametrize(("apart", "together"), [(9, 9), (2, 9), (9, 2), (0, 9)])
def test_of_two_runs_each_test_keeps_its_place_though_one_was_ended(apart, together):
    """A result of the run within reach never stands for a test that went apart."""
    known = small_key().notebooks["hw"]
    within = frozenset({"apply-test"})
    key = replace(small_key(), notebooks={"hw": replace(known, together=within)})
    code = [c for c in known.released.cells if c.cell_type == "code" and c.source.strip()]
    runs = {
        "hw": [Ran([stream("apart")], True)] * min(apart, len(code)),
        "together/hw": [Ran([stream("together")], True)] * min(together, len(code)),
    }
    found = merged(runs, {"hw": known.released}, key)["hw"]
    assert len(found) == len(code)
    for place, (cell, ran) in enumerate(zip(code, found, strict=True)):
        way = "together" if marks_of(cell).grade_id in within else "apart"
        reached = place < (together if way == "together" else apart)
        assert ran.ended == reached
        assert [output["name"] for output in ran.outputs] == [way] * reached


def test_no_place_of_this_machine_can_be_read_in_the_sandbox():
    """Where a package came from is noted beside it, and that is a folder of the instructor's."""
    look = (
        "import sys, pathlib\n"
        "for folder in sys.path:\n"
        "    for path in pathlib.Path(folder).glob('*'):\n"
        "        for note in [path, *path.glob('direct_url.json')]:\n"
        "            if note.is_file() and note.suffix in {'.json', '.pth', '.egg-link', '.py'}:\n"
        "                print(note.read_text('utf-8', 'replace'))\n"
    )
    with Runner(Setting(Limits())) as runner:
        [found] = runner.run(Task((Cell(look),)))
    said = "".join(output.get("text", "") for output in found.outputs)
    assert found.ended
    assert str(ROOT) not in said
