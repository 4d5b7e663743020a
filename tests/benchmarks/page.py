"""Time and transfer of exercises in the page; run it on a machine with nothing else to do.

    python tests/benchmarks/page.py [--runs 5] [--slow]

A fresh Chromium for each run, served from this machine with gzip as static hosts do.  "Later" is
the time from the press on Check to the verdict, measured in the page.  With --slow the line has
1.5 Mbps and 80 ms, for the page and for its worker alike; a browser's own throttle leaves out the
worker.
"""

from __future__ import annotations

import argparse
import gzip
import shutil
import sys
import threading
import time
from functools import cache, partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from corpus import ROOT, solutions
from live_page import CHAPTERS
from playwright.sync_api import Browser, Playwright, sync_playwright

FIRST, SECOND = "ch04", "ch05"
WRITE = """([name, code]) => {
  const editor = document.querySelector(`[data-exercise="${name}"] .cm-content`);
  editor.textContent = code;
}"""
TIMED = """async (name) => {
  const region = document.querySelector(`[data-exercise="${name}"]`);
  const status = region.querySelector("[role=status]");
  const start = performance.now();
  [...region.querySelectorAll("button")].find((b) => b.textContent === "Check").click();
  await new Promise((resolve) => {
    new MutationObserver(() => status.dataset.verdict && resolve())
      .observe(status, {attributes: true});
  });
  return performance.now() - start;
}"""


FORMULAS = """() => {
  const shown = performance.getEntriesByType("paint").map((entry) => entry.startTime);
  const loaded = [...document.fonts].filter((font) => font.status === "loaded").length;
  const drawn = [...document.querySelectorAll("mjx-container")].some((one) => one.offsetWidth > 0);
  return shown.length > 0 && drawn && loaded > 1 && performance.now();
}"""


@cache
def zipped(path: Path) -> bytes:
    """A file as it is sent, compressed once."""
    content = path.read_bytes()
    return content if path.suffix in PACKED else gzip.compress(content, 6)


PACKED = {".whl", ".xz", ".png", ".woff", ".woff2"}


class Line:
    """What all that is sent goes through, one piece after the other."""

    def __init__(self, bits: float, delay: float) -> None:
        self.bytes_a_second = bits / 8
        self.delay = delay
        self.lock = threading.Lock()

    def send(self, write, content: bytes) -> None:
        """Write at the line's pace."""
        time.sleep(self.delay)
        for start in range(0, len(content), 8192):
            piece = content[start : start + 8192]
            with self.lock:
                time.sleep(len(piece) / self.bytes_a_second)
            write(piece)


class Zipped(SimpleHTTPRequestHandler):
    """A static host: gzip for what shrinks, and a count of what was sent."""

    protocol_version = "HTTP/1.1"
    sent: dict[str, int]
    line: Line

    def do_GET(self) -> None:
        """Send a file, compressed."""
        path = Path(self.translate_path(self.path))
        if not path.is_file():
            self.send_error(404)
            return
        content = zipped(path)
        self.sent[self.path] = self.sent.get(self.path, 0) + len(content)
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(str(path)))
        self.send_header("Cache-Control", "max-age=600")
        self.send_header("Content-Length", str(len(content)))
        if path.suffix not in PACKED:
            self.send_header("Content-Encoding", "gzip")
        self.end_headers()
        self.line.send(self.wfile.write, content)

    def log_message(self, *_: object) -> None:
        """Keep the terminal quiet."""


def visit(browser, address: str, other: str, name: str, code: str) -> dict[str, float]:
    """Read a page, have an answer checked there, and another one on a second page."""
    page = browser.new_page()
    Zipped.sent.clear()
    page.goto(address, wait_until="commit")
    found = {"text and formulas (s)": page.wait_for_function(FORMULAS).json_value() / 1000}
    page.wait_for_load_state("networkidle")
    page.wait_for_selector(".cm-content")
    found["the page itself (MB)"] = sum(Zipped.sent.values()) / 1e6
    Zipped.sent.clear()
    # Not typed: the editor would have Python fetched ahead.
    page.evaluate(WRITE, [name, code])
    found["first verdict (s)"] = page.evaluate(TIMED, name) / 1000
    found["fetched to check (MB)"] = sum(Zipped.sent.values()) / 1e6
    found["later verdicts (s)"] = median(page.evaluate(TIMED, name) for _ in range(5)) / 1000
    Zipped.sent.clear()
    page.goto(other)
    page.wait_for_selector(".cm-content")
    again = next(iter(solutions(SECOND)))
    found["on a second page (s)"] = page.evaluate(TIMED, again) / 1000
    found["fetched for it (MB)"] = sum(Zipped.sent.values()) / 1e6
    page.close()
    return found


def serve(line: Line) -> str:
    """Serve the built site over a line; return its address."""
    Zipped.sent = {}
    Zipped.line = line
    Zipped.extensions_map = {**Zipped.extensions_map, ".mjs": "text/javascript"}
    site = partial(Zipped, directory=str(ROOT / "_build" / "site"))
    server = ThreadingHTTPServer(("127.0.0.1", 0), site)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return f"http://127.0.0.1:{server.server_port}"


def launched(playwright: Playwright) -> Browser:
    """A fresh Chromium."""
    return playwright.chromium.launch(
        executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
    )


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--slow", action="store_true", help="on a line of 1.5 Mbps and 80 ms")
    options = parser.parse_args()
    site = serve(Line(1.5e6, 0.08) if options.slow else Line(1e10, 0))
    address, other = (f"{site}/en/{CHAPTERS[chapter]}.html" for chapter in (FIRST, SECOND))
    name, code = next(iter(solutions(FIRST).items()))
    runs = []
    with sync_playwright() as playwright:
        for _ in range(options.runs):
            browser = launched(playwright)
            context = browser.new_context()
            runs.append(visit(context, address, other, name, code))
            browser.close()
    for what in runs[0]:
        print(f"{what + ':':24}{median(run[what] for run in runs):8.2f}")


if __name__ == "__main__":
    main()
