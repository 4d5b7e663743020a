"""The commands as people type them: what they say, what they exit with, what they leave."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
import urllib.request

import nbformat
import pytest
from corpus import solutions
from course_fixtures import hear_control_c, run

COMMANDS = [
    "build", "check", "demo", "derive", "export", "feedback", "grade", "practice", "release",
    "serve",
]  # fmt: skip


def tree(folder):
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("command", COMMANDS)
def test_help_has_an_example(command):
    result = run("matcalc", command, "--help")
    assert result.returncode == 0
    assert re.search(rf"Examples?:\n +matcalc {command}\b", result.stdout), result.stdout


def test_released_notebooks_are_up_to_date():
    result = run("matcalc", "release", "--check")
    assert result.returncode == 0, result.stderr


def test_an_edited_solution_is_found_and_released(small_course):
    solution = small_course / "solutions" / "ch04" / "ch04.ipynb"
    solution.write_text(solution.read_text().replace("A quadratic form", "One quadratic form"))
    before = tree(small_course / "exercises")
    result = run("matcalc", "release", "--check", cwd=small_course)
    assert result.returncode == 1
    assert "exercises/ch04/ch04.ipynb" in result.stderr
    assert tree(small_course / "exercises") == before
    assert run("matcalc", "release", cwd=small_course).returncode == 0
    assert "One quadratic form" in (small_course / "exercises/ch04/ch04.ipynb").read_text()
    assert run("matcalc", "release", "--check", cwd=small_course).returncode == 0


def test_a_file_that_is_not_of_the_release_is_found(small_course):
    (small_course / "exercises" / "ch04" / "notes.txt").write_text("mine")
    result = run("matcalc", "release", "ch04", "--check", cwd=small_course)
    assert result.returncode == 1
    assert "notes.txt" in result.stderr


def test_check_shows_each_exercise_with_its_hint(submit):
    answers = solutions("ch04") | {
        "ch04-norm": "def grad_softplus(x):\n    return x / (1 + np.exp(-x.T @ x))",
        "ch04-linear-form": "def grad_linear_form(a, b, x)\n    return a + 3 * b",
        "ch04-quadratic-form": "def grad_quadratic_form(u, v, x):\n    raise NotImplementedError",
    }
    path = submit("ada", answers)
    before = path.read_bytes()
    result = run("matcalc", "check", path)
    assert result.returncode == 1
    lines = result.stdout.splitlines()
    assert "ch04-norm: wrong" in lines
    assert "    Kind of mistake: a constant factor" in lines
    assert "ch04-linear-form: error" in lines
    assert "SyntaxError" in result.stdout
    assert "ch04-quadratic-form: not attempted" in lines
    assert "ch04-bilinear-form: passed" in lines
    assert "ch04-when-symmetric: graded by hand" in lines
    assert lines[-1] == "6 of 9 exercises passed, 15 of 22 points"
    assert path.read_bytes() == before
    assert run("matcalc", "check", submit("emmy", solutions("ch04"))).returncode == 0


def test_check_survives_loops_and_exits(submit):
    loop = solutions("ch04") | {"ch04-norm": "while True:\n    pass"}
    result = run("matcalc", "check", "--timeout", "5", submit("loop", loop))
    assert result.returncode == 1
    assert "ch04-norm: error" in result.stdout
    assert "ch04-bilinear-form: passed" in result.stdout
    result = run("matcalc", "check", submit("exit", {"ch04-norm": "import os\nos._exit(0)"}))
    assert result.returncode == 1
    assert "Python ended" in result.stderr


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["x'Ax", "x"], 0, ["(n×1): (A + A.T) @ x", "read as x.T @ A @ x", "Correct"]),
        (["x'Ax", "x", "--shapes", "A: k×k; x：k"], 0, ["layout (k×1)", "Correct"]),
        (["log det X", "--explain"], 0, ["determinant: d(det(X))", "inv(X).T", "Correct"]),
        ([r"\frac12\|Xw-y\|^2", "w", "--as", "latex"], 0, [r"X^{\top} \left(X w - y\right)"]),
        (["x'Ax"], 1, ["the variable is missing", "one of x, A"]),
        (["x'Ax", "x", "--shapes", "A n n"], 1, ["'A n n'", "a colon"]),
        (["x'(A", "x"], 1, ["'(' is opened"]),
    ],
    ids=lambda item: str(item)[:30],
)
def test_derive_reads_textbooks_and_proves_by_numbers(arguments, code, words):
    result = run("matcalc", "derive", *arguments)
    assert result.returncode == code, result.stderr
    said = result.stdout + result.stderr
    assert all(word in said for word in words), said
    assert "Traceback" not in said


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["x'Ax", "x"], ["(n×1): (A + A.T) @ x", "read as x.T @ A @ x", "Correct"]),
        (["h = tanh(W @ x); norm(h - y)**2", "W", "--shapes", "W: n n", "--as", "jax"],
         ["jnp.tanh(W @ x)", "Correct"]),
        (["inv(A) @ x", "x", "--as", "numpy"], ["np.linalg.inv(A).T", "Correct"]),
        (["Ax - b", "x", "--as", "torch"], ["import torch", "return A.T"]),
        (["½‖Xw-y‖²", "w", "--as", "latex"], [r"X^{\top} \left(X w - y\right)"]),
    ],
    ids=lambda item: str(item)[:30],
)  # fmt: skip
def test_derive_writes_code(arguments, words):
    result = run("matcalc", "derive", *arguments)
    assert result.returncode == 0, result.stderr
    said = result.stdout + result.stderr
    assert all(word in said for word in words), said


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("missing.ipynb", None, ["missing.ipynb", "give the path"]),
        ("text.ipynb", "not a notebook", ["text.ipynb", "is not a notebook", "save it again"]),
        ("empty.ipynb", nbformat.writes(nbformat.v4.new_notebook()), ["holds no exercise"]),
        ("bytes.ipynb", b"\xff\xfe\x00", ["bytes.ipynb", "is not a notebook"]),
    ],
)
def test_check_refuses_what_is_no_exercise(tmp_path, name, content, words):
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    result = run("matcalc", "check", path)
    assert result.returncode == 1
    message = result.stderr.splitlines()[-1]
    assert all(word in message for word in words), result.stderr
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize(
    ("command", "words"),
    [
        (["grade", "ch99"], ["ch99", "ch04"]),
        (["grade", "ch04"], ["no submission", "submitted/STUDENT/ch04"]),
        (["grade", "ch04", "--student", "ada"], ["'ada'", "submitted/ada/ch04"]),
        (["release", "ch99"], ["ch99", "ch04"]),
        (["feedback", "ch04"], ["no graded submission", "matcalc grade ch04"]),
        (["export", "ch04"], ["no marks", "matcalc grade ch04"]),
        (["build"], ["_config.yml"]),
        (["serve"], ["no site", "matcalc build"]),
        (["demo", "."], ["holds other files"]),
    ],
    ids=lambda value: "-".join(value) if isinstance(value, list) else "",
)
def test_a_mistake_is_one_clear_message_and_changes_nothing(small_course, command, words):
    (small_course / "submitted" / "nobody" / "ch04").mkdir(parents=True)
    before = tree(small_course)
    result = run("matcalc", *command, cwd=small_course)
    assert result.returncode == 1
    assert all(word in result.stderr for word in words), result.stderr
    assert "Traceback" not in result.stderr
    assert result.stderr.count("matcalc: ") == 1
    assert tree(small_course) == before


def test_outside_a_course_the_root_is_asked_for(tmp_path):
    for command in (["release"], ["build"], ["grade", "ch04"], ["export", "ch04"], ["demo", "d"]):
        result = run("matcalc", *command, cwd=tmp_path)
        assert result.returncode == 1
        assert "nbgrader_config.py" in result.stderr
    assert list(tmp_path.iterdir()) == []


def test_serve_prints_an_address_that_answers(tmp_path):
    site = tmp_path / "_build" / "site"
    site.mkdir(parents=True)
    (site / "index.html").write_text("the start")
    with subprocess.Popen(
        [sys.executable, "-m", "matcalc", "serve", "--port", "0"],
        cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        preexec_fn=hear_control_c,
    ) as process:  # fmt: skip
        address = process.stdout.readline().split()[0]
        with urllib.request.urlopen(address) as response:
            assert response.read() == b"the start"
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=20) == 130
        assert "Traceback" not in process.stderr.read()
