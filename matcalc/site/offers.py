"""What the text says of the downloads: links to them, and commands with the wheel's name in them.

`{offer}` is a link to a file, `{shell}` a command within a sentence, and the directive
``commands`` a terminal's; in all of them the wheel goes by the name ``{wheel}`` or ``wheel``, so
that no page spells a version.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from docutils import nodes
from sphinx.util.docutils import SphinxDirective, SphinxRole

from matcalc.errors import MatcalcError
from matcalc.site.course_directive import course_of
from matcalc.site.downloads import FOLDER, wheel_name, zip_name

if TYPE_CHECKING:
    from sphinx.application import Sphinx

__all__ = ["Commands", "Offer", "Shell", "download_link", "setup"]

WHEEL = "{wheel}"


def download_link(page: str, file: str, text: str) -> nodes.reference:
    """A link from a page to one of the files that the site offers."""
    address = "../" * page.count("/") + f"{FOLDER}/{file}"
    known = {"refuri": address, "internal": True, "offered": file}
    return nodes.reference("", text, classes=["offered"], **known)


class Offer(SphinxRole):
    """A link to a download: an assignment's zip, or the wheel."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """Make the link."""
        try:
            names = course_of(self.env.app).assignments()
        except MatcalcError:  # no course: a wheel is all there is
            names = []
        file = wheel_name() if self.text == "wheel" else self.text
        if file != wheel_name() and file not in map(zip_name, names):
            offered = ", ".join(["wheel", *map(zip_name, names)])
            message = self.inliner.reporter.error(
                f"no download {file!r}: there are {offered}", line=self.lineno
            )
            return [], [message]
        return [download_link(self.env.docname, file, file)], []


class Shell(SphinxRole):
    """A command within a sentence."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """Make the command."""
        return [nodes.literal("", _filled(self.text), classes=["shell"])], []


class Commands(SphinxDirective):
    """Commands to be typed in a terminal, one a line."""

    has_content = True
    option_spec: ClassVar[dict[str, object]] = {}

    def run(self) -> list[nodes.Node]:
        """Make the block."""
        text = "\n".join(f"$ {_filled(line)}" for line in self.content)
        return [nodes.literal_block(text, text, language="console")]


def _filled(command: str) -> str:
    return command.replace(WHEEL, wheel_name())


def setup(app: Sphinx) -> None:
    """Register with Sphinx."""
    app.add_role("offer", Offer())
    app.add_role("shell", Shell())
    app.add_directive("commands", Commands)
