"""Pictures that a reader can touch: a figure with a still, which the script makes answer.

The still is there where no script runs: on paper, in an e-book, from a folder.
"""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives

from matcalc.errors import MatcalcError
from matcalc.site import stills
from matcalc.site.course_directive import CourseDirective
from matcalc.site.html_nodes import html, page_data

if TYPE_CHECKING:
    from sphinx.application import Sphinx

__all__ = ["PictureDirective", "setup"]


class PictureDirective(CourseDirective):
    """Show a picture, by its name in `matcalc.site.stills`; its caption stands below.

    Its option is ``name``, the target of references.
    """

    has_content = True
    option_spec: ClassVar[dict[str, Any]] = {"name": directives.unchanged}

    def run(self) -> list[nodes.Node]:
        """Make the figure; its caption is a text of the page, and is translated with it."""
        [figure] = super().run()
        holder = nodes.container()
        self.state.nested_parse(self.content, self.content_offset, holder)
        for paragraph in holder.children:
            assert isinstance(paragraph, nodes.Element)
            caption = nodes.caption(paragraph.rawsource, "", *paragraph.children)
            caption.source, caption.line = paragraph.source, paragraph.line
            figure += caption
        return [figure]

    def made(self) -> list[nodes.Node]:
        """Make the figure without its caption."""
        [name] = self.arguments
        if name not in stills.FIRST:
            known = ", ".join(stills.FIRST)
            raise MatcalcError(f"there is no picture {name!r}; there are {known}")
        still = nodes.image(uri=self._still(name), alt=self.say(f"book-still-{name}"))
        label = self.say("book-picture", what=self.say(f"book-picture-{name}"))
        region = html("section", still, classes="picture", data_picture=name, aria_label=label)
        region += page_data(values=stills.FIRST[name])
        figure = nodes.figure("", region)
        self.set_source_info(figure)
        self.add_name(figure)
        return [figure]

    def _still(self, name: str) -> str:
        """The address of a still, for the builder to choose a format; drawn if it is not there."""
        source = Path(stills.__file__).read_bytes()
        folder = Path(self.env.srcdir, "_build", "stills", hashlib.sha256(source).hexdigest()[:12])
        target = folder / f"picture-{name}"
        if not all(target.with_suffix(f".{suffix}").is_file() for suffix in stills.FORMATS):
            for old in folder.parent.glob("*"):
                if old != folder:
                    shutil.rmtree(old, ignore_errors=True)
            folder.mkdir(parents=True, exist_ok=True)
            stills.draw_still(name, target)
        return f"/{target.relative_to(self.env.srcdir).as_posix()}.*"


def setup(app: Sphinx) -> None:
    """Register with Sphinx."""
    app.add_directive("picture", PictureDirective)
