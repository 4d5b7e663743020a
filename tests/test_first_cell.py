"""Where the right matcalc is not installed, notebooks and command say so, and how to mend it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from corpus import ASSIGNMENTS, ROOT, notebook
from course_fixtures import run

from matcalc.course.notebook import marks_of
from matcalc.version import __version__

WHEEL = f"matrix_calculus_checked-{__version__}-py3-none-any.whl"
STRANGERS = {
    "a package": {"matcalc/__init__.py": "__version__ = '3.1'"},
    "a folder": {"matcalc/notes.txt": ""},
    "a file of the learner's": {"matcalc.py": "answer = 1"},
}


def first_cell(assignment: str) -> str:
    """The first code cell of a released notebook."""
    cells = notebook(assignment, "exercises").cells
    [setup] = [c.source for c in cells if marks_of(c).grade_id == f"{assignment}-setup"]
    assert setup == next(cell.source for cell in cells if cell.cell_type == "code")
    return setup


def written(folder: Path, files: dict[str, str]) -> Path:
    """A folder with some files."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return folder


def said(code: str, folder: Path, *options: str) -> str:
    """The last line of what a cell raised, with a folder before everything installed."""
    result = subprocess.run(
        [sys.executable, *options, "-c", code],
        env=os.environ | {"PYTHONPATH": str(folder)},
        cwd=folder, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert result.returncode == 1, result.stderr
    return result.stderr.strip().splitlines()[-1]


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_the_first_cell_runs_where_all_is_well(assignment):
    result = run("python", "-c", first_cell(assignment))
    assert result.returncode == 0, result.stderr


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_a_missing_package_is_named_with_the_command(assignment, tmp_path):
    message = said(first_cell(assignment), tmp_path, "-S")  # without what is installed
    assert message.startswith("ImportError: matcalc is missing")
    assert f"python -m pip install --force-reinstall {WHEEL}" in message


@pytest.mark.parametrize("is_there", [False, True])
def test_colab_alone_gets_the_package_from_the_repository(tmp_path, is_there):
    """Google's module says where a cell runs; a pip that only tells stands for the real one."""
    written(tmp_path, {"pip.py": "import sys; open('asked', 'w').write(' '.join(sys.argv[1:]))"})
    if is_there:
        written(tmp_path, {"google/__init__.py": "", "google/colab.py": ""})
    code = f"{'import google.colab' if is_there else 'pass'}\n{first_cell(ASSIGNMENTS[0])}"
    said(code, tmp_path, "-S")
    asked = tmp_path / "asked"
    url = yaml.safe_load((ROOT / "_config.yml").read_text())["repository"]["url"]
    expected = f"install --quiet git+{url}@main" if is_there else None
    assert (asked.read_text() if asked.is_file() else None) == expected


@pytest.mark.parametrize("stranger", STRANGERS)
def test_a_stranger_of_the_same_name_is_shown(tmp_path, stranger):
    folder = written(tmp_path / "there", STRANGERS[stranger])
    options = ["-S"] if stranger == "a folder" else []  # an installed package comes before a folder
    message = said(first_cell(ASSIGNMENTS[0]), folder, *options)
    assert str(folder / "matcalc") in message
    assert "another package called matcalc" in message
    assert "python -m pip uninstall -y matcalc" in message
    assert f"python -m pip install --force-reinstall {WHEEL}" in message


@pytest.mark.parametrize("version", ["", "__version__ = '0.1.9'"])
def test_an_old_version_is_named(tmp_path, version):
    written(tmp_path, {"matcalc/__init__.py": f"{version}\ncheck_gradient = None"})
    message = said(first_cell(ASSIGNMENTS[0]), tmp_path)
    assert "matcalc 0.1" in message
    assert "is too old for this notebook" in message
    assert WHEEL in message


def test_the_command_shows_a_stranger_too(tmp_path):
    written(tmp_path, STRANGERS["a package"])
    program = Path(sys.executable).parent / "matcalc"
    result = run(program, "check", ROOT / "exercises/ch04/ch04.ipynb", PYTHONPATH=str(tmp_path))
    assert result.returncode == 1
    assert str(tmp_path / "matcalc" / "__init__.py") in result.stderr
    assert "python -m pip uninstall -y matcalc" in result.stderr
    assert WHEEL in result.stderr
    assert "Traceback" not in result.stderr


def test_check_shows_a_stranger_in_the_kernel(tmp_path):
    """The command is ours, and the kernel's Python finds the stranger."""
    stranger = written(tmp_path / "there", STRANGERS["a package"])
    kernel = {
        "argv": [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"],
        "display_name": "Python 3",
        "language": "python",
        "env": {"PYTHONPATH": str(stranger)},
    }
    written(tmp_path, {"jupyter/kernels/python3/kernel.json": json.dumps(kernel)})
    jupyter = {"JUPYTER_PATH": str(tmp_path / "jupyter")}
    result = run("matcalc", "check", ROOT / "exercises/ch04/ch04.ipynb", **jupyter)
    assert result.returncode == 1
    assert "the cell ch04-setup failed" in result.stderr
    assert str(stranger / "matcalc") in result.stderr
    assert "python -m pip uninstall -y matcalc" in result.stderr


def test_the_version_is_said_once():
    """But for the changes' headings, the released notebooks, which are generated, and locks."""
    tracked = run("git", "ls-files").stdout.split()
    generated = ("exercises/", "CHANGELOG.md", "matcalc/version.py")
    for name in tracked:
        path = ROOT / name
        if path.is_file() and not name.startswith(generated) and "lock" not in name:
            assert __version__ not in path.read_text("utf-8"), name
    assert f"## {__version__}" in (ROOT / "CHANGELOG.md").read_text("utf-8")
