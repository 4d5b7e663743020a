"""Fixtures for the tests that use a whole course: its site, a small copy, a browser."""

from __future__ import annotations

import fcntl
import os
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import nbformat
import pytest
from corpus import ROOT, notebook
from playwright.sync_api import Browser, sync_playwright

from matcalc.course.notebook import marks_of
from matcalc.site.script import install_tools
from matcalc.site.serve import server

PROGRAMS = ("chromium", "chromium-browser", "google-chrome")


def run(*command: str | Path, cwd: Path = ROOT, **environment: str) -> subprocess.CompletedProcess:
    """Run a program and capture what it says; `matcalc` and `python` are this environment's."""
    first, *rest = map(str, command)
    programs = Path(sys.executable).parent
    launcher = {
        "matcalc": [sys.executable, "-m", "matcalc"],
        "python": [sys.executable],
        "nbgrader": [str(programs / "nbgrader")],
        "jupyter-book": [str(programs / "jupyter-book")],
    }.get(first, [first])
    return subprocess.run(
        [*launcher, *rest],
        cwd=cwd,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
    )


def hear_control_c() -> None:
    """In a new process: what a shell starts in the background would ignore Ctrl-C."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


class Visit:
    """A page in a fresh browser context, with everything that went wrong on the way.

    Without mathematics it is there in half the time, for tests that look at none.
    """

    def __init__(self, browser, address, width=1440, scheme="light", maths=True, idle=True):
        self.problems = []
        self.maths = maths
        self.context = browser.new_context(
            viewport={"width": width, "height": 900}, color_scheme=scheme
        )
        self.context.route("**/*", self._route)
        self.page = self.context.new_page()
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self.problems.append(f"script: {error}"))
        self.page.on("response", self._response)
        self.page.goto(address)
        if idle:
            self.page.wait_for_load_state("networkidle")
        self.page.evaluate("window.MathJax?.startup?.promise")

    def _route(self, route):
        url = route.request.url
        if "/mathjax/" in url and url.endswith(".js") and not self.maths:
            route.fulfill(body="", content_type="text/javascript")
        elif url.startswith(("http://127.0.0.1:", "data:")):
            route.continue_()
        else:
            self.problems.append(f"foreign request: {url}")
            route.abort()

    def _console(self, message):
        if message.type in {"error", "warning"}:
            self.problems.append(f"console: {message.text}")

    def _response(self, response):
        if response.status >= 400:
            self.problems.append(f"{response.status}: {response.url}")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.context.close()


@contextmanager
def alone(name: str) -> Iterator[None]:
    """Let one worker at a time do something that all of them need."""
    (ROOT / "_build").mkdir(exist_ok=True)
    with (ROOT / "_build" / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # given back when the file is closed
        yield


@pytest.fixture(scope="session")
def site(testrun_uid: str) -> Path:
    """The built site: one worker builds it, the others wait, and every test may look at it."""
    build = ROOT / "_build"
    done = build / "tested-site"
    with alone("site"):
        if not done.is_file() or done.read_text() != testrun_uid:
            result = run("matcalc", "build", "--strict")
            assert result.returncode == 0, result.stderr[-3000:]
            assert "warning" not in result.stderr.lower()
            done.write_text(testrun_uid)
    return build / "site"


@pytest.fixture(scope="session")
def served(site: Path) -> Iterator[Callable[[str], str]]:
    """Addresses of the site, served below a path of two folders."""
    running = server(site, 0, prefix="/x/y/")
    thread = threading.Thread(target=running.serve_forever, daemon=True)
    thread.start()
    yield lambda page="": f"http://127.0.0.1:{running.server_port}/x/y/{page}"
    running.shutdown()
    running.server_close()
    thread.join()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A headless Chromium."""
    program = next((path for name in PROGRAMS if (path := shutil.which(name))), None)
    assert program, "Chromium is missing: tests/require-browsers says how to install it"
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(
            executable_path=program, args=["--no-sandbox", "--disable-gpu"]
        )
        yield launched
        launched.close()


@pytest.fixture(scope="session")
def node_modules() -> Path:
    """A folder with the npm packages of the tests: axe-core, puppeteer-core, tsc, biome."""
    with alone("npm"):
        return install_tools(ROOT / "_build" / "live", print, development=True)


def copy_course(root: Path) -> None:
    """Copy the course, in English, once it was built: what its cells gave is copied with it."""
    listed = run("git", "ls-files", "--cached", "--others", "--exclude-standard").stdout
    for name in listed.splitlines():
        if (ROOT / name).is_file() and "locale" not in name:
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / name, root / name)
    shutil.copytree(ROOT / "_build" / "executed", root / "_build" / "executed")


@pytest.fixture
def small_course(tmp_path: Path) -> Path:
    """A course of its own with chapter 4's assignment only."""
    names = ("nbgrader_config.py", "solutions/ch04", "exercises/ch04")
    for name in names:
        target = tmp_path / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, target)
        else:
            shutil.copyfile(ROOT / name, target)
    return tmp_path


@pytest.fixture
def submit(small_course: Path) -> Callable[..., Path]:
    """Hand in the released notebook of chapter 4 with some answers filled in."""

    def write(student: str, answers: dict[str, str]) -> Path:
        content = notebook("ch04", "exercises")
        for cell in content.cells:
            marks = marks_of(cell)
            if marks.is_answer and marks.exercise in answers:
                cell.source = answers[marks.exercise]
        target = small_course / "submitted" / student / "ch04" / "ch04.ipynb"
        target.parent.mkdir(parents=True)
        nbformat.write(content, target)
        return target

    return write
