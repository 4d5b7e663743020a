"""Differentiate expressions: one table of rules, used forwards, backwards, and as matrices.

The differential of every operation is a sum of linear maps of its arguments' differentials, and
each map is a chain of a few primitives: multiply from the left or right, transpose, multiply
entry by entry, take an inner product, ….  A primitive knows its effect on a differential, its
adjoint, and its matrix in vec form.  The gradient of a scalar applies the adjoints from the
outside in; a derivative by a scalar applies the maps; every other derivative multiplies the
matrices.  Source: J. R. Magnus and H. Neudecker, *Matrix Differential Calculus with Applications
in Statistics and Econometrics*, the chapters on differentials and on Jacobian matrices.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import reduce
from math import gcd

from matcalc.errors import MatcalcError
from matcalc.expression import (
    ONE,
    Expression,
    Node,
    Shape,
    add,
    apply,
    coefficient,
    commute,
    constant,
    diagonal,
    difference,
    eye,
    inverse,
    kron,
    matmul,
    mul,
    negative,
    number,
    parse,
    power,
    times,
    transpose,
    unvectorise,
    vectorise,
)
from matcalc.printing import numpy_text

__all__ = ["Derivative", "derivative"]


@dataclass(frozen=True)
class Map:
    """A linear map of a differential: what it does, its adjoint, its matrix on vec."""

    forward: Callable[[Node], Node]
    adjoint: Callable[[Node], Node]
    matrix: Node


def left(a: Node, columns: tuple[int, tuple[str, ...]]) -> Map:
    """d ↦ A d, for d with so many columns."""
    return Map(lambda d: matmul(a, d), lambda g: matmul(transpose(a), g), kron(eye(columns), a))


def right(b: Node, rows: tuple[int, tuple[str, ...]]) -> Map:
    """d ↦ d B, for d with so many rows."""
    return Map(
        lambda d: matmul(d, b), lambda g: matmul(g, transpose(b)), kron(transpose(b), eye(rows))
    )


def turned(shape: Shape) -> Map:
    """d ↦ dᵀ, for d of a shape."""
    return Map(transpose, transpose, commute(*shape))


def entrywise(m: Node, shape: Shape) -> Map:
    """d ↦ M ∘ d, where M is a scalar or has d's shape."""
    matrix = mul(m, eye(times(*shape))) if m.is_scalar else diagonal(vectorise(m))
    return Map(lambda d: mul(m, d), lambda g: mul(m, g), matrix)


def scaled(m: Node) -> Map:
    """d ↦ d M, for a scalar d."""
    return Map(lambda d: mul(d, m), lambda g: inner(m, g), vectorise(m))


def pairing(m: Node) -> Map:
    """d ↦ tr(Mᵀ d), a scalar."""
    return Map(lambda d: inner(m, d), lambda g: mul(g, m), transpose(vectorise(m)))


def inner(a: Node, b: Node) -> Node:
    """The sum of the products of corresponding entries."""
    if a.is_scalar or b.is_scalar:
        return mul(a, b)
    if a.op == "ones":
        return apply("sum", b)
    if b.op == "ones":
        return apply("sum", a)
    if a.shape[1] == ONE:
        return matmul(transpose(a), b)
    return apply("trace", matmul(transpose(a), b))


def _elementwise(name: str, a: Node) -> Node:
    """The derivative of an elementwise function."""
    one, f = constant("ones", a.shape), apply(name, a)
    match name:
        case "exp":
            return f
        case "log":
            return power(a, -1)
        case "sin":
            return apply("cos", a)
        case "cos":
            return negative(apply("sin", a))
        case "tanh":
            return difference(one, power(f, 2))
        case "abs":
            return apply("sign", a)
        case "sigmoid":
            return mul(f, difference(one, f))
        case "softplus":
            return apply("sigmoid", a)
        case "relu":
            return apply("step", a)
    return constant("zeros", a.shape)  # sign and step


def rules(node: Node) -> Iterator[tuple[Node, list[Map]]]:
    """For each argument, the maps that its differential passes through, in order."""
    args = node.args
    a = args[0] if args else node
    match node.op:
        case "add":
            yield from ((arg, []) for arg in args)
        case "mul":
            for i, arg in enumerate(args):
                rest = mul(*args[:i], *args[i + 1 :])
                if arg.is_scalar and not node.is_scalar:
                    yield arg, [scaled(rest)]
                else:
                    yield arg, [entrywise(rest, arg.shape)]
        case "matmul":
            for i, arg in enumerate(args):
                maps = []
                if i:
                    maps.append(left(matmul(*args[:i]), arg.shape[1]))
                if i + 1 < len(args):
                    maps.append(right(matmul(*args[i + 1 :]), ((maps and node) or arg).shape[0]))
                yield arg, maps
        case "transpose":
            yield a, [turned(a.shape)]
        case "power":
            outer = mul(number(node.value), power(a, node.value - 1))
            yield a, [entrywise(outer, a.shape)]
        case "inv":
            yield a, [left(negative(node), a.shape[1]), right(node, a.shape[0])]
        case "det":
            yield a, [pairing(mul(node, transpose(inverse(a))))]
        case "logdet":
            yield a, [pairing(transpose(inverse(a)))]
        case "trace":
            yield a, [pairing(eye(a.shape[0]))]
        case "sum":
            yield a, [pairing(constant("ones", a.shape))]
        case "norm":
            yield a, [pairing(mul(a, power(node, -1)))]
        case "softmax":
            outer = difference(diagonal(node), matmul(node, transpose(node)))
            yield a, [left(outer, ONE)]
        case "logsumexp":
            yield a, [pairing(apply("softmax", a))]
        case "vec":
            size = eye(times(*a.shape))
            yield a, [Map(vectorise, lambda g: unvectorise(g, a.shape), size)]
        case "unvec":
            size = eye(times(*node.shape))
            yield a, [Map(lambda d: unvectorise(d, node.shape), vectorise, size)]
        case "diag":
            embed = constant("embed", (times(*node.shape), a.shape[0]))
            if a.shape[1] != ONE:
                embed = transpose(constant("embed", (times(*a.shape), node.shape[0])))
            yield a, [Map(diagonal, diagonal, embed)]
        case "kron":
            yield from _kron_rules(node)
        case "pinv":
            p, pt, (m, n) = node, transpose(node), a.shape
            yield a, [left(negative(p), n), right(p, n)]
            outside = difference(eye(m), matmul(a, p)), difference(eye(n), matmul(p, a))
            yield a, [turned(a.shape), left(matmul(p, pt), m), right(outside[0], n)]
            yield a, [turned(a.shape), left(outside[1], m), right(matmul(pt, p), n)]
        case name if args:
            yield a, [entrywise(_elementwise(name, a), a.shape)]


def _kron_rules(node: Node) -> Iterator[tuple[Node, list[Map]]]:
    """vec(A ⊗ B) = (I ⊗ K ⊗ I)(vec A ⊗ vec B), linear in each factor."""
    a, b = node.args
    (m, n), (p, q) = a.shape, b.shape
    shuffle = kron(eye(n), kron(commute(q, m), eye(p)))
    by_a = matmul(shuffle, kron(eye(times(m, n)), vectorise(b)))
    by_b = matmul(shuffle, kron(vectorise(a), eye(times(p, q))))
    for arg, matrix, forward in (
        (a, by_a, lambda d: kron(d, b)),
        (b, by_b, lambda d: kron(a, d)),
    ):
        yield arg, [Map(forward, _adjoint_of(matrix, arg.shape), matrix)]


def _adjoint_of(matrix: Node, shape: Shape) -> Callable[[Node], Node]:
    return lambda g: unvectorise(matmul(transpose(matrix), vectorise(g)), shape)


# --- three ways through the table ---------------------------------------------------------------


def _pull(node: Node, weight: Node, name: str, target: Node) -> Node:
    """Adjoints from the outside in: the derivative of tr(weightᵀ node), of the target's shape."""
    if node == target:
        return weight
    parts = [constant("zeros", target.shape)]
    for arg, maps in rules(node):
        if arg.depends_on(name):
            inside = reduce(lambda g, step: step.adjoint(g), reversed(maps), weight)
            parts.append(_pull(arg, inside, name, target))
    return add(*parts)


def _push(node: Node, name: str) -> Node:
    """The differential with a scalar variable's differential set to one."""
    if node.op == "symbol":
        return number(1)
    parts = [constant("zeros", node.shape)]
    for arg, maps in rules(node):
        if arg.depends_on(name):
            parts.append(reduce(lambda d, step: step.forward(d), maps, _push(arg, name)))
    return add(*parts)


def _jacobian(node: Node, name: str, target: Node) -> Node:
    """The matrix of vec(node) by vec(variable): the numerator layout."""
    size = times(*node.shape), times(*target.shape)
    if node == target:
        return eye(size[1])
    parts = [constant("zeros", size)]
    for arg, maps in rules(node):
        if arg.depends_on(name):
            steps = [step.matrix for step in reversed(maps)]
            parts.append(matmul(*steps, _jacobian(arg, name, target)))
    return add(*parts)


# --- the form that a textbook prints ------------------------------------------------------------


def tidy(node: Node) -> Node:
    """Take common factors out of sums, from the inside out."""
    if not node.args:
        return node
    args = [tidy(arg) for arg in node.args]
    if node.op == "add":
        return _factored(args)
    if node.op in {"mul", "matmul"}:
        return {"mul": mul, "matmul": matmul}[node.op](*args)
    return node


def _factored(terms: list[Node]) -> Node:
    """A sum with its common number, scalars and outer matrix factors in front of a bracket."""
    split = [coefficient(term) for term in _grouped(terms)]
    split.sort(key=lambda pair: pair[0] < 0)  # what is subtracted comes last
    if len(split) == 1:
        return mul(number(split[0][0]), split[0][1])
    whole = all(value.denominator == 1 for value, _ in split)
    common = Fraction(gcd(*(int(value) for value, _ in split))) if whole else Fraction(1)
    if all(abs(value) == abs(split[0][0]) for value, _ in split):
        common = abs(split[0][0])
    common *= -1 if all(value < 0 for value, _ in split) else 1
    parts = [_parts(rest) for _, rest in split]
    shared = _shared([scalars for scalars, _ in parts])
    chains = [chain for _, chain in parts]
    head: list[Node] = []
    tail: list[Node] = []
    while all(len(chain) > 1 for chain in chains) and len({chain[0] for chain in chains}) == 1:
        head.append(chains[0][0])
        chains = [chain[1:] for chain in chains]
    while all(len(chain) > 1 for chain in chains) and len({chain[-1] for chain in chains}) == 1:
        tail.insert(0, chains[0][-1])
        chains = [chain[:-1] for chain in chains]
    over = [power(base, -exponent) for base, exponent in shared.items()]
    inside = [
        mul(number(value / common), *scalars, *over, *([matmul(*chain)] if chain else []))
        for (value, _), (scalars, _), chain in zip(split, parts, chains, strict=True)
    ]
    factors = [power(base, exponent) for base, exponent in shared.items()]
    return mul(number(common), *factors, matmul(*head, add(*inside), *tail))


def _grouped(terms: list[Node]) -> list[Node]:
    """Sum up the terms that differ in their first or last matrix factor alone."""
    for end in (-1, 0):
        groups: dict[object, list[Node]] = {}
        for term in terms:
            value, rest = coefficient(term)
            scalars, chain = _parts(rest)
            long = len(chain) > 1
            key = (abs(value), frozenset(scalars), chain[end]) if long else (term,)
            groups.setdefault(key, []).append(term)
        if len(groups) > 1:
            terms = [group[0] if len(group) == 1 else _factored(group) for group in groups.values()]
    return terms


def _shared(products: list[list[Node]]) -> dict[Node, Fraction]:
    """The powers of scalars that all products have in common."""
    tables = [
        dict((s.args[0], s.value) if s.op == "power" else (s, Fraction(1)) for s in product)
        for product in products
    ]
    found = tables[0]
    for here in tables[1:]:
        found = {
            base: max(e, here[base]) if e < 0 else min(e, here[base])
            for base, e in found.items()
            if base in here and (e < 0) == (here[base] < 0)
        }
    return found


def _parts(term: Node) -> tuple[list[Node], list[Node]]:
    """A term as scalar factors and a chain of matrix factors."""
    factors = list(term.args) if term.op == "mul" else [term]
    matrices = [factor for factor in factors if not factor.is_scalar]
    if len(matrices) != 1:
        scalars = [] if matrices else factors
        return scalars, [term] if matrices else []
    scalars = [factor for factor in factors if factor.is_scalar]
    return scalars, list(matrices[0].args) if matrices[0].op == "matmul" else matrices


# --- the public face ----------------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class Derivative:
    """A derivative in both layouts.

    Attributes
    ----------
    denominator, numerator : Expression
        The derivative in denominator (YX) and in numerator layout (XY); each the other's
        transpose.
    kinks : list of str
        Where it does not exist, in words.
    steps : list of str
        The derivation, where it was asked for.
    """

    denominator: Expression
    numerator: Expression
    kinks: list[str] = field(default_factory=list)
    steps: list[str] = field(default_factory=list)

    def __repr__(self) -> str:
        lines = [f"{number}. {step}" for number, step in enumerate(self.steps, 1)]
        lines += [
            f"denominator layout ({self.denominator.shape}): {self.denominator}",
            f"numerator layout ({self.numerator.shape}): {self.numerator}",
            *self.kinks,
        ]
        return "\n".join(lines)

    def _repr_latex_(self) -> str:
        return (
            rf"$$\begin{{aligned}} D &= {self.denominator.latex()} \\ "
            rf"J &= {self.numerator.latex()} \end{{aligned}}$$"
        )


def derivative(
    expression: str | Expression,
    variable: str,
    /,
    structure: Mapping[str, str] | None = None,
    explain: bool = False,
    **symbols: object,
) -> Derivative:
    """Differentiate a formula by one of its symbols, in both layouts.

    Parameters
    ----------
    expression : str or Expression
        In NumPy syntax (see `matcalc.expression.parse`); an Expression keeps its own symbols.
    variable : str
        The symbol to differentiate by.
    structure : dict, optional
        ``{"S": "symmetric"}`` or ``{"S": "diagonal"}``: if S is the variable, the derivative is by
        its free parameters, arranged like S; otherwise S is known to equal its transpose.
    explain : bool
        Whether to write down the steps.
    **symbols : str or array
        The shape of each symbol.

    Returns
    -------
    Derivative
        Where neither side is a scalar and one is a matrix, in vec form with Kronecker products.

    Raises
    ------
    MatcalcError
        For an unreadable formula or an unknown variable, or a structured variable of a function
        that is not scalar.

    Examples
    --------
    >>> derivative("x.T @ A @ x", "x", A="n n", x="n")
    denominator layout (n×1): (A + A.T) @ x
    numerator layout (1×n): x.T @ (A.T + A)
    >>> derivative("log(det(X))", "X", X="n n").denominator
    inv(X).T
    """
    if isinstance(expression, str):
        expression = parse(expression, structure, **symbols)
    declared = {s.name: s for s in expression.symbols}
    if variable not in declared:
        raise MatcalcError(f"{variable!r} is not a symbol of the formula: one of {[*declared]}")
    node = expression.node
    target = _find(node, variable) or parse(variable, structure, **symbols).node
    kind = (structure or {}).get(variable)
    if kind and not node.is_scalar:
        raise MatcalcError(
            f"{variable} is {kind}: its free parameters are supported for scalar functions only"
        )
    if node.is_scalar:
        denominator = _pull(node, number(1), variable, target)
        if kind:
            denominator = _free(denominator, kind)
        numerator = transpose(denominator)
    elif target.is_scalar:
        numerator = (
            _push(node, variable) if node.depends_on(variable) else constant("zeros", node.shape)
        )
        denominator = transpose(numerator)
    else:
        numerator = _jacobian(node, variable, target)
        denominator = transpose(numerator)
    both = [Expression(tidy(side), expression.symbols) for side in (denominator, numerator)]
    steps = list(_explain(expression, variable, both[0])) if explain else []
    return Derivative(both[0], both[1], list(_kinks(expression, variable)), steps)


def _find(node: Node, name: str) -> Node | None:
    """The symbol itself, as it stands in the expression."""
    if node.op == "symbol":
        value = node.value if isinstance(node.value, str) else node.value[0]
        return node if value == name else None
    return next((found for arg in node.args if (found := _find(arg, name))), None)


def _free(gradient: Node, kind: str) -> Node:
    """The gradient over the free parameters of a symmetric or diagonal matrix.

    An entry off the diagonal of a symmetric matrix stands in two places and collects both.
    """
    on_diagonal = diagonal(diagonal(gradient))
    if kind == "diagonal":
        return on_diagonal
    return difference(add(gradient, transpose(gradient)), on_diagonal)


def _kinks(expression: Expression, variable: str) -> Iterator[str]:
    def walk(node: Node) -> Iterator[Node]:
        yield node
        for arg in node.args:
            yield from walk(arg)

    for node in dict.fromkeys(walk(expression.node)):
        if node.op in {"abs", "relu", "norm"} and node.depends_on(variable):
            inside = numpy_text(node.args[0], expression.symbols)
            where = "is zero" if node.op == "norm" else "has an entry that is zero"
            yield f"{node.op} has a kink where {inside} {where}"


def _explain(expression: Expression, variable: str, result: Expression) -> Iterator[str]:
    """The differential of each part that contains the variable, from the outside in."""
    names = {
        "add": "sum", "mul": "product", "matmul": "matrix product", "power": "power",
        "transpose": "transpose", "inv": "inverse", "det": "determinant", "pinv": "pseudo-inverse",
    }  # fmt: skip

    def text(node: Node) -> str:
        return numpy_text(node, expression.symbols)

    def walk(node: Node) -> Iterator[str]:
        parts = []
        inner_nodes = []
        for arg, maps in rules(node):
            if not arg.depends_on(variable):
                continue
            d = Node("symbol", (), arg.shape, f"d({text(arg)})" if arg.args else f"d{text(arg)}")
            parts.append(reduce(lambda at, step: step.forward(at), maps, d))
            if arg.args and arg not in inner_nodes:
                inner_nodes.append(arg)
        if parts:
            rule = names.get(node.op, node.op)
            yield f"{rule}: d({text(node)}) = {text(add(*parts))}"
        for arg in inner_nodes:
            yield from walk(arg)

    yield from dict.fromkeys(walk(expression.node))
    yield f"collect the factors of d{variable}: the derivative by {variable} is {result}"
