"""The theme's icons: of some two thousand, those that the pages show, in fonts of a few kilobytes.

The theme has them twice, as fonts and in a script of half a megabyte, which is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from matcalc.course.files import write_atomically

__all__ = ["publish_icons"]

FONTS = "vendor/fontawesome/webfonts"
STYLE = "styles/pydata-sphinx-theme.css"
SCRIPTS = ("scripts/pydata-sphinx-theme.js", "scripts/sphinx-book-theme.js")  # which make icons

NAME = re.compile(r"\bfa-[a-z0-9-]+")
# An icon's names, and its place in the font: .fa-a:before,.fa-b:before{content:"\f000"}
RULE = re.compile(r'((?:\.fa-[a-z0-9-]+:{1,2}before,?)+)\{content:"\\[0-9a-f]+"\}')
PLACE = re.compile(r"\\([ef][0-9a-f]{3})\b|([\ue000-\uf8ff])")  # as a number, or as it is
FILES = re.compile(r"src:url\([^)]*/([\w-]+)\.woff2\)[^;}]*")


def publish_icons(pages: Iterable[str], static: Path) -> None:
    """Leave in a folder of static files the icons that occur in pages, and no other.

    Parameters
    ----------
    pages : iterable of str
        HTML.
    static : Path
        Where Sphinx has put the theme's files.
    """
    import pydata_sphinx_theme

    theme = Path(pydata_sphinx_theme.__file__).parent
    source = theme / "theme" / "pydata_sphinx_theme" / "static"
    scripts = [(static / name).read_text("utf-8") for name in SCRIPTS]
    used = {name for text in (*pages, *scripts) for name in NAME.findall(text)}
    style = RULE.sub(
        lambda rule: rule[0] if used & set(NAME.findall(rule[1])) else "",
        (source / STYLE).read_text("utf-8"),
    )
    others = [path.read_text("utf-8") for path in static.rglob("*.css") if path != static / STYLE]
    places = {
        int(number, 16) if number else ord(sign)
        for text in (style, *others)
        for number, sign in PLACE.findall(text)
    }
    style = FILES.sub(rf'src:url(../{FONTS}/\1.woff) format("woff")', style)
    write_atomically(static / STYLE, style.encode())
    for old in (static / FONTS).glob("*"):
        old.unlink()
    for font in (source / FONTS).glob("*.ttf"):
        _write_subset(font, static / FONTS / f"{font.stem}.woff", places)
    for left in (static / "scripts").glob("fontawesome.*"):
        left.unlink()


def _write_subset(font: Path, target: Path, places: set[int]) -> None:
    """Write a font with some of its characters."""
    from fontTools import subset

    options = subset.Options(flavor="woff", layout_features=[], notdef_outline=True)
    opened = subset.load_font(str(font), options)
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=places)
    subsetter.subset(opened)
    subset.save_font(opened, str(target), options)
