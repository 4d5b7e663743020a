"""From the page to a checked exercise, by the commands that the page shows, from nothing."""

from __future__ import annotations

import html
import os
import re
import shutil
import subprocess
import sys

import nbformat
from corpus import ROOT, solutions
from sample import soak

from matcalc.course.notebook import marks_of


def locked_versions() -> str:
    """The versions of requirements.lock as pip's constraints."""
    lock = (ROOT / "requirements.lock").read_text()
    return "\n".join(re.findall(r"^([A-Za-z0-9._-]+==[^\\\n]+?) \\$", lock, re.MULTILINE))


@soak
def test_the_commands_of_start_here_in_an_empty_environment(site, tmp_path):
    page = (site / "en" / "book" / "start-here.html").read_text(encoding="utf-8")
    shown = html.unescape(re.sub("<[^>]+>", "", page))
    commands = re.findall(r"^\$ (.+)$", shown, re.MULTILINE)
    assert [command.split()[0] for command in commands] == ["python"] * 2 + ["matcalc"] * 2

    # Python and Jupyter's own packages, and nothing else.
    subprocess.run([sys.executable, "-m", "venv", tmp_path / "venv"], check=True)
    programs = tmp_path / "venv" / "bin"
    environment = {k: v for k, v in os.environ.items() if k not in {"PYTHONPATH", "VIRTUAL_ENV"}}
    environment |= {"PATH": f"{programs}{os.pathsep}/usr/bin:/bin", "PIP_QUIET": "1"}
    constraints = tmp_path / "constraints.txt"
    constraints.write_text(locked_versions())
    environment["PIP_CONSTRAINT"] = str(constraints)
    jupyter = ["nbclient", "nbformat", "ipykernel"]
    subprocess.run([programs / "pip", "install", *jupyter], check=True, env=environment)

    folder = tmp_path / "downloads"
    folder.mkdir()
    for download in (site / "en" / "downloads").iterdir():
        shutil.copy(download, folder)

    def shell(command, typed=""):
        return subprocess.run(
            command, shell=True, cwd=folder, env=environment, capture_output=True, text=True,
            check=False, input=typed,
        )  # fmt: skip

    *preparation, check, practice = commands
    for command in preparation:
        result = shell(command)
        assert result.returncode == 0, result.stderr
    result = shell(check)
    assert result.returncode == 1, result.stderr
    assert result.stdout.count(": not attempted") == 9
    assert "0 of 9 exercises passed" in result.stdout

    # Answer one exercise rightly and one wrongly, and check again.
    path = folder / "ch04" / "ch04.ipynb"
    content = nbformat.read(path, as_version=4)
    right = solutions("ch04")["ch04-quadratic-form"]
    answers = {
        "ch04-quadratic-form": right,
        "ch04-linear-form": "def grad_linear_form(a, b, x):\n    return (a + 3 * b).T",
    }
    for cell in content.cells:
        marks = marks_of(cell)
        if marks.is_answer and marks.exercise in answers:
            cell.source = answers[marks.exercise]
    nbformat.write(content, path)
    result = shell(check)
    assert "ch04-quadratic-form: passed" in result.stdout
    assert "ch04-linear-form: wrong" in result.stdout
    assert "Kind of mistake: the other layout" in result.stdout

    result = shell(practice, "0\nq\n")
    assert result.returncode == 0, result.stderr
    assert "quadratic" in result.stdout
