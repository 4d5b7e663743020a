"""The command line: each command finds the course, does one thing, and says what it did."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from itertools import islice
from pathlib import Path
from secrets import randbelow
from shlex import quote
from typing import TYPE_CHECKING, Any, Literal

import click

from matcalc.errors import MatcalcError
from matcalc.messages import say
from matcalc.version import __version__

if TYPE_CHECKING:
    from matcalc.course.directory import Course
    from matcalc.grading.grade import Summary

__all__ = ["run"]

ASSIGNMENT = click.argument("assignment")
ROSTER = click.option(
    "--roster",
    type=click.Path(path_type=Path),
    help="CSV with id, first_name, last_name, email, lms_user_id, group; else the gradebook.",
)


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="matcalc")
def cli() -> None:
    """Build, release, check and grade a course in matrix calculus.

    All commands but `check` and `practice` are run from a course's root, the folder with
    nbgrader_config.py.
    """


def run() -> None:
    """Run the command line; an error of the user's is one message and exit code 1."""
    try:
        cli.main(standalone_mode=False)
    except click.exceptions.Abort:
        click.echo(say("command-interrupted"), err=True)
        sys.exit(130)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (MatcalcError, OSError) as error:
        click.echo(f"matcalc: {error}", err=True)
        sys.exit(1)
    except ModuleNotFoundError as error:
        is_jupyter = error.name in {"nbclient", "nbformat", "ipykernel"}
        cure = say("command-install-jupyter" if is_jupyter else "command-install-course")
        needs = say("command-needs-package", name=error.name, cure=cure)
        click.echo(f"matcalc: {needs}", err=True)
        sys.exit(1)


@cli.command()
@click.option("--force", is_flag=True, help="Execute and render every page again.")
@click.option("--strict", is_flag=True, help="Let any warning fail the build.")
@click.option(
    "--pyodide-dist",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="A folder with the full distribution of Pyodide, which is fetched otherwise.",
)
@click.option(
    "--static",
    is_flag=True,
    help="Fetch nothing: exercises run in the page only if an earlier build fetched Pyodide.",
)
@click.option("--epub", is_flag=True, help="Write the book as EPUB to _build/epub/ instead.")
@click.option("--pdf", is_flag=True, help="Write it as PDF, by XeLaTeX, to _build/pdf/ instead.")
@click.option(
    "--all",
    "everything",
    is_flag=True,
    help="Write all three; the site offers them, and a zip of it.",
)
@click.option(
    "--roster",
    type=click.Path(path_type=Path),
    help="Deal variants to this class, a CSV file with id: their exercises ask for the id.",
)
def build(
    force: bool,
    strict: bool,
    pyodide_dist: Path | None,
    static: bool,
    epub: bool,
    pdf: bool,
    everything: bool,
    roster: Path | None,
) -> None:
    """Execute the chapters and write the site to _build/site/.

    Exercises run in the page by Python for the browser (Pyodide), which is fetched once.

    \b
    Examples:
      matcalc build
      matcalc build --force --strict
      matcalc build --pyodide-dist ~/Downloads/pyodide
      matcalc build --epub
      matcalc build --pdf --strict
      matcalc build --all
      matcalc build --roster class.csv
    """
    from matcalc.site.ebook import build_epub
    from matcalc.site.pdf import build_pdf

    books: list[Path] = []
    for write in [build_pdf] * (pdf or everything) + [build_epub] * (epub or everything):
        for book in write(Path.cwd(), strict=strict):
            click.echo(say("command-wrote", path=book))
            books.append(book)
    if books and not everything:
        return
    from matcalc.grading.roster import read_roster
    from matcalc.site.build import build_site

    site = build_site(
        Path.cwd(),
        force=force,
        strict=strict,
        live=not static,
        pyodide_dist=pyodide_dist,
        books=books if everything else None,
        learners=[person.id for person in read_roster(roster)] if roster else None,
        say=lambda text: click.echo(text, err=True),
    )
    click.echo(say("command-site", path=site / "index.html"))


@cli.command()
@click.option("--port", default=8000, show_default=True, help="0 for any free port.")
def serve(port: int) -> None:
    """Serve _build/site/ on this machine and print the address.

    \b
    Example:
      matcalc serve --port 8080
    """
    from matcalc.site.serve import server

    with server(Path.cwd() / "_build" / "site", port) as running:
        address = f"http://127.0.0.1:{running.server_port}/"
        click.echo(say("command-serving", address=address))
        running.serve_forever()


@cli.command()
@click.argument("assignments", nargs=-1)
@click.option("--check", is_flag=True, help="Only compare; fail if a released file is out of date.")
@click.option(
    "--for",
    "roster",
    type=click.Path(path_type=Path),
    help="Deal variants: a zip for each learner of this roster, a CSV file with id.",
)
@click.option("--sets", is_flag=True, help="Deal variants: a zip for each set.")
def release(assignments: tuple[str, ...], check: bool, roster: Path | None, sets: bool) -> None:
    """Regenerate the learners' notebooks from the solutions, or deal their variants.

    \b
    Examples:
      matcalc release
      matcalc release ch04 --check
      matcalc release ch04 --for class.csv
      matcalc release ch04 --sets
    """
    from matcalc.course.directory import Course
    from matcalc.course.release import differences
    from matcalc.course.release import release as write_release

    course = Course(Path.cwd())
    names = course.require(assignments)
    if roster or sets:
        if check:
            raise click.UsageError("--check compares exercises/, and deals nothing")
        varied = [name for name in names if course.assignment(name).variants.sets > 1]
        _deal(course, names if assignments else varied or names, roster, each=not sets)
        return
    if not check:
        changed = write_release(course, names)
        for path in changed:
            click.echo(say("command-wrote", path=path.relative_to(course.root)))
        click.echo(say("command-changed", names=", ".join(names), count=len(changed)))
        return
    outdated = differences(course, names)
    for path in outdated:
        click.echo(say("command-outdated", path=path.relative_to(course.root)), err=True)
    if outdated:
        folders = sorted({path.relative_to(course.folder("release")).parts[0] for path in outdated})
        raise MatcalcError(say("command-release", names=" ".join(folders)))
    click.echo(say("command-up-to-date", names=", ".join(names)))


def _deal(course: Course, assignments: list[str], roster: Path | None, *, each: bool) -> None:
    """Write what is handed out of assignments with variants, and say where it is."""
    from matcalc.course.dealing import write_dealt
    from matcalc.grading.results import people
    from matcalc.grading.roster import read_roster

    known = read_roster(roster) if roster else people(course)
    for name in assignments:
        files = write_dealt(course, name, [person.id for person in known], each=each)
        folder = files[0].parent.relative_to(course.root)
        click.echo(say("command-dealt", name=name, count=len(files), folder=folder))


@cli.command()
@click.option("--check", is_flag=True, help="Only compare; fail if a catalogue is out of date.")
def catalogues(check: bool) -> None:
    """Bring the catalogues of messages in book/locale/ up to date with the book's pages.

    Each folder there makes an edition of the book.  A message that is new has no translation yet,
    and one that has changed is marked as fuzzy; both stand in the book's own language until then.

    \b
    Examples:
      matcalc catalogues
      matcalc catalogues --check
    """
    from matcalc.site.catalogues import update

    root = Path.cwd()
    changed = update(root, write=not check)
    for path in changed:
        key = "command-catalogue-outdated" if check else "command-wrote"
        click.echo(say(key, path=path.relative_to(root)), err=check)
    if changed and check:
        raise MatcalcError(say("command-catalogues"))


@cli.command()
@click.argument("notebook", type=click.Path(path_type=Path))
@click.option("--timeout", default=60, show_default=True, help="Seconds for one cell.")
def check(notebook: Path, timeout: int) -> None:
    """Run a learner's notebook and show how each exercise stands.

    The file is not changed.  The exit code is 0 if every exercise passed.

    \b
    Example:
      matcalc check ch04.ipynb
    """
    from matcalc.course.judging import check_notebook

    with click.progressbar(
        length=100, label=say("command-running-notebook"), file=sys.stderr, show_pos=False
    ) as bar:
        judged = check_notebook(
            notebook, timeout, lambda done, all_: bar.update(100 * done // all_ - bar.pos)
        )
    colours = {"passed": "green", "failed": "yellow", "error": "red"}
    for one in judged:
        outcome = one.outcome
        click.secho(f"{one.exercise}: {outcome.label}", fg=colours.get(outcome.verdict))
        if outcome.verdict not in {"passed", "not-attempted"}:
            click.echo("    " + outcome.text.replace("\n", "\n    "))
    checked = [one for one in judged if one.outcome.verdict != "by-hand"]
    passed = [one for one in checked if one.outcome.verdict == "passed"]
    points = sum(one.points for one in passed)
    every = sum(one.points for one in checked)
    counts: dict[str, Any] = {
        "passed": len(passed),
        "checked": len(checked),
        "points": points,
        "all": every,
    }
    click.echo(say("command-passed", **counts))
    sys.exit(0 if len(passed) == len(checked) else 1)


@cli.command()
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
    from matcalc.grading.marks import marks_table
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
    from matcalc.grading.collect import collect
    from matcalc.grading.roster import class_list

    result = collect(course, assignment, source, class_list(course, roster))
    key = "command-collected-again" if result.replaced else "command-collected"
    click.echo(say(key, count=len(result.students), replaced=len(result.replaced)))
    for remark in result.remarks:
        click.echo(say("command-note", remark=remark), err=True)
    for name, reason in result.refused.items():
        click.echo(say("command-refused", name=name, reason=reason), err=True)
    return tuple(result.students), len(result.refused)


@cli.command()
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
    from matcalc.grading.reports import write_feedback, write_summary
    from matcalc.grading.results import submissions

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
    from matcalc.grading.returning import write_zip

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


@cli.command()
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
    from matcalc.grading.exports import export as write_export
    from matcalc.grading.results import submissions
    from matcalc.grading.roster import read_roster

    course = Course(Path.cwd())
    [name] = course.require((assignment,))
    known = {person.id: person for person in read_roster(roster)} if roster else {}
    with _reading(name) as progress:
        graded = submissions(course, name, progress)
    target = to or Path(f"{name}.csv" if form == "csv" else f"{name}-{form}.csv")
    write_export(graded, name, form, target, title=title, roster=known)
    click.echo(say("command-exported", path=target, count=len(graded)))
    if any(submission.is_outdated for submission in graded):
        click.echo(say("command-deadlines-moved", name=name), err=True)
    if waiting := sum(bool(submission.waiting) for submission in graded):
        click.echo(say("command-waiting", count=waiting), err=True)


@cli.command()
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


@cli.command()
@click.argument("formula")
@click.argument("variable", required=False)
@click.option("--shapes", default="", help='Of the symbols, as in "A: n n, x: n"; else inferred.')
@click.option("--explain", is_flag=True, help="Show the derivation, rule by rule.")
@click.option(
    "--as",
    "form",
    type=click.Choice(["numpy", "jax", "torch", "latex"]),
    help="Write only the derivative in denominator layout, as a function or as LaTeX.",
)
def derive(
    formula: str, variable: str | None, shapes: str, explain: bool, form: str | None
) -> None:
    """Differentiate FORMULA by VARIABLE in both layouts, and prove the result by numbers.

    The formula is in NumPy syntax or textbook notation, LaTeX included.  Parts of it may be named
    before it, as in "r = Xw - y; r'r".

    \b
    Examples:
      matcalc derive "x'Ax" x
      matcalc derive "x.T @ A @ x" x --shapes "A: n n, x: n" --explain
      matcalc derive "\\frac12 \\lVert Xw - y\\rVert^2" w --as latex
      matcalc derive "h = tanh(W @ x); norm(h - y)**2" W --as torch > gradient.py
    """
    from matcalc.calculus.derivative import derivative
    from matcalc.derivations.proof import proof_of
    from matcalc.formulas.draw import shapes_of
    from matcalc.formulas.expression import parse, understood

    known: dict[str, Any] = shapes_of(shapes)
    asked = parse(formula, **known)
    found = derivative(asked, variable, explain=explain)
    found.understood.extend(understood(formula, asked))
    click.echo(found.code(form) if form else found)
    proof = proof_of(asked, variable, found)
    click.echo(proof.lines()[0], err=bool(form))
    sys.exit(0 if proof.verdict == "agree" else 1)


@cli.command()
@click.argument("topics", metavar="[TOPIC]...", nargs=-1)
@click.option("--level", default=1, show_default=True, help="1, 2 or 3.")
@click.option("--seed", help="A number or a name: the same seed, the same questions.")
@click.option("--count", type=click.IntRange(1), help="How many questions; no end unless given.")
@click.option("--list", "listing", is_flag=True, help="Show the topics, and ask nothing.")
def practice(
    topics: tuple[str, ...], level: int, seed: str | None, count: int | None, listing: bool
) -> None:
    """Ask for derivatives, of the topics in turn, and check the answers.

    Answers are formulas, in NumPy syntax or textbook notation.

    \b
    Examples:
      matcalc practice
      matcalc practice quadratic norms --level 2 --count 5
      matcalc practice traces --seed ada
    """
    from matcalc.practice import TOPICS, questions
    from matcalc.practice.session import practise, summary

    if listing:
        for topic in TOPICS.values():
            click.echo(f"{topic}\n    {topic.trains}")
        return
    if seed is None:
        seed = str(randbelow(10**6))
    asked = questions(topics, level, int(seed) if seed.isdecimal() else seed)
    click.echo(summary(practise(islice(asked, count), _typed, click.echo)))
    words = ["matcalc practice", *topics, f"--level {level} --seed {quote(seed)}"]
    click.echo(say("practice-repeat", command=" ".join(words)))


def _typed() -> str:
    """The next line that is typed, or comes through a pipe."""
    with suppress(ImportError):
        import readline  # noqa: F401  the arrow keys bring back what was typed
    try:
        line = click.prompt("", prompt_suffix="> ", default="", show_default=False)
    except click.Abort:
        raise EOFError from None
    if not sys.stdin.isatty():  # nobody sees what was typed
        click.echo(line)
    return str(line)
