"""What factors that stand side by side are together, in matrix products and entry by entry.

The rules are written with the operations of nodes alone, as those of `matcalc.formulas.functions`
are, and the normal form of `matcalc.formulas.nodes` is built on them.
"""

from collections.abc import Iterator, Mapping
from itertools import product
from typing import Any

from matcalc.formulas.graph import Exact

__all__ = ["beside", "entrywise", "is_diagonal", "without_diagonal", "without_inverse"]

Node = Any  # a `matcalc.formulas.nodes.Node`, which is built on this module
ONE = (1, ())


def is_diagonal(node: Node) -> bool:
    """Whether it is the diagonal matrix of a column."""
    return bool(node.op == "diag" and node.shape[0] == node.shape[1])


# --- matrix products ----------------------------------------------------------------------------


def without_inverse(chain: list[Node]) -> list[Node] | None:
    """A chain in which the inverse of a product meets that product, without both."""
    for i, factor in enumerate(chain):
        if (factor.args[0] if factor.op == "transpose" else factor).op == "inv":
            inside = factor.apply("inv")
            whole = [*inside.args] if inside.op == "matmul" else [inside]
            if chain[i + 1 : i + 1 + len(whole)] == whole:
                return [*chain[:i], factor.eye, *chain[i + 1 + len(whole) :]]
            start = max(i - len(whole), 0)
            if chain[start:i] == whole:
                return [*chain[:start], factor.eye, *chain[i + 1 :]]
    return None


def without_diagonal(chain: list[Node]) -> list[Node] | None:
    """A chain in which a diagonal matrix scales the column after it, or the row before it."""
    for i, factor in enumerate(chain):
        if _holds_a_diagonal(factor):
            before, after = chain[:i], chain[i + 1 :]
            if after and after[0].shape[1] == ONE:
                return [*before, _sum([term @ after[0] for term in factor.args]), *after[1:]]
            if before and before[-1].shape[0] == ONE:
                return [*before[:-1], _sum([before[-1] @ term for term in factor.args]), *after]
        if is_diagonal(factor):
            [scale] = factor.args
            for end in range(i + 1, len(chain)):
                if chain[end].shape[1] == ONE:
                    column = scale * _chained(chain[i + 1 : end + 1])
                    return [*chain[:i], column, *chain[end + 1 :]]
            for start in range(i - 1, -1, -1):
                if chain[start].shape[0] == ONE:
                    return [*chain[:start], _chained(chain[start:i]) * scale.T, *chain[i + 1 :]]
    return None


def _holds_a_diagonal(node: Node) -> bool:
    """Whether it is like diag(s) − s sᵀ: no term multiplies a column by a whole matrix."""
    if node.op != "add" or node.shape[0] != node.shape[1]:
        return False
    matrices = [_without_scalars(term) for term in node.args]
    if None in matrices or not any(map(is_diagonal, matrices)):
        return False
    return all(is_diagonal(matrix) or _is_thin(matrix) for matrix in matrices)


def _is_thin(matrix: Node) -> bool:
    """Whether it is the product of a column and a row."""
    return matrix.op == "matmul" and any(arg.shape[1] == ONE for arg in matrix.args)


def _without_scalars(term: Node) -> Node | None:
    """The matrix that scalars multiply, if it is one."""
    factors = term.args if term.op == "mul" else (term,)
    matrices = [factor for factor in factors if not factor.is_scalar]
    return matrices[0] if len(matrices) == 1 else None


def _sum(terms: list[Node]) -> Node:
    total = terms[0]
    for term in terms[1:]:
        total = total + term
    return total


def _chained(factors: list[Node]) -> Node:
    whole = factors[0]
    for factor in factors[1:]:
        whole = whole @ factor
    return whole


# Of two factors side by side, one is one of these where they are simpler together.
TOGETHER = {"commutation", "diag", "embed", "kron", "ones", "unit"}


def beside(left: Node, right: Node) -> Node | None:
    """Two factors of a chain as one, if that is simpler."""
    if not any((f.args[0] if f.op == "transpose" else f).op in TOGETHER for f in (left, right)):
        return None  # which most are
    return _from_the_left(left, right) or _turned(_from_the_left(right.T, left.T))


def _turned(node: Node | None) -> Node | None:
    return node and node.T


def _from_the_left(left: Node, right: Node) -> Node | None:
    match left.op, right.op:
        case "diag", "diag" if is_diagonal(left) and is_diagonal(right):
            return (left.args[0] * right.args[0]).apply("diag")
        case "transpose", "unit" if left.args[0].op == "unit":
            same, comparable = left.args[0] == right, left.args[0].value * right.value >= 0
            return (same * left.eye) if comparable else None
        case "ones", "ones" if left.shape[1] == ONE:
            return left.kron(right)
        case "commutation", "kron":  # K (A ⊗ B) = B ⊗ A, if one has a single column
            a, b = right.args
            fits = left.value == (b.shape[0], a.shape[0]) and ONE in (a.shape[1], b.shape[1])
            return b.kron(a) if fits else None
        case "commutation", "embed" if left.value[0] == left.value[1] == right.shape[1]:
            return right
        case "kron", "embed":
            return _scaled(*left.args)
        case "kron", "add":
            return _distributed(left, right)
        case ("kron", _) | (_, "kron"):
            return _mixed(left, right)
    if left.op == "transpose" and left.args[0].op == "embed":
        if right.op == "vec":
            return right.args[0].apply("diag") if right.args[0].shape[0] == left.shape[0] else None
        return left.eye if right == left.args[0] else None
    return None


def _scaled(a: Node, b: Node) -> Node | None:
    """The columns of a row and of a matrix in pairs: (uᵀ ⊗ M) E = M diag(u)."""
    if a.shape[0] == ONE and a.shape[1] == b.shape[1]:
        return b @ a.T.apply("diag")
    if b.shape[0] == ONE and a.shape[1] == b.shape[1]:
        return a @ b.T.apply("diag")
    return None


def _mixed(left: Node, right: Node) -> Node | None:
    """(A ⊗ B)(C ⊗ D) = AC ⊗ BD, where D may stand for 1 ⊗ D."""
    for (a, b), (c, d) in product(_as_kron(left), _as_kron(right)):
        pairs = (a, c), (b, d)
        if all((p.shape[1] if p else ONE) == (q.shape[0] if q else ONE) for p, q in pairs):
            first, second = (p @ q if p and q else p or q for p, q in pairs)
            return first.kron(second)
    return None


def _as_kron(node: Node) -> list[tuple[Node, Node]]:
    """The factors of a Kronecker product; None is the number one."""
    return [(*node.args,)] if node.op == "kron" else [(None, node), (node, None)]


def _distributed(left: Node, right: Node) -> Node | None:
    """A factor before a sum, if it simplifies with each term."""
    terms = []
    for term in right.args:
        matrix = _without_scalars(term)
        if matrix is None:
            return None
        chain = [*matrix.args] if matrix.op == "matmul" else [matrix]
        together = left if chain[0].op == "eye" else _from_the_left(left, chain[0])
        if together is None:
            return None
        whole = _chained([together, *chain[1:]])
        for factor in term.args if term.op == "mul" else ():
            whole = factor * whole if factor.is_scalar else whole
        terms.append(whole)
    return _sum(terms)


# --- products entry by entry --------------------------------------------------------------------


def entrywise(powers: Mapping[Node, Exact]) -> tuple[Node, Node, Node] | None:
    """Two factors of an entrywise product, and what one of each is together, if that is simpler.

    Parameters
    ----------
    powers : dict
        The exponent of each factor.
    """
    ops = {factor.op for factor in powers}
    for factor in powers:
        if factor.op in RULES and powers[factor] >= 1 and (factor.op != "sigmoid" or "exp" in ops):
            for partner, whole in RULES[factor.op](factor.args[0]):
                exponent = powers.get(partner, 0)
                if exponent >= 1 and exponent == int(exponent):
                    return factor, partner, whole
    return None


def _of_sign(a: Node) -> Iterator[tuple[Node, Node]]:
    yield a.apply("abs"), a  # |a| sign(a) = a
    yield a, a.apply("abs")


def _of_step(a: Node) -> Iterator[tuple[Node, Node]]:
    for partner in (a.apply("relu"), a, a.apply("abs")):
        yield partner, a.apply("relu")


def _of_sigmoid(a: Node) -> Iterator[tuple[Node, Node]]:
    yield (-a).apply("exp"), (-a).apply("sigmoid")  # e⁻ᵃ / (1 + e⁻ᵃ) = 1 / (1 + eᵃ)


RULES = {"sigmoid": _of_sigmoid, "sign": _of_sign, "step": _of_step}
