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

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import lru_cache, partial, reduce
from itertools import combinations
from math import gcd

from matcalc.errors import MatcalcError
from matcalc.expression import (
    MEMORY,
    ONE,
    Expression,
    Node,
    Shape,
    Size,
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
    rebuild,
    times,
    transpose,
    unvectorise,
    vectorise,
)

__all__ = ["Derivative", "derivative"]


@dataclass(frozen=True)
class Map:
    """A linear map of a differential: what it does, its adjoint, its matrix on vec."""

    forward: Callable[[Node], Node]
    adjoint: Callable[[Node], Node]
    matrix: Callable[[], Node]


def left(a: Node, columns: Size) -> Map:
    """d ↦ A d, for d with so many columns."""
    return Map(partial(matmul, a), partial(matmul, transpose(a)), lambda: kron(eye(columns), a))


def right(b: Node, rows: Size) -> Map:
    """d ↦ d B, for d with so many rows."""
    b_turned = transpose(b)
    return Map(
        lambda d: matmul(d, b), lambda g: matmul(g, b_turned), lambda: kron(b_turned, eye(rows))
    )


def turned(shape: Shape) -> Map:
    """d ↦ dᵀ, for d of a shape."""
    return Map(transpose, transpose, lambda: commute(*shape))


def entrywise(m: Node, shape: Shape) -> Map:
    """d ↦ M ∘ d, where M is a scalar or has d's shape."""
    return Map(
        partial(mul, m),
        partial(mul, m),
        lambda: mul(m, eye(times(*shape))) if m.is_scalar else diagonal(vectorise(m)),
    )


def scaled(m: Node) -> Map:
    """d ↦ d M, for a scalar d."""
    return Map(partial(mul, m), partial(inner, m), lambda: vectorise(m))


def pairing(m: Node) -> Map:
    """d ↦ tr(Mᵀ d), a scalar."""
    return Map(partial(inner, m), partial(mul, m), lambda: transpose(vectorise(m)))


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


# The derivatives of elementwise functions f(a); those of sign and step are zero.
ENTRYWISE: dict[str, Callable[[Node, Node], Node]] = {
    "abs": lambda a, _: apply("sign", a),
    "cos": lambda a, _: negative(apply("sin", a)),
    "exp": lambda _, f: f,
    "log": lambda a, _: power(a, -1),
    "relu": lambda a, _: apply("step", a),
    "sigmoid": lambda _, f: mul(f, difference(number(1), f)),
    "sin": lambda a, _: apply("cos", a),
    "softplus": lambda a, _: apply("sigmoid", a),
    "tanh": lambda _, f: difference(number(1), power(f, 2)),
}


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
                    maps.append(right(matmul(*args[i + 1 :]), node.shape[0]))
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
            yield a, [Map(vectorise, lambda g: unvectorise(g, a.shape), lambda: size)]
        case "unvec":
            size = eye(times(*node.shape))
            yield a, [Map(lambda d: unvectorise(d, node.shape), vectorise, lambda: size)]
        case "diag":
            embed = constant("embed", (times(*node.shape), a.shape[0]))
            if a.shape[1] != ONE:
                embed = transpose(constant("embed", (times(*a.shape), node.shape[0])))
            yield a, [Map(diagonal, diagonal, lambda: embed)]
        case "kron":
            yield from _kron_rules(node)
        case "pinv":
            p, pt, (m, n) = node, transpose(node), a.shape
            yield a, [left(negative(p), n), right(p, n)]
            outside = difference(eye(m), matmul(a, p)), difference(eye(n), matmul(p, a))
            yield a, [turned(a.shape), left(matmul(p, pt), m), right(outside[0], n)]
            yield a, [turned(a.shape), left(outside[1], m), right(matmul(pt, p), n)]
        case name if name in ENTRYWISE:
            yield a, [entrywise(ENTRYWISE[name](a, node), a.shape)]


def _kron_rules(node: Node) -> Iterator[tuple[Node, list[Map]]]:
    """vec(A ⊗ B) = (I ⊗ K ⊗ I)(vec A ⊗ vec B), linear in each factor."""
    a, b = node.args
    (m, n), (p, q) = a.shape, b.shape

    def by_a() -> Node:
        return matmul(shuffle, kron(eye(times(m, n)), vectorise(b)))

    def by_b() -> Node:
        return matmul(shuffle, kron(vectorise(a), eye(times(p, q))))

    def adjoint(matrix: Callable[[], Node], shape: Shape) -> Callable[[Node], Node]:
        return lambda g: unvectorise(matmul(transpose(matrix()), vectorise(g)), shape)

    shuffle = kron(eye(n), kron(commute(q, m), eye(p)))
    yield a, [Map(lambda d: kron(d, b), adjoint(by_a, a.shape), by_a)]
    yield b, [Map(lambda d: kron(a, d), adjoint(by_b, b.shape), by_b)]


# --- three ways through the table ---------------------------------------------------------------


def _inside(node: Node, target: Node) -> Iterator[tuple[Node, list[Map]]]:
    """The rules of the arguments that contain the variable."""
    return ((arg, maps) for arg, maps in rules(node) if arg.names & target.names)


def _pull(node: Node, weight: Node, target: Node) -> Node:
    """Adjoints from the outside in: the derivative of tr(weightᵀ node), of the target's shape."""
    if node.op == "symbol":
        return weight
    parts = (
        _pull(arg, reduce(lambda g, step: step.adjoint(g), reversed(maps), weight), target)
        for arg, maps in _inside(node, target)
    )
    return add(constant("zeros", target.shape), *parts)


def _push(node: Node, target: Node) -> Node:
    """The differential with a scalar variable's differential set to one."""
    if node.op == "symbol":
        return number(1)
    parts = (
        reduce(lambda d, step: step.forward(d), maps, _push(arg, target))
        for arg, maps in _inside(node, target)
    )
    return add(constant("zeros", node.shape), *parts)


def _jacobian(node: Node, target: Node) -> Node:
    """The matrix of vec(node) by vec(variable): the numerator layout."""
    size = times(*node.shape), times(*target.shape)
    if node.op == "symbol":
        return eye(size[1])
    parts = (
        matmul(*(step.matrix() for step in reversed(maps)), _jacobian(arg, target))
        for arg, maps in _inside(node, target)
    )
    return add(constant("zeros", size), *parts)


# --- the form that a textbook prints ------------------------------------------------------------


# What the rules put around their results; what stands inside other functions stays as it was.
TIDIED = {"add", "diag", "kron", "matmul", "mul", "trace", "transpose", "unvec", "vec"}


@lru_cache(MEMORY)
def tidy(node: Node) -> Node:
    """Take common factors out of sums, from the inside out."""
    if node.op not in TIDIED:
        return node
    args = [tidy(arg) for arg in node.args]
    if node.op == "add":
        spread = [part for arg in args for part in _distributed(arg)]
        both = [_factored(args)] + [_factored(spread)] * (len(spread) > len(args))
        return min(both, key=_length)
    return rebuild(node, args)


def _distributed(term: Node) -> list[Node]:
    """The terms of an entry-by-entry product with a sum."""
    for i, arg in enumerate(term.args if term.op == "mul" else ()):
        if arg.op == "add":
            return [mul(*term.args[:i], part, *term.args[i + 1 :]) for part in arg.args]
    return [term]


def _length(node: Node) -> int:
    return 1 + sum(map(_length, node.args))


def _factored(terms: list[Node]) -> Node:
    """A sum with its common number, scalars and outer matrix factors in front of a bracket."""
    total = add(*terms)
    if total.op != "add":
        return total
    split = [coefficient(term) for term in _grouped(total.args)]
    split.sort(key=lambda pair: pair[0] < 0)  # what is subtracted comes last
    if len(split) == 1:
        return mul(number(split[0][0]), split[0][1])
    values = [value for value, _ in split]
    common = abs(values[0]) if len({*map(abs, values)}) == 1 else Fraction(1)
    if all(value.denominator == 1 for value in values):
        common = Fraction(gcd(*map(int, values)))
    common *= -1 if max(values) < 0 else 1
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
    for i, j in combinations(range(len(inside)), 2):  # A + Aᵀ, not Aᵀ + A
        if inside[j] == transpose(inside[i]):
            inside[i], inside[j] = sorted([inside[i], inside[j]], key=_turns)
    bracket = add(*inside)
    if head or tail or factors:
        bracket = tidy(bracket)
    return mul(number(common), *factors, matmul(*head, bracket, *tail))


def _turns(node: Node) -> int:
    """How many transposes a product opens with, or holds."""
    return (node.op == "transpose") + sum(map(_turns, node.args))


def _grouped(terms: Sequence[Node]) -> Sequence[Node]:
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


@dataclass(frozen=True)
class Step:
    """One step of a derivation: a rule, and what it says."""

    rule: str
    left: Expression
    right: Expression

    def __repr__(self) -> str:
        return f"{self.rule}: {self.left} = {self.right}"


@dataclass(frozen=True, eq=False)
class Derivative:
    """A derivative in both layouts.

    Attributes
    ----------
    denominator, numerator : Expression
        The derivative in denominator (YX) and in numerator layout (XY); each the other's
        transpose.
    plain : Node
        The denominator layout as the rules leave it, before common factors are taken out.
    kinks : list of str
        Where it does not exist, in words.
    steps : list of Step
        The derivation, where it was asked for.
    """

    denominator: Expression
    numerator: Expression
    plain: Node = field(repr=False)
    kinks: list[str] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)

    def __repr__(self) -> str:
        lines = [f"{number}. {step}" for number, step in enumerate(self.steps, 1)]
        lines += [
            f"denominator layout ({self.denominator.shape}): {self.denominator}",
            f"numerator layout ({self.numerator.shape}): {self.numerator}",
            *self.kinks,
        ]
        return "\n".join(lines)

    def _repr_latex_(self) -> str:
        rows = [(step.rule, f"{step.left.latex()} = {step.right.latex()}") for step in self.steps]
        rows += [
            ("denominator layout", self.denominator.latex()),
            ("numerator layout", self.numerator.latex()),
        ]
        lines = r" \\ ".join(rf"\text{{{words}}} & {formula}" for words, formula in rows)
        return rf"$$\begin{{array}}{{ll}} {lines} \end{{array}}$$"


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
    numerator layout (1×n): x.T @ (A + A.T)
    >>> derivative("log(det(X))", "X", X="n n").denominator
    inv(X).T
    """
    if isinstance(expression, str):
        expression = parse(expression, structure, **symbols)
    elif symbols:
        raise MatcalcError("an Expression keeps its own symbols: shapes belong to a formula's text")
    elif structure:
        expression = Expression(
            expression.node, expression.symbols, expression.structure | {**structure}
        )
    node, target = expression.node, expression.symbol(variable)
    if not node.depends_on(variable):
        node = constant("zeros", node.shape)
    kind = expression.structure.get(variable)
    if kind and not node.is_scalar:
        raise MatcalcError(
            f"{variable} is {kind}: its free parameters are supported for scalar functions only"
        )
    if target.is_scalar:
        numerator = _push(node, target)
    elif node.is_scalar:
        gradient = _pull(node, number(1), target)
        numerator = transpose(_free(tidy(gradient), kind) if kind else gradient)
    else:
        numerator = _jacobian(node, target)
    denominator = transpose(numerator)
    steps = list(_explain(expression, target)) if explain else []
    return Derivative(
        expression.sibling(tidy(denominator)),
        expression.sibling(tidy(numerator)),
        denominator,
        list(_kinks(expression, variable)),
        steps,
    )


def _free(gradient: Node, kind: str) -> Node:
    """The gradient over the free parameters of a symmetric or diagonal matrix.

    An entry off the diagonal of a symmetric matrix stands in two places and collects both.
    """
    on_diagonal = diagonal(diagonal(gradient))
    if kind == "diagonal":
        return on_diagonal
    return difference(add(gradient, transpose(gradient)), on_diagonal)


def _kinks(expression: Expression, variable: str) -> Iterator[str]:
    """Where an operation has no derivative; a higher power of one that is zero there has."""

    def walk(node: Node, is_smoothed: bool = False) -> Iterator[str]:
        if node.op in KINKS and not is_smoothed:
            inside, whole = node.args[0], node.op == "norm" or node.is_scalar
            where = "is 0" if whole else "has an entry that is 0"
            yield f"{node.op} {KINKS[node.op]} where {expression.sibling(inside)} {where}"
        for arg in node.args:
            if arg.depends_on(variable):
                yield from walk(arg, node.op == "power" and node.value > 1)

    yield from dict.fromkeys(walk(expression.node))


KINKS = {
    "abs": "has a kink", "norm": "has a kink", "relu": "has a kink",
    "sign": "jumps", "step": "jumps",
}  # fmt: skip
RULES = {
    "abs": "absolute value", "add": "sum", "det": "determinant", "diag": "diagonal matrix",
    "exp": "exponential", "inv": "inverse", "kron": "Kronecker product", "log": "logarithm",
    "logdet": "log-determinant", "matmul": "product rule", "mul": "product rule",
    "pinv": "pseudo-inverse", "power": "power rule", "sum": "sum of the entries",
}  # fmt: skip


def _explain(expression: Expression, target: Node) -> Iterator[Step]:
    """The differential of each part that contains the variable, from the outside in."""

    def d(node: Node) -> Node:
        value, rest = coefficient(node)
        if not node.names & target.names:
            return constant("zeros", node.shape)
        if value != 1:
            return mul(number(value), d(rest))
        if node.op == "add":
            return add(*map(d, node.args))
        if node.op == "transpose":
            return transpose(d(node.args[0]))
        return Node("differential", (node,), node.shape)

    def step(rule: str, left: Node, right: Node) -> Step:
        whole = Node("differential", (left,), left.shape)
        shown = vectorise(whole) if right.shape != left.shape else whole
        return Step(rule, expression.sibling(shown), expression.sibling(right))

    def walk(node: Node) -> Iterator[Step]:
        value, _ = coefficient(node)
        inside = [*_inside(node, target)]
        if inside and value == 1 and (node.op not in {"add", "transpose"} or node is top):
            parts = [reduce(lambda at, one: one.forward(at), maps, d(arg)) for arg, maps in inside]
            yield step(RULES.get(node.op, node.op), node, tidy(add(*parts)))
        for arg, _ in inside:
            yield from walk(arg)

    top = expression.node
    steps = [*dict.fromkeys(walk(top))]
    if not top.names & target.names:
        last = step("a constant", top, d(top))
    elif top.is_scalar:
        rule = "together"
        if target.value[1]:
            rule += f" ({target.value[1]}: an entry counts wherever it stands)"
        last = step(rule, top, tidy(inner(tidy(_pull(top, number(1), target)), d(target))))
    elif target.is_scalar:
        last = step("together", top, mul(tidy(_push(top, target)), d(target)))
    else:
        last = step("together", top, matmul(tidy(_jacobian(top, target)), vectorise(d(target))))
    yield from steps
    if not steps or steps[-1].right != last.right:
        yield last
