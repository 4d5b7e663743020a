"""Time and transfer of exercises in the page; run it on a machine with nothing else to do.

    python tests/benchmarks/page.py [--runs 5]

A fresh Chromium for each run, served from this machine with gzip as static hosts do.  "Later" is
the time from the press on Check to the verdict, measured in the page.
"""

from __future__ import annotations

import argparse
import gzip
import shutil
import sys
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from corpus import ROOT, solutions
from live_page import CHAPTERS, ExercisePage
from playwright.sync_api import sync_playwright

ASSIGNMENT = "ch04"
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


class Zipped(SimpleHTTPRequestHandler):
    """A static host: gzip for what shrinks, and a count of what was sent."""

    sent: dict[str, int]

    def do_GET(self) -> None:
        """Send a file, compressed."""
        path = Path(self.translate_path(self.path))
        if not path.is_file():
            self.send_error(404)
            return
        content = path.read_bytes()
        packed = path.suffix not in {".whl", ".zip", ".png", ".woff2"}
        if packed:
            content = gzip.compress(content, 6)
        self.sent[self.path] = self.sent.get(self.path, 0) + len(content)
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(str(path)))
        self.send_header("Cache-Control", "max-age=600")
        self.send_header("Content-Length", str(len(content)))
        if packed:
            self.send_header("Content-Encoding", "gzip")
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        """Keep the terminal quiet."""


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=5)
    runs = parser.parse_args().runs
    Zipped.sent = {}
    Zipped.extensions_map = {**Zipped.extensions_map, ".mjs": "text/javascript"}
    site = partial(Zipped, directory=str(ROOT / "_build" / "site"))
    server = ThreadingHTTPServer(("127.0.0.1", 0), site)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{server.server_port}/en/{CHAPTERS[ASSIGNMENT]}.html"
    answers = solutions(ASSIGNMENT)
    first, later, python, page_only, again = [], [], [], [], []
    with sync_playwright() as playwright:
        program = shutil.which("chromium")
        for _ in range(runs):
            browser = playwright.chromium.launch(
                executable_path=program, args=["--no-sandbox", "--disable-gpu"]
            )
            page = browser.new_page()
            Zipped.sent.clear()
            page.goto(address)
            page.wait_for_load_state("networkidle")
            page_only.append(sum(Zipped.sent.values()))
            Zipped.sent.clear()
            for name, code in answers.items():
                ExercisePage(page, name).editor.fill(code)
            first.append(page.evaluate(TIMED, next(iter(answers))))
            python.append(sum(Zipped.sent.values()))
            for name in answers:
                later += [page.evaluate(TIMED, name) for _ in range(3)]
            Zipped.sent.clear()
            page.reload()
            ExercisePage(page, next(iter(answers))).check()
            again.append(sum(Zipped.sent.values()))
            browser.close()
    print(f"the page itself:      {median(page_only) / 1e6:.2f} MB")
    print(f"fetched to check:     {median(python) / 1e6:.2f} MB")
    print(f"fetched again:        {median(again) / 1e6:.2f} MB after a reload")
    print(f"first verdict:        {median(first) / 1000:.1f} s (median of {runs} runs)")
    print(f"later verdicts:       {median(later):.0f} ms (median of {len(later)})")


if __name__ == "__main__":
    main()
