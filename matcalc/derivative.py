"""Differentiate expressions: one differential for each operation, read in three ways.

The differential of an expression is linear in those of its arguments, and is itself written as an
expression: d(A⁻¹) = −A⁻¹ dA A⁻¹.  The gradient of a scalar takes the adjoint of each linear
operation from the outside in; a derivative by a scalar puts 1 for the variable's differential;
every other derivative multiplies the operations' matrices in vec form.  Source: J. R. Magnus and
H. Neudecker, *Matrix Differential Calculus with Applications in Statistics and Econometrics*, the
chapters on differentials and on Jacobian matrices.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import combinations
from math import gcd
from typing import cast

from matcalc.draw import variable_of
from matcalc.errors import MatcalcError
from matcalc.expression import Expression, parse
from matcalc.functions import FUNCTIONS
from matcalc.messages import rule_name, say
from matcalc.nodes import (
    DIFFERENTIAL,
    ONE,
    Node,
    add,
    coefficient,
    commute,
    constant,
    diagonal,
    eye,
    inner,
    kron,
    matmul,
    mul,
    number,
    rebuild,
    remembered,
    scalars_of,
    times,
    turns,
    unvectorise,
    vectorise,
)

__all__ = ["Derivative", "Step", "derivative", "terms_of", "untidied"]


# --- differentials ------------------------------------------------------------------------------


def d(node: Node, x: Node) -> Node:
    """The differential of a node, through sums, numbers and transposes, but not computed."""
    value, rest = coefficient(node)
    if not node.depends_on(x.value[0]):
        return constant("zeros", node.shape)
    if value != 1:
        return value * d(rest, x)
    if node.op in {"add", "transpose"}:
        return rebuild(node, [d(arg, x) for arg in node.args])
    return Node(DIFFERENTIAL, (node,), node.shape)


def differential(node: Node, x: Node) -> Node:
    """The differential of a node, in terms of those of its arguments."""
    args, row = node.args, FUNCTIONS.get(node.op)
    if node.op == "power":
        exponent = cast(Fraction, node.value)
        return exponent * args[0] ** (exponent - 1) * d(args[0], x)
    if row and row.slope:
        return cast(Node, row.slope(node, args[0]) * d(args[0], x))
    if row and row.differential:
        return cast(Node, row.differential(node, args[0], d(args[0], x)))
    parts = (  # every other operation is linear in each argument
        rebuild(node, [*args[:i], d(arg, x), *args[i + 1 :]])
        for i, arg in enumerate(args)
        if arg.depends_on(x.value[0])
    )
    return add(constant("zeros", node.shape), *parts)


# --- three ways to read a differential ----------------------------------------------------------


def _gradient(node: Node, weight: Node, x: Node) -> Node:
    """G for which tr(weightᵀ node) is tr(Gᵀ dx): adjoints from the outside in."""
    if node.op == DIFFERENTIAL:
        [inside] = node.args
        return weight if inside.op == "symbol" else _gradient(differential(inside, x), weight, x)
    parts = (
        _gradient(arg, _adjoint(node, i, weight), x)
        for i, arg in enumerate(node.args)
        if DIFFERENTIAL in arg.names
    )
    return add(constant("zeros", x.shape), *parts)


def _adjoint(node: Node, i: int, weight: Node) -> Node:
    """Of the linear map from the argument to the node, applied to a weight of the node's shape."""
    arg, before, after = node.args[i], node.args[:i], node.args[i + 1 :]
    match node.op:
        case "matmul":
            turned = [[a.T for a in reversed(part)] for part in (before, after)]
            return matmul(*turned[0], weight, *turned[1])
        case "mul":
            whole = arg.is_scalar and not node.is_scalar
            return (inner if whole else mul)(mul(*before, *after), weight)
        case "transpose":
            return weight.T
        case "trace":
            return weight * eye(arg.shape[0])
        case "sum":
            return weight * constant("ones", arg.shape)
        case "diag":
            return diagonal(weight)
        case "vec":
            return unvectorise(weight, arg.shape)
        case "unvec":
            return vectorise(weight)
        case "kron":
            return unvectorise(_matrix(node, i).T @ vectorise(weight), arg.shape)
    return weight


def _along(node: Node, x: Node) -> Node:
    """The value of a differential where dx is 1, for a scalar x."""
    if DIFFERENTIAL not in node.names:
        return node
    if node.op == DIFFERENTIAL:
        [inside] = node.args
        return number(1) if inside.op == "symbol" else _along(differential(inside, x), x)
    return rebuild(node, [_along(arg, x) for arg in node.args])


def _jacobian(node: Node, x: Node) -> Node:
    """J for which vec(node) is J vec(dx): the numerator layout."""
    size = times(*node.shape), times(*x.shape)
    if node.is_scalar:
        return vectorise(_gradient(node, number(1), x)).T
    if node.op == DIFFERENTIAL:
        [inside] = node.args
        return eye(size[1]) if inside.op == "symbol" else _jacobian(differential(inside, x), x)
    parts = (
        _matrix(node, i) @ _jacobian(arg, x)
        for i, arg in enumerate(node.args)
        if DIFFERENTIAL in arg.names
    )
    return add(constant("zeros", size), *parts)


def _matrix(node: Node, i: int) -> Node:
    """Of the linear map from vec(argument) to vec(node)."""
    arg, before, after = node.args[i], node.args[:i], node.args[i + 1 :]
    match node.op:
        case "matmul":
            left, right = eye(node.shape[0]), eye(node.shape[1])
            return kron(matmul(*after, right).T, matmul(left, *before))
        case "mul":
            rest = mul(*before, *after)
            if rest.is_scalar:
                return rest * eye(times(*arg.shape))
            return vectorise(rest) if arg.is_scalar else diagonal(vectorise(rest))
        case "transpose":
            return commute(*arg.shape)
        case "diag" if arg.shape[1] == ONE:
            return constant("embed", (times(*node.shape), arg.shape[0]))
        case "diag":
            return constant("embed", (times(*arg.shape), node.shape[0])).T
        case "kron":  # vec(A ⊗ B) = (I ⊗ K ⊗ I)(vec A ⊗ vec B)
            (m, n), (p, q) = (arg.shape for arg in node.args)
            columns = [vectorise(a) for a in node.args]
            columns[i] = eye(times(*arg.shape))
            return kron(eye(n), kron(commute(q, m), eye(p))) @ kron(*columns)
    return eye(times(*node.shape))


def _numerator(dy: Node, x: Node) -> Node:
    """The derivative in numerator layout."""
    if x.is_scalar:
        return _along(dy, x)
    return _gradient(dy, number(1), x).T if dy.is_scalar else _jacobian(dy, x)


# --- the form that a textbook prints ------------------------------------------------------------

# What the rules put around their results; what stands inside other functions stays as it was.
TIDIED = {"add", "diag", "kron", "matmul", "mul", "trace", "transpose", "unvec", "vec"}
Term = tuple[Fraction, dict[Node, Fraction], list[Node]]  # a number, powers of scalars, a chain


@remembered
def tidy(node: Node) -> Node:
    """Take common factors out of sums, from the inside out."""
    if node.op not in TIDIED:
        return node
    args = [tidy(arg) for arg in node.args]
    if node.op != "add":
        return rebuild(node, args)
    spread = terms_of(add(*args))
    found = _factored(args)
    other = found if spread == args else _factored(spread)
    return other if _length(other) < 0.7 * _length(found) else found  # (y − Xb) stays together


def terms_of(node: Node) -> Sequence[Node]:
    """The terms of a sum, or of a product with a sum once that is multiplied out."""
    if node.op == "add":
        return [part for arg in node.args for part in terms_of(arg)]
    for i, arg in enumerate(node.args if node.op in {"mul", "matmul"} else ()):
        parts = arg.args if arg.op == "add" else terms_of(arg) if arg.op == "matmul" else ()
        if len(parts) > 1:
            return [rebuild(node, [*node.args[:i], part, *node.args[i + 1 :]]) for part in parts]
    return [node]


def _length(node: Node) -> int:
    return 1 + sum(map(_length, node.args))


def _split(term: Node) -> Term:
    value, rest = coefficient(term)
    scalars, matrix = scalars_of(rest)
    powers = dict((s.args[0], s.value) if s.op == "power" else (s, Fraction(1)) for s in scalars)
    powers.pop(number(1), None)
    chain = [] if matrix.is_scalar else [*matrix.args] if matrix.op == "matmul" else [matrix]
    return value, powers, chain


def _joined(value: Fraction, powers: Mapping[Node, Fraction], chain: Sequence[Node]) -> Node:
    scalars = (base**exponent for base, exponent in powers.items())
    return mul(value, *scalars, *([matmul(*chain)] if chain else []))


def _factored(terms: Sequence[Node]) -> Node:
    """A sum with its common number, scalars and outer matrix factors in front of a bracket."""
    total = add(*terms)
    if total.op != "add":
        return total
    split = sorted(map(_split, _grouped(total.args)), key=lambda term: term[0] < 0)
    if len(split) == 1:
        return _joined(*split[0])
    values, powers, chains = map(list, zip(*split, strict=True))
    numerators, denominators = zip(*map(Fraction.as_integer_ratio, values), strict=True)
    common = (
        Fraction(gcd(*numerators), denominators[0]) if len({*denominators}) == 1 else Fraction(1)
    )
    shared = _shared(powers)
    head = _common_start(chains)
    chains = [chain[len(head) :] for chain in chains]
    tail = _common_start([chain[::-1] for chain in chains])[::-1]
    chains = [chain[: len(chain) - len(tail)] for chain in chains]
    outside = bool(head or tail or shared)
    if max(values) < 0 and (outside or common != 1):  # −A − B stays as it is
        common = -common
    inside = [
        _joined(value / common, {b: e - shared.get(b, 0) for b, e in own.items()}, chain)
        for value, own, chain in zip(values, powers, chains, strict=True)
    ]
    for i, j in combinations(range(len(inside)), 2):  # A + Aᵀ, not Aᵀ + A
        if inside[j] == inside[i].T:
            inside[i], inside[j] = sorted([inside[i], inside[j]], key=turns)
    bracket = add(*inside)
    return _joined(common, shared, [*head, tidy(bracket) if outside else bracket, *tail])


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


def _shared(tables: Sequence[Mapping[Node, Fraction]]) -> dict[Node, Fraction]:
    """The powers of scalars that all products have in common."""
    found = dict(tables[0])
    for here in tables[1:]:
        found = {
            base: max(e, here[base]) if e < 0 else min(e, here[base])
            for base, e in found.items()
            if base in here and (e < 0) == (here[base] < 0)
        }
    return found


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
    kinks : list of str
        Where it does not exist, in words.
    steps : list of Step
        The derivation, where it was asked for.
    """

    denominator: Expression
    numerator: Expression
    kinks: list[str] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)

    def _sides(self) -> list[tuple[str, Expression]]:
        return [("denominator layout", self.denominator), ("numerator layout", self.numerator)]

    def __repr__(self) -> str:
        lines = [f"{number}. {step}" for number, step in enumerate(self.steps, 1)]
        lines += [f"{name} ({side.shape}): {side}" for name, side in self._sides()]
        return "\n".join([*lines, *self.kinks])

    def _repr_latex_(self) -> str:
        rows = [(step.rule, f"{step.left.latex()} = {step.right.latex()}") for step in self.steps]
        rows += [(name, side.latex()) for name, side in self._sides()]
        lines = r" \\ ".join(rf"\text{{{words}}} & {formula}" for words, formula in rows)
        return rf"$$\begin{{array}}{{ll}} {lines} \end{{array}}$$"


def derivative(
    expression: str | Expression,
    variable: str | None = None,
    /,
    *,
    wrt: str | None = None,
    structure: Mapping[str, str] | None = None,
    explain: bool = False,
    **symbols: object,
) -> Derivative:
    """Differentiate a formula by one of its symbols, in both layouts.

    Parameters
    ----------
    expression : str or Expression
        In NumPy syntax (see `matcalc.expression.parse`); an Expression keeps its own symbols.
    variable, wrt : str
        The symbol to differentiate by, by position or name; it may be left out where there is
        only one.
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
    if variable is not None and wrt is not None:
        raise MatcalcError(f"the variable was given twice, {variable!r} and wrt={wrt!r}")
    if isinstance(expression, str):
        expression = parse(expression, structure=structure, **symbols)
    elif not isinstance(expression, Expression):
        kind = "a function" if callable(expression) else type(expression).__name__
        raise MatcalcError(
            f"derivative reads formulas as text, as in derivative('x.T @ x', 'x', x='n'), not "
            f"{kind}: for a function use jacobian or gradient, or check_gradient"
        )
    elif symbols:
        raise MatcalcError("an Expression keeps its own symbols: shapes belong to a formula's text")
    elif structure:
        expression = Expression(
            expression.node, expression.symbols, expression.structure | {**structure}
        )
    variable = variable_of(expression.symbols, variable or wrt)
    kind = expression.structure.get(variable)
    if kind and not expression.node.is_scalar:
        raise MatcalcError(
            f"{variable} is {kind}: its free parameters are supported for scalar functions only"
        )
    numerator = untidied(expression, variable)
    steps = list(_explain(expression, expression.symbol(variable))) if explain else []
    return Derivative(
        expression.sibling(tidy(numerator.T)),
        expression.sibling(tidy(numerator)),
        list(_kinks(expression, variable)),
        steps,
    )


def untidied(expression: Expression, variable: str) -> Node:
    """The numerator layout as the rules leave it, before common factors are taken out."""
    target, kind = expression.symbol(variable), expression.structure.get(variable)
    numerator = _numerator(d(expression.node, target), target)
    return _free(tidy(numerator.T), kind).T if kind else numerator


def _free(gradient: Node, kind: str) -> Node:
    """The gradient over the free parameters of a symmetric or diagonal matrix.

    An entry off the diagonal of a symmetric matrix stands in two places and collects both.
    """
    on_diagonal = diagonal(diagonal(gradient))
    if kind == "diagonal":
        return on_diagonal
    return gradient + gradient.T - on_diagonal


def _kinks(expression: Expression, variable: str) -> Iterator[str]:
    """Where an operation has no derivative; a higher power of one that is zero there has."""

    def walk(node: Node, is_smoothed: bool = False) -> Iterator[str]:
        row = FUNCTIONS.get(node.op)
        if row and row.kink and not is_smoothed:
            entry = "" if node.is_scalar else "-entry"
            inside = expression.sibling(node.args[0])
            yield say(f"{row.kink}{entry}", name=node.op, inside=inside)
        for arg in node.args:
            if arg.depends_on(variable):
                yield from walk(arg, node.op == "power" and node.value > 1)

    yield from dict.fromkeys(walk(expression.node))


def _explain(expression: Expression, x: Node) -> Iterator[Step]:
    """The differential of each part that contains the variable, from the outside in."""
    top, name = expression.node, x.value[0]
    dy, dx = d(top, x), d(x, x)

    def step(rule: str, left: Node, right: Node) -> Step:
        whole = Node(DIFFERENTIAL, (left,), left.shape)
        shown = vectorise(whole) if right.shape != left.shape else whole
        return Step(rule, expression.sibling(shown), expression.sibling(right))

    def walk(node: Node) -> Iterator[Step]:
        value, rest = coefficient(node)
        through = node.op in {"add", "transpose"}
        if not (node.depends_on(name) and node.args):
            return
        if value == 1 and (node is top or not through):
            inside = dy if through else differential(node, x)
            yield step(rule_name(node.op), node, tidy(inside))
        for arg in node.args if value == 1 else (rest,):
            yield from walk(arg)

    found, rule = tidy(_numerator(dy, x)), rule_name("together")
    if x.value[1]:
        rule += say("counted-twice", structure=x.value[1])
    if not top.depends_on(name):
        last = step(rule_name("constant"), top, dy)
    elif top.is_scalar:
        last = step(rule, top, tidy(inner(found.T, dx)))
    else:
        last = step(rule, top, found * dx if x.is_scalar else found @ vectorise(dx))
    steps = [*dict.fromkeys(walk(top))]
    yield from steps
    if not steps or steps[-1].right != last.right:
        yield last
