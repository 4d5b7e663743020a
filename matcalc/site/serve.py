"""Serve the built site on this machine, as a static host would."""

from __future__ import annotations

import gzip
import re
from functools import lru_cache, partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
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


# Names that carry a hash of their content: what has been fetched once stays right.
HASHED = re.compile(r"/(?:pyodide|matcalc)-[0-9a-f]{12}/|-[A-Z0-9]{8}\.js$|\.[0-9a-f]{64}\.css$")
FOR_GOOD = "public, max-age=31536000, immutable"
ASK_FIRST = "no-cache"  # kept, but looked at again: answered by 304 while nothing has changed

TYPES = {".mjs": "text/javascript", ".js": "text/javascript"}
SHRINKS = {".css", ".html", ".js", ".json", ".mjs", ".svg", ".txt", ".ipynb"}


@lru_cache(maxsize=256)
def _zipped(path: Path, _changed: int) -> bytes:
    """A file as static hosts send it; made once."""
    return gzip.compress(path.read_bytes(), 6, mtime=0)


class _Handler(SimpleHTTPRequestHandler):
    """Files of the site below a prefix, and its 404 page for the rest."""

    protocol_version = "HTTP/1.1"  # a connection for all files of a page
    extensions_map = {**SimpleHTTPRequestHandler.extensions_map, **TYPES}  # noqa: RUF012

    def __init__(self, *args: Any, prefix: str, **options: Any) -> None:
        self.prefix = prefix
        super().__init__(*args, **options)

    def send_head(self) -> Any:
        """Open a file, packed where that makes it shorter and the browser can unpack it."""
        path = Path(self.translate_path(self.path))
        if not path.exists():
            return self.send_error(404)
        takes = "gzip" in self.headers.get("Accept-Encoding", "")
        if not (takes and path.suffix in SHRINKS and path.is_file()) or self._is_known(path):
            return super().send_head()
        changed = path.stat()
        content = _zipped(path, changed.st_mtime_ns)
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(str(path)))
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(content)))
        self.send_header("Last-Modified", self.date_time_string(int(changed.st_mtime)))
        self.end_headers()
        return BytesIO(content)

    def _is_known(self, path: Path) -> bool:
        """Whether the browser asks only if a file has changed, and may be told that it has not."""
        since = self.headers.get("If-Modified-Since")
        return since == self.date_time_string(int(path.stat().st_mtime))

    def end_headers(self) -> None:
        """Send the policy, and how long it may be kept, with every file."""
        self.send_header("Content-Security-Policy", POLICY)
        kept = FOR_GOOD if HASHED.search(self.path.partition("?")[0]) else ASK_FIRST
        self.send_header("Cache-Control", kept)
        self.send_header("Vary", "Accept-Encoding")
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
