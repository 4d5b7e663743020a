"""The repository itself: style, types, locks, sizes, and what may not be committed."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml
from corpus import ASSIGNMENTS, ROOT
from course_fixtures import run
from pygments.lexers import PythonLexer
from pygments.token import Comment, Punctuation, String

import matcalc

TRACKED = subprocess.run(
    ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True
).stdout.splitlines()


@pytest.mark.parametrize(
    "command",
    [["ruff", "check"], ["ruff", "format", "--check"], ["mypy"]],
    ids=" ".join,
)
def test_style_and_types(command):
    result = run("python", "-m", *command)
    assert result.returncode == 0, result.stdout + result.stderr


def test_the_lock_has_hashes_and_no_address():
    lock = (ROOT / "requirements.lock").read_text()
    packages = re.findall(r"^[a-z0-9][^\s]*==", lock, re.MULTILINE)
    assert len(packages) > 100
    assert lock.count("--hash=sha256:") >= len(packages)
    assert "://" not in lock
    assert "index-url" not in lock


def test_the_lock_covers_what_the_package_asks_for():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    extras = project["optional-dependencies"].values()
    wanted = [*project["dependencies"], *(one for extra in extras for one in extra)]
    names = {re.match(r"[A-Za-z0-9._-]+", one)[0].lower().replace("_", "-") for one in wanted}
    locked = set(re.findall(r"^([a-z0-9.-]+)==", (ROOT / "requirements.lock").read_text(), re.M))
    assert names - {"matcalc"} <= locked


def test_importing_matcalc_loads_numpy_alone():
    code = "import matcalc, sys; print(*sorted({name.split('.')[0] for name in sys.modules}))"
    loaded = set(run("python", "-c", code).stdout.split())
    assert "numpy" in loaded
    assert not loaded & {"sympy", "matplotlib", "IPython", "scipy", "nbgrader", "click", "nbformat"}


def test_the_reference_runs_an_example_of_each_public_name():
    page = (ROOT / "book" / "matcalc.md").read_text("utf-8")
    cells = "\n".join(re.findall(r"^```\{code-cell\}.*?\n(.*?)^```$", page, re.M | re.S))
    for name in matcalc.__all__:
        assert re.search(rf"\b{name}\b", cells), f"no example of {name}"
        assert f"**`{name}`**" in page, f"{name} is not introduced"


@pytest.mark.parametrize(
    ("command", "unneeded"),
    [
        (["--help"], ("nbgrader", "nbformat", "traitlets")),
        (["grade", "ch99"], ("nbgrader", "nbformat", "sqlalchemy")),
        (["export", "ch04"], ("lark",)),  # a grammar that a dependency's dependency parses
    ],
    ids=" ".join,
)
def test_a_command_loads_nothing_slow_that_it_does_not_need(command, unneeded):
    code = (
        f"import sys; sys.argv = ['matcalc', *{command}]\n"
        "from matcalc.__main__ import main\n"
        "try: main()\n"
        "finally: print(*sys.modules, file=sys.stderr)"
    )
    result = run("python", "-c", code)
    loaded = set(result.stderr.split())
    assert "matcalc.commands" in loaded
    assert not loaded.intersection(unneeded)


def test_every_chapter_has_an_assignment_and_answers():
    toc = yaml.safe_load((ROOT / "_toc.yml").read_text())
    [part] = [part for part in toc["parts"] if part.get("numbered")]
    chapters = [f"ch{entry['file'].removeprefix('book/')[:2]}" for entry in part["chapters"]]
    assert chapters == ASSIGNMENTS
    for chapter in chapters:
        assert (ROOT / "exercises" / chapter / f"{chapter}.ipynb").is_file()
        assert (ROOT / "tests" / "answers" / f"{chapter}.toml").is_file()
    assert sys.version_info >= (3, 11)


def test_equation_labels_are_unique_across_the_book():
    labels = [
        label
        for path in (ROOT / "book").glob("*.md")
        for label in re.findall(r"^:label: (\S+)$", path.read_text("utf-8"), re.MULTILINE)
    ]
    assert len(labels) == len(set(labels)) > 50


def test_no_large_and_no_generated_file_is_tracked():
    for name in TRACKED:
        path = ROOT / name
        assert not path.is_file() or path.stat().st_size < 1_000_000, name
        assert not name.startswith(("_build/", ".venv/", "submitted/", "autograded/", "feedback/"))
        assert path.suffix not in {".whl", ".zip", ".pyc", ".db", ".html"} or name.startswith(
            "matcalc/"
        )


def test_the_names_of_the_first_level():
    fixed = {"book", "exercises", "solutions", "matcalc", "_config.yml", "_toc.yml", "tests"}
    assert fixed <= {name.split("/")[0] for name in TRACKED}
    assert "make test" in (ROOT / ".ci" / "run").read_text()


def test_the_maths_stays_small():
    """Without documentation, comments, blank lines, and lines that hold nothing but text."""

    def lines_of_code(path: Path) -> int:
        found, line = set(), 1
        for kind, text in PythonLexer(stripnl=False).get_tokens(path.read_text("utf-8")):
            is_code = not (kind in Comment or kind in Punctuation or kind in String)
            for part in text.splitlines(keepends=True):
                found |= {line} if is_code and part.strip() else set()
                line += part.endswith("\n")
        return len(found)

    folder = ROOT / "matcalc"
    others = {"__main__.py", "commands.py", "messages.py"}  # the command line, and texts
    maths = [path for path in folder.glob("*.py") if path.name not in others]
    assert sum(map(lines_of_code, [*maths, folder / "identities" / "__init__.py"])) < 2500
