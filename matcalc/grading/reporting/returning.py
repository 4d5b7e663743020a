"""Feedback that travels: the learners' pages in one zip that a learning platform takes back.

Moodle, *Upload multiple feedback files in a zip* (`mod/assign/feedback/file/importziplib.php` in
moodle/moodle): the first part of a path that reads NAME_NUMBER_PLUGINTYPE_PLUGIN_ says whose
feedback is in it, by the number; the rest is the feedback file's own path.

Canvas, *Upload submissions* (`infer_comment_context_from_filename` in
`app/models/abstract_assignment.rb`, instructure/canvas-lms): of the pieces between underscores the
first two that are numbers are the learner and the upload, which must be one of that submission's;
after *anon* come the submission's key and the upload.  A name whose last piece begins with *link*
is passed over.  What comes in becomes a comment's attachment.

The names are those that the platform gave when the submissions were collected
(`matcalc.grading.collecting.known`); nothing else is taken from there, and only what has the
platform's form.
"""

from __future__ import annotations

import io
import zipfile
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path

from matcalc.course.directory import Course
from matcalc.course.files import write_atomically
from matcalc.errors import MatcalcError
from matcalc.grading.collecting.known import known_names
from matcalc.grading.collecting.platforms import Canvas, Moodle

__all__ = ["FORMS", "write_zip"]


def write_zip(
    course: Course, assignment: str, form: str, pages: Iterable[Path], target: Path
) -> tuple[int, dict[str, str]]:
    """Write feedback pages into a zip for a platform.

    Parameters
    ----------
    course : Course
    assignment : str
    form : str
        One of `FORMS`.
    pages : iterable of Path
        As `matcalc.grading.reporting.reports.write_feedback` wrote them, for learners.
    target : Path

    Returns
    -------
    int
        For how many learners.
    dict
        Who is left out, and why.

    Raises
    ------
    MatcalcError
        If that is everybody.
    """
    by_student: dict[str, list[Path]] = {}
    for page in pages:
        by_student.setdefault(page.parents[1].name, []).append(page)
    named, left_out = _named(course, assignment, form, by_student)
    if not named:
        raise MatcalcError(
            f"there is nobody of {assignment} whose submission has a name that {form} knows: "
            f"collect {form}'s own download with `matcalc grade {assignment} --from` first"
        )
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name, page in sorted((n, p) for files in named.values() for n, p in files.items()):
            _add(archive, name, page.read_bytes())
    write_atomically(target, content.getvalue())
    return len(named), left_out


def _named(
    course: Course, assignment: str, form: str, pages: dict[str, list[Path]]
) -> tuple[dict[str, dict[str, Path]], dict[str, str]]:
    """For each student the names of the pages in the zip; and why somebody has none."""
    known = known_names(course, assignment, form)
    named, left_out, numbers = {}, {}, Counter[str]()
    whose: dict[str, str] = {}
    for student, own in pages.items():
        given = known.get(student, {})
        # A page about a notebook that was not handed in goes with the others.
        names = [given.get(page.stem) or next(iter(given.values()), "") for page in own]
        found = [FORMS[form](name, page.stem) for name, page in zip(names, own, strict=True)]
        if len({number for number, _ in found}) != 1 or not found[0][0]:
            folder = own[0].parent.relative_to(course.root)
            left_out[student] = (
                f"what {form} calls this submission is not known: hand out {folder} in another "
                f"way, or collect {form}'s own download with --from and run this again"
            )
            continue
        named[student] = {name: page for (_, name), page in zip(found, own, strict=True)}
        whose[student] = found[0][0]
        numbers[found[0][0]] += 1
    for student in [student for student in named if numbers[whose[student]] > 1]:
        del named[student]
        left_out[student] = f"{form} would give it to somebody else too: collect again with --from"
    return named, left_out


def _moodle(known: str, notebook: str) -> tuple[str, str]:
    """By what Moodle tells whose a page is, and the page's name; empty where it could not."""
    found = Moodle.layout.fullmatch(f"{known}/{notebook}.html")
    if found is None or not found["number"]:
        return "", ""
    number = found["number"]
    return number, f"{found['name']}_{number}_assignsubmission_file_/{notebook}.html"


def _canvas(known: str, notebook: str) -> tuple[str, str]:
    """The same for Canvas."""
    found = Canvas.layout.fullmatch(known)
    if found is None:
        return "", ""
    # No piece of a learner's name or a notebook's may be taken for what it is not.
    title = notebook.replace("_", "-")
    title = f"page-{title}" if title.startswith("link") else title
    page = f"{found['upload']}_{title}.html"
    if key := found["anonymous"]:
        return f"anon_{key}", f"anon_{key}_{page}"
    number = found["number"] or found["only"]
    name = (found["name"] or "").replace("_", "-")
    name = f"learner-{name}" if name.isdigit() or name in {"", "anon"} else name
    return number, f"{name}_{number}_{page}"


FORMS: dict[str, Callable[[str, str], tuple[str, str]]] = {"moodle": _moodle, "canvas": _canvas}


def _add(archive: zipfile.ZipFile, name: str, content: bytes) -> None:
    """Add a file so that the same content makes the same bytes, at any time on any system."""
    info = zipfile.ZipInfo(name)
    info.create_system, info.external_attr = 3, 0o644 << 16
    info.compress_type = zipfile.ZIP_DEFLATED
    archive.writestr(info, content)
