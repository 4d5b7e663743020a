"""A book in another language: what Sphinx does not translate by itself, and the way between both.

Sphinx translates the text of a page.  Here are the title, the captions of the contents, displayed
formulas and the words in cells; and each page tells search engines, and a reader, where it is in
the others.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from docutils import nodes
from markupsafe import Markup
from sphinx.transforms import SphinxTransform

from matcalc.messages import language_name
from matcalc.site import catalogues
from matcalc.site.course_directive import book_language
from matcalc.site.editions import LOCALES

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.config import Config

__all__ = ["link_editions", "setup"]


def _translate_title(app: Sphinx, config: Config) -> None:
    """Translate the book's title, which the theme and others read when they are set up."""
    config.locale_dirs = [str(LOCALES)]
    config.matcalc_course = config.html_title  # in the letters that the card is drawn in
    config.html_title = _contents(app).get(config.html_title, config.html_title)


def _translate_captions(app: Sphinx, config: Config) -> None:
    """Translate the captions of the table of contents, which has been read by now."""
    texts = _contents(app)
    for page in config.external_site_map.values():
        for part in page.subtrees:
            part.caption = texts.get(part.caption, part.caption)


def _contents(app: Sphinx) -> dict[str, str]:
    return _texts(app, catalogues.CONTENTS)


def _texts(app: Sphinx, name: str) -> dict[str, str]:
    """What a catalogue translates; what its translator has yet to look at is left out."""
    found = catalogues.read(Path(app.srcdir), str(app.config.language), name)
    translated = (message for message in found if message.string and not message.fuzzy)
    return {str(message.id): str(message.string) for message in translated}


def _translate_cells(app: Sphinx, _page: str, source: list[str]) -> None:
    """Translate the words in a page's cells, before they run."""
    found = catalogues.read(Path(app.srcdir), str(app.config.language), catalogues.CELLS)
    if len(found):
        source[0] = catalogues.in_cells(source[0], found)


def link_editions(
    app: Sphinx, page: str, _template: str, context: dict[str, Any], _doctree: Any
) -> None:
    """Lead from a page to its other editions: in its head for search engines, and by a link."""
    editions: dict[str, str] = app.config.matcalc_editions
    if page not in app.env.found_docs:
        return
    up, own = "../" * (page.count("/") + 1), book_language(app)
    links, others = [context.get("metatags", "")], []
    for folder, locale in editions.items():
        language, address = locale.replace("_", "-"), f"{up}{folder}/{page}.html"
        link = Markup('<link rel="alternate" hreflang="{}" href="{}">')
        links.append(link.format(language, address))
        if folder != own:
            name = language_name(folder)
            others.append({"language": language, "address": address, "name": name})
    context["metatags"], context["other_editions"] = "\n".join(links), others


class PicturesAreDone(SphinxTransform):
    """Leave the pictures that cells draw in LaTeX out of the catalogues."""

    default_priority = 15  # before Sphinx translates

    def apply(self, **_options: Any) -> None:
        """Mark them."""
        for formula in self.document.findall(nodes.math_block):
            if r"\fcolorbox" in formula.astext():
                formula["translatable"] = False


class FormulasAreTranslated(SphinxTransform):
    """Translate displayed formulas, as what they are.

    Sphinx would read them as blocks of reStructuredText, which these pages are not written in: of
    a formula whose translation differs it would leave a double colon.
    """

    default_priority = 16  # before Sphinx translates

    def apply(self, **_options: Any) -> None:
        """Put each translation in its place."""
        texts = _texts(self.app, self.env.docname)
        for formula in self.document.findall(nodes.math_block):
            translated = texts.get(formula.rawsource or formula.astext())
            if translated:
                formula.rawsource, formula.children = translated, []
                formula += nodes.Text(translated)
                formula["translatable"] = False


def setup(app: Sphinx) -> None:
    """Register with Sphinx."""
    # By the folder of each edition, the language that Sphinx knows it by; empty if there is one.
    app.add_config_value("matcalc_editions", {}, "html")
    app.add_config_value("matcalc_course", "", "html")
    app.connect("config-inited", _translate_title, priority=850)
    app.connect("config-inited", _translate_captions, priority=950)
    app.connect("source-read", _translate_cells)
    app.add_transform(PicturesAreDone)
    app.add_transform(FormulasAreTranslated)
