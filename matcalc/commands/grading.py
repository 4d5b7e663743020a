"""Commands about what is handed in: grading, feedback, marks, and a class to try them with."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import click

from matcalc.errors import MatcalcError
from matcalc.messages import say

if TYPE_CHECKING:
    from matcalc.course.directory import Course
    from matcalc.grading.grade import Summary

__all__ = ["demo", "export", "feedback", "grade"]

ASSIGNMENT = click.argument("assignment")
ROSTER = click.option(
    "--roster",
    type=click.Path(path_type=Path),
    help="CSV with id, first_name, last_name, email, lms_user_id, group; else the gradebook.",
)


@click.command()
@ASSIGNMENT
@click.option("--student", "students", multiple=True, help="Only this student; may be repeated.")
@click.option(
    "--from",
    "source",
    type=click.Path(path_type=Path),
    help="First collect the submissions in this folder, zip or tar, then grade those.",
)
@ROSTER
@click.option(
    "--jobs", type=click.IntRange(1), help="Submissions at a time; all processors' worth."
)
@click.option("--cluster", metavar="ADDRESS", help="Run them on the workers of a dask scheduler.")
@click.option(
    "--exercise",
    "exercises",
    multiple=True,
    help="Grade only this exercise again, of what was graded before; may be repeated.",
)
@click.option("--again", is_flag=True, help="Grade also what has not changed since it was graded.")
@click.option("--sandbox/--no-sandbox", default=True, help="Confine submissions with bubblewrap.")
@click.option(
    "--apart",
    "way",
    flag_value="apart",
    help="Run every test in a process of its own; else those that the solution passes there.",
)
@click.option(
    "--together", "way", flag_value="together", help="Run every test in the learner's process."
)
def grade(
    assignment: str,
    students: tuple[str, ...],
    source: Path | None,
    roster: Path | None,
    jobs: int | None,
    cluster: str | None,
    exercises: tuple[str, ...],
    again: bool,
    sandbox: bool,
    way: Literal["apart", "together"] | None,
) -> None:
    """Grade the notebooks in submitted/ and record the marks in the gradebook.

    A run that was interrupted goes on where it stopped.

    \b
    Examples:
      matcalc grade ch04
      matcalc grade ch04 --student ada --student emmy
      matcalc grade ch04 --from submissions.zip --roster class.csv
      matcalc grade ch04 --exercise ch04-norm
      matcalc grade ch04 --cluster tcp://10.0.0.1:8786
    """
    from matcalc.course.directory import Course

    if exercises and source is not None:
        raise click.UsageError(say("command-exercise-from"))
    course = Course(Path.cwd())
    [name] = course.require((assignment,))
    from matcalc.grading.grade import grade_assignment  # takes a second to load
    from matcalc.grading.marking.marks import marks_table
    from matcalc.grading.regrade import changes_table, grade_exercises

    if not sandbox:
        click.echo(say("command-no-sandbox"), err=True)
    refused = 0
    if source is not None:
        collected, refused = _collect(course, name, source, roster)
        students = students or collected
    submissions = course.submissions(name, students)
    how: dict[str, Any] = {"jobs": jobs, "sandboxed": sandbox, "cluster": cluster, "way": way}
    if exercises:
        summary, changes = grade_exercises(course, name, exercises, submissions, **how)
        table = changes_table(changes)
    else:
        summary = grade_assignment(course, name, submissions, again=again, **how)
        table = marks_table(course, name)
    if table:
        click.echo(table)
    _say_what_became(summary)
    if summary.rejected:
        raise MatcalcError(say("command-not-graded", count=len(summary.rejected), name=name))
    if refused:
        raise MatcalcError(say("command-refused-count", count=refused, source=source))


def _say_what_became(summary: Summary) -> None:
    """Say what became of the submissions that were to be graded."""
    for remark in summary.remarks:
        click.echo(remark, err=True)
    for student, reason in summary.rejected.items():
        click.echo(say("command-not-graded-why", student=student, reason=reason), err=True)
    kinds = {"graded": summary.graded, "unchanged": summary.unchanged, "rejected": summary.rejected}
    counts: dict[str, Any] = {kind: len(students) for kind, students in kinds.items()}
    click.echo(say("command-graded", **counts), err=True)


def _collect(
    course: Course, assignment: str, source: Path, roster: Path | None
) -> tuple[tuple[str, ...], int]:
    """Collect submissions and say what became of each; who handed in, and how many were refused."""
    from matcalc.grading.collecting.collect import collect
    from matcalc.grading.collecting.roster import class_list

    result = collect(course, assignment, source, class_list(course, roster))
    key = "command-collected-again" if result.replaced else "command-collected"
    click.echo(say(key, count=len(result.students), replaced=len(result.replaced)))
    for remark in result.remarks:
        click.echo(say("command-note", remark=remark), err=True)
    for name, reason in result.refused.items():
        click.echo(say("command-refused", name=name, reason=reason), err=True)
    return tuple(result.students), len(result.refused)


@click.command()
@ASSIGNMENT
@click.option("--show-hidden", is_flag=True, help="Show hidden tests too, and all output.")
@click.option(
    "--zip",
    "form",
    type=click.Choice(["moodle", "canvas"]),
    help="Also put the pages into one zip that Moodle or Canvas takes back.",
)
@click.option(
    "--to",
    type=click.Path(path_type=Path),
    help="The zip; feedback/ASSIGNMENT-moodle.zip, or -canvas.zip, unless given.",
)
def feedback(assignment: str, show_hidden: bool, form: str | None, to: Path | None) -> None:
    """Write an HTML page for each graded submission to feedback/, and one on the class to reports/.

    \b
    Examples:
      matcalc feedback ch04
      matcalc feedback ch04 --show-hidden
      matcalc feedback ch04 --zip moodle
    """
    if form and show_hidden:
        raise MatcalcError(say("command-zip-hidden"))
    if to and not form:
        raise MatcalcError(say("command-zip-to"))
    from matcalc.course.directory import Course
    from matcalc.grading.reporting.reports import write_feedback, write_summary
    from matcalc.grading.reporting.results import submissions

    course = Course(Path.cwd())
    [name] = course.require((assignment,))
    with _reading(name) as progress:
        graded = submissions(course, name, progress)
    pages = []
    for page in write_feedback(course, name, graded, show_hidden):
        click.echo(say("command-wrote", path=page.relative_to(course.root)))
        pages.append(page)
    page = write_summary(course, name, graded)
    click.echo(say("command-wrote", path=page.relative_to(course.root)))
    if form:
        _zip_feedback(course, name, form, pages, to)


def _zip_feedback(
    course: Course, assignment: str, form: str, pages: list[Path], to: Path | None
) -> None:
    """Write feedback pages into a zip, and say who is left out."""
    from matcalc.grading.reporting.returning import write_zip

    folder = course.folder("feedback").relative_to(course.root)
    target = to or folder / f"{assignment}-{form}.zip"
    count, left_out = write_zip(course, assignment, form, pages, target)
    click.echo(say("command-exported", path=target, count=count))
    for student, reason in left_out.items():
        click.echo(say("command-left-out", student=student, reason=reason), err=True)
    if left_out:
        raise MatcalcError(say("command-left-out-count", count=len(left_out), path=target))


@contextmanager
def _reading(assignment: str) -> Iterator[Callable[[int, int], None]]:
    """A progress bar over the graded submissions of an assignment."""
    label = say("command-reading", name=assignment)
    with click.progressbar(length=1, label=label, file=sys.stderr) as bar:

        def progress(done: int, of: int) -> None:
            bar.length = of
            bar.update(done - bar.pos)

        yield progress


@click.command()
@ASSIGNMENT
@click.option(
    "--format",
    "form",
    type=click.Choice(["csv", "moodle", "canvas"]),
    default="csv",
    show_default=True,
)
@click.option(
    "--to", type=click.Path(path_type=Path), help="The file; ASSIGNMENT[-FORMAT].csv unless given."
)
@click.option("--title", help="The assignment's name in Moodle or Canvas; ASSIGNMENT unless given.")
@ROSTER
def export(
    assignment: str, form: str, to: Path | None, title: str | None, roster: Path | None
) -> None:
    """Export the marks of an assignment, for a spreadsheet or for Moodle's or Canvas's import.

    \b
    Examples:
      matcalc export ch04 --to marks.csv
      matcalc export ch04 --format moodle
      matcalc export ch04 --format canvas --title "Homework 4 (5021)" --roster class.csv
    """
    from matcalc.course.directory import Course
    from matcalc.grading.collecting.roster import read_roster
    from matcalc.grading.reporting.exports import export as write_export
    from matcalc.grading.reporting.results import submissions

    course = Course(Path.cwd())
    [name] = course.require((assignment,))
    known = {person.id: person for person in read_roster(roster)} if roster else {}
    with _reading(name) as progress:
        graded = submissions(course, name, progress, explained=False)
    target = to or Path(f"{name}.csv" if form == "csv" else f"{name}-{form}.csv")
    write_export(graded, name, form, target, title=title, roster=known)
    click.echo(say("command-exported", path=target, count=len(graded)))
    if any(submission.is_outdated for submission in graded):
        click.echo(say("command-deadlines-moved", name=name), err=True)
    if waiting := sum(bool(submission.waiting) for submission in graded):
        click.echo(say("command-waiting", count=waiting), err=True)


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--learners", default=6, show_default=True, type=click.IntRange(1, 1000))
@click.option("--seed", default=0, show_default=True)
@click.option("--assignment", "assignments", multiple=True, help="Only this one; may be repeated.")
@click.option("--sandbox/--no-sandbox", default=True, help="Confine submissions with bubblewrap.")
def demo(
    folder: Path, learners: int, seed: int, assignments: tuple[str, ...], sandbox: bool
) -> None:
    """Write a copy of this course with a synthetic class into FOLDER, and grade it.

    Every learner's mark is known in advance; the command fails if grading gives another.

    \b
    Example:
      matcalc demo _build/demo --learners 12
    """
    from matcalc.course.directory import Course
    from matcalc.grading.demo import run_demo

    course = Course(Path.cwd())
    names = course.require(assignments)
    report = run_demo(course, names, folder, learners, seed, sandboxed=sandbox)
    click.echo(report)
