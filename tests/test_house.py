"""The house: which part knows which, and how large a room may be."""

from __future__ import annotations

import ast
import re
import statistics
import sys
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest
from corpus import ROOT

PACKAGE = ROOT / "matcalc"
FILES = sorted(PACKAGE.rglob("*.py"))
# What every part may say.
WORDS = {"advice", "display", "errors", "messages", "report", "texts", "version"}
# The maths, floor by floor: each knows those before it.
MATHS = (
    {"data", "numerics"}, {"formulas"}, {"calculus"}, {"diagnosis"}, {"check"},
    {"derivations", "identities", "practice"},
)  # fmt: skip
GRADING = ("running", "marking", "collecting", "reporting")  # each knows those before it
FLOOR = {name: floor for floor, names in enumerate(MATHS) for name in names}
PARTS = ("course", "page", "site", "grading", "commands", "__main__", "")
MOST_LINES, MOST_LINES_OF_NINE_IN_TEN = 600, 25


def name_of(path: Path) -> str:
    """The module of a file, as in ``matcalc.course.release``."""
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


MODULES = {name_of(path): ast.parse(path.read_text("utf-8")) for path in FILES}


def imports(module: str) -> set[str]:
    """What a module imports anywhere in its text; our own as far as there is a module for it."""
    found = set()
    for node in ast.walk(MODULES[module]):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute"
            whole = {f"{node.module}.{alias.name}" for alias in node.names}
            found |= {name if name in MODULES else str(node.module) for name in whole}
    return found


def room_of(module: str) -> str:
    """The folder or file of a module in the package."""
    return [*module.split("."), ""][1]


def part_of(module: str) -> str:
    """The part of the house that a module belongs to."""
    room = room_of(module)
    if room in WORDS:
        return "words"
    return "maths" if room in FLOOR else room


ALLOWED = {
    "words": {"words"},
    "maths": {"maths", "words"},
    "": {"maths", "words"},  # the public names
    "course": {"course", "words"},
    "page": {"page", "course", "maths", "words"},
    "site": {"site", "course", "maths", "words"},
    "grading": {"grading", "course", "maths", "words", ""},
    "commands": {"commands", "site", "grading", "course", "maths", "words"},
    "__main__": {"commands"},
}


@pytest.mark.parametrize("module", [m for m in MODULES if part_of(m) == "maths"])
def test_the_maths_is_built_floor_by_floor(module):
    known = {room_of(name) for name in imports(module) & MODULES.keys()} & FLOOR.keys()
    below = {room for room in known if FLOOR[room] < FLOOR[room_of(module)]}
    assert known <= below | {room_of(module)}


@pytest.mark.parametrize("module", [m for m in MODULES if m.startswith("matcalc.grading.")])
def test_grading_is_built_room_by_room(module):
    known = {name.split(".")[2] for name in imports(module) if name.startswith("matcalc.grading.")}
    own = module.split(".")[2]
    allowed = GRADING[: GRADING.index(own) + 1] if own in GRADING else None
    assert allowed is None or known <= {*allowed}, "who runs strangers' code knows nothing of marks"


def test_every_room_has_its_place():
    assert {room_of(module) for module in MODULES} == {*WORDS, *FLOOR, *PARTS}


@pytest.mark.parametrize("module", MODULES)
def test_a_module_imports_only_what_its_part_may_know(module):
    ours = {name for name in imports(module) if name.split(".")[0] == "matcalc"}
    assert {part_of(name) for name in ours} <= ALLOWED[part_of(module)], sorted(ours)
    others = {name.split(".")[0] for name in imports(module)} - {"matcalc"}
    others -= sys.stdlib_module_names
    if part_of(module) in {"words", "maths", ""}:
        assert others <= {"numpy", "sympy"}  # sympy where its expressions are given
    if part_of(module) == "page":
        assert others <= {"matplotlib", "numpy"}  # where the reader's code has it
    if part_of(module) == "course":
        assert others <= {
            "alembic", "filelock", "jupyter_core", "nbclient", "nbformat", "nbgrader", "sqlalchemy",
            "traitlets", "yaml",
        }  # fmt: skip


def test_there_is_no_circle():
    graph = {module: imports(module) & MODULES.keys() - {module} for module in MODULES}
    try:
        order = list(TopologicalSorter(graph).static_order())
    except CycleError as error:
        pytest.fail(" imports ".join(error.args[1][::-1]))
    assert order.index("matcalc.check") > order.index("matcalc.numerics.numeric")


@pytest.mark.parametrize("module", MODULES)
def test_a_module_says_what_it_is_and_what_others_may_take(module):
    tree = MODULES[module]
    assert ast.get_docstring(tree), "the first line says what the idea is"
    listed = [
        ast.literal_eval(node.value)
        for node in tree.body
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__"
    ]
    defined = any(isinstance(n, ast.FunctionDef | ast.ClassDef | ast.Assign) for n in tree.body)
    assert listed or not defined or module.endswith("__main__"), "it has no __all__"


@pytest.mark.parametrize("module", MODULES)
def test_no_module_reaches_for_what_another_keeps_to_itself(module):
    for node in ast.walk(MODULES[module]):
        if isinstance(node, ast.ImportFrom) and node.module in MODULES:
            taken = {alias.name for alias in node.names}
            taken -= {name for name in taken if f"{node.module}.{name}" in MODULES}
            assert taken <= exported(node.module), f"{node.module}: {taken}"


def exported(module: str) -> set[str]:
    """The names in a module's ``__all__``; of one that lists none, all public ones."""
    for node in MODULES[module].body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__":
            return set(ast.literal_eval(node.value))
    return set()


def lengths() -> dict[str, int]:
    """The lines of each function, without its documentation."""
    found = {}
    for module, tree in MODULES.items():
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                text = ast.get_docstring(node, clean=False)
                body = node.body[1:] if text else node.body
                first = body[0].lineno if body else node.lineno
                found[f"{module}.{node.name}:{node.lineno}"] = node.end_lineno - first + 1
    return found


def test_functions_stay_short():
    deciles = statistics.quantiles(lengths().values(), n=10)
    longest = sorted(lengths().items(), key=lambda item: -item[1])[:5]
    assert deciles[-1] <= MOST_LINES_OF_NINE_IN_TEN, longest


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_a_file_stays_readable(path):
    assert len(path.read_text("utf-8").splitlines()) <= MOST_LINES


def test_nobody_counts_the_chapters():
    numbers = "two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|[0-9]+"
    counted = re.compile(rf"\b({numbers}) (chapters|assignments)\b", re.IGNORECASE)
    places = [*ROOT.glob("*.md"), *ROOT.glob("book/*.md"), *FILES, *ROOT.glob("tests/*.py")]
    for path in places:
        for line in path.read_text("utf-8").splitlines():
            assert not counted.search(line), f"{path.relative_to(ROOT)}: {line}"
