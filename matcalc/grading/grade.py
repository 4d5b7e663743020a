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
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import click

from matcalc.course.directory import Course
from matcalc.course.files import write_atomically

# `take_in`: removed by tests/attacks/removed.py
from matcalc.grading.intake import TIMESTAMP, Rejected, Submission, take_in
from matcalc.grading.key import Key, read_key
from matcalc.grading.recording import Recorder
from matcalc.grading.rejections import keep_reasons
from matcalc.grading.sandbox import require_sandbox
from matcalc.grading.scoring import Scored, score
from matcalc.grading.task import Results, Setting
from matcalc.grading.ways import Goes, Together, Ways, find_ways, merged, tasks_of
from matcalc.grading.workers import Workers, workers_here
from matcalc.messages import say

__all__ = ["Summary", "grade_assignment"]


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
    key = read_key(course, assignment)
    with closing(Recorder(course, assignment)) as recorder:
        known = set() if again else recorder.recorded()
        with (
            _workers(_setting(course, key, sandboxed), jobs, cluster) as workers,
            _progress(assignment, len(students)) as done,
        ):
            ways = find_ways(key, workers.submit, way)
            run = _Run(course, ways.key, recorder, workers, sandboxed, done)
            run.summary.remarks += _said_of(ways, way)
            for student in students:
                run.take_in(student, is_known=student in known)
            run.finish()
    summary = run.summary
    looked_at = [*summary.graded, *summary.unchanged, *summary.rejected]
    keep_reasons(course, assignment, looked_at, summary.rejected)
    return summary


def _setting(course: Course, key: Key, sandboxed: bool) -> Setting:
    hidden = course.config.Grading.hidden_modules if "Grading" in course.config else {}
    names = hidden.get(key.assignment, hidden.get("*", ())) if hidden else ()
    rehearsals = tuple(notebook.solution for notebook in key.notebooks.values())
    return Setting(key.limits, sandboxed, tuple(names), rehearsals)


def _workers(
    setting: Setting, jobs: int | None, cluster: str | None
) -> AbstractContextManager[Workers]:
    if cluster is None:
        return workers_here(setting, jobs)
    from matcalc.grading.cluster import workers_of_cluster

    return workers_of_cluster(cluster, setting)


@contextmanager
def _progress(assignment: str, length: int) -> Iterator[Callable[[int], None]]:
    """A progress bar; what to call with the number of submissions that are done."""
    with click.progressbar(
        length=length, label=f"Grading {assignment}", file=sys.stderr, show_pos=True
    ) as bar:
        yield bar.update


class _Run:
    """One run over some submissions: what the workers have, and what became of the others."""

    def __init__(
        self,
        course: Course,
        key: Key,
        recorder: Recorder,
        workers: Workers,
        sandboxed: bool,
        done: Callable[[int], None],
    ) -> None:
        self.submitted, self.autograded = course.folder("submitted"), course.folder("autograded")
        self.key = key
        self.recorder = recorder
        self.workers = workers
        self.sandboxed = sandboxed
        self.done = done
        self.running: dict[Future[Results], Submission] = {}
        self.summary = Summary()

    def take_in(self, student: str, *, is_known: bool) -> None:
        """Have a submission run, unless it cannot be graded, or was graded as it stands."""
        try:
            submission = take_in(self.submitted, student, self.key)
        except Rejected as reason:
            self._reject(student, str(reason))
            return
        self.summary.remarks += [f"{student}: {remark}" for remark in submission.remarks]
        if is_known and self._is_graded(submission):
            self.summary.unchanged.append(student)
            self.done(1)
            return
        tasks = tasks_of(submission.notebooks, submission.files, submission.own_files, self.key)
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
        shutil.rmtree(self.autograded / student / self.key.assignment, ignore_errors=True)
        self.done(1)

    def _collect(self) -> None:
        """Wait for a submission that has been run, and record it and those that came with it."""
        done, _ = wait(self.running, return_when=FIRST_COMPLETED)
        for future in done:
            self._record(self.running.pop(future), future)
        self.done(len(done))

    def _record(self, submission: Submission, future: Future[Results]) -> None:
        try:
            results = merged(future.result(), submission.notebooks, self.key)
            scored = {
                name: score(
                    notebook,
                    results[name],
                    sandboxed=self.sandboxed,
                    together=self.key.notebooks[name].together,
                    endings=self.key.notebooks[name].endings,
                )
                for name, notebook in submission.notebooks.items()
            }
        except Exception as error:  # no submission may stop the others
            why = str(error) or type(error).__name__
            self.summary.rejected[submission.student] = (
                f"it could not be run ({why}); that is no fault of its own: grade it again"
            )
            return
        notebooks = {name: scored.get(name) for name in self.key.notebooks}
        self.recorder.record(submission.student, submission.timestamp, notebooks)
        _write(self.autograded / submission.student, self.key.assignment, submission, scored)
        self.summary.graded.append(submission.student)

    def _is_graded(self, submission: Submission) -> bool:
        """Whether autograded/ holds this very submission, which is written last."""
        folder = self.autograded / submission.student / self.key.assignment
        expected = submission.digest, self.sandboxed
        try:
            texts = [(folder / f"{name}.ipynb").read_bytes() for name in submission.notebooks]
            notes = [json.loads(text)["metadata"]["matcalc"] for text in texts]
            return all((note["digest"], note["sandboxed"]) == expected for note in notes)
        except (OSError, ValueError, KeyError, TypeError):
            return False


def _said_of(ways: Ways, asked: Goes | None) -> Iterator[str]:
    """What the instructor should know of the tests."""
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
        one.notebook.metadata["matcalc"]["digest"] = submission.digest
        text = json.dumps(one.notebook, ensure_ascii=False, indent=1, sort_keys=True)
        # What a learner prints may hold half a character, which no file can.
        files[f"{name}.ipynb"] = f"{text}\n".encode("utf-8", "replace")
    for name, content in files.items():
        write_atomically(fresh / name, content)
        (fresh / name).chmod(0o444)  # as nbgrader leaves them
    shutil.rmtree(target, ignore_errors=True)
    fresh.rename(target)
