"""nbval runs every notebook: chapters, solutions against their outputs, released exercises."""

from __future__ import annotations

import re

import nbformat
import pytest
from corpus import ASSIGNMENTS, ROOT, notebook
from course_fixtures import run
from nbformat.v4 import new_output
from sample import sampled

from matcalc.course.notebook import marks_of

# The cells of the atlas, which no reader sees, are run by the build alone.
CHAPTERS = sorted(
    path.stem
    for path in (ROOT / "book").glob("*.md")
    if "kernelspec:" in path.read_text("utf-8") and "remove-input" not in path.read_text("utf-8")
)
PAGES = [f"en/_sources/book/{chapter}.ipynb" for chapter in CHAPTERS] + [
    f"zh/_sources/book/{chapter}.ipynb" for chapter in sampled(CHAPTERS, 6)
]
SANITIZE = ROOT / "tests" / "nbval-sanitize.cfg"


def nbval(mode, path):
    """Run nbval on a notebook; return how many cells passed."""
    result = run(
        "python", "-m", "pytest", "-p", "no:cacheprovider", "-c", SANITIZE, mode,
        "--rootdir", path.parent, "--nbval-cell-timeout=120",
        f"--nbval-sanitize-with={SANITIZE}", "-q", path,
        cwd=path.parent,
    )  # fmt: skip
    assert result.returncode == 0, result.stdout[-4000:]
    return int(re.search(r"(\d+) passed", result.stdout)[1])


@pytest.mark.parametrize("page", PAGES)
def test_a_page_runs_as_the_notebook_that_it_offers(site, page):
    """In the language of the page, and with a first cell that looks for the package."""
    path = site / page
    cells = nbformat.read(path, 4).cells
    assert cells[0].source.endswith('too old for this notebook: {install}")')
    written = "\n".join(cell.source for cell in cells if cell.cell_type == "markdown")
    assert "# " in written
    assert not re.search(r"```\{|\{(ref|eq|numref)\}|<(span|div|section)", written)
    assert bool(re.search(r"[\u4e00-\u9fff]{5}", written)) == page.startswith("zh")
    assert nbval("--nbval-lax", path) == sum(cell.cell_type == "code" for cell in cells) > 1


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_solution_gives_its_stored_outputs(assignment):
    cells = [cell for cell in notebook(assignment).cells if cell.cell_type == "code"]
    counts = [cell.execution_count for cell in cells]
    assert counts == list(range(1, len(cells) + 1)), "run `make outputs`"
    path = ROOT / "solutions" / assignment / f"{assignment}.ipynb"
    assert nbval("--nbval", path) == len(cells)


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_released_exercise_fails_everywhere_as_not_attempted(tmp_path, assignment):
    content = notebook(assignment, "exercises")
    expected = "NOT-ATTEMPTED\nReplace the stub by your answer, then run this cell again."
    for count, cell in enumerate((c for c in content.cells if c.cell_type == "code"), 1):
        cell.execution_count = count
        if marks_of(cell).is_test:
            error = f"{expected}\nKind of mistake: not attempted"
            cell.outputs = [new_output("error", ename="WrongAnswer", evalue=error)]
            cell.metadata.setdefault("tags", []).append("raises-exception")
    path = tmp_path / f"{assignment}.ipynb"
    nbformat.write(content, path)
    assert nbval("--nbval", path) == sum(cell.cell_type == "code" for cell in content.cells)
