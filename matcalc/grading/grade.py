"""Grade an assignment: intake, running, scoring and recording, for many submissions at a time.

Submissions are read and rebuilt here, run by workers that keep no state, and scored and recorded
here again, by the one writer that the gradebook has.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import click
from tabulate import tabulate

from matcalc.course.directory import Course
from matcalc.course.files import write_atomically
from matcalc.course.notebook import TEST, is_graded, read_notebook
from matcalc.grading.intake import TIMESTAMP, Rejected, Submission, cells_to_run, take_in
from matcalc.grading.key import Key, read_key
from matcalc.grading.recording import Recorder
from matcalc.grading.rejections import keep_reasons
from matcalc.grading.running import Results, Runner, Setting, Task
from matcalc.grading.sandbox import require_sandbox
from matcalc.grading.scoring import Scored, score

__all__ = ["Mark", "Summary", "grade_assignment", "marks", "marks_table"]

Mark = tuple[str, str, float, float]  # student, exercise or "", score, points


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

    Raises
    ------
    MatcalcError
        If nothing can be graded here: no sandbox, no release, no gradebook.
    """
    if sandboxed and cluster is None:
        require_sandbox()
    key = read_key(course, assignment)
    summary = Summary()
    recorder = Recorder(course, assignment)
    autograded = course.folder("autograded")
    try:
        known = set() if again else recorder.recorded()
        with (
            _workers(_setting(course, key, sandboxed), jobs, cluster, summary) as (submit, most),
            click.progressbar(
                length=len(students),
                label=f"Grading {assignment}",
                file=sys.stderr,
                show_pos=True,
            ) as bar,
        ):
            running: dict[Future[Results], Submission] = {}
            for student in students:
                submission = _take_in(course, student, key, recorder, summary)
                if submission is None:
                    bar.update(1)
                elif student in known and _is_graded(autograded, submission, key, sandboxed):
                    summary.unchanged.append(student)
                    bar.update(1)
                else:
                    running[submit(_tasks(submission, key))] = submission
                if len(running) >= most:  # no more in memory than are needed
                    bar.update(_collect(running, key, recorder, autograded, sandboxed, summary))
            while running:
                bar.update(_collect(running, key, recorder, autograded, sandboxed, summary))
    finally:
        recorder.close()
    looked_at = [*summary.graded, *summary.unchanged, *summary.rejected]
    keep_reasons(course, assignment, looked_at, summary.rejected)
    return summary


def _setting(course: Course, key: Key, sandboxed: bool) -> Setting:
    hidden = course.config.Grading.hidden_modules if "Grading" in course.config else {}
    names = hidden.get(key.assignment, hidden.get("*", ())) if hidden else ()
    rehearsals = tuple(notebook.solution for notebook in key.notebooks.values())
    return Setting(key.limits, sandboxed, tuple(names), rehearsals)


def _take_in(
    course: Course, student: str, key: Key, recorder: Recorder, summary: Summary
) -> Submission | None:
    try:
        submission = take_in(course.folder("submitted"), student, key)
    except Rejected as reason:
        summary.rejected[student] = str(reason)
        recorder.reject(student)
        shutil.rmtree(course.folder("autograded") / student / key.assignment, ignore_errors=True)
        return None
    summary.remarks += [f"{student}: {remark}" for remark in submission.remarks]
    return submission


def _tasks(submission: Submission, key: Key) -> dict[str, Task]:
    return {
        name: Task(
            tuple(cells_to_run(notebook, key.notebooks[name])),
            submission.files,
            submission.own_files,
            key.notebooks[name].kernel,
        )
        for name, notebook in submission.notebooks.items()
    }


def _collect(
    running: dict[Future[Results], Submission],
    key: Key,
    recorder: Recorder,
    autograded: Path,
    sandboxed: bool,
    summary: Summary,
) -> int:
    """Score and record what has been run; return the number of submissions."""
    done, _ = wait(running, return_when=FIRST_COMPLETED)
    for future in done:
        submission = running.pop(future)
        try:
            results = future.result()
            scored = {
                name: score(notebook, results[name], sandboxed=sandboxed)
                for name, notebook in submission.notebooks.items()
            }
        except Exception as error:  # no submission may stop the others
            summary.rejected[submission.student] = (
                f"it could not be run ({error}); that is no fault of its own: grade it again"
            )
            continue
        notebooks = {name: scored.get(name) for name in key.notebooks}
        recorder.record(submission.student, submission.timestamp, notebooks)
        _write(autograded / submission.student, key.assignment, submission, scored)
        summary.graded.append(submission.student)
    return len(done)


@contextmanager
def _workers(
    setting: Setting, jobs: int | None, cluster: str | None, summary: Summary
) -> Iterator[tuple[Callable[[dict[str, Task]], Future[Results]], int]]:
    """A way to have tasks run somewhere else, and the number that keeps all workers busy."""
    if cluster is not None:
        from matcalc.grading.cluster import workers

        with workers(cluster, setting) as found:
            yield found
        return
    count = jobs or len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 2
    executor: Executor
    with Runner(setting) as runner, ThreadPoolExecutor(count) as executor:
        runner.start()
        summary.remarks += [f"the solution fails its own check: {text}" for text in runner.failed]
        try:
            yield (lambda tasks: executor.submit(runner.run_all, tasks)), 2 * count
        except BaseException:
            runner.close()  # so that no thread waits for a cell to end
            executor.shutdown(cancel_futures=True)
            raise


def _is_graded(autograded: Path, submission: Submission, key: Key, sandboxed: bool) -> bool:
    """Whether autograded/ holds this very submission, which is written last."""
    folder = autograded / submission.student / key.assignment
    try:
        for name in submission.notebooks:
            text = (folder / f"{name}.ipynb").read_text(encoding="utf-8")
            about = json.loads(text)["metadata"]["matcalc"]
            if about["digest"] != submission.digest or about["sandboxed"] is not sandboxed:
                return False
    except (OSError, ValueError, KeyError, TypeError):
        return False
    return True


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


def marks(course: Course, assignment: str) -> list[Mark]:
    """The recorded score of every exercise of every graded submission, then of the whole."""
    from nbgrader.api import BaseCell, Grade, Gradebook, SubmittedAssignment, SubmittedNotebook
    from sqlalchemy import select

    if not course.has_gradebook():
        return []
    sources = sorted((course.folder("source") / assignment).glob("*.ipynb"))
    cells = [cell for path in sources for cell in read_notebook(path).cells]
    order = {cell.metadata.nbgrader.grade_id: i for i, cell in enumerate(cells) if is_graded(cell)}
    graded = course.folder("autograded")
    # Rows and not objects: of a large class these are the largest part of what is in memory.
    query = (
        select(SubmittedAssignment.student_id, BaseCell.name, Grade.score, Grade.max_score)
        .join(SubmittedNotebook, SubmittedNotebook.assignment_id == SubmittedAssignment.id)
        .join(Grade, Grade.notebook_id == SubmittedNotebook.id)
        .join(BaseCell, BaseCell.id == Grade.cell_id)
    )
    found: dict[str, list[Mark]] = {}
    with Gradebook(course.database) as gradebook:
        known = gradebook.find_assignment(assignment)
        here = query.where(SubmittedAssignment.assignment_id == known.id)
        for row in sorted(gradebook.db.execute(here), key=lambda row: order.get(row.name, 0)):
            mark = (row.student_id, row.name.removesuffix(TEST), row.score, row.max_score)
            found.setdefault(row.student_id, []).append(mark)
        most = known.max_score
    for student in list(found):
        if (graded / student / assignment).is_dir():
            found[student].append((student, "", sum(mark[2] for mark in found[student]), most))
        else:  # nbgrader enters a submission before it knows whether it can grade it
            del found[student]
    return [mark for student in found for mark in found[student]]


def marks_table(course: Course, assignment: str) -> str:
    """The marks as a table, a row for each student; empty where nobody was graded."""
    found = marks(course, assignment)
    if not found:
        return ""
    exercises = list(dict.fromkeys(exercise for _, exercise, _, _ in found if exercise))
    points = {exercise: most for _, exercise, _, most in found}
    rows: dict[str, dict[str, float]] = {}
    for student, exercise, points_given, _ in found:
        rows.setdefault(student, {})[exercise] = points_given
    header = [
        assignment,
        *(f"{e.removeprefix(assignment + '-')} /{points[e]:g}" for e in exercises),
    ]
    table = tabulate(
        [
            [student, *(row.get(exercise, "") for exercise in exercises), row.get("", 0)]
            for student, row in sorted(rows.items())
        ],
        [*header, f"all /{points.get('', 0):g}"],
        maxheadercolwidths=10,
    )
    return str(table)
