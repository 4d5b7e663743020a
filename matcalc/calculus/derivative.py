"""Differentiate expressions: one differential for each operation, read in three ways.

The differential of an expression is linear in those of its arguments, and is itself written as an
expression: d(A⁻¹) = −A⁻¹ dA A⁻¹.  The gradient of a scalar takes the adjoint of each linear
operation from the outside in; a derivative by a scalar puts 1 for the variable's differential;
every other derivative multiplies the operations' matrices in vec form.  Source: J. R. Magnus and
H. Neudecker, *Matrix Differential Calculus with Applications in Statistics and Econometrics*, the
chapters on differentials and on Jacobian matrices.
"""

from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import cast

from matcalc.calculus.ranks import has_low_rank
from matcalc.errors import MatcalcError
from matcalc.formulas.draw import variable_of
from matcalc.formulas.expression import Expression, parse, understood
from matcalc.formulas.functions import FUNCTIONS
from matcalc.formulas.graph import Exact, length
from matcalc.formulas.nodes import (
    DIFFERENTIAL,
    ONE,
    Node,
    add,
    coefficient,
    commute,
    constant,
    diagonal,
    eye,
    frechet,
    inner,
    inside_out,
    kron,
    matmul,
    mul,
    number,
    raised,
    rebuild,
    substituted,
    times,
    unvectorise,
    vectorise,
)
from matcalc.formulas.tidy import BY_HAND, terms_of, tidy
from matcalc.messages import rule_name, say
from matcalc.numerics.layout import Layout
from matcalc.numerics.values import described

MOST_OPERATIONS = 10_000  # in the weights of a gradient
MOST_WORK = 4000  # operations of a result from which no common factors are taken out
__all__ = ["Derivative", "Step", "d", "derivative", "differential", "terms_of", "untidied"]


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
        exponent = cast(Exact, node.value)
        return exponent * args[0] ** (exponent - 1) * d(args[0], x)
    if row and row.slope:
        return cast(Node, row.slope(node, args[0]) * d(args[0], x))
    if row and row.differential:
        is_singular = row.if_singular is not None and has_low_rank(args[0])
        rule = row.if_singular if is_singular else row.differential
        return cast(Callable[..., Node], rule)(node, args[0], d(args[0], x))
    if node.op == "expm_frechet" and any(args[i].depends_on(x.value[0]) for i in (0, 2)):
        raise MatcalcError(say("no-derivative", name="expm_frechet"))
    if node.op == "raised":
        base, power = args
        by_base = power * raised(base, power - 1) * d(base, x)
        return by_base + node * base.apply("log") * d(power, x)
    parts = (  # every other operation is linear in each argument
        rebuild(node, [*args[:i], d(arg, x), *args[i + 1 :]])
        for i, arg in enumerate(args)
        if arg.depends_on(x.value[0])
    )
    return add(constant("zeros", node.shape), *parts)


# --- three ways to read a differential ----------------------------------------------------------


def _in_terms_of(dy: Node) -> Iterator[Node]:
    """The nodes in whose differentials a differential is written."""
    for node in inside_out(dy, but=lambda node: DIFFERENTIAL not in node.names):
        if node.op == DIFFERENTIAL:
            yield node.args[0]


def _differentials(dy: Node, x: Node) -> list[tuple[Node, Node]]:
    """Each node on the way to the variable with its differential, from the outside in."""
    found: dict[Node, Node] = {}
    waiting = [*_in_terms_of(dy)]
    while waiting:
        inside = waiting.pop()
        if inside not in found and inside.op != "symbol":
            found[inside] = differential(inside, x)
            waiting += _in_terms_of(found[inside])
    return sorted(found.items(), key=lambda item: -item[0].height)


def _gradient(dy: Node, weight: Node, x: Node) -> Node:
    """G for which tr(weightᵀ dy) is tr(Gᵀ dx): adjoints from the outside in."""
    weights = _backwards(dy, weight, x, {x})
    return weights.get(x, constant("zeros", x.shape))


def _backwards(dy: Node, weight: Node, x: Node, known: Container[Node]) -> dict[Node, Node]:
    """The weights of known nodes for which their differentials add up to a weighted one.

    In a long formula, the weights of a node that is used in several places are added up before
    they go on; in a short one each goes its own way, as by hand, and may simplify there.
    """
    weights: dict[Node, list[Node]] = {}
    _weigh(dy, weight, weights)
    work = 0
    while waiting := [node for node in weights if node not in known]:
        inside = max(waiting, key=lambda node: node.height)
        parts, expression = weights.pop(inside), differential(inside, x)
        work += sum(len(part.args) for part in parts)
        if work > MOST_OPERATIONS:
            raise MatcalcError(say("read-too-long"))
        for part in [_sum(parts)] if length(dy) > BY_HAND else parts:
            _weigh(expression, part, weights)
    return {node: _sum(parts) for node, parts in weights.items()}


def _sum(parts: Sequence[Node]) -> Node:
    return parts[0] if len(parts) == 1 else add(*parts)


def _weigh(dy: Node, weight: Node, weights: dict[Node, list[Node]]) -> None:
    """Bring a weight to the differentials in a node by the adjoint of each operation."""
    if dy.op == DIFFERENTIAL:
        weights.setdefault(dy.args[0], []).append(weight)
        return
    for i, arg in enumerate(dy.args):
        if DIFFERENTIAL in arg.names:
            _weigh(arg, _adjoint(dy, i, weight), weights)


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
        case "expm_frechet":
            return frechet(before[0].T, weight, after[0].T)
        case "vec":
            return unvectorise(weight, arg.shape)
        case "unvec":
            return vectorise(weight)
        case "kron":
            return unvectorise(_matrix(node, i).T @ vectorise(weight), arg.shape)
    return weight


def _along(dy: Node, x: Node) -> Node:
    """The value of a differential where dx is 1, for a scalar x."""
    known = {x: number(1)}

    def along(node: Node) -> Node:
        if node.op == DIFFERENTIAL:
            return known[node.args[0]]
        if DIFFERENTIAL not in node.names:
            return node
        return rebuild(node, [along(arg) for arg in node.args])

    for inside, expression in reversed(_differentials(dy, x)):
        known[inside] = along(expression)
    return along(dy)


def _jacobian(dy: Node, x: Node) -> Node:
    """J for which vec(y) is J vec(dx): the numerator layout."""
    known = {x: eye(times(*x.shape))}

    def jacobian(node: Node) -> Node:
        if node.op == DIFFERENTIAL:
            return known[node.args[0]]
        if node.is_scalar:
            return row(node)
        parts = (
            _matrix(node, i) @ jacobian(arg)
            for i, arg in enumerate(node.args)
            if DIFFERENTIAL in arg.names
        )
        return add(constant("zeros", (times(*node.shape), times(*x.shape))), *parts)

    def row(node: Node) -> Node:
        """Of a scalar: weights go on until they come to columns, whose matrices are known."""
        columns = {x, *(one for one in known if one.shape[1] == ONE and not one.is_scalar)}
        weights = _backwards(node, number(1), x, columns).items()
        parts = (vectorise(weight).T @ known[inside] for inside, weight in weights)
        return add(constant("zeros", (ONE, times(*x.shape))), *parts)

    for inside, expression in reversed(_differentials(dy, x)):
        known[inside] = jacobian(expression)
    return jacobian(dy)


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
        case "expm_frechet":
            a, b = kron(eye(arg.shape[1]), before[0]), kron(after[0].T, eye(arg.shape[0]))
            return frechet(a, eye(a.shape[0]), b)
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
    understood : list of str
        What was read and assumed, where the formula was not NumPy or left out shapes.
    """

    denominator: Expression
    numerator: Expression
    kinks: list[str] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)
    understood: list[str] = field(default_factory=list)

    def code(
        self, target: str, /, *others: "Derivative", layout: Layout | str = Layout.DENOMINATOR
    ) -> str:
        """The derivative as a function of NumPy, JAX or PyTorch, or as LaTeX.

        Parameters
        ----------
        target : str
            ``"numpy"``, ``"jax"``, ``"torch"`` or ``"latex"``.
        *others : Derivative
            Further derivatives, as by other variables, which the same function computes.
        layout : Layout
            Denominator layout unless given.

        See Also
        --------
        Expression.code : what such a function looks like.

        Examples
        --------
        >>> print(derivative("norm(A @ x - b)", "x", A="m n", x="n", b="m").code("numpy"))
        import numpy as np
        <BLANKLINE>
        <BLANKLINE>
        def derivative(A, x, b):
            \"\"\"The derivative in denominator layout, YX.
        <BLANKLINE>
            A: m×n, x: n×1, b: m×1
            Returns n×1. Scalars may be numbers.
            \"\"\"
            T1 = A @ x - b
            return A.T @ T1 / np.linalg.norm(T1)
        <BLANKLINE>
        """
        side = "denominator" if Layout(layout) is Layout.DENOMINATOR else "numerator"
        first, *rest = (getattr(one, side) for one in (self, *others))
        word = "derivatives" if others else "derivative"
        about = f"The {word} in {Layout(layout)}."
        return cast(Expression, first).as_code(target, rest, "derivative", about)

    def _sides(self) -> list[tuple[str, Expression]]:
        return [("denominator layout", self.denominator), ("numerator layout", self.numerator)]

    def __repr__(self) -> str:
        lines = [f"{number}. {step}" for number, step in enumerate(self.steps, 1)]
        first, second = (f"{name} ({side.shape}):" for name, side in self._sides())
        text = repr(self.denominator)
        if "\n" in text:  # its parts have names
            lines += [first, text, f"{second} the transpose of that"]
        else:
            lines += [f"{first} {text}", f"{second} {self.numerator!r}"]
        return "\n".join([*lines, *self.kinks, *self.understood])

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
        In NumPy syntax or textbook notation (see `matcalc.formulas.expression.parse`); an
        Expression keeps its own symbols.
    variable, wrt : str
        The symbol to differentiate by, by position or name; it may be left out where there is
        only one.
    structure : dict, optional
        ``{"S": "symmetric"}`` or ``{"S": "diagonal"}``: if S is the variable, the derivative is by
        its free parameters, arranged like S; otherwise S is known to equal its transpose.
    explain : bool
        Whether to write down the steps.
    **symbols : str or array
        The shape of each symbol; what is left out is inferred.

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
    >>> derivative("½‖Xw − y‖²", "w")
    denominator layout (p×1): X.T @ (X @ w - y)
    numerator layout (1×p): (X @ w - y).T @ X
    ½‖Xw − y‖² was read as 1 / 2 * norm(X @ w - y) ** 2
    X: n×p, w: p, y: n, assumed
    """
    if variable is not None and wrt is not None:
        raise MatcalcError(say("variable-twice", first=repr(variable), second=repr(wrt)))
    remarks: list[str] = []
    if isinstance(expression, str):
        text = expression
        expression = parse(text, structure=structure, **symbols)
        remarks = understood(text, expression)
    elif not isinstance(expression, Expression):
        raise MatcalcError(say("derivative-of-text", given=described(expression)))
    elif symbols:
        raise MatcalcError(say("expression-symbols"))
    elif structure:
        expression = _structured(expression, structure)
    if isinstance(wrt if variable is None else variable, list | tuple):
        raise MatcalcError(say("derivative-one-variable"))
    variable = variable_of(expression.symbols, wrt if variable is None else variable)
    kind = expression.structure.get(variable)
    if kind and not expression.node.is_scalar:
        raise MatcalcError(say("structure-scalar", name=variable, kind=kind))
    denominator, numerator = _derived(expression.node, expression.symbol(variable), kind)
    steps = list(_explain(expression, expression.symbol(variable))) if explain else []
    return Derivative(
        expression.sibling(denominator),
        expression.sibling(numerator),
        list(dict.fromkeys(_kinks(expression, variable))),
        steps,
        remarks,
    )


@lru_cache(2**8)
def _derived(function: Node, variable: Node, kind: str | None) -> tuple[Node, Node]:
    """A derivative in denominator and in numerator layout, each as a textbook prints it."""
    numerator = _untidied(function, variable, kind)
    if length(numerator) <= BY_HAND:
        return tidy(numerator.T), tidy(numerator)
    work = sum(len(part.args) for part in inside_out(numerator))
    denominator = tidy(numerator.T) if work < MOST_WORK else numerator.T
    return denominator, denominator.T


def _structured(expression: Expression, structure: Mapping[str, str]) -> Expression:
    """An expression some symbols of which are known to be symmetric or diagonal."""
    found = Expression(expression.node, expression.symbols, expression.structure | {**structure})
    names = [declared.name for declared in found.symbols]
    instead = {expression.symbol(name): found.symbol(name) for name in names}
    return found.sibling(substituted(found.node, instead))


def untidied(expression: Expression, variable: str) -> Node:
    """The numerator layout as the rules leave it, before common factors are taken out."""
    kind = expression.structure.get(variable)
    return _untidied(expression.node, expression.symbol(variable), kind)


def _untidied(function: Node, variable: Node, kind: str | None) -> Node:
    numerator = _numerator(d(function, variable), variable)
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
    seen: set[tuple[Node, bool]] = set()
    waiting = [(expression.node, False)]
    while waiting:
        node, is_smoothed = one = waiting.pop()
        if one in seen:
            continue
        seen.add(one)
        row = FUNCTIONS.get(node.op)
        at_zero = row is not None and row.kink in {"kink", "jump"}
        if row and row.kink and not (is_smoothed and at_zero):
            entry = "-entry" if at_zero and not node.is_scalar else ""
            [arg] = node.args
            inside = expression.sibling(arg) if length(arg) < BY_HAND else say("kink-inside")
            name = (row.called or node.op).partition("(")[0]
            yield say(f"{row.kink}{entry}", name=name, inside=inside)
        smooths = node.op == "power" and node.value > 1
        waiting += [(arg, smooths) for arg in reversed(node.args) if arg.depends_on(variable)]


def _explain(expression: Expression, x: Node) -> Iterator[Step]:
    """The differential of each part that contains the variable, from the outside in."""
    top, name = expression.node, x.value[0]
    dy, dx = d(top, x), d(x, x)

    def step(rule: str, left: Node, right: Node) -> Step:
        whole = Node(DIFFERENTIAL, (left,), left.shape)
        shown = vectorise(whole) if right.shape != left.shape else whole
        return Step(rule, expression.sibling(shown), expression.sibling(right))

    seen: set[Node] = set()

    def walk(node: Node) -> Iterator[Step]:
        value, rest = coefficient(node)
        through = node.op in {"add", "transpose"}
        if not (node.depends_on(name) and node.args) or node in seen:
            return
        seen.add(node)
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
