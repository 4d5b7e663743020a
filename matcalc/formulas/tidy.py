"""The form that a textbook prints: common factors of sums in front of brackets."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import combinations
from math import gcd

from matcalc.formulas.graph import UNITY, Exact, exact, length
from matcalc.formulas.nodes import (
    SCALAR,
    Node,
    add,
    coefficient,
    constant,
    diagonal,
    kron,
    matmul,
    mul,
    rebuild,
    remembered,
    scalars_of,
    turns,
)

__all__ = ["BY_HAND", "terms_of", "tidy"]

# What the rules put around their results; what stands inside other functions stays as it was.
TIDIED = {"add", "diag", "kron", "matmul", "mul", "trace", "transpose", "unvec", "vec"}
BY_HAND = 300  # nodes, beyond which nobody multiplies out, or follows each path, by hand
Term = tuple[Exact, dict[Node, Exact], list[Node]]  # a number, powers of scalars, a chain


@remembered
def tidy(node: Node) -> Node:
    """Take common factors out of sums, from the inside out."""
    if node.op not in TIDIED:
        return node
    args = [tidy(arg) for arg in node.args]
    if node.op != "add":
        return rebuild(node, args)
    found = _factored(args)
    if length(node) > BY_HAND:
        return found
    spread = terms_of(add(*args))
    other = found if spread == args else _factored(spread)
    return other if length(other) < 0.7 * length(found) else found  # (y − Xb) stays together


def terms_of(node: Node) -> Sequence[Node]:
    """The terms of a sum, or of a product with a sum once that is multiplied out."""
    if node.op == "add":
        return [part for arg in node.args for part in terms_of(arg)]
    for i, arg in enumerate(node.args if node.op in {"mul", "matmul"} else ()):
        parts = arg.args if arg.op == "add" else terms_of(arg) if arg.op == "matmul" else ()
        if len(parts) > 1:
            return [rebuild(node, [*node.args[:i], part, *node.args[i + 1 :]]) for part in parts]
    return [node]


def _split(term: Node) -> Term:
    value, rest = coefficient(term)
    scalars, matrix = scalars_of(rest)
    powers = dict((s.args[0], s.value) if s.op == "power" else (s, 1) for s in scalars)
    powers.pop(UNITY, None)
    chain = [] if matrix.is_scalar else [*matrix.args] if matrix.op == "matmul" else [matrix]
    return value, powers, chain


def _joined(value: Exact, powers: Mapping[Node, Exact], chain: Sequence[Node]) -> Node:
    scalars = (base**exponent for base, exponent in powers.items())
    return mul(value, *scalars, *([matmul(*chain)] if chain else []))


def _factored(terms: Sequence[Node]) -> Node:
    """A sum with its common number, scalars and outer matrix factors in front of a bracket."""
    total = add(*_aligned(_with_one_diagonal(add(*terms))))
    if total.op != "add":
        return total
    if simpler := _factored_entrywise(total.args) or _factored_kron(total.args):
        return simpler
    split = sorted(map(_split, _grouped(total.args)), key=lambda term: term[0] < 0)
    if len(split) == 1:
        return _joined(*split[0])
    values, powers, chains = map(list, zip(*split, strict=True))
    numerators, denominators = zip(*(value.as_integer_ratio() for value in values), strict=True)
    common = Fraction(gcd(*numerators), denominators[0]) if len({*denominators}) == 1 else 1
    shared = _shared(powers)
    head = _common_start(chains)
    chains = [chain[len(head) :] for chain in chains]
    tail = _common_start([chain[::-1] for chain in chains])[::-1]
    chains = [chain[: len(chain) - len(tail)] for chain in chains]
    outside = bool(head or tail or shared)
    if max(values) < 0 and (outside or common != 1):  # −A − B stays as it is
        common = -common
    values = values if common == 1 else [exact(Fraction(value) / common) for value in values]
    inside = [
        _joined(value, {b: e - shared.get(b, 0) for b, e in own.items()}, chain)
        for value, own, chain in zip(values, powers, chains, strict=True)
    ]
    for i, j in combinations(range(len(inside)), 2):  # A + Aᵀ, not Aᵀ + A
        if inside[j] == inside[i].T:
            inside[i], inside[j] = sorted([inside[i], inside[j]], key=turns)
    bracket = add(*inside)
    return _joined(common, shared, [*head, tidy(bracket) if outside else bracket, *tail])


def _with_one_diagonal(total: Node) -> Sequence[Node]:
    """The terms of a sum, in which diagonal matrices are one: diag(a) + diag(b) = diag(a + b)."""
    terms = total.args if total.op == "add" else (total,)
    columns, others = list[Node](), list[Node]()
    for term in terms:
        scalars, matrix = scalars_of(term)
        is_one = matrix.op == "diag" and matrix.shape[0] == matrix.shape[1]
        (columns if is_one else others).append(mul(*scalars, matrix.args[0]) if is_one else term)
    if len(columns) < 2:
        return terms
    return [diagonal(_factored(columns)), *others]


def _aligned(terms: Sequence[Node]) -> Sequence[Node]:
    """Scalar products turned so that they begin and end alike: uᵀA v + vᵀB u = uᵀ(A + Bᵀ) v."""
    if not terms[0].is_scalar or len(terms) < 2:
        return terms
    found: dict[object, tuple[Node, Node, Node]] = {}
    rest = []
    for term in terms:
        value, whole = coefficient(term)
        if whole.op != "matmul" or len(whole.args) < 3:
            rest.append(term)
            continue
        mirrored = matmul(*(arg.T for arg in reversed(whole.args)))
        for one in (whole, mirrored):
            if (one.args[0], one.args[-1]) in found:
                break
        else:
            one = whole
        left, middle, right = one.args[0], matmul(*one.args[1:-1]), one.args[-1]
        _, before, _ = found.get((left, right), (left, 0 * middle, right))
        found[left, right] = left, before + value * middle, right
    if len(found) + len(rest) == len(terms):
        return terms
    return [*(matmul(left, tidy(middle), right) for left, middle, right in found.values()), *rest]


def _factored_entrywise(terms: Sequence[Node]) -> Node | None:
    """A sum of entrywise products with their common factors in front of a bracket."""
    shape, tables = terms[0].shape, []
    for term in terms:
        _, matrix = scalars_of(term)
        factors = matrix.args if matrix.op == "mul" else (matrix,)
        tables.append(dict((f.args[0], f.value) if f.op == "power" else (f, 1) for f in factors))
    common = _shared(tables) if shape != SCALAR else {}
    common.pop(constant("ones", shape), None)
    if not common or all(table.keys() <= common.keys() for table in tables):
        return None
    inside = []
    for term, table in zip(terms, tables, strict=True):
        scalars, _ = scalars_of(term)
        rest = (base ** (e - common.get(base, 0)) for base, e in table.items())
        inside.append(mul(*scalars, *rest, constant("ones", shape)))
    return mul(*(base**e for base, e in common.items()), tidy(add(*inside)))


def _factored_kron(terms: Sequence[Node]) -> Node | None:
    """A sum of Kronecker products with the same first or second factor."""
    split = [scalars_of(term) for term in terms]
    if any(matrix.op != "kron" for _, matrix in split):
        return None
    sign = -1 if all(coefficient(term)[0] < 0 for term in terms) else 1
    for place in (0, 1):
        if len({matrix.args[place] for _, matrix in split}) == 1:
            same = split[0][1].args[place]
            rest = tidy(add(*(mul(sign, *s, matrix.args[1 - place]) for s, matrix in split)))
            return sign * (kron(same, rest) if place == 0 else kron(rest, same))
    return None


def _common_start(chains: Sequence[Sequence[Node]]) -> list[Node]:
    """The factors with which all chains begin; something of each is left."""
    length = 0
    while all(len(c) > length + 1 for c in chains) and len({c[length] for c in chains}) == 1:
        length += 1
    return [*chains[0][:length]]


def _grouped(terms: Sequence[Node]) -> Sequence[Node]:
    """Sum up the terms that differ in one matrix factor alone."""
    for place in range(max(len(_split(term)[2]) for term in terms)):
        groups: dict[object, list[Node]] = {}
        for term in terms:
            value, powers, chain = _split(term)
            others = *chain[:place], None, *chain[place + 1 :]
            alike = abs(value), frozenset(powers.items()), others
            groups.setdefault(alike if 1 < len(chain) > place else term, []).append(term)
        if len(groups) > 1:
            terms = [group[0] if len(group) == 1 else _factored(group) for group in groups.values()]
    return terms


def _shared(tables: Sequence[Mapping[Node, Exact]]) -> dict[Node, Exact]:
    """The powers of scalars that all products have in common."""
    found = dict(tables[0])
    for here in tables[1:]:
        found = {
            base: max(e, here[base]) if e < 0 else min(e, here[base])
            for base, e in found.items()
            if base in here and (e < 0) == (here[base] < 0)
        }
    return found
