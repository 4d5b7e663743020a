"""Commands that make what is handed out: the site, the assignments, the translations."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from matcalc.errors import MatcalcError
from matcalc.messages import say

if TYPE_CHECKING:
    from matcalc.course.directory import Course

__all__ = ["build", "catalogues", "release", "serve"]


@click.command()
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
    from matcalc.grading.collecting.roster import read_roster
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


@click.command()
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


@click.command()
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
    from matcalc.grading.collecting.roster import read_roster
    from matcalc.grading.marking.gradebook import people

    known = read_roster(roster) if roster else people(course)
    for name in assignments:
        files = write_dealt(course, name, [person.id for person in known], each=each)
        folder = files[0].parent.relative_to(course.root)
        click.echo(say("command-dealt", name=name, count=len(files), folder=folder))


@click.command()
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
