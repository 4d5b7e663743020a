"""Cell and metadata games: edits of a notebook that make its checks milder, richer or not run.

The edited notebook has a wrong answer to every exercise and its twin, edited in the same place
without the cheat, the right ones.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from attacks.case import (
    Case,
    Notebook,
    answered,
    cell_of,
    exercises,
    grade_id_of,
    right_answers,
    text,
    write,
    wrong_answers,
)

Change = Callable[[Notebook], object]

FIRST, SECOND = exercises("ch04")[:2]
OUTPUT = {
    "output_type": "execute_result",
    "execution_count": 1,
    "metadata": {},
    "data": {"text/plain": "2"},
}


@dataclass(frozen=True)
class Edit:
    """An edit that cheats, and one in the same place that does not."""

    name: str
    plain: Literal["earns", "harms others", "no mark", "stops the class", "withstands"] | None
    attack: Change
    honest: Change
    layers: tuple[str, ...] = ("intake",)
    refused: bool | None = False


def cell_cases() -> Iterator[Case]:
    """All edits, as cases."""
    for edit in EDITS:
        yield Case(
            edit.name,
            "cells",
            edit.layers,
            edit.plain,
            _writer(edit.attack, wrong_answers("ch04")),
            _writer(edit.honest, right_answers("ch04")),
            lost=frozenset(exercises("ch04")),
            refused=edit.refused,
        )


def _writer(change: Change, answers: Any) -> Callable[[Path, Path, Path], None]:
    def write_notebook(directory: Path, released: Path, solution: Path) -> None:  # noqa: ARG001
        notebook = answered(released, answers)
        change(notebook)
        write(directory, text(notebook))

    return write_notebook


def checks(notebook: Notebook) -> list[dict[str, Any]]:
    """The cells that check an answer."""
    return [cell for cell in notebook["cells"] if grade_id_of(cell).endswith("-test")]


def prompts(notebook: Notebook) -> list[dict[str, Any]]:
    """The cells with the questions."""
    return [cell for cell in notebook["cells"] if grade_id_of(cell).endswith("-prompt")]


def own_cell(source: str, identity: str = "my-own-cell", **metadata: Any) -> dict[str, Any]:
    """A code cell that a learner added."""
    return {
        "cell_type": "code",
        "id": identity,
        "metadata": metadata,
        "execution_count": None,
        "outputs": [],
        "source": source,
    }


def marked(**changes: Any) -> Change:
    """Change nbgrader's metadata of the test cells."""
    return lambda notebook: [
        cell["metadata"]["nbgrader"].update(changes) for cell in checks(notebook)
    ]


def tagged(which: Callable[[Notebook], list[dict[str, Any]]], *tags: str) -> Change:
    """Tag some cells."""
    return lambda notebook: [cell["metadata"].update(tags=[*tags]) for cell in which(notebook)]


def every_test(**changes: Any) -> Change:
    """Change the test cells themselves."""
    return lambda notebook: [cell.update(copy.deepcopy(changes)) for cell in checks(notebook)]


def without(which: Callable[[Notebook], list[dict[str, Any]]]) -> Change:
    """Leave some cells out."""

    def remove(notebook: Notebook) -> None:
        gone = which(notebook)
        notebook["cells"] = [cell for cell in notebook["cells"] if cell not in gone]

    return remove


def inserted(where: str | int, *cells: dict[str, Any]) -> Change:
    """Insert cells before a position, or before the cell with a grade id."""

    def insert(notebook: Notebook) -> None:
        listed = notebook["cells"]
        at = where if isinstance(where, int) else listed.index(cell_of(notebook, where))
        listed[at:at] = copy.deepcopy(cells)

    return insert


def changed(grade_id: str, marks: dict[str, Any] | None = None, **changes: Any) -> Change:
    """Change one cell: its nbgrader metadata, and fields of its own."""

    def change(notebook: Notebook) -> None:
        cell = cell_of(notebook, grade_id)
        cell["metadata"]["nbgrader"].update(marks or {})
        cell.update(changes)

    return change


def duplicated(grade_id: str, *, marks: bool = True) -> Change:
    """Copy and paste a cell, as the older notebook programs did: metadata and all, or without."""

    def duplicate(notebook: Notebook) -> None:
        original = cell_of(notebook, grade_id)
        pasted = {**copy.deepcopy(original), "id": "pasted"}
        if not marks:
            pasted["metadata"] = {}
        notebook["cells"].insert(notebook["cells"].index(original) + 1, pasted)

    return duplicate


def swapped(first: str, second: str) -> Change:
    """Give each of two cells the other's metadata."""

    def swap(notebook: Notebook) -> None:
        one, other = cell_of(notebook, first), cell_of(notebook, second)
        one["metadata"], other["metadata"] = other["metadata"], one["metadata"]

    return swap


def moved(grade_id: str, to: int) -> Change:
    """Move a cell to another place."""

    def move(notebook: Notebook) -> None:
        cell = cell_of(notebook, grade_id)
        notebook["cells"].remove(cell)
        notebook["cells"].insert(to, cell)

    return move


def about(**changes: Any) -> Change:
    """Change the notebook's own metadata."""
    return lambda notebook: notebook["metadata"].update(changes)


def version(**numbers: Any) -> Change:
    """Change the format's version."""
    return lambda notebook: notebook.update(numbers)


def unmarked(source: str) -> Change:
    """Rewrite the code cell of the release that carries no mark of nbgrader's."""

    def rewrite(notebook: Notebook) -> None:
        for cell in notebook["cells"]:
            if cell["cell_type"] == "code" and not grade_id_of(cell):
                cell["source"] = source

    return rewrite


def nothing(notebook: Notebook) -> None:
    """Change nothing."""


def both(*changes: Change) -> Change:
    """One change after the other."""
    return lambda notebook: [change(notebook) for change in changes]


LENIENT = (
    "def assert_gradient(*arguments, **options):\n    pass\n\nassert_formula = assert_gradient"
)
OWN_CHECK = "assert callable(grad_linear_form)"
GRADED = {
    "grade": True,
    "grade_id": "ch04-bonus-test",
    "locked": True,
    "points": 100,
    "schema_version": 3,
    "solution": False,
    "task": False,
    "cell_type": "code",
}
PYTHON = {"name": "python3", "display_name": "Python 3", "language": "python"}

EDITS = [
    # Test cells that do not run
    Edit(
        "tests-skipped",
        "earns",
        tagged(checks, "skip-execution"),
        tagged(prompts, "hide-input"),
    ),
    Edit(
        "tests-skipped-with-a-stored-score",
        "earns",
        both(tagged(checks, "skip-execution"), every_test(outputs=[OUTPUT])),
        every_test(outputs=[OUTPUT], execution_count=7),
    ),
    Edit(
        "tests-may-raise",
        "withstands",
        tagged(checks, "raises-exception"),
        nothing,
        layers=("check",),
    ),
    Edit(
        "tests-removed-by-tag",
        "withstands",
        tagged(checks, "remove-cell", "remove_cell"),
        nothing,
        layers=("check",),
    ),
    Edit("tests-deleted", "withstands", without(checks), without(prompts), layers=("check",)),
    Edit(
        "tests-made-markdown",
        "withstands",
        every_test(cell_type="markdown"),
        inserted(2, {"cell_type": "markdown", "id": "note", "metadata": {}, "source": "A note."}),
        layers=("check",),
    ),
    Edit(
        "tests-made-raw",
        "withstands",
        every_test(cell_type="raw"),
        inserted(2, {"cell_type": "raw", "id": "note", "metadata": {}, "source": "A note."}),
        layers=("check",),
    ),
    # Test cells that say something else
    Edit(
        "tests-emptied",
        "withstands",
        every_test(source=""),
        every_test(execution_count=3),
        layers=("intake", "scoring"),
    ),
    Edit(
        "tests-made-lenient",
        "withstands",
        every_test(source="1 + 1"),
        every_test(source="# I tidied up here\n"),
    ),
    Edit(
        "tests-unlocked",
        "withstands",
        both(marked(locked=False), every_test(source="pass")),
        marked(locked=False),
    ),
    Edit(
        "tests-made-answers",
        "no mark",
        both(marked(solution=True, locked=False), every_test(source="pass")),
        tagged(checks, "solution"),
        layers=("check",),
    ),
    Edit(
        "tests-without-points", "withstands", marked(points=0), marked(points=1), layers=("check",)
    ),
    Edit(
        "tests-worth-a-hundred",
        "withstands",
        marked(points=100),
        marked(points=100),
        layers=("check",),
    ),
    Edit(
        "tests-worth-less-than-nothing",
        "withstands",
        marked(points=-3),
        marked(points=-3),
        layers=("check",),
    ),
    Edit(
        "tests-worth-infinitely-much",
        "withstands",
        marked(points=float("inf")),
        marked(points=1e300),
        layers=("check",),
    ),
    Edit(
        "tests-forged-checksums",
        "withstands",
        both(every_test(source="pass"), marked(checksum="0" * 32)),
        marked(checksum="0" * 32),
    ),
    Edit(
        "tests-ungraded",
        "no mark",
        both(marked(grade=False), every_test(source="pass")),
        tagged(checks, "ungraded"),
        layers=("check",),
    ),
    Edit(
        "tests-renamed",
        "no mark",
        lambda notebook: [
            cell["metadata"]["nbgrader"].update(grade_id=f"ch04-easy-{number}-test")
            for number, cell in enumerate(checks(notebook))
        ],
        nothing,
        layers=("check",),
    ),
    # More cells
    Edit(
        "check-redefined-in-a-cell-before-the-test",
        "earns",
        inserted(f"{FIRST}-test", own_cell(LENIENT)),
        inserted(f"{FIRST}-test", own_cell(OWN_CHECK)),
        layers=("two processes",),
    ),
    Edit(
        "module-replaced-in-a-cell-before-the-first",
        "earns",
        inserted(
            0,
            own_cell(
                "import sys, types\n"
                'fake = types.ModuleType("matcalc")\n'
                "fake.assert_gradient = lambda *arguments, **options: None\n"
                "fake.assert_formula = fake.assert_derivation = fake.assert_gradient\n"
                'fake.check_gradient, fake.__version__ = fake.assert_gradient, "9.9"\n'
                'sys.modules["matcalc"] = fake'
            ),
        ),
        inserted(0, own_cell("import sys\nprint(sys.version)")),
        layers=("two processes",),
    ),
    Edit(
        "check-patched-in-the-cell-left-open",
        "earns",
        unmarked("import matcalc.report\nmatcalc.report.Report.ok = True"),
        unmarked("scale = 2"),
    ),
    Edit(
        "answer-given-after-its-test",
        "withstands",
        inserted(
            len(exercises("ch04")) * 3, own_cell("grad_linear_form = lambda a, b, x: a + 3 * b")
        ),
        inserted(f"{FIRST}-test", own_cell("grad_linear_form = grad_linear_form")),
        layers=("check",),
    ),
    Edit(
        "test-duplicated",
        "stops the class",
        duplicated(f"{FIRST}-test"),
        duplicated(f"{FIRST}-test", marks=False),
        refused=None,
        layers=("check",),
    ),
    Edit(
        "answer-duplicated",
        "stops the class",
        duplicated(FIRST),
        duplicated(FIRST, marks=False),
        refused=None,
        layers=("check",),
    ),
    Edit(
        "bonus-test-added",
        "no mark",
        inserted(4, own_cell("pass", nbgrader=GRADED)),
        inserted(4, own_cell("pass")),
        refused=None,
        layers=("check",),
    ),
    Edit(
        "test-of-another-assignment-added",
        "no mark",
        inserted(4, own_cell("pass", nbgrader=GRADED | {"grade_id": "ch01-one-product-a-test"})),
        inserted(4, own_cell("pass")),
        refused=None,
        layers=("check",),
    ),
    Edit(
        "answer-turned-into-a-test",
        "stops the class",
        changed(FIRST, GRADED | {"grade_id": f"{FIRST}-test"}, source="2"),
        changed(FIRST, execution_count=12),
        refused=None,
        layers=("check",),
    ),
    Edit(
        "answers-and-tests-swapped",
        "withstands",
        swapped(FIRST, f"{FIRST}-test"),
        nothing,
        refused=None,
    ),
    Edit(
        "written-answer-made-code",
        "withstands",
        changed(
            "ch04-when-symmetric",
            cell_type="code",
            outputs=[],
            execution_count=None,
            source=LENIENT,
        ),
        changed("ch04-when-symmetric", source="In my own words."),
        refused=None,
        layers=("check",),
    ),
    Edit(
        "tests-moved-before-the-setup",
        "withstands",
        moved(f"{FIRST}-test", 0),
        moved(f"{FIRST}-prompt", 0),
        layers=("check",),
    ),
    # The setup
    Edit(
        "setup-rewritten",
        "withstands",
        changed("ch04-setup", source=f"import numpy as np\n{LENIENT}"),
        changed(
            "ch04-setup",
            source="import numpy as np\nfrom matcalc import assert_formula, assert_gradient",
        ),
    ),
    Edit(
        "setup-unlocked",
        "withstands",
        changed("ch04-setup", {"locked": False}, source=f"import numpy as np\n{LENIENT}"),
        changed("ch04-setup", {"locked": False}),
    ),
    Edit(
        "setup-deleted",
        "earns",
        both(
            without(lambda n: [cell_of(n, "ch04-setup")]),
            inserted(0, own_cell(f"import numpy as np\n{LENIENT}")),
        ),
        inserted(0, own_cell("import numpy as np")),
    ),
    # The notebook's own metadata
    Edit(
        "kernel-of-the-learners",
        "withstands",
        about(kernelspec={"name": "my-kernel", "display_name": "Mine", "language": "python"}),
        about(
            kernelspec={
                "name": "conda-env-learner-py",
                "display_name": "Python (learner)",
                "language": "python",
            }
        ),
        layers=("check",),
    ),
    Edit(
        "kernel-for-a-shell",
        "withstands",
        about(kernelspec={"name": "bash", "display_name": "Bash", "language": "bash"}),
        about(kernelspec=PYTHON),
        layers=("check",),
    ),
    Edit(
        "kernel-unnamed",
        "no mark",
        about(kernelspec={}),
        about(kernelspec=PYTHON),
        layers=("check",),
    ),
    Edit(
        "language-changed",
        "withstands",
        about(language_info={"name": "R", "pygments_lexer": "../../etc/passwd"}),
        about(language_info={"name": "python"}),
        layers=("check",),
    ),
    Edit(
        "metadata-schema-of-the-future",
        "stops the class",
        marked(schema_version=99),
        nothing,
        refused=None,
        layers=("check",),
    ),
    Edit(
        "metadata-schema-of-the-past",
        "stops the class",
        marked(schema_version=1),
        nothing,
        refused=None,
        layers=("check",),
    ),
    Edit(
        "metadata-without-a-schema",
        "no mark",
        lambda notebook: [
            cell["metadata"].update(nbgrader={"grade": True}) for cell in checks(notebook)
        ],
        nothing,
        refused=None,
        layers=("check",),
    ),
    Edit(
        "format-of-the-future",
        "no mark",
        version(nbformat=5, nbformat_minor=0),
        version(nbformat=4, nbformat_minor=9),
        refused=None,
    ),
    # Grade ids that are none
    *(
        Edit(
            f"grade-id-{name}",
            "no mark",
            changed(SECOND, {"grade_id": value}),
            inserted(4, own_cell("pass", "twin")),
            refused=None,
            layers=("intake",) if isinstance(value, (list, int)) else ("check",),
        )
        for name, value in {
            "a-path": "../../../gradebook",
            "a-list": ["ch04-norm", "ch04-norm-test"],
            "nothing": None,
            "a-number": 10**40,
            "a-lookalike": SECOND.replace("a", "а"),  # Cyrillic
            "with-markup": "<script>alert(1)</script>",
        }.items()
    ),
]
