"""A book on paper: its parts and chapters, its appendices, and its indices.

Sphinx hands over the whole book as one tree.  The pages become chapters, numbered as on the site;
the start page becomes a preface; hints and solutions, which a reader shall not see beside an
exercise, become appendices; what was drawn in HTML alone is drawn anew.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from docutils import nodes
from sphinx import addnodes
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.texescape import escape

from matcalc.messages import say
from matcalc.site.book_format import is_element, is_exercise, page_of, title_of_exercise
from matcalc.site.course_directive import book_language
from matcalc.site.editions import file_name_of
from matcalc.site.printed_identities import is_table_of_identities, is_wide, read_table, stacked

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.config import Config
    from sphinx.environment import BuildEnvironment

__all__ = ["PrintedBook", "setup"]

ATLAS = "identity-atlas"
ON_PAGE = {"hint": "book-hint-on-page", "solution": "book-solution-on-page"}
LATIN = r'\xeCJKDeclareCharClass{Default}{"2013, "2014, "201C, "201D, "2026}'  # dashes, quotes
PREAMBLE = Path(__file__).parent / "templates" / "preamble.tex"
LONGEST_TABLE = 30  # rows that Sphinx sets on one page
LONGEST_TITLE = 60  # letters of a box's title, which has one line
LETTERS = 75  # of code, in a line
NUMBERED, UNNUMBERED = 2, -1  # LaTeX's secnumdepth: how deep titles have numbers
_TO_ATLAS = re.compile(rf"(?:[./\w-]*/)?{ATLAS}\.html#(.+)")


@dataclass(frozen=True)
class Label:
    """A place in the book that others refer to by its page number."""

    page: str
    name: str

    @property
    def reference(self) -> str:
        """LaTeX for the number of its page."""
        return rf"\pageref{{\detokenize{{{self.page}:{self.name}}}}}"

    @property
    def mark(self) -> nodes.raw:
        """What stands at the place itself, where Sphinx marks none."""
        return _raw(rf"\phantomsection\label{{\detokenize{{{self.page}:{self.name}}}}}")


class Entry(NamedTuple):
    """A line of an index."""

    text: str
    place: Label


class PrintedBook(SphinxPostTransform):
    """Make the tree of all pages one of chapters and appendices."""

    default_priority = 5  # before `BookFormat`, which takes the elements of exercises away
    builders = ("latex",)

    def run(self, **_options: Any) -> None:
        """Divide the book into parts, and move or draw what paper needs elsewhere or otherwise."""
        self.language = book_language(self.app)
        [root] = (node for node in self.document.children if isinstance(node, nodes.section))
        self._divide(root)
        for code in [*self.document.findall(_is_folded)]:
            code.parent.remove(code)
        for card in [*self.document.findall(_is_card)]:
            card.parent.replace(card, _without_frame(card))
        for box in [*self.document.findall(nodes.admonition)]:
            _open(box)
        for table in [*self.document.findall(nodes.table)]:
            if "identity-table" in table["classes"]:
                _without_names(table)
                if is_wide(table):
                    table.parent.replace(table, [*stacked(table)])
                    continue
            _give_widths(table)
        identities = self._draw_identities()
        exercises = [*self.document.findall(is_exercise)]
        hints = self._appendix("hint", "book-hints", exercises)
        solutions = self._appendix("solution", "book-solutions", exercises)
        root += [*hints, *solutions]
        root += self._index("book-index-terms", [*self._terms()])
        root += self._index("book-index-identities", identities)
        self._lead_into_the_atlas()

    def say(self, key: str, **values: object) -> str:
        """A text in the book's language."""
        return say(key, language=self.language, **values)

    def _divide(self, root: nodes.section) -> None:
        """Make a chapter of the start page, and parts of the chapters that follow."""
        title, *rest = root.children
        first = next(k for k, node in enumerate(rest) if [*node.findall(addnodes.start_of_file)])
        preface = nodes.section("", nodes.title("", self.say("book-preface")), *rest[:first])
        preface["ids"] = ["preface"]
        root.children = []
        root += [title, _raw(rf"\setcounter{{secnumdepth}}{{{UNNUMBERED}}}"), preface]
        parts = self.config.external_site_map.root.subtrees
        for part, chapters in zip(parts, rest[first:], strict=True):
            depth = NUMBERED if part.numbered else UNNUMBERED
            if part.caption:
                root += _raw(rf"\bookpart{{{escape(part.caption, 'xelatex')}}}")
            root += [_raw(rf"\setcounter{{secnumdepth}}{{{depth}}}"), chapters]
        root += _raw(rf"\setcounter{{secnumdepth}}{{{UNNUMBERED}}}")

    def _draw_identities(self) -> list[Entry]:
        """Draw the tables of the atlas, which are HTML, in LaTeX; the entries of their index."""
        entries = []
        for table in [*self.document.findall(is_table_of_identities)]:
            page = self._name(page_of(table))
            identities = read_table(table.astext())
            entries += [Entry(one.title, Label(page, one.target)) for one in identities]
            table.parent.replace(table, [node for one in identities for node in one.printed()])
        return entries

    def _appendix(
        self, kind: str, heading: str, exercises: list[nodes.Element]
    ) -> list[nodes.Element]:
        """Move a kind of element out of all exercises into a chapter, with links both ways."""
        chapter = nodes.section("", nodes.title("", self.say(heading)), ids=[f"appendix-{kind}"])
        for page, found in groupby(exercises, page_of):
            name = self._name(page)
            moved = [node for exercise in found for node in self._moved(kind, exercise, name)]
            if moved:
                title = next(page.findall(nodes.title)).deepcopy()
                chapter += nodes.section("", title, *moved, ids=[f"appendix-{kind}-{name}"])
        return [chapter] if len(chapter.children) > 1 else []

    def _moved(self, kind: str, exercise: nodes.Element, page: str) -> Iterator[nodes.Node]:
        """What an appendix has of an exercise; at its old place the number of the page is said."""
        found = [node for node in exercise.children if is_element(node, kind)]
        if not found or not exercise["names"]:  # a guest stands elsewhere too
            for node in found:
                exercise.remove(node)
            return
        label, back = Label(kind, exercise["ids"][0]), Label(page, exercise["ids"][0])
        for node in found:
            exercise.remove(node)
        exercise += self._page_note(ON_PAGE[kind], label)
        heading = nodes.strong("", "", *title_of_exercise(exercise))
        yield label.mark
        yield nodes.paragraph("", "", heading, *self._page_note("book-on-page", back).children)
        contents = [node.children[1:] for node in found]  # without the summaries
        if kind == "hint":
            items = [nodes.list_item("", *content) for content in contents]
            yield nodes.enumerated_list("", *items, enumtype="arabic", prefix="", suffix=".")
        else:
            yield from (node for content in contents for node in content)

    def _name(self, page: nodes.Node) -> str:
        """The name of a page, by which its labels begin."""
        assert isinstance(page, nodes.Element)
        return str(page.get("docname") or self.env.path2doc(page["source"]))

    def _page_note(self, key: str, label: Label) -> nodes.paragraph:
        """A sentence with a page's number in it."""
        before, after = self.say(key, page="\0").split("\0")
        text = [nodes.Text(before), _raw(label.reference), nodes.Text(after)]
        return nodes.paragraph("", "", nodes.emphasis("", "", *text))

    def _terms(self) -> Iterator[Entry]:
        """The terms that pages explain; they are taken from where LaTeX would index them itself."""
        for node in [*self.document.findall(addnodes.index)]:
            page = self._name(page_of(node))
            _, _, target, *_ = node["entries"][0]
            place = Label(page, f"term-{target}")
            for kind, value, *_ in node["entries"]:
                if kind == "single":
                    yield Entry(value.removeprefix("!").strip(), place)
            node.parent.replace(node, place.mark)

    def _index(self, heading: str, entries: list[Entry]) -> list[nodes.Node]:
        """A chapter in which each line leads to a page."""
        if not entries:
            return []
        lines = []
        for text, found in groupby(sorted(entries, key=_order), lambda entry: entry.text):
            pages = ", ".join(dict.fromkeys(entry.place.reference for entry in found))
            lines.append(rf"\item\relax {escape(text, 'xelatex')}, {pages}")
        body = "\n".join([r"\begin{pageindex}", *lines, r"\end{pageindex}"])
        name = f"appendix-{heading}"
        return [nodes.section("", nodes.title("", self.say(heading)), _raw(body), ids=[name])]

    def _lead_into_the_atlas(self) -> None:
        """Lead to an entry of the atlas within the book, not to the site's page."""
        atlas = next(
            (name for name in sorted(self.env.found_docs) if name.rpartition("/")[2] == ATLAS), None
        )
        for link in self.document.findall(nodes.reference):
            if atlas and (found := _TO_ATLAS.fullmatch(link.get("refuri", ""))):
                link["refuri"], link["internal"] = f"%{atlas}#{found[1]}", True


def _is_folded(node: nodes.Node) -> bool:
    """Whether a node is code that a page folds away: on paper its output says enough."""
    cell = node.parent
    return (
        isinstance(node, nodes.container)
        and "cell_input" in node["classes"]
        and "tag_hide-input" in cell["classes"]
    )


def _raw(latex: str) -> nodes.raw:
    return nodes.raw("", latex, format="latex")


def _is_card(node: nodes.Node) -> bool:
    """Whether a node is a card, on which one clicks."""
    return isinstance(node, nodes.container) and "sd-card" in node["classes"]


def _without_frame(card: nodes.Element) -> nodes.paragraph:
    """A card as a paragraph: its title, its text and where it leads."""
    title = next(node for node in card.findall(nodes.Element) if "sd-card-title" in node["classes"])
    text = next(card.findall(nodes.paragraph))
    links = [*card.findall(addnodes.pending_xref)]
    made = [
        nodes.strong("", title.astext()),
        nodes.Text(" "),
        *text.children,
        nodes.Text(" "),
        *links,
    ]
    return nodes.paragraph("", "", *made)


def _open(box: nodes.admonition) -> None:
    """Set a box with a long title, such as a question, as indented text: titles have one line."""
    title, *content = box.children
    if isinstance(title, nodes.title) and len(title.astext()) > LONGEST_TITLE:
        question = nodes.paragraph("", "", nodes.strong("", "", *title.children))
        box.parent.replace(box, nodes.block_quote("", question, *content))


def _without_names(table: nodes.table) -> None:
    """Leave out the last column of a summary, links by long names: a page has no room for both."""
    for parent in [*table.findall(lambda node: isinstance(node, nodes.tgroup | nodes.row))]:
        mine = nodes.colspec if isinstance(parent, nodes.tgroup) else nodes.entry
        parent.remove([child for child in parent.children if isinstance(child, mine)][-1])
    [group] = table.findall(nodes.tgroup)
    group["cols"] -= 1


def _give_widths(table: nodes.table) -> None:
    """Give the columns of a table for several pages their widths, which LaTeX cannot find there."""
    rows = [*table.findall(nodes.row)]
    if len(rows) <= LONGEST_TABLE:
        return
    columns = [
        " ".join(cell.astext() for cell in column)
        for column in zip(*(row.children for row in rows), strict=True)
    ]
    whole = sum(map(len, columns))
    for spec, text in zip(table.findall(nodes.colspec), columns, strict=True):
        longest_word = max(map(len, text.split()), default=0)
        spec["colwidth"] = round(100 * max(len(text) / whole, longest_word / LETTERS))
    table["classes"] = [*set(table["classes"]) - {"colwidths-auto"}, "colwidths-given"]


def _order(entry: Entry) -> tuple[str, bytes]:
    """English words by letters; Chinese ones after them, by their sound, as GB 2312 has them."""
    text = entry.text.casefold()
    return ("" if text.isascii() else "\uffff", text.encode("gb18030"))


def _configure(app: Sphinx, config: Config) -> None:
    """Have LaTeX set the book: typefaces, the macros of the formulas, and what is drawn here."""
    macros = (config.mathjax3_config or {}).get("tex", {}).get("macros", {})
    known = "\n".join(rf"\def\{name}{{{tex}}}" for name, tex in macros.items())
    heading = say("book-contents", language=book_language(app))
    contents = rf"\renewcommand\contentsname{{{heading}}}"
    latin = "" if book_language(app) == "zh" else LATIN
    config.latex_engine, config.latex_theme = "xelatex", "manual"
    config.latex_domain_indices = False
    config.latex_elements = {
        "papersize": "a4paper",
        "pointsize": "10pt",
        "extraclassoptions": "openany",
        "fncychap": "",
        "figure_align": "H",
        "fvset": r"\fvset{fontsize=\small}",
        "makeindex": "",
        "printindex": "",
        "releasename": "",
        "sphinxsetup": "hmargin={25mm,25mm}, vmargin={25mm,28mm}",
        "fontpkg": PREAMBLE.read_text("utf-8"),
        # Sphinx has the first part's caption for it, in English by a command of its language's.
        "preamble": rf"\AtBeginDocument{{{known}{contents}}}\addto\captionsenglish{{{contents}}}"
        + latin,
    }


def _name_document(app: Sphinx, _env: BuildEnvironment) -> list[str]:
    """Name the one file, which Jupyter Book has given the title in the book's own language."""
    config, name = app.config, file_name_of(Path(app.srcdir))
    config.latex_documents = [
        (config.root_doc, f"{name}.tex", config.html_title, config.author, "manual")
    ]
    return []


def setup(app: Sphinx) -> None:
    """Register with Sphinx."""
    app.connect("env-updated", _name_document)
    app.connect("config-inited", _configure, priority=960)  # with the title translated
    app.add_post_transform(PrintedBook)
