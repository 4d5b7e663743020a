"""Mathematics is typeset when the site is built: a page shows its formulas without a script.

All formulas of all pages go through one process of node with MathJax, unless they were typeset by
an earlier build.  What comes out is HTML with a MathML twin for screen readers, and one stylesheet.
"""

from __future__ import annotations

import hashlib
import html
import json
import re
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from matcalc.course.files import write_atomically
from matcalc.site.mathjax import SHA256, mathjax_files
from matcalc.site.script import SOURCES, run_node

__all__ = ["FONTS", "Typeset", "typeset", "with_formulas"]

# The two fonts that nearly every formula has, among MathJax's files.
FONTS = tuple(
    f"output/chtml/fonts/woff-v2/MathJax_{name}.woff" for name in ("Main-Regular", "Math-Italic")
)
SCRIPT = SOURCES / "node" / "typeset.cjs"

# What Sphinx writes for mathematics, and a cell's own HTML with the same marks.
ELEMENT = re.compile(
    r"""(?P<open><(?P<tag>span|div)\ class=(?P<quote>["'])(?:[\w-]+\ )*(?:math|formula)
        (?:\ [\w-]+)*(?P=quote)[^>]*>)(?P<inside>.*?)(?P<close></(?P=tag)>)""",
    re.VERBOSE | re.DOTALL,
)
MARKED = re.compile(
    r"\\\((?P<inline>.*?)\\\)|\\\[(?P<display>.*?)\\\]|(?P<own>\\begin\{(\w+\*?)\}.*\\end\{\4\})",
    re.DOTALL,
)
MISTAKE = re.compile(r'data-mjx-error="([^"]*)"')

# MathJax's own size is 16 px and its x-height .442 em: a formula is as high as the text around it.
SIZE = 'mjx-container[jax="CHTML"] { font-size: 2.2624ex; position: relative; }\n'
CHARACTER = re.compile(r"mjx-c\.(mjx-c[0-9A-F]+)")
FACE = re.compile(r"@font-face[^{]*\{\n")
RULE = re.compile(r'[^{}]+\{(?:[^{}"]|"(?:\\.|[^"\\])*")*\}\n*')  # a text may hold a brace


@dataclass(frozen=True)
class Formula:
    """TeX, and whether it has a line of its own."""

    tex: str
    display: bool

    @property
    def key(self) -> str:
        """What it is remembered by."""
        return f"{'display' if self.display else 'inline'} {self.tex}"


@dataclass(frozen=True)
class Typeset:
    """Formulas as HTML, the stylesheet for all that may occur, and what could not be read."""

    formulas: dict[str, str]
    style: str

    def style_of(self, pages: Iterable[str], mathjax: str) -> str:
        """The stylesheet for what occurs in pages; `mathjax` is its folder as seen from there."""
        used = {name for page in pages for name in re.findall(r'class="(mjx-c[0-9A-F]+)', page)}
        rules = [
            rule
            for rule in RULE.findall(self.style)
            if not (drawn := CHARACTER.findall(rule)) or used & set(drawn)
        ]
        # A formula is read in another font until its own is there.
        style = FACE.sub(r"\g<0>  font-display: swap;\n", "".join(rules)) + SIZE
        return style.replace('url("', f'url("{mathjax}/')

    def mistakes(self, page: str) -> list[str]:
        """What MathJax said of formulas of a page as Sphinx wrote it."""
        found = [(formula.tex, self.formulas[formula.key]) for formula in _formulas(page)]
        return [
            f"{html.unescape(said[1])}: {tex.strip()}"
            for tex, drawn in found
            if (said := MISTAKE.search(drawn))
        ]


def typeset(pages: Iterable[str], tex: dict[str, Any], cache: Path) -> Typeset:
    """Typeset all formulas of pages.

    Parameters
    ----------
    pages : iterable of str
        HTML as Sphinx wrote it.
    tex : dict
        MathJax's options for TeX, with the macros of the book.
    cache : Path
        The folder in which typeset formulas are kept.

    Raises
    ------
    MatcalcError
        If MathJax is missing or node failed; a formula that is wrong is no error, see `mistakes`.
    """
    config = hashlib.sha256(SHA256.encode() + json.dumps(tex).encode() + SCRIPT.read_bytes())
    kept = cache / f"{config.hexdigest()[:12]}.json"
    known: dict[str, Any] = {"formulas": {}, "style": ""}
    if kept.is_file():
        known = json.loads(kept.read_text("utf-8"))
    wanted = {formula.key: formula for page in pages for formula in _formulas(page)}
    fresh = [formula for key, formula in wanted.items() if key not in known["formulas"]]
    if fresh or not known["style"]:
        answered = _run_mathjax(fresh, tex)
        known["style"] = answered["style"]
        for formula, drawn in zip(fresh, answered["formulas"], strict=True):
            known["formulas"][formula.key] = drawn.replace(' style="position: relative;"', "", 1)
        write_atomically(kept, json.dumps(known, ensure_ascii=False).encode())
        for old in set(cache.glob("*.json")) - {kept}:
            old.unlink()
    return Typeset(known["formulas"], known["style"])


def with_formulas(page: str, drawn: Typeset) -> str:
    """A page with its formulas typeset."""

    def replace(element: re.Match[str]) -> str:
        inside = MARKED.sub(lambda mark: drawn.formulas[_formula(mark).key], element["inside"])
        return f"{element['open']}{inside}{element['close']}"

    return ELEMENT.sub(replace, page)


def _formulas(page: str) -> Iterator[Formula]:
    for element in ELEMENT.finditer(page):
        yield from map(_formula, MARKED.finditer(element["inside"]))


def _formula(mark: re.Match[str]) -> Formula:
    tex = next(text for text in (mark["inline"], mark["display"], mark["own"]) if text is not None)
    return Formula(html.unescape(tex), mark["inline"] is None)


def _run_mathjax(formulas: list[Formula], tex: dict[str, Any]) -> dict[str, Any]:
    source, _ = mathjax_files()
    with tempfile.TemporaryDirectory(prefix="formulas-") as scratch:
        asked, answered = Path(scratch, "asked.json"), Path(scratch, "answered.json")
        pairs = [(formula.tex, formula.display) for formula in formulas]
        asked.write_text(json.dumps({"tex": tex, "formulas": pairs}), encoding="utf-8")
        run_node("node", str(SCRIPT), str(source), str(asked), str(answered), cwd=Path(scratch))
        found: dict[str, Any] = json.loads(answered.read_text("utf-8"))
    return found
