"""Grade one exercise again for everybody, after its test was mended, and nothing else.

A notebook is run as a whole, because a cell may need those above it; of what comes back only the
exercise's own cells and marks are kept.  A graded notebook notes the key that each of its exercises
was graded with, so that a later run over all knows what is still graded with an old one.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from nbformat.notebooknode import NotebookNode, from_dict
from tabulate import tabulate

from matcalc.course.directory import Course
from matcalc.course.files import write_atomically
from matcalc.course.notebook import TEST, marks_of, read_notebook
from matcalc.errors import MatcalcError
from matcalc.grading.grade import Run, Summary, as_text, run_over
from matcalc.grading.marking.intake import Rejected, Submission, take_in
from matcalc.grading.marking.key import Key
from matcalc.grading.marking.recording import Change, Recorder
from matcalc.grading.marking.scoring import UNSANDBOXED, Scored
from matcalc.grading.marking.sets import Sets, read_sets
from matcalc.grading.marking.ways import Goes
from matcalc.grading.running.sandbox import require_sandbox
from matcalc.grading.running.workers import started_ahead
from matcalc.messages import say

__all__ = ["changes_table", "grade_exercises"]


def grade_exercises(
    course: Course,
    assignment: str,
    exercises: tuple[str, ...],
    students: list[str],
    *,
    jobs: int | None = None,
    sandboxed: bool = True,
    cluster: str | None = None,
    way: Goes | None = None,
) -> tuple[Summary, list[Change]]:
    """Grade some exercises of submissions again that were graded before, and leave all else.

    Parameters
    ----------
    exercises : tuple of str
        By their grade ids.
    jobs, sandboxed, cluster, way
        As of `matcalc.grading.grade.grade_assignment`.

    Returns
    -------
    summary : Summary
        Those whose submission was not graded before as it stands are among the unchanged ones.
    changes : list of Change
        The marks of these exercises, before and now.

    Raises
    ------
    MatcalcError
        If there is no such exercise with a check, or nothing can be graded here.
    """
    if sandboxed and cluster is None:
        require_sandbox()
    with ExitStack() as stack:
        ahead = stack.enter_context(started_ahead(sandboxed=sandboxed, cluster=cluster))
        sets = read_sets(course, assignment)
        chosen = _tests(sets.keys[1], exercises)  # as in all of them
        recorder = stack.enter_context(closing(Recorder(course, assignment)))
        run = _Again(course, sets, recorder, recorder.recorded(), chosen)
        how: dict[str, Any] = {"sandboxed": sandboxed, "cluster": cluster, "way": way}
        summary = run_over(run, students, jobs, ahead, **how)
    return summary, sorted(run.changes)


def changes_table(changes: list[Change]) -> str:
    """The marks that have changed, as a table; else how many have not."""
    rows = [
        [one.student, one.cell.removesuffix(TEST), one.before, one.after]
        for one in changes
        if one.before != one.after
    ]
    if not rows:
        return say("regrade-nothing", count=len(changes))
    header = "regrade-learner", "regrade-exercise", "regrade-before", "regrade-after"
    return str(tabulate(rows, list(map(say, header))))


def _tests(key: Key, exercises: tuple[str, ...]) -> set[str]:
    """The grade ids of the tests of some exercises."""
    tests = [
        marks
        for notebook in key.notebooks.values()
        for marks in map(marks_of, notebook.released.cells)
        if marks.is_test
    ]
    known = list(dict.fromkeys(marks.exercise for marks in tests))
    for name in exercises:
        if name.removesuffix(TEST) not in known:
            near = get_close_matches(name, known, n=1)
            raise MatcalcError(
                f"no exercise {name!r} with a check in {key.assignment}: "
                + (f"is {near[0]} meant? T" if near else "t")
                + f"here are {', '.join(known)}"
            )
    wanted = {name.removesuffix(TEST) for name in exercises}
    return {marks.grade_id for marks in tests if marks.exercise in wanted}


@dataclass(frozen=True)
class _Before:
    """A submission's graded notebooks with a chosen exercise, as they are until now."""

    notebooks: dict[str, NotebookNode] = field(default_factory=dict)
    why_not: str = ""  # the reason to leave it alone


class _Again(Run):
    """A run of which only some cells are kept."""

    def __init__(
        self, course: Course, sets: Sets, recorder: Recorder, known: set[str], chosen: set[str]
    ) -> None:
        super().__init__(course, sets, recorder, known)
        self.chosen = chosen
        self.before: dict[str, _Before] = {}
        self.changes: list[Change] = []

    def take_in(self, student: str) -> None:
        """Have a submission run that was graded as it stands; leave any other alone, and say so."""
        key = self.sets.key(student)
        try:
            submission = take_in(self.submitted, student, key)
            before = self._graded_before(submission)
        except Rejected as reason:
            before = _Before(why_not=str(reason))
        if before.why_not:
            said = say("regrade-left-alone", student=student, reason=before.why_not)
            self.summary.remarks.append(said)
            self.summary.unchanged.append(student)
            self.done(1)
            return
        self.before[student] = before
        again = {name: submission.notebooks[name] for name in before.notebooks}
        self.submit(replace(submission, notebooks=again), key)

    def _graded_before(self, submission: Submission) -> _Before:
        folder = self._folder(submission)
        if submission.student not in self.known or not folder.is_dir():
            return _Before(why_not=say("regrade-never-graded"))
        found = {}
        for name, notebook in submission.notebooks.items():
            if not self.chosen & _graded_cells(notebook):
                continue
            try:
                found[name] = read_notebook(folder / f"{name}.ipynb")
                note = found[name].metadata["matcalc"]
                work, _ = note["work"], dict(note["key"])
            except (MatcalcError, OSError, KeyError, TypeError, ValueError):
                return _Before(why_not=say("regrade-no-note"))
            if work != submission.work:
                return _Before(why_not=say("regrade-handed-in-again"))
            if self.chosen & _graded_cells(notebook) - _graded_cells(found[name]):
                return _Before(why_not=say("regrade-no-note"))
        return _Before(found, "" if found else say("regrade-not-handed-in"))

    def keep(self, submission: Submission, scored: dict[str, Scored], key: Key) -> None:
        """Record the marks of the chosen exercises, and put their cells in place of the old."""
        before = self.before.pop(submission.student)
        merged, kept = {}, {}
        for name, one in scored.items():
            cells = _cells_of(one.notebook, self.chosen)
            parts = {f"{name}/{test.removesuffix(TEST)}" for test in self.chosen & cells}
            noted = {part: key.parts[part] for part in parts}
            merged[name] = _merged(before.notebooks[name], one.notebook, cells, noted)
            is_confined = merged[name].metadata["matcalc"]["sandboxed"]
            kept[name] = replace(one, comments=dict(_comments(one, cells, is_confined=is_confined)))
        self.changes += self.recorder.record_again(submission.student, kept, self.chosen)
        for name, notebook in merged.items():
            path = self._folder(submission) / f"{name}.ipynb"
            write_atomically(path, as_text(notebook))
            path.chmod(0o444)  # as nbgrader leaves it

    def _folder(self, submission: Submission) -> Path:
        return self.autograded / submission.student / self.assignment


def _merged(
    before: NotebookNode, now: NotebookNode, cells: set[str], noted: dict[str, str]
) -> NotebookNode:
    """The graded notebook with some cells as they are now, and the note of how that came."""
    fresh = {marks_of(cell).grade_id: cell for cell in now.cells}
    before.cells = [
        fresh[grade_id] if (grade_id := marks_of(cell).grade_id) in cells else cell
        for cell in before.cells
    ]
    note = before.metadata["matcalc"]
    note["key"] |= noted
    note["sandboxed"] = bool(note["sandboxed"] and now.metadata["matcalc"]["sandboxed"])
    return from_dict(json.loads(json.dumps(before)))


def _graded_cells(notebook: NotebookNode) -> set[str]:
    return {marks.grade_id for marks in map(marks_of, notebook.cells) if marks.is_test}


def _cells_of(notebook: NotebookNode, tests: set[str]) -> set[str]:
    """The grade ids of some tests, and of the answers that lead up to each."""
    found: set[str] = set()
    answers: set[str] = set()
    for marks in map(marks_of, notebook.cells):
        if marks.grade_id in tests:
            found |= {marks.grade_id, *answers}
        if marks.is_graded:
            answers = set()
        elif marks.is_answer:
            answers.add(marks.grade_id)
    return found


def _comments(
    scored: Scored, cells: set[str], *, is_confined: bool
) -> Iterator[tuple[str, str | None]]:
    """The automatic comments on some cells; with what has to be said of the whole notebook."""
    more = "" if is_confined else UNSANDBOXED
    for cell, text in scored.comments.items():
        if cell in cells:
            plain = (text or "").removesuffix(UNSANDBOXED).strip()
            yield cell, " ".join(filter(None, [plain, more])) or None
