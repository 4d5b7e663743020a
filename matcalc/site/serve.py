"""Serve the built site on this machine, as a static host would."""

from __future__ import annotations

from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from matcalc.errors import MatcalcError

__all__ = ["POLICY", "server"]

# What a page may load: this site alone.  Scripts inside the pages are the theme's; Python in the
# page is WebAssembly; MathJax and the theme write styles.
POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'wasm-unsafe-eval'; "
    "style-src 'self' 'unsafe-inline'; img-src 'self' data:"
)


class _Handler(SimpleHTTPRequestHandler):
    """Files of the site below a prefix, and its 404 page for the rest."""

    def __init__(self, *args: Any, prefix: str, **options: Any) -> None:
        self.prefix = prefix
        super().__init__(*args, **options)

    def end_headers(self) -> None:
        """Send the policy with every file."""
        self.send_header("Content-Security-Policy", POLICY)
        super().end_headers()

    def translate_path(self, path: str) -> str:
        """The file for a path; nothing exists outside the prefix."""
        if not path.startswith(self.prefix):
            return str(Path(self.directory, "\0"))
        return super().translate_path("/" + path.removeprefix(self.prefix))

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Send the site's own page where a file is missing."""
        page = Path(self.directory, "404.html")
        if code != 404 or not page.is_file():
            return super().send_error(code, message, explain)
        content = page.read_bytes()
        self.send_response(404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)
        return None

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Keep the terminal quiet."""


def server(site: Path, port: int = 0, prefix: str = "/") -> ThreadingHTTPServer:
    """Return a server for a built site on 127.0.0.1; call its serve_forever.

    Parameters
    ----------
    site : Path
        The folder with the site's index.html.
    port : int
        0 for any free port, then found in ``server_port``.
    prefix : str
        The path below which the site is served, with a slash at both ends.

    Raises
    ------
    MatcalcError
        If there is no site, or the port is taken.
    """
    if not (site / "index.html").is_file():
        raise MatcalcError(f"no site at {site}: run `matcalc build` first")
    try:
        return ThreadingHTTPServer(
            ("127.0.0.1", port), partial(_Handler, directory=str(site), prefix=prefix)
        )
    except (OSError, OverflowError) as error:
        raise MatcalcError(f"cannot listen on port {port}: {error}; try --port 0") from None
