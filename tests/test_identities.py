"""Every identity of the catalogue, checked twice in both layouts: numerically and exactly."""

import re
import tomllib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import cache
from itertools import combinations, islice, permutations
from pathlib import Path
from types import CodeType
from typing import Any

import numpy as np
import pytest
from exact import PIECEWISE, disagreements
from sample import sampled

from matcalc import check_gradient
from matcalc.formulas.draw import declare, draw
from matcalc.formulas.expression import Expression, namespace, parse
from matcalc.identities import identity

ROOT = Path(__file__).resolve().parent.parent
CATALOGUE: list[dict[str, Any]] = [
    entry
    for file in sorted((ROOT / "matcalc" / "identities").glob("*.toml"))
    for entry in tomllib.loads(file.read_text("utf-8"))["identity"]
]
LAYOUTS = ("denominator", "numerator")
SAMPLE = CATALOGUE[::11]  # for planted mistakes
REQUIRED = {
    *("name", "title", "expression", "shapes", "variable", "denominator", "numerator"),
    *("source", "section"),
}
OPTIONAL = {"conditions", "note", "structure", "unchecked"}


def each(entries: list[dict[str, Any]]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("entry", entries, ids=lambda entry: entry["name"])


# --- the numerical check ------------------------------------------------------------------------


def of_position(formula: Expression, names: list[str]) -> Callable[..., np.ndarray]:
    """A formula as a function of its symbols by position."""
    return lambda *arrays: formula(**dict(zip(names, arrays, strict=True)))


def numerical_verdict(entry: dict[str, Any], layout: str, text: str) -> str:
    """Whether a formula agrees with the numerical derivative of an entry's expression."""
    shapes = entry["shapes"]
    names, target = list(shapes), list(shapes).index(entry["variable"])
    structure = entry.get("structure", {}).get(entry["variable"])
    question, answer = (
        over_free_parameters(of_position(parse(formula, **shapes), names), target, structure)
        for formula in (entry["expression"], text)
    )
    # Other points for the other layout, and more of them where a formula has several pieces.
    seeds = range(LAYOUTS.index(layout), 8 if PIECEWISE.search(entry["expression"]) else 2, 2)
    for seed in seeds:
        points: Iterable[dict[str, Any]] = [shapes]
        if structure is not None:
            points = islice(free_parameters(entry, seed, target, structure), 3)
        for symbols in points:
            report = check_gradient(
                question, answer, wrt=entry["variable"], layout=layout, seed=seed, **symbols
            )
            if not report.ok:
                return report.verdict
    return "agree"


# A symmetric matrix S is P + P.T - diag(P), in which entry (i, j) of the square matrix P moves
# those at (i, j) and (j, i) of S together: the derivative by P is that by the free parameters.


def over_free_parameters(
    function: Callable[..., np.ndarray], target: int, structure: str | None
) -> Callable[..., np.ndarray]:
    if structure is None:
        return function

    def of_parameters(*arrays: np.ndarray) -> np.ndarray:
        P = arrays[target]
        D = P * np.eye(len(P))
        S = D if structure == "diagonal" else P + P.T - D
        return function(*arrays[:target], S, *arrays[target + 1 :])

    return of_parameters


def free_parameters(
    entry: dict[str, Any], seed: int, target: int, structure: str
) -> Iterator[dict[str, np.ndarray]]:
    for arrays in draw(declare(entry["shapes"]), seed):
        S = arrays[target]
        if structure == "symmetric":
            arrays[target] = (S + S * np.eye(len(S))) / 2
        yield dict(zip(entry["shapes"], arrays, strict=True))


@each(CATALOGUE)
def test_identity_agrees_with_the_numerical_derivative(entry):
    for layout in LAYOUTS:
        assert numerical_verdict(entry, layout, entry[layout]) == "agree", layout


# In the build each is compared with the rules' derivative too; in a soak test all exactly.
@each(sampled(CATALOGUE, 3, key=lambda entry: entry["name"]))
def test_identity_agrees_with_exact_derivatives(entry):
    assert disagreements(entry) == []


def test_an_identity_checks_itself():
    form = identity("quadratic-form")
    assert [form.check(layout=layout).verdict for layout in LAYOUTS] == ["agree", "agree"]
    wrong = replace(form, denominator="A @ x", numerator="2 * x.T @ A")
    assert wrong.check().mistake == "missing-term"
    assert wrong.check(layout="XY").mistake == "missing-transpose"
    assert all(identity(entry["name"]).check().ok for entry in CATALOGUE if "structure" in entry)


WITH_SIGNS = sampled(
    [entry for entry in SAMPLE if not entry["denominator"].startswith("zeros")],
    every=4,
    key=lambda entry: str(entry["name"]),
)


# --- the checks themselves ----------------------------------------------------------------------


def wrong_signs(text: str) -> list[str]:
    """The formula with the opposite sign, and with the opposite sign of its second term."""
    flipped = re.sub(r" ([+-]) ", lambda m: " - " if m[1] == "+" else " + ", text, count=1)
    return [f"-({text})", *([flipped] if flipped != text else [])]


@each(WITH_SIGNS)
def test_a_wrong_sign_fails_the_numerical_check(entry):
    for layout in LAYOUTS:
        for wrong in wrong_signs(entry[layout]):
            assert numerical_verdict(entry, layout, wrong) == "differ", wrong


@each(WITH_SIGNS)
def test_a_wrong_sign_fails_the_exact_check(entry):
    for wrong in zip(*(wrong_signs(entry[layout]) for layout in LAYOUTS), strict=False):
        found = disagreements(entry, **dict(zip(LAYOUTS, wrong, strict=True)))
        assert {line.split(":")[0] for line in found} == {*LAYOUTS}, wrong


# --- the catalogue ------------------------------------------------------------------------------


def test_there_are_at_least_480_identities():
    assert len(CATALOGUE) >= 480


def test_names_are_unique():
    counts = Counter(entry["name"] for entry in CATALOGUE)
    assert [name for name, count in counts.items() if count > 1] == []


def test_entries_are_complete():
    for entry in CATALOGUE:
        assert entry.keys() >= REQUIRED, entry["name"]
        assert entry.keys() <= REQUIRED | OPTIONAL, entry["name"]
        assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", entry["name"])
        assert entry["variable"] in entry["shapes"], entry["name"]
        assert set(entry.get("structure", ())) <= {entry["variable"]}, entry["name"]
        assert all(entry[key] for key in REQUIRED), entry["name"]


def test_what_restricts_the_draws_is_a_stated_condition():
    restricted = [
        entry["name"]
        for entry in CATALOGUE
        if "structure" in entry
        or any(
            s.property or any(map(str.isdecimal, s.dimensions)) for s in declare(entry["shapes"])
        )
    ]
    assert [
        entry["name"]
        for entry in CATALOGUE
        if not entry.get("conditions") and entry["name"] in restricted
    ] == []


def test_every_source_is_in_the_bibliography():
    keys = re.findall(r"^@\w+\{(\w+),", (ROOT / "book/references.bib").read_text("utf-8"), re.M)
    assert {entry["source"] for entry in CATALOGUE} - set(keys) == set()


def test_the_chapters_link_to_entries_that_exist():
    names = {entry["name"] for entry in CATALOGUE}
    for page in (ROOT / "book").glob("*.md"):
        linked = re.findall(r"\{identity\}`([^`]*)`", page.read_text("utf-8"))
        assert set(linked) <= names, page.name


def test_the_layouts_are_each_others_transpose():
    for entry in CATALOGUE:
        name, shapes = entry["name"], entry["shapes"]
        structure = entry.get("structure", {}).get(entry["variable"])
        target = list(shapes).index(entry["variable"])
        denominator, numerator = (
            over_free_parameters(
                of_position(parse(entry[layout], **shapes), list(shapes)), target, structure
            )
            for layout in LAYOUTS
        )
        for arrays in islice(draw(declare(shapes), seed=0), 3):
            left, right = denominator(*arrays), numerator(*arrays).T
            assert left.shape == right.shape, name
            np.testing.assert_allclose(left, right, rtol=1e-9, atol=1e-9, err_msg=name)
        assert entry["numerator"] != f"({entry['denominator']}).T", name  # written out


Probe = tuple[dict[str, np.ndarray], np.ndarray]

# Two entries are the same identity if their symbols can be matched, shapes with shapes and
# variable with variable, so that the expressions have the same value.


@cache
def probe(index: int) -> tuple[dict[str, tuple[str, ...]], list[Probe]]:
    """The dimensions of an entry's symbols, and points with the expression's value there."""
    dimensions = {s.name: s.dimensions for s in declare(CATALOGUE[index]["shapes"])}
    letters = sorted({d for words in dimensions.values() for d in words if d.isalpha()})
    sizes = {letter: 6 + k for k, letter in enumerate(letters)}
    rng = np.random.default_rng(0)
    probes = []
    for signs in ([1], [1, -1], [1, -1], [1, -1]):
        point = {}
        for name, words in dimensions.items():
            shape = [*(sizes.get(word) or int(word) for word in words), 1, 1][:2]
            point[name] = rng.uniform(0.3, 0.9, shape) * rng.choice(signs, shape)
            point[name] += np.eye(*shape) * (len(set(words)) == 1)
        probes.append((point, evaluated(index, point)))
    return dimensions, probes


@cache
def code(index: int) -> CodeType:
    return compile(CATALOGUE[index]["expression"], "<catalogue>", "eval")


def evaluated(index: int, point: dict[str, np.ndarray]) -> np.ndarray:
    """The expression as NumPy evaluates it, for arrays of any size that fits."""
    with np.errstate(all="ignore"):
        return np.asarray(eval(code(index), namespace(**point)))


def kinds(index: int) -> tuple[Any, ...]:
    """What a renaming cannot change."""
    entry = CATALOGUE[index]
    kind = {name: (len(words), len(set(words))) for name, words in probe(index)[0].items()}
    structure = entry.get("structure", {}).get(entry["variable"])
    symmetric = sum("symmetric" in shape for shape in entry["shapes"].values())
    return tuple(sorted(kind.values())), kind[entry["variable"]], structure, symmetric


def matches(first: int, second: int) -> Iterator[dict[str, str]]:
    """The ways to rename the second entry's symbols to the first one's, by shape."""
    dimensions, others = probe(first)[0], probe(second)[0]
    for order in permutations(dimensions):
        partner = dict(zip(others, order, strict=True))
        if partner[CATALOGUE[second]["variable"]] != CATALOGUE[first]["variable"] or any(
            len(others[name]) != len(dimensions[partner[name]]) for name in others
        ):
            continue
        sizes = sorted(
            {
                pair
                for name in others
                for pair in zip(others[name], dimensions[partner[name]], strict=True)
            }
        )
        numbers = [int(b) for a, b in sizes if a.isdecimal() and b.isdecimal()]
        if (
            len(sizes) == len({a for a, _ in sizes}) == len({b for _, b in sizes})
            and numbers == sorted(numbers)  # a tall matrix is not a wide one
        ):
            yield partner


def is_renaming(first: int, second: int) -> bool:
    return any(
        all(
            same_value(second, {name: point[partner[name]] for name in partner}, value)
            for point, value in probe(first)[1]
        )
        for partner in matches(first, second)
    )


def same_value(index: int, point: dict[str, np.ndarray], value: np.ndarray) -> bool:
    try:
        other = evaluated(index, point)
    except ValueError:  # it names a size
        return False
    return other.shape == value.shape and np.allclose(
        other, value, rtol=1e-9, atol=1e-12, equal_nan=True
    )


def test_no_two_identities_are_renamings_of_each_other():
    groups: dict[Any, list[int]] = {}
    for index in range(len(CATALOGUE)):
        groups.setdefault(kinds(index), []).append(index)
    same = [
        (CATALOGUE[a]["name"], CATALOGUE[b]["name"])
        for members in groups.values()
        for a, b in combinations(members, 2)
        if is_renaming(a, b)
    ]
    assert same == []
