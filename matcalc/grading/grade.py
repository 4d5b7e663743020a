"""Grade an assignment: intake, running, scoring and recording, for many submissions at a time.

Submissions are read and rebuilt here, run by workers that keep no state, and scored and recorded
here again, by the one writer that the gradebook has.
"""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, wait
from contextlib import AbstractContextManager, ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import click
from nbformat.notebooknode import NotebookNode

from matcalc.course.assignment import CREDIT
from matcalc.course.directory import Course
from matcalc.course.files import write_atomically

# `take_in`: removed by tests/attacks/removed.py
from matcalc.grading.marking.deadlines import read_deadlines
from matcalc.grading.marking.intake import TIMESTAMP, Rejected, Submission, take_in
from matcalc.grading.marking.key import Key
from matcalc.grading.marking.lateness import said_of_deadlines
from matcalc.grading.marking.recording import Recorder
from matcalc.grading.marking.rejections import keep_reasons
from matcalc.grading.marking.scoring import Scored, score
from matcalc.grading.marking.sets import Sets, read_sets
from matcalc.grading.marking.ways import Goes, Together, Ways, find_ways, merged, tasks_of
from matcalc.grading.running.absent import hidden_by
from matcalc.grading.running.runner import Warm
from matcalc.grading.running.sandbox import require_sandbox
from matcalc.grading.running.task import Results, Setting
from matcalc.grading.running.workers import Workers, started_ahead, workers_here
from matcalc.messages import say

__all__ = ["Run", "Summary", "as_text", "grade_assignment", "run_over"]


@dataclass
class Summary:
    """What became of each submission.

    Attributes
    ----------
    graded, unchanged : list of str
        The students whose submission was graded now, or before and not changed since.
    rejected : dict
        For each student whose submission could not be graded, why, and what to do.
    remarks : list of str
        What the instructor should know.
    """

    graded: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    rejected: dict[str, str] = field(default_factory=dict)
    remarks: list[str] = field(default_factory=list)


def grade_assignment(
    course: Course,
    assignment: str,
    students: list[str],
    *,
    jobs: int | None = None,
    sandboxed: bool = True,
    cluster: str | None = None,
    again: bool = False,
    way: Goes | None = None,
) -> Summary:
    """Grade the submissions of some students and record their marks in the gradebook.

    A submission that was graded before and has not changed is left alone, so that a run that was
    interrupted goes on where it stopped.

    Parameters
    ----------
    jobs : int, optional
        Submissions that run at the same time; as many as there are processors unless given.
    sandboxed : bool
        Without a sandbox submissions run with the caller's rights, and the marks say so.
    cluster : str, optional
        The address of a dask scheduler whose workers are to run the submissions.
    again : bool
        Whether to grade also what has not changed.
    way : {"apart", "together"}, optional
        How all tests are run; each as the solution shows it may go unless given.

    Raises
    ------
    MatcalcError
        If nothing can be graded here: no sandbox, no release, no gradebook.
    """
    if sandboxed and cluster is None:
        require_sandbox()
    with ExitStack() as stack:
        ahead = stack.enter_context(started_ahead(sandboxed=sandboxed, cluster=cluster))
        deadlines = read_deadlines(course).get(assignment)
        sets = read_sets(course, assignment)
        recorder = stack.enter_context(closing(Recorder(course, assignment, deadlines)))
        moved = recorder.reschedule(partial(_is_autograded, course, assignment))
        run = Run(course, sets, recorder, set() if again else recorder.recorded())
        how: dict[str, Any] = {"sandboxed": sandboxed, "cluster": cluster, "way": way}
        summary = run_over(run, students, jobs, ahead, **how)
        if deadlines is not None:
            everybody = recorder.everybody()
            summary.remarks += said_of_deadlines(deadlines, moved, run.undated, everybody)
    looked_at = [*summary.graded, *summary.unchanged, *summary.rejected]
    keep_reasons(course, assignment, looked_at, summary.rejected)
    return summary


def run_over(
    run: Run,
    students: list[str],
    jobs: int | None,
    ahead: dict[str, Warm],
    *,
    sandboxed: bool,
    cluster: str | None,
    way: Goes | None,
) -> Summary:
    """Have the submissions of some students run, once it is known how each test goes.

    Parameters
    ----------
    run : Run
        What is to become of each.
    ahead : dict
        Processes that were started already.
    jobs, sandboxed, cluster, way
        As of `grade_assignment`.
    """
    used = run.sets.used(students)
    setting = _setting(run.course, run.sets, used, sandboxed, way)
    with (
        _workers(setting, jobs, cluster, ahead) as workers,
        _progress(run.assignment, len(students)) as done,
    ):
        ways = {number: find_ways(key, workers.submit, way) for number, key in used.items()}
        sets = run.sets.replaced({number: found.key for number, found in ways.items()})
        said = {number: [*_said_of(found, way)] for number, found in ways.items()}
        run.summary.remarks += [*sets.remarks, *sets.said(said)]
        released = run.course.folder("release") / run.assignment / CREDIT
        if released.exists():
            run.summary.remarks.append(say("grade-credit-released", path=released))
        run.begin(sets, workers, done, sandboxed=sandboxed)
        for student in students:
            run.take_in(student)
        run.finish()
    return run.summary


def _is_autograded(course: Course, assignment: str, student: str, notebook: str) -> bool:
    folder = course.folder("autograded") / student / assignment
    return (folder / f"{notebook}.ipynb").is_file()


def _setting(
    course: Course, sets: Sets, used: dict[int, Key], sandboxed: bool, way: Goes | None
) -> Setting:
    key = sets.keys[1]  # what differs between sets is in their notebooks
    hidden = course.config.Grading.hidden_modules if "Grading" in course.config else {}
    names = hidden.get(key.assignment, hidden.get("*", ())) if hidden else ()
    if way == "together":  # the checks are needed where the answers are
        names = [name for name in names if not name.startswith("matcalc.")]
    solved = [notebook for key in used.values() for notebook in key.notebooks.values()]
    rehearsals = tuple(notebook.solution for notebook in solved)
    return Setting(key.limits, sandboxed, hidden_by(names), rehearsals)


def _workers(
    setting: Setting, jobs: int | None, cluster: str | None, ahead: dict[str, Warm]
) -> AbstractContextManager[Workers]:
    if cluster is None:
        return workers_here(setting, jobs, ahead)
    from matcalc.grading.running.cluster import workers_of_cluster

    return workers_of_cluster(cluster, setting)


@contextmanager
def _progress(assignment: str, length: int) -> Iterator[Callable[[int], None]]:
    """A progress bar; what to call with the number of submissions that are done."""
    with click.progressbar(
        length=length, label=f"Grading {assignment}", file=sys.stderr, show_pos=True
    ) as bar:
        yield bar.update


class Run:
    """One run over some submissions: what the workers have, and what became of the others.

    Attributes
    ----------
    known : set of str
        The students whose marks may be those of their submission as it stands.
    undated : list of str
        Those of whose submission it is not known when it was handed in.
    """

    workers: Workers
    done: Callable[[int], None]
    sandboxed: bool

    def __init__(self, course: Course, sets: Sets, recorder: Recorder, known: set[str]) -> None:
        self.course = course
        self.submitted, self.autograded = course.folder("submitted"), course.folder("autograded")
        self.assignment = sets.keys[1].assignment
        self.sets = sets
        self.recorder = recorder
        self.known = known
        self.undated: list[str] = []
        self.running: dict[Future[Results], Submission] = {}
        self.summary = Summary()

    def begin(
        self, sets: Sets, workers: Workers, done: Callable[[int], None], *, sandboxed: bool
    ) -> None:
        """Go on with workers, and with keys that say how each test goes."""
        self.sets, self.workers, self.done, self.sandboxed = sets, workers, done, sandboxed

    def take_in(self, student: str) -> None:
        """Have a submission run, unless it cannot be graded, or was graded as it stands."""
        key = self.sets.key(student)
        try:
            submission = take_in(self.submitted, student, key)
        except Rejected as reason:
            self._reject(student, str(reason))
            return
        self.summary.remarks += [f"{student}: {remark}" for remark in submission.remarks]
        if submission.timestamp is None:
            self.undated.append(student)
        if student in self.known and self._is_graded(submission, key):
            self.summary.unchanged.append(student)
            self.done(1)
            return
        self.submit(submission, key)

    def submit(self, submission: Submission, key: Key) -> None:
        """Have a submission run; what came back of others in the meantime is recorded."""
        tasks = tasks_of(submission.notebooks, submission.files, submission.own_files, key)
        self.running[self.workers.submit(tasks)] = submission
        if len(self.running) >= self.workers.most:  # no more in memory than are needed
            self._collect()

    def finish(self) -> None:
        """Score and record all that is still running."""
        while self.running:
            self._collect()

    def _reject(self, student: str, reason: str) -> None:
        self.summary.rejected[student] = reason
        self.recorder.reject(student)
        shutil.rmtree(self.autograded / student / self.assignment, ignore_errors=True)
        self.done(1)

    def _collect(self) -> None:
        """Wait for a submission that has been run, and record it and those that came with it."""
        done, _ = wait(self.running, return_when=FIRST_COMPLETED)
        for future in done:
            self._record(self.running.pop(future), future)
        self.done(len(done))

    def _record(self, submission: Submission, future: Future[Results]) -> None:
        key = self.sets.key(submission.student)
        try:
            results = merged(future.result(), submission.notebooks, key)
            scored = {
                name: score(
                    notebook,
                    results[name],
                    sandboxed=self.sandboxed,
                    together=key.notebooks[name].together,
                    endings=key.notebooks[name].endings,
                    credit=key.notebooks[name].credit,
                )
                for name, notebook in submission.notebooks.items()
            }
        except Exception as error:  # no submission may stop the others
            why = str(error) or type(error).__name__
            self.summary.rejected[submission.student] = (
                f"it could not be run ({why}); that is no fault of its own: grade it again"
            )
            return
        self.keep(submission, scored, key)
        self.summary.graded.append(submission.student)

    def keep(self, submission: Submission, scored: dict[str, Scored], key: Key) -> None:
        """Record the marks of a submission, and write its graded notebooks."""
        notebooks = {name: scored.get(name) for name in key.notebooks}
        self.recorder.record(submission.student, submission.timestamp, notebooks)
        note: dict[str, Any] = {"work": submission.work, "key": key.parts}
        note |= {"set": key.number} if key.number else {}
        for one in scored.values():
            one.notebook.metadata["matcalc"] |= note
        _write(self.autograded / submission.student, self.assignment, submission, scored)

    def _is_graded(self, submission: Submission, key: Key) -> bool:
        """Whether autograded/ holds this very submission, which is written last."""
        folder = self.autograded / submission.student / self.assignment
        expected = submission.work, key.parts, self.sandboxed
        try:
            texts = [(folder / f"{name}.ipynb").read_bytes() for name in submission.notebooks]
            notes = [json.loads(text)["metadata"]["matcalc"] for text in texts]
            return all((n["work"], n["key"], n["sandboxed"]) == expected for n in notes)
        except (OSError, ValueError, KeyError, TypeError):
            return False


def _said_of(ways: Ways, asked: Goes | None) -> Iterator[str]:
    """What the instructor should know of the tests."""
    for notebook in ways.key.notebooks.values():
        for cell in sorted(notebook.credit if notebook.kernel else notebook.together):
            if cell in notebook.credit:
                yield say("grade-no-credit", cell=cell)
    for cell, error in ways.failed.items():
        yield say("grade-solution-fails", cell=cell, error=error or say("grade-too-few-points"))
    if asked is None:
        yield from map(_why_together, ways.together)


def _why_together(together: Together) -> str:
    """Why a test goes together with the answers, and what would let it go apart."""
    (apart, expected), (blank, _) = together.solution, together.blank
    if together.identity:
        why = say("grade-asks-identity", how=together.identity)
    elif together.running:
        why = say("grade-runs-text", how=together.running)
    elif together.changed:
        why = say("grade-given-changes", names=", ".join(together.changed))
    elif apart < expected:
        why = say("grade-apart-loses", apart=apart, together=expected)
        why += f" ({together.error})" if together.error else ""
    else:
        why = say("grade-apart-gives", apart=blank)
    return say("grade-goes-together", cell=together.cell, why=why)


def _write(
    folder: Path, assignment: str, submission: Submission, scored: dict[str, Scored]
) -> None:
    """Put the graded notebooks and their files in the place of earlier ones, all at once."""
    fresh, target = folder / f".{assignment}.new", folder / assignment
    shutil.rmtree(fresh, ignore_errors=True)
    files = submission.files | submission.own_files
    if submission.timestamp is not None:
        files[TIMESTAMP] = f"{submission.timestamp} UTC\n".encode()
    for name, one in scored.items():
        files[f"{name}.ipynb"] = as_text(one.notebook)
    for name, content in files.items():
        write_atomically(fresh / name, content)
        (fresh / name).chmod(0o444)  # as nbgrader leaves them
    shutil.rmtree(target, ignore_errors=True)
    fresh.rename(target)


def as_text(notebook: NotebookNode) -> bytes:
    """A graded notebook's file."""
    text = json.dumps(notebook, ensure_ascii=False, indent=1, sort_keys=True)
    # What a learner prints may hold half a character, which no file can.
    return f"{text}\n".encode("utf-8", "replace")
