"""The repository itself: style, types, locks, sizes, and what may not be committed."""

from __future__ import annotations

import json
import re
import subprocess
import tomllib

import pytest
import yaml
from corpus import ASSIGNMENTS, ROOT
from course_fixtures import run

import matcalc
from matcalc.version import DISTRIBUTION

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
    assert names - {DISTRIBUTION} <= locked
    checked = run("python", "-m", "pip", "check")  # it was installed without looking further
    assert checked.returncode == 0, checked.stdout


def test_the_public_names_of_matcalc_load_numpy_alone():
    code = """
import matcalc, sys
for name in matcalc.__all__:
    getattr(matcalc, name)
print(*sorted({name.split(".")[0] for name in sys.modules}))
"""
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


def test_every_chapter_has_an_assignment_and_every_assignment_a_chapter():
    toc = yaml.safe_load((ROOT / "_toc.yml").read_text())
    parts = [part for part in toc["parts"] if part.get("numbered")]
    pages = [entry["file"] for part in parts for entry in part["chapters"]]
    placed = [
        re.findall(r"^```\{assignment\} (\S+)$", (ROOT / f"{page}.md").read_text("utf-8"), re.M)
        for page in pages
    ]
    assert [name for names in placed for name in names] == ASSIGNMENTS
    assert all(len(names) == 1 for names in placed)


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


def test_what_runs_elsewhere_installs_what_is_locked():
    """Where the course opens without an installation of one's own."""
    [required] = (ROOT / "binder" / "requirements.txt").read_text().split("\n")[:1]
    assert (ROOT / "binder" / required.removeprefix("-r ")).resolve() == ROOT / "requirements.lock"
    development = json.loads((ROOT / ".devcontainer" / "devcontainer.json").read_text())
    container = ROOT / ".devcontainer" / development["build"]["dockerfile"]
    assert f"RUN make {development['postCreateCommand'].removeprefix('make ')}" in (
        container.read_text()
    )
    for option in development["runArgs"]:  # what the sandbox needs, said for both
        assert option.partition("=")[2] in container.read_text()


def test_workflows_run_the_actions_that_were_read():
    """By commit, which nobody can move as a tag can be moved."""
    used = [
        line.split("uses:")[1].split()
        for path in (ROOT / ".github" / "workflows").iterdir()
        for line in path.read_text().splitlines()
        if "uses:" in line
    ]
    assert used
    for action, *comment in used:
        assert re.fullmatch(r"[\w-]+/[\w-]+@[0-9a-f]{40}", action), action
        assert re.fullmatch(r"# v\d+\.\d+\.\d+", " ".join(comment)), action
