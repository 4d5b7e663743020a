"""A chapter is two files and a line: one is added to a copy of the course, by the recipe alone."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest
import yaml
from corpus import ASSIGNMENTS
from course_fixtures import copy_course, run
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from sample import soak

pytestmark = soak

NUMBER = len(ASSIGNMENTS) + 1
NAME = f"ch{NUMBER:02}"
PAGE = f"book/{NUMBER:02}-a-new-chapter"

TEXT = f"""\
---
jupytext:
  text_representation:
    extension: .md
    format_name: myst
kernelspec:
  display_name: Python 3
  language: python
  name: python3
---

({NAME})=
# A new chapter

The sum of the cubes of the entries of a column, and its gradient.

```{{code-cell}} ipython3
from matcalc import check_formula

check_formula("sum(x ** 3)", "3 * x ** 2", x="n").require()
```

One exercise stands here already:

```{{exercise}} {NAME}-cubes
```

## Exercises

```{{assignment}} {NAME}
```
"""

ANSWERS = f"""\
[{NAME}-cubes]
wrong = [
    {{ mistake = "factor", returns = "x ** 2" }},
    {{ mistake = "sign", returns = "-3 * x ** 2" }},
    {{ mistake = "other-layout", returns = "3 * x.T ** 2" }},
    {{ mistake = "shape", returns = "np.sum(3 * x ** 2)" }},
    {{ mistake = "hard-coded", code = "def grad_cubes(x):\\n    return np.full(x.shape, 3.0)" }},
]
right = [{{ returns = "3 * x * x" }}, {{ returns = "x ** 2 + 2 * x * x" }}]

[{NAME}-product]
wrong = [
    {{ mistake = "factor", formula = "2 * b" }},
    {{ mistake = "sign", formula = "-b" }},
    {{ mistake = "other-layout", formula = "b.T" }},
    {{ mistake = "not-dependent", formula = "a" }},
    {{ mistake = "raised", formula = "b +" }},
]
right = [{{ formula = "b + 0 * a" }}, {{ formula = "1 * b" }}]
"""


def marked(cell, grade_id, **marks):
    """A cell with nbgrader's marks."""
    whole = {
        "schema_version": 3, "grade": False, "locked": False, "solution": False, "task": False,
        "grade_id": grade_id, "cell_type": cell.cell_type,
    }  # fmt: skip
    cell.metadata["nbgrader"] = whole | marks
    return cell


def prompt(slug: str, title: str) -> nbformat.NotebookNode:
    """A prompt in both languages, with two hints."""
    hints = "".join(
        f"<details><summary>Hint {n} · 提示 {n}</summary>\n\nLook at $x_{n}$. · 看 $x_{n}$。\n"
        "</details>\n"
        for n in (1, 2)
    )
    text = f"## {title}\n\nDerive it.\n\n<!-- zh -->\n\n求导。\n\n{hints}"
    return marked(new_markdown_cell(text), f"{NAME}-{slug}-prompt", locked=True)


def exercise(slug: str, title: str, answer: str, question: str) -> list[nbformat.NotebookNode]:
    """The three cells of an exercise."""
    hidden = question.replace("seed=1", "seed=1001")
    test = f"{question}\n### BEGIN HIDDEN TESTS\n{hidden}\n### END HIDDEN TESTS"
    return [
        prompt(slug, title),
        marked(new_code_cell(answer), f"{NAME}-{slug}", solution=True),
        marked(new_code_cell(test), f"{NAME}-{slug}-test", grade=True, locked=True, points=2),
    ]


FUNCTION = """\
def grad_cubes(x):
    ### BEGIN SOLUTION
    return 3 * x**2
    ### END SOLUTION"""
FORMULA = 'answer_product = ...\n### BEGIN SOLUTION\nanswer_product = "b"\n### END SOLUTION'


def notebook() -> nbformat.NotebookNode:
    """The instructor's notebook: a function, a formula, and a written question."""
    imports = "import numpy as np\n\nfrom matcalc import assert_formula, assert_gradient"
    gradient = 'assert_gradient("sum(x ** 3)", grad_cubes, x="n", seed=1)'
    formula = 'assert_formula("a.T @ b", "a", answer_product, a="n", b="n", seed=1)'
    written = {"solution": True, "grade": True, "points": 1}
    cells = [
        marked(new_code_cell(imports), f"{NAME}-setup", locked=True),
        *exercise("cubes", f"{NUMBER}.1 Cubes · 立方", FUNCTION, gradient),
        *exercise("product", f"{NUMBER}.2 A product · 乘积", FORMULA, formula),
        prompt("why", f"{NUMBER}.3 In your own words · 用自己的话"),
        marked(new_markdown_cell("Because."), f"{NAME}-why", **written),
    ]
    python = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return new_notebook(cells=cells, metadata={"kernelspec": python})


@pytest.fixture(scope="module")
def course(site, tmp_path_factory) -> Path:
    """A copy of the course with the new chapter; chapters that stay are not executed again."""
    root = tmp_path_factory.mktemp("course")
    copy_course(root)
    (root / f"{PAGE}.md").write_text(TEXT)
    folder = root / "solutions" / NAME
    folder.mkdir()
    nbformat.write(notebook(), folder / f"{NAME}.ipynb")
    (folder / "answers.toml").write_text(ANSWERS)
    toc = yaml.safe_load((root / "_toc.yml").read_text())
    parts = [part for part in toc["parts"] if part.get("numbered")]
    parts[-1]["chapters"].append({"file": PAGE})
    (root / "_toc.yml").write_text(yaml.safe_dump(toc, sort_keys=False, allow_unicode=True))
    assert site
    return root


def inside(course: Path, *command: str):
    result = run(*command, cwd=course, PYTHONPATH=str(course))
    assert result.returncode == 0, result.stdout[-3000:] + result.stderr[-3000:]
    return result


@pytest.fixture(scope="module")
def released(course) -> Path:
    """The course once `matcalc release` was run."""
    said = inside(course, "matcalc", "release", NAME).stdout
    assert f"wrote exercises/{NAME}/{NAME}.ipynb" in said
    assert "answers.toml" not in said
    return course


def test_it_is_released(released):
    inside(released, "matcalc", "release", "--check")


def test_it_passes_the_mutation_gate(released):
    options = ("-q", "-p", "no:cacheprovider", "-k", NAME)
    said = inside(released, "python", "-m", "pytest", *options, "tests/test_exercises.py").stdout
    assert " passed" in said
    assert " failed" not in said


def test_it_is_a_page_with_its_exercises(released):
    inside(released, "matcalc", "build", "--static", "--strict")
    page = (released / "_build" / "site" / "en" / f"{PAGE}.html").read_text("utf-8")
    exercises = [f"{NAME}-cubes", f"{NAME}-product"]
    assert [page.count(f'data-exercise="{name}"') for name in exercises] == [1, 1]
    assert page.count(f'data-written="{NAME}-why"') == 1
    progress = (released / "_build/site/en/book/progress.html").read_text("utf-8")
    assert all(name in progress for name in exercises)
    assert (released / f"_build/site/en/downloads/{NAME}.zip").is_file()


def test_it_is_graded(released):
    solved = nbformat.read(released / "solutions" / NAME / f"{NAME}.ipynb", as_version=4)
    target = released / "submitted" / "ada" / NAME / f"{NAME}.ipynb"
    target.parent.mkdir(parents=True)
    nbformat.write(solved, target)
    row = inside(released, "matcalc", "grade", NAME).stdout.splitlines()[-1]
    assert row.split()[:3] == ["ada", "2", "2"], row
