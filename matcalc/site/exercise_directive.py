"""Exercises in a page: their directive, the progress page, and the cells that can be tried.

What stands in the page is complete without a script; live/src/ makes it answer.
"""

from __future__ import annotations

import ast
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from docutils import nodes
from docutils.statemachine import StringList
from sphinx.addnodes import pending_xref
from sphinx.util.docutils import SphinxDirective

from matcalc.course.directory import Course
from matcalc.course.exercise import (
    Exercise,
    find_exercise,
    language_parts,
    read_exercises,
    solution_of,
)
from matcalc.course.files import write_atomically
from matcalc.errors import MatcalcError
from matcalc.site.live_parts import SERVED

if TYPE_CHECKING:
    from sphinx.application import Sphinx

__all__ = [
    "ExerciseDirective",
    "ProgressDirective",
    "element",
    "is_live",
    "mark_cells",
    "publish_exercises",
]

LANGUAGES = ("en", "zh")
OTHER = {"en": "中文", "zh": "English"}  # what leads to the other language


# The name of a node becomes that of a method, in lower case.
class element(nodes.General, nodes.Element):  # type: ignore[misc]  # noqa: N801
    """An HTML element; its content alone in any other format."""


def _visit(translator: Any, node: nodes.Element) -> None:
    attributes = node.get("attributes", {})
    translator.body.append(translator.starttag(node, node["tag"], "", **attributes))


def _depart(translator: Any, node: nodes.Element) -> None:
    translator.body.append(f"</{node['tag']}>\n")


def _pass(_translator: Any, _node: nodes.Element) -> None:
    """In other formats nothing stands around the content."""


def _html(
    tag: str, *content: nodes.Node, classes: str = "", name: str = "", **attributes: str
) -> nodes.Element:
    """An element; `name` is its id, and other attributes have their dashes as underscores."""
    found = {key.replace("_", "-"): value for key, value in attributes.items()}
    made: nodes.Element = element(tag=tag, attributes=found, classes=classes.split())
    made["ids"] = [name] if name else []
    made += list(content)
    return made


def _data(**values: Any) -> nodes.raw:
    """Data for the script, which no browser executes."""
    text = json.dumps(values).replace("<", "\\u003c")
    return nodes.raw("", f'<script type="application/json">{text}</script>', format="html")


class ExerciseDirective(SphinxDirective):
    """Show an exercise of an assignment, by its grade id, as its released notebook has it."""

    required_arguments = 1
    option_spec: ClassVar[dict[str, Any]] = {}

    def run(self) -> list[nodes.Node]:
        """Make the exercise."""
        try:
            exercise, notebook = find_exercise(Course(self.env.srcdir), self.arguments[0])
        except MatcalcError as error:
            raise self.error(str(error)) from None
        self.env.note_dependency(str(notebook))
        language = str(self.config.language)[:2]
        self.mine = LANGUAGES.index(language) if language in LANGUAGES else 0
        title = self.inline(language_parts(exercise.title)[self.mine] or exercise.title)
        heading = _html("h3", *title, name=f"{exercise.name}-title")
        points = nodes.inline("", _points(exercise.points), classes=["points"])
        body = _html("section", _html("header", heading, points), classes="exercise")
        body["attributes"] |= {"aria-labelledby": f"{exercise.name}-title"}
        body += self.both(exercise.prompt)
        for number, hint in enumerate(exercise.hints, start=1):
            body += self.details(f"Hint {number}", self.markdown(hint), "hint")
        if exercise.written:
            body["attributes"] |= {"data-written": exercise.name}
            text = "Your instructor reads this answer; it goes into the notebook that you hand in."
            body += nodes.paragraph("", text, classes=["for-instructor"])
            body += _data(assignment=exercise.assignment)
        else:
            body["attributes"] |= {"data-exercise": exercise.name}
            body += _html("div", self.code(exercise.stub), classes="stub")
            body += self.details("What the check runs", [self.code(exercise.check)], "the-check")
            body += _data(
                assignment=exercise.assignment,
                setup=exercise.setup,
                stub=exercise.stub,
                check=exercise.check,
            )
        body["ids"] = [exercise.name]
        body["names"] = [exercise.name]
        self.state.document.note_explicit_target(body)
        return [body]

    def both(self, text: str) -> list[nodes.Node]:
        """A text in the page's language, and the other one for those who ask."""
        parts = language_parts(text)
        other = 1 - self.mine
        if not all(parts):
            return self.markdown(text)
        box = self.details(OTHER[LANGUAGES[self.mine]], self.markdown(parts[other]), "other")
        box["attributes"] |= {"lang": LANGUAGES[other]}
        return [*self.markdown(parts[self.mine]), box]

    def details(self, summary: str, content: list[nodes.Node], kind: str) -> nodes.Element:
        """A part that opens."""
        return _html("details", _html("summary", nodes.Text(summary)), *content, classes=kind)

    def code(self, source: str) -> nodes.literal_block:
        """Python, highlighted."""
        return nodes.literal_block(source, source, language="python")

    def markdown(self, text: str) -> list[nodes.Node]:
        """The nodes of a text; of a hint, in the page's language."""
        parts = language_parts(text)
        if "\n\n" not in text and all(parts):
            text = parts[self.mine]
        holder = nodes.container()
        self.state.nested_parse(StringList(text.splitlines(), self.get_location()), 0, holder)
        return list(holder.children)

    def inline(self, text: str) -> list[nodes.Node]:
        """The nodes of one line."""
        [paragraph] = self.markdown(text)
        return list(paragraph.children)


def _points(points: float) -> str:
    return f"{points:g} point" + ("" if points == 1 else "s")


class ProgressDirective(ExerciseDirective):
    """List every exercise of the course, for the script to mark those that are done."""

    required_arguments = 0

    def run(self) -> list[nodes.Node]:
        """Make a list for each assignment."""
        self.mine = 0
        course = Course(self.env.srcdir)
        body = _html("div", classes="progress-page")
        for assignment in course.assignments():
            notebook = course.folder("release") / assignment / f"{assignment}.ipynb"
            self.env.note_dependency(str(notebook))
            exercises = read_exercises(notebook)
            rows = [self.row(exercise) for exercise in exercises]
            heading = _html("h2", nodes.Text(f"Chapter {int(assignment[2:])}"))
            listing = _html("ul", *rows, classes="exercises")
            body += _html("section", heading, listing, data_assignment=assignment)
        return [body]

    def row(self, exercise: Exercise) -> nodes.Element:
        """The line of one exercise, with a link to where it stands."""
        title = self.inline(language_parts(exercise.title)[0] or exercise.title)
        link = pending_xref(
            "",
            nodes.inline("", "", *title),
            refdomain="std",
            reftype="ref",
            reftarget=exercise.name,
            refexplicit=True,
            refwarn=True,
            refdoc=self.env.docname,
        )
        points = nodes.inline("", _points(exercise.points), classes=["points"])
        kind = "data_written" if exercise.written else "data_listed"
        return _html("li", nodes.paragraph("", "", link, nodes.Text(" "), points),
                     **{kind: exercise.name})  # fmt: skip


def mark_cells(app: Sphinx, doctree: nodes.document) -> None:
    """Mark the code cells of a page that Python in the page can run.

    A cell can be run if it is plain Python, and it and all cells above it import only what is
    served.
    """
    del app
    for cell in doctree.findall(lambda node: isinstance(node, nodes.container)):
        if "cell" not in cell.get("classes", []) or "cell_input" in cell["classes"]:
            continue
        blocks = [
            block
            for part in cell.children
            if isinstance(part, nodes.container) and "cell_input" in part["classes"]
            for block in part.findall(nodes.literal_block)
        ]
        if not blocks:
            continue
        if not all(_is_served(block.astext()) for block in blocks):
            return
        cell["classes"].append("can-run")


def is_live(doctree: nodes.document) -> bool:
    """Whether a page has something that the script makes answer."""
    return any(
        isinstance(node, element) or "can-run" in node.get("classes", [])
        for node in doctree.findall(nodes.Element)
    )


def _is_served(source: str) -> bool:
    """Whether source is plain Python that imports only what the page has."""
    try:
        tree = ast.parse(source)
    except SyntaxError:
        return False
    modules: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            modules.update(alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            modules.add((node.module or "").split(".")[0])
    return modules <= SERVED | sys.stdlib_module_names


def publish_exercises(root: Path, target: Path, *, solutions: bool) -> None:
    """Write what the script fetches when asked: notebooks, and a file for each solution."""
    course = Course(root)
    for assignment in course.assignments():
        notebook = course.folder("release") / assignment / f"{assignment}.ipynb"
        if not notebook.is_file():
            continue
        write_atomically(target / "notebooks" / notebook.name, notebook.read_bytes())
        for exercise in read_exercises(notebook):
            if solutions and not exercise.written:
                solution = solution_of(course, exercise)
                write_atomically(target / "solutions" / f"{exercise.name}.txt", solution.encode())


def setup(app: Sphinx) -> None:
    """Register with Sphinx."""
    silent = (_pass, _pass)
    app.add_node(element, html=(_visit, _depart), latex=silent, text=silent)
    app.add_config_value("matcalc_publish_solutions", True, "html")
    app.add_directive("exercise", ExerciseDirective)
    app.add_directive("progress", ProgressDirective)
    app.connect("doctree-read", mark_cells)
