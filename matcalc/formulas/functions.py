"""The functions of formulas, one row each.

A row says what a function takes and gives, how NumPy computes it, how it is differentiated, where
it has no derivative, and how LaTeX writes it.  Reader, normal form, derivative, printer and hints
look up here what they need, so that a new function is one row.

Only what is *linear* in its argument has, beside its row, the matrix of that linear map in
`matcalc.calculus.derivative`, and what simplifies has its rules in `matcalc.formulas.nodes`.  What
is less plain to compute than to name stands in `matcalc.formulas.special`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from matcalc.errors import MatcalcError
from matcalc.formulas import special
from matcalc.messages import say
from matcalc.numerics.layout import commutation, unvec, vec

__all__ = ["FUNCTIONS", "Function", "named"]

Node = Any  # a `matcalc.formulas.nodes.Node`, which is built on this module


@dataclass(frozen=True)
class Function:
    """A function that formulas may use.

    Attributes
    ----------
    name : str
    numpy : callable
        Computes it from 2-D arrays; of a function of sizes, from these.
    takes : str
        Which matrices: ``"square"``, ``"column"``, ``"column or square"``, or any.
    gives : str
        ``"entrywise"``: each entry of its argument on its own; ``"scalar"``; ``"same"``: a matrix
        of the argument's shape; else, empty, `matcalc.formulas.nodes` says.
    slope : callable, optional
        Of an entrywise function f(a): its derivative from the nodes f and a.
    differential : callable, optional
        Of any other: df from f, a and da.  What has neither is linear in each argument.
    if_singular : callable, optional
        The same, where its argument is singular whatever the symbols are.
    kink : str
        ``"kink"`` where it is 0 inside, or ``"jump"``; ``"tie"`` where two entries are the
        largest or smallest; ``"multiple"`` where the largest eigenvalue or singular value is not
        simple; ``"rank"`` where the rank is not full; empty where it is smooth.
    of_scalar : callable, optional
        What it is of a scalar.
    of_rows : callable, optional
        What it is of each row, as a column or matrix, so that it may be called with an axis.
    written : callable, optional
        What it is in terms of other functions, so that no node has its name.
    arguments, sizes : int
        How many matrices, and how many sizes after them, it is called with.
    options : str
        What may follow, by position or by name, of ``"ord"``, ``"axis"``, ``"keepdims"``, ``"n"``.
    called : str
        How it is called, as in ``"norm({}, 'nuc')"``, unless by its name.
    family : str
        Functions of one family are taken for one another.
    latex : str
        Its name; its own, upright, unless given.
    fences : (str, str)
        What stands around its argument.
    """

    name: str
    numpy: Callable[..., Any]
    takes: Literal["", "square", "column", "column or square"] = ""
    gives: Literal["", "entrywise", "scalar", "same"] = ""
    slope: Callable[[Node, Node], Node] | None = None
    differential: Callable[[Node, Node, Node], Node] | None = None
    if_singular: Callable[[Node, Node, Node], Node] | None = None
    kink: Literal["", "kink", "jump", "tie", "multiple", "rank"] = ""
    of_scalar: Callable[[Node], Node] | None = None
    of_rows: Callable[[Node], Node] | None = None
    written: Callable[..., Node] | None = None
    arguments: int = 1
    sizes: int = 0
    options: str = ""
    called: str = ""
    family: str = ""
    latex: str = ""
    fences: tuple[str, str] = ("(", ")")


def _called(name: str) -> Callable[[Node], Node]:
    return lambda a: a.apply(name)


(cos, cosh, diag, eigmax, eigvec, exp, inv, ismax, leading, log, polar, relu, row_softmax, sigmoid,
 sign, sin, sinh, softmax, step, total, trace) = map(_called, [
    "cos", "cosh", "diag", "eigmax", "eigvec", "exp", "inv", "ismax", "leading", "log", "polar",
    "relu", "row_softmax", "sigmoid", "sign", "sin", "sinh", "softmax", "step", "sum", "trace",
])  # fmt: skip


def _of_adjugate(f: Node, a: Node, da: Node) -> Node:
    return trace(f @ da) * inv(a) - inv(a) @ da @ f


def _of_pseudo_inverse(f: Node, a: Node, da: Node) -> Node:
    past, beside = a.eye - a @ f, a.T.eye - f @ a
    return f @ f.T @ da.T @ past + beside @ da.T @ f.T @ f - f @ da @ f


def _of_eigenvector(f: Node, a: Node, da: Node) -> Node:
    """Magnus and Neudecker, section 9.13: (λI − A)⁺ dA v, of the symmetric part."""
    gap = eigmax(a) * a.eye - (a + a.T) / 2
    pseudo_inverse = inv(gap + f @ f.T) - f @ f.T
    return pseudo_inverse @ (da + da.T) @ f / 2


def _of_row_softmax(f: Node, a: Node, da: Node) -> Node:
    return f * da - f * (f * da).row_sums.spread(a)


def _not_differentiated(name: str) -> Callable[[Node, Node, Node], Node]:
    def refuse(*_: Node) -> Node:
        raise MatcalcError(say("no-derivative", name=name))

    return refuse


_ROWS = (
    Function("abs", np.abs, gives="entrywise", slope=lambda f, a: sign(a), kink="kink",
             family="ramp", fences=("|", "|")),
    Function("adj", special.adjugate, takes="square", gives="same", differential=_of_adjugate,
             if_singular=_not_differentiated("adj"), of_scalar=lambda a: a**0),
    Function("arccos", np.arccos, gives="entrywise", slope=lambda f, a: -((1 - a**2) ** -0.5),
             family="arc", latex=r"\arccos"),
    Function("arccosh", np.arccosh, gives="entrywise", slope=lambda f, a: (a**2 - 1) ** -0.5),
    Function("arcsin", np.arcsin, gives="entrywise", slope=lambda f, a: (1 - a**2) ** -0.5,
             family="arc", latex=r"\arcsin"),
    Function("arcsinh", np.arcsinh, gives="entrywise", slope=lambda f, a: (1 + a**2) ** -0.5),
    Function("arctan", np.arctan, gives="entrywise", slope=lambda f, a: (1 + a**2) ** -1,
             family="arc", latex=r"\arctan"),
    Function("arctanh", np.arctanh, gives="entrywise", slope=lambda f, a: (1 - a**2) ** -1),
    Function("commutation", commutation, arguments=0, sizes=2),
    Function("cos", np.cos, gives="entrywise", slope=lambda f, a: -sin(a), family="wave",
             latex=r"\cos"),
    Function("cosh", np.cosh, gives="entrywise", slope=lambda f, a: sinh(a), family="hyperbolic",
             latex=r"\cosh"),
    Function("det", np.linalg.det, takes="square", gives="scalar", latex=r"\det",
             differential=lambda f, a, da: f * trace(inv(a) @ da),
             if_singular=lambda f, a, da: trace(a.apply("adj") @ da), of_scalar=lambda a: a),
    Function("diag", special.diag, takes="column or square"),
    Function("eigmax", special.eigmax, takes="square", gives="scalar", kink="multiple",
             differential=lambda f, a, da: eigvec(a).T @ da @ eigvec(a), of_scalar=lambda a: a),
    Function("eigmin", lambda a: -special.eigmax(-a), takes="square", gives="scalar",
             written=lambda a: -eigmax(-a)),
    Function("eigvec", special.eigvec, takes="square", kink="multiple",
             differential=_of_eigenvector, of_scalar=lambda a: a**0),
    Function("embed", lambda n: np.eye(n * n)[:, :: n + 1], arguments=0, sizes=1),
    Function("exp", np.exp, gives="entrywise", slope=lambda f, a: f, family="exp", latex=r"\exp"),
    Function("expm", special.expm, takes="square", gives="same",
             differential=lambda f, a, da: a.frechet(da)),
    Function("expm_frechet", special.expm_frechet, arguments=3),
    Function("expm1", np.expm1, gives="entrywise", written=lambda a: exp(a) - 1),
    Function("eye", np.eye, arguments=0, sizes=1),
    Function("inv", np.linalg.inv, takes="square", differential=lambda f, a, da: -(f @ da @ f)),
    Function("ismax", special.ismax, gives="same", kink="tie",
             differential=lambda f, a, da: 0 * a, of_scalar=lambda a: a**0),
    Function("kron", np.kron, arguments=2),
    Function("leading", special.leading, gives="same", differential=_not_differentiated("leading"),
             of_scalar=lambda a: sign(a)),
    Function("log", np.log, gives="entrywise", slope=lambda f, a: a**-1, family="log",
             latex=r"\log"),
    Function("log10", np.log10, gives="entrywise", written=lambda a: log(a) / log(a.count**0 * 10)),
    Function("log1p", np.log1p, gives="entrywise", written=lambda a: log(1 + a)),
    Function("log2", np.log2, gives="entrywise", written=lambda a: log(a) / log(a.count**0 * 2)),
    Function("logdet", lambda a: np.linalg.slogdet(a)[1], takes="square", gives="scalar",
             differential=lambda f, a, da: trace(inv(a) @ da),
             of_scalar=lambda a: a.apply("abs").apply("log")),
    Function("logsumexp", special.logsumexp, gives="scalar",
             differential=lambda f, a, da: softmax(a).T @ da, of_scalar=lambda a: a,
             of_rows=_called("row_logsumexp"), options="axis keepdims"),
    Function("matrix_power", np.linalg.matrix_power, takes="square", gives="same", options="n"),
    Function("max", special.along(np.max), gives="scalar", kink="tie", latex=r"\max",
             differential=lambda f, a, da: ismax(a).inner(da), of_scalar=lambda a: a),
    Function("maximum", np.maximum, gives="entrywise", arguments=2,
             written=lambda a, b: a + relu(b - a) if a.op == "number" else b + relu(a - b)),
    Function("mean", special.along(np.mean), gives="scalar", written=lambda a: total(a) / a.count,
             of_rows=lambda a: a.row_sums * (a.row_sums.count / a.count), options="axis keepdims"),
    Function("min", special.along(np.min), gives="scalar", kink="tie", latex=r"\min",
             differential=lambda f, a, da: ismax(-a).inner(da), of_scalar=lambda a: a),
    Function("minimum", np.minimum, gives="entrywise", arguments=2,
             written=lambda a, b: b - relu(b - a) if b.op == "number" else a - relu(a - b)),
    Function("norm", special.norm, gives="scalar", kink="kink", fences=(r"\lVert ", r"\rVert"),
             differential=lambda f, a, da: a.inner(da) / f, options="ord axis keepdims",
             of_rows=lambda a: (a**2).row_sums ** 0.5),
    Function("nuclear", lambda x: np.linalg.norm(x, "nuc"), gives="scalar", kink="rank",
             differential=lambda f, a, da: polar(a).inner(da), called="norm({}, 'nuc')",
             fences=(r"\lVert ", r"\rVert_{*}")),
    Function("ones", lambda m, n: np.ones((m, n)), arguments=0, sizes=2),
    Function("pinv", np.linalg.pinv, differential=_of_pseudo_inverse),
    Function("polar", special.polar, gives="same", differential=_not_differentiated("polar"),
             of_scalar=lambda a: sign(a)),
    Function("relu", lambda x: np.maximum(x, 0), gives="entrywise", slope=lambda f, a: step(a),
             kink="kink", family="ramp"),
    Function("row_logsumexp", lambda x: special.logsumexp(x, 1), called="logsumexp({}, 1)",
             differential=lambda f, a, da: (row_softmax(a) * da).row_sums),
    Function("row_softmax", lambda x: special.softmax(x, 1), gives="same",
             differential=_of_row_softmax, called="softmax({}, 1)"),
    Function("sigmoid", special.sigmoid, gives="entrywise", slope=lambda f, a: f * (1 - f),
             family="squashing", latex=r"\sigma"),
    Function("sign", np.sign, gives="entrywise", slope=lambda f, a: 0 * a, kink="jump"),
    Function("sin", np.sin, gives="entrywise", slope=lambda f, a: cos(a), family="wave",
             latex=r"\sin"),
    Function("sinh", np.sinh, gives="entrywise", slope=lambda f, a: cosh(a), family="hyperbolic",
             latex=r"\sinh"),
    Function("softmax", special.softmax, takes="column", gives="same", of_scalar=lambda a: a**0,
             differential=lambda f, a, da: (diag(f) - f @ f.T) @ da,
             of_rows=row_softmax, options="axis"),
    Function("softplus", lambda x: np.logaddexp(0, x), gives="entrywise",
             slope=lambda f, a: sigmoid(a), family="squashing"),
    Function("solve", np.linalg.solve, takes="square", arguments=2,
             written=lambda a, b: inv(a) @ b),
    Function("spectral", lambda x: np.linalg.norm(x, 2), gives="scalar", kink="multiple",
             differential=lambda f, a, da: leading(a).inner(da), called="norm({}, 2)",
             fences=(r"\lVert ", r"\rVert_{2}")),
    Function("sqrt", np.sqrt, gives="entrywise", written=lambda a: a**0.5),
    Function("square", np.square, gives="entrywise", written=lambda a: a**2),
    Function("step", lambda x: np.heaviside(x, 0), gives="entrywise", slope=lambda f, a: 0 * a,
             kink="jump"),
    Function("sum", special.along(np.sum), gives="scalar", options="axis keepdims",
             of_rows=lambda a: a.row_sums),
    Function("tan", np.tan, gives="entrywise", slope=lambda f, a: 1 + f**2, family="wave",
             latex=r"\tan"),
    Function("tanh", np.tanh, gives="entrywise", slope=lambda f, a: 1 - f**2, family="squashing",
             latex=r"\tanh"),
    Function("trace", np.trace, takes="square", gives="scalar", latex=r"\operatorname{tr}"),
    Function("unit", special.unit, arguments=0, sizes=2),
    Function("unvec", lambda c, m, n: unvec(c, (m, n)), sizes=2),
    Function("vec", vec),
    Function("zeros", lambda m, n: np.zeros((m, n)), arguments=0, sizes=2),
)  # fmt: skip
FUNCTIONS = {row.name: row for row in _ROWS}


def named(**properties: object) -> frozenset[str]:
    """The names of the functions whose rows have these properties.

    >>> sorted(named(takes="square", gives="scalar", kink=""))
    ['det', 'eigmin', 'logdet', 'trace']
    """
    return frozenset(
        row.name
        for row in _ROWS
        if all(getattr(row, key) == value for key, value in properties.items())
    )
