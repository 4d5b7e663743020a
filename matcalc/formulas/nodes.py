"""Matrix expressions as trees, kept in a normal form.

A node is an operation on scalars (1×1), columns (n×1), rows and matrices whose sizes are letters.
The functions that build nodes (`add`, `mul`, `matmul`, …) simplify as they build, so equal things
look alike: numbers are collected, transposes stand at the leaves, identities and inverses cancel.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from functools import lru_cache, wraps
from itertools import pairwise
from math import inf
from typing import Any, cast

from matcalc.errors import MatcalcError
from matcalc.formulas import products
from matcalc.formulas.exponentials import exponential, frechet
from matcalc.formulas.functions import FUNCTIONS, named
from matcalc.formulas.graph import (
    BUILD,
    DIFFERENTIAL,
    ONE,
    SCALAR,
    UNITY,
    Exact,
    Node,
    Number,
    Shape,
    Size,
    coefficient,
    common_shape,
    constant,
    exact,
    eye,
    inside_out,
    is_zero,
    joined,
    number,
    remembered,
    scalars_of,
    symbol,
    times,
)
from matcalc.messages import say

__all__ = [
    "DIFFERENTIAL", "ELEMENTWISE", "ONE", "SCALAR", "Node", "Number", "Shape", "Size", "add",
    "along", "apply", "coefficient", "commute", "constant", "diagonal", "entry", "eye", "frechet",
    "inner", "inside_out", "inverse", "is_zero", "kron", "matmul", "mul", "number",
    "power", "raised", "rebuild", "remembered", "scalars_of", "size_number",
    "sizes_of", "substituted", "symbol", "times", "transpose", "turns", "unit",
    "unvectorise", "vectorise",
]  # fmt: skip

LARGEST_POWER = 1000

# --- sums and products --------------------------------------------------------------------------


def entry(node: Node) -> Node | None:
    """The number that all entries of a matrix are, if it is a multiple of ones."""
    if node.op not in {"mul", "ones"} and not node.is_scalar:
        return None  # which most are
    scalars, matrix = scalars_of(node)
    return mul(*scalars) if matrix.is_scalar or matrix.op == "ones" else None


@remembered
def _key(node: Node) -> Node:
    """The same for a scalar and its transpose, for collecting like terms."""
    if node.op == "matmul" and node.is_scalar:
        return min(node, Node("matmul", map(transpose, reversed(node.args)), SCALAR), key=_order)
    if node.op == "mul":
        return Node("mul", sorted(map(_key, node.args), key=_order), node.shape)
    return node


@remembered
def _order(node: Node) -> int:
    """Some order of nodes, the same for equal ones as long as the program runs."""
    return hash((node.op, node.value, *map(_order, node.args)))


def _terms(node: Node, shape: Shape) -> Iterator[tuple[Exact, Node]]:
    """A number and the rest, for each term of a sum of such a shape."""
    value, whole = coefficient(node)
    for factor, part in map(coefficient, whole.args if whole.op == "add" else (whole,)):
        times = factor if value == 1 else value * factor
        if shape != SCALAR and (same := entry(part)):
            ones = constant("ones", shape)
            yield from ((times * more, one * ones) for more, one in _terms(same, SCALAR))
        else:
            yield times, part


def _multiple(factor: Exact, node: Node) -> Node:
    """A number times a node, with nothing to be put in order."""
    before, rest = coefficient(node)
    if not (value := factor * before):
        return constant("zeros", node.shape)
    if value == 1:
        return rest
    factors = {"number": (), "mul": rest.args}.get(rest.op, (rest,))
    return joined("mul", (number(value), *factors), node.shape)


def _nodes(values: Iterable[Node | Number]) -> list[Node]:
    return [value if isinstance(value, Node) else number(value) for value in values]


def add(*terms: Node | Number) -> Node:
    """The sum; a number is added to every entry of a matrix."""
    nodes = _nodes(terms)
    shape = common_shape(nodes)
    collected: dict[Node, tuple[Exact, Node]] = {}
    for value, rest in (term for node in nodes for term in _terms(node, shape)):
        before, first = collected.get(key := _key(rest), (0, rest))
        collected[key] = before + value if before else value, first
    parts = [_multiple(f, rest) for f, rest in collected.values() if f and not is_zero(rest)]
    return joined("add", parts, shape) if parts else constant("zeros", shape)


def mul(*factors: Node | Number) -> Node:
    """The elementwise product; scalars multiply every entry."""
    nodes = [node for node in _nodes(factors) if node is not UNITY]
    if len(nodes) == 1:
        return nodes[0]
    if len(nodes) == 2 and nodes[0].op == "number":
        return _multiple(nodes[0].value, nodes[1])
    shape = common_shape(nodes)
    if any(map(is_zero, nodes)):
        return constant("zeros", shape)
    value: Exact = 1
    powers: dict[Node, tuple[Node, Any]] = {}
    parts: list[Node] = []
    for part in (part for n in nodes for part in (n.args if n.op == "mul" else (n,))):
        if part.op == "number":
            value *= part.value
            continue
        parts.append(part)
        base, exponent = _base_and_exponent(part)
        if (before := powers.get(key := _key(base))) is not None:
            base, exponent = before[0], before[1] + exponent
        powers[key] = base, exponent
    if together := products.entrywise(
        {b: e for b, e in powers.values() if not isinstance(e, Node)}
    ):
        factor, partner, whole = together
        rest = (raised(base, e - (base in (factor, partner))) for base, e in powers.values())
        return mul(value, whole, *rest, *[constant("ones", shape)] * (shape != SCALAR))
    if len(powers) < len(parts):
        parts = [raised(base, exponent) for base, exponent in powers.values() if exponent]
        bases = [base for base, exponent in powers.values() if exponent]
        if bases != [_base_and_exponent(part)[0] for part in parts]:
            return mul(value, *parts, *[constant("ones", shape)] * (shape != SCALAR))
    # In order: the number, scalars, those below the line, matrices, those below the line.
    parts.sort(key=lambda part: (not part.is_scalar, part.op == "power" and part.value < 0))
    if shape != SCALAR:
        parts = [part for part in parts if part.op != "ones"]
        if all(part.is_scalar for part in parts):
            parts.append(constant("ones", shape))
    if value != 1 or not parts:
        parts.insert(0, number(value))
    return joined("mul", parts, shape)


def _base_and_exponent(factor: Node) -> tuple[Node, Any]:
    if factor.op == "raised":
        return factor.args[0], factor.args[1]
    return (factor.args[0], factor.value) if factor.op == "power" else (factor, 1)


def raised(base: Node, exponent: Node | Number) -> Node:
    """The elementwise power with an exponent of any kind."""
    if not isinstance(exponent, Node):
        return power(base, exponent)
    same = entry(exponent)
    if same and same.op == "number" and (exponent.is_scalar or not base.is_scalar):
        return power(base, same.value)
    shape = common_shape([base, exponent])
    if base in (number(1), constant("ones", base.shape)):
        return constant("ones", shape)
    if base.op == "raised" and _is_never_negative(base.args[0]):
        return raised(base.args[0], base.args[1] * exponent)
    return Node("raised", (base, exponent), shape)


def _is_never_negative(node: Node) -> bool:
    """Whether a power of a power has the product of the exponents, as for a sum of |x|ᵖ."""
    if node.op in {"sum", "raised", "power"}:
        return _is_never_negative(node.args[0]) or (node.op == "power" and node.value % 2 == 0)
    return node.op in {"abs", "exp", "norm"}


@lru_cache(2**13)
def power(base: Node, exponent: Number) -> Node:
    """The elementwise power with a constant exponent."""
    if exponent == 0 or base is constant("ones", base.shape):
        return constant("ones", base.shape)
    if exponent == 1:
        return base
    exponent = exact(exponent)
    if not -LARGEST_POWER <= exponent <= LARGEST_POWER:
        raise MatcalcError(say("formula-exponent", most=LARGEST_POWER))
    if is_zero(base):
        if exponent > 0:
            return base
        raise MatcalcError(say("formula-zero"))
    if exponent.denominator == 1:
        if base.op == "number":
            digits = max(map(int.bit_length, base.value.as_integer_ratio()))
            return number(
                Fraction(base.value) ** exponent if digits * abs(exponent.numerator) < 1e4 else inf
            )
        if base.op in {"power", "raised"}:
            below, before = _base_and_exponent(base)
            return raised(below, before * exponent)
        if base.op == "mul":
            return mul(*(arg**exponent for arg in base.args))
        if base.op == "abs" and exponent.numerator % 2 == 0:
            return power(base.args[0], exponent)
        if base.op == "step" and exponent > 0:
            return base
        if exponent < 0 and (inside := _logit(base)):
            return Node("sigmoid", (inside,), base.shape) ** -exponent
    elif base.op == "number" and base.value < 0:
        raise MatcalcError(say("formula-root"))
    return Node("power", (base,), base.shape, exponent)


def _logit(node: Node) -> Node | None:
    """The a of 1 + exp(−a), whose reciprocal is the sigmoid of a."""
    one = constant("ones", node.shape)
    others = [arg for arg in node.args if arg != one] if node.op == "add" else []
    if len(others) == 1 and others[0].op == "exp":
        return -others[0].args[0]
    return None


def matmul(*factors: Node) -> Node:
    """The matrix product, with scalar factors and scalar sections of the chain taken out."""
    shape = factors[0].shape[0], factors[-1].shape[1]
    if any(map(is_zero, factors)):
        return constant("zeros", shape)
    split = [scalars_of(factor) for factor in factors]
    scalars = [scalar for outside, _ in split for scalar in outside]
    parts = [p for _, matrix in split for p in (matrix.args if matrix.op == "matmul" else [matrix])]
    chain = [part for part in parts if part.op != "eye" and not part.is_scalar]
    start = 0
    for end in range(1, len(chain) + 1):  # a section from a row to a column is a scalar
        if chain[start].shape[0] == ONE and chain[end - 1].shape[1] == ONE:
            if end - start < len(chain):
                section = matmul(*chain[start:end])
                return mul(*scalars, section, matmul(*chain[:start], *chain[end:]))
        elif end < len(chain) and chain[end].shape[0] == ONE:
            start = end
    if shorter := products.without_inverse(chain):
        return mul(*scalars, matmul(*shorter))
    for i, (a, b) in enumerate(pairwise(chain)):
        if one := products.beside(a, b):
            return mul(*scalars, matmul(*chain[:i], one, *chain[i + 2 :]))
    if shorter := products.without_diagonal(chain):
        return mul(*scalars, matmul(*shorter))
    return mul(*scalars, joined("matmul", chain, shape) if chain else eye(shape[0]))


def inner(a: Node, b: Node) -> Node:
    """The sum of the products of corresponding entries."""
    if a.is_scalar or b.is_scalar:
        return a * b
    if "ones" in (a.op, b.op):
        return apply("sum", b if a.op == "ones" else a)
    product = a.T @ b
    return product if product.is_scalar else apply("trace", product)


def kron(left: Node, right: Node) -> Node:
    """The Kronecker product."""
    if left.is_scalar or right.is_scalar:
        return left * right
    shape = times(left.shape[0], right.shape[0]), times(left.shape[1], right.shape[1])
    if is_zero(left) or is_zero(right):
        return constant("zeros", shape)
    if left.op == right.op and left.op in {"eye", "ones"}:
        return constant(left.op, shape)
    (over, a), (over_too, b) = scalars_of(left), scalars_of(right)
    if over or over_too:
        return mul(*over, *over_too, kron(a, b))
    if left.shape[1] == right.shape[0] == ONE:  # a column and a row
        return left @ right
    if left.shape[0] == right.shape[1] == ONE:
        return right @ left
    return Node("kron", (left, right), shape)


def size_number(size: Size) -> Node:
    """A size as a number in a formula."""
    return mul(size[0], *(Node("size", (), SCALAR, (1, (letter,))) for letter in size[1]))


def unit(size: Size, index: int) -> Node:
    """A column of the identity matrix; the index −1 is that of the last."""
    if not size[1]:
        index %= size[0]
    return number(1) if size == ONE else Node("unit", (), (size, ONE), index)


def commute(rows: Size, columns: Size) -> Node:
    """The commutation matrix for a rows×columns matrix."""
    size = times(rows, columns)
    if ONE in (rows, columns):
        return eye(size)
    return Node("commutation", (), (size, size), (rows, columns))


# --- functions of one matrix --------------------------------------------------------------------


def linear(build: Callable[..., Node]) -> Callable[..., Node]:
    """Let zeros become zeros, and scalar factors of a matrix stand outside."""

    @wraps(build)
    def built(node: Node, *more: Any) -> Node:
        scalars, matrix = scalars_of(node)
        if scalars and not node.is_scalar:
            return mul(*scalars, build(matrix, *more))
        found = build(node, *more)
        return constant("zeros", found.shape) if is_zero(node) else found

    return built


@remembered
def transpose(node: Node) -> Node:
    """The transpose, moved to the leaves."""
    if node.is_scalar or node.op == "eye" or (node.op == "symbol" and node.value[1]):
        return node
    shape = node.shape[1], node.shape[0]
    match node.op:
        case "transpose":
            return node.args[0]
        case "add" if {*map(transpose, node.args)} == {*node.args}:
            return node
        case "add" | "mul" | "kron" | "power" | "raised":
            return rebuild(node, [*map(transpose, node.args)])
        case "matmul":
            return matmul(*map(transpose, reversed(node.args)))
        case "expm":
            return apply("expm", node.args[0].T)
        case "expm_frechet":
            return frechet(*map(transpose, reversed(node.args)))
        case "ones" | "zeros":
            return constant(node.op, shape)
        case "commutation":
            return commute(*reversed(node.value))
        case "diag" if shape[0] == shape[1]:
            return node
    if node.op in ELEMENTWISE | {"inv", "adj", "ismax"} and transpose(node.args[0]) == node.args[0]:
        return node
    return Node("transpose", (node,), shape)


@remembered
def turns(node: Node) -> int:
    """How many transposes there are in it."""
    return (node.op == "transpose") + sum(map(turns, node.args))


def inverse(node: Node) -> Node:
    """The matrix inverse."""
    if node.is_scalar:
        return node**-1
    scalars, matrix = scalars_of(node)
    if scalars:
        return mul(*(scalar**-1 for scalar in scalars), inverse(matrix))
    match node.op:
        case "eye":
            return node
        case "inv":
            return node.args[0]
        case "diag":
            return diagonal(node.args[0] ** -1)
        case "transpose":
            return inverse(node.args[0]).T
        case "expm":
            return apply("expm", -node.args[0])
        case "matmul" if len(blocks := _square_blocks(node)) > 1:
            return matmul(*map(inverse, reversed(blocks)))
    return Node("inv", (node,), node.shape)


def _square_blocks(node: Node) -> list[Node]:
    """A square product as square factors, as many as there are."""
    blocks, start = [], 0
    for end, arg in enumerate(node.args, 1):
        if arg.shape[1] == node.shape[1]:
            blocks.append(matmul(*node.args[start:end]))
            start = end
    return blocks


def _log_determinant(node: Node) -> Node:
    """log |det|, of products as a sum."""
    match node.op:
        case _ if node.is_scalar:
            return apply("log", apply("abs", node))
        case "inv":
            return -_log_determinant(node.args[0])
        case "transpose":
            return _log_determinant(node.args[0])
        case "matmul" if len(blocks := _square_blocks(node)) > 1:
            return add(*map(_log_determinant, blocks))
    return Node("logdet", (node,), SCALAR)


def _pseudo_inverse(node: Node) -> Node:
    if node.op == "pinv":
        return node.args[0]
    return node**-1 if node.is_scalar else Node("pinv", (node,), node.shape[::-1])


@linear
def vectorise(node: Node) -> Node:
    """vec: the columns stacked."""
    if ONE in node.shape:
        return node if node.shape[1] == ONE else node.T
    shape = times(*node.shape), ONE
    if node.op == "matmul":  # vec(a bᵀ) = b ⊗ a
        for i, arg in enumerate(node.args, 1):
            if arg.shape[1] == ONE:
                return kron(matmul(*node.args[i:]).T, matmul(*node.args[:i]))
    return node.args[0] if node.op == "unvec" else Node("vec", (node,), shape)


@linear
def unvectorise(node: Node, shape: Shape) -> Node:
    """The matrix of a shape whose columns, stacked, are the node."""
    if ONE in shape:
        return node if shape == node.shape else node.T
    if node.op == "vec" and node.args[0].shape == shape:
        return node.args[0]
    if node.op == "kron" and tuple(arg.shape[0] for arg in node.args) == shape[::-1]:
        return node.args[1] @ node.args[0].T
    return Node("unvec", (node,), shape)


@linear
def diagonal(node: Node) -> Node:
    """A column as a diagonal matrix, or the diagonal of a square matrix as a column."""
    if node.is_scalar:
        return node
    rows, columns = node.shape
    shape = (rows, rows) if columns == ONE else (rows, ONE)
    match node.op:
        case "ones":
            return constant("eye" if columns == ONE else "ones", shape)
        case "eye":
            return constant("ones", shape)
        case "diag" if columns != ONE:
            return node.args[0]
        case "transpose" if columns != ONE:
            return diagonal(node.args[0])
        case "matmul" if columns != ONE:  # of a bᵀ: the entries of a times those of b
            for i, arg in enumerate(node.args, 1):
                if arg.shape[1] == ONE:
                    return matmul(*node.args[:i]) * matmul(*node.args[i:]).T
            for i, arg in enumerate(node.args):
                if products.is_diagonal(arg):
                    return _diagonal_of_scaled(node.args[:i], arg.args[0], node.args[i + 1 :])
    return Node("diag", (node,), shape)


def _diagonal_of_scaled(before: Sequence[Node], scale: Node, after: Sequence[Node]) -> Node:
    """The diagonal of P diag(v) Q, which is (P ∘ Qᵀ) v."""
    if not (before and after):
        return scale * diagonal(matmul(*before, *after))
    return (matmul(*before) * matmul(*after).T) @ scale


@linear
def _total(node: Node) -> Node:
    if node.op == "transpose":
        return _total(node.args[0])
    if node.op == "ones":
        return size_number(times(*node.shape))
    return node if node.is_scalar else Node("sum", (node,), SCALAR)


@linear
def _trace(node: Node) -> Node:
    match node.op:
        case _ if node.is_scalar:
            return node
        case "transpose":
            return _trace(node.args[0])
        case "eye":
            return size_number(node.shape[0])
        case "kron" if all(arg.shape[0] == arg.shape[1] for arg in node.args):
            return mul(*map(_trace, node.args))
        case "matmul" if ONE in (node.args[0].shape[0], node.args[-1].shape[1]):
            return matmul(node.args[-1], *node.args[:-1])
        case "matmul":
            for i, arg in enumerate(node.args):
                if products.is_diagonal(arg):
                    rest = matmul(*node.args[i + 1 :], *node.args[:i])
                    return arg.args[0].T @ diagonal(rest)
    return Node("trace", (node,), SCALAR)


def _logarithm(node: Node) -> Node:
    if node.op == "softmax":
        return node.args[0] - apply("logsumexp", node.args[0])
    return Node("log", (node,), node.shape)


SCALAR_VALUED, ELEMENTWISE = named(gives="scalar"), named(gives="entrywise")
# How functions that are more than a name simplify.
BUILDERS: dict[str, Callable[[Node], Node]] = {
    "diag": diagonal, "expm": exponential, "inv": inverse, "log": _logarithm,
    "logdet": _log_determinant, "pinv": _pseudo_inverse, "sum": _total, "trace": _trace,
    "transpose": transpose, "vec": vectorise,
}  # fmt: skip


def apply(name: str, node: Node, *others: Node) -> Node:
    """A named function of its arguments."""
    if name in BUILDERS:
        return BUILDERS[name](node)
    row = FUNCTIONS[name]
    if row.written:
        return cast(Node, row.written(node, *others))
    if row.of_scalar and node.is_scalar:
        return cast(Node, row.of_scalar(node))
    rows, columns = node.shape
    if name in OF_SEVERAL and ONE in node.shape:
        is_row = columns != ONE
        return OF_SEVERAL[name](node.T if is_row else node, is_row)
    shape = {"eigvec": (rows, ONE), "row_logsumexp": (rows, ONE)}.get(name, node.shape)
    return Node(name, (node,), SCALAR if name in SCALAR_VALUED else shape)


# What functions of matrices with several rows and columns are of a column, or of a row's transpose.
OF_SEVERAL: dict[str, Callable[[Node, bool], Node]] = {
    "nuclear": lambda x, _: apply("norm", x),
    "spectral": lambda x, _: apply("norm", x),
    "row_logsumexp": lambda x, is_row: apply("logsumexp", x) if is_row else x,
    "row_softmax": lambda x, is_row: apply("softmax", x).T if is_row else x**0,
}


def along(name: str, node: Node, axis: int) -> Node:
    """A function of each column (axis 0) or of each row (axis 1)."""
    of_rows = FUNCTIONS[name].of_rows
    assert of_rows
    return cast(Node, of_rows(node) if axis else of_rows(node.T).T)


def rebuild(node: Node, args: Sequence[Node]) -> Node:
    """A node with other arguments of the same shapes."""
    match node.op:
        case _ if not args:
            return node
        case op if op in SEVERAL:
            return SEVERAL[node.op](*args)
        case "power":
            return power(args[0], node.value)
        case "unvec":
            return unvectorise(args[0], node.shape)
    return apply(node.op, args[0])


def substituted(node: Node, instead: Mapping[Node, Node]) -> Node:
    """A node with others in the place of some of its parts."""
    found: dict[Node, Node] = {}
    for part in inside_out(node):
        args = [found[arg] for arg in part.args]
        found[part] = instead.get(part) or (rebuild(part, args) if args != [*part.args] else part)
    return found[node]


SEVERAL: dict[str, Callable[..., Node]] = {
    "add": add, "mul": mul, "matmul": matmul, "kron": kron, "raised": raised,
    "expm_frechet": frechet,
}  # fmt: skip
BUILD.update(SEVERAL, apply=apply, inner=inner, power=power, size_number=size_number)
BUILD.update(transpose=transpose)


def sizes_of(node: Node) -> tuple[Size, ...]:
    """The sizes with which a function of sizes is called."""
    if node.op == "commutation":
        return tuple(node.value)
    if node.op == "unit":
        return node.shape[0], (node.value, ())
    row = FUNCTIONS.get(node.op)
    return node.shape[-row.sizes :] if row and row.sizes else ()
