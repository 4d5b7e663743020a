"""The functions of formulas, one row each.

A row says what a function takes and gives, how NumPy computes it, how it is differentiated, where
it has no derivative, and how LaTeX writes it.  Reader, normal form, derivative, printer and hints
look up here what they need, so that a new function is one row.

Only what is *linear* in its argument has, beside its row, the matrix of that linear map in
`matcalc.derivative`, and what simplifies has its rules in `matcalc.nodes`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from matcalc.layout import commutation, unvec, vec
from matcalc.values import Array

__all__ = ["FUNCTIONS", "Function", "named"]

Node = Any  # a `matcalc.nodes.Node`, which is built on this module


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
        of the argument's shape; else, empty, `matcalc.nodes` says.
    slope : callable, optional
        Of an entrywise function f(a): its derivative from the nodes f and a.
    differential : callable, optional
        Of any other: df from f, a and da.  What has neither is linear in each argument.
    kink : str
        ``"kink"`` where it is 0 inside, or ``"jump"``; empty where it is smooth.
    of_scalar : callable, optional
        What it is of a scalar.
    arguments, sizes : int
        How many matrices, and how many sizes after them, it is called with.
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
    kink: Literal["", "kink", "jump"] = ""
    of_scalar: Callable[[Node], Node] | None = None
    arguments: int = 1
    sizes: int = 0
    family: str = ""
    latex: str = ""
    fences: tuple[str, str] = ("(", ")")


def _called(name: str) -> Callable[[Node], Node]:
    return lambda a: a.apply(name)


cos, diag, inv, sigmoid, sign, sin, softmax, step, trace = map(
    _called, ("cos", "diag", "inv", "sigmoid", "sign", "sin", "softmax", "step", "trace")
)


def _of_pseudo_inverse(f: Node, a: Node, da: Node) -> Node:
    past, beside = a.eye - a @ f, a.T.eye - f @ a
    return f @ f.T @ da.T @ past + beside @ da.T @ f.T @ f - f @ da @ f


def _diag(x: Array) -> Array:
    x = np.asarray(x)
    return np.diagflat(x) if x.shape[1] == 1 else np.diag(x)[:, None]


def _sigmoid(x: Array) -> Array:
    return np.exp(-np.logaddexp(0, -x))


def _softmax(x: Array) -> Array:
    e = np.exp(x - np.max(x))
    return np.asarray(e / np.sum(e))


_ROWS = (
    Function("abs", np.abs, gives="entrywise", slope=lambda f, a: sign(a), kink="kink",
             family="ramp", fences=("|", "|")),
    Function("commutation", commutation, arguments=0, sizes=2),
    Function("cos", np.cos, gives="entrywise", slope=lambda f, a: -sin(a), family="wave",
             latex=r"\cos"),
    Function("det", np.linalg.det, takes="square", gives="scalar", latex=r"\det",
             differential=lambda f, a, da: f * trace(inv(a) @ da), of_scalar=lambda a: a),
    Function("diag", _diag, takes="column or square"),
    Function("embed", lambda n: np.eye(n * n)[:, :: n + 1], arguments=0, sizes=1),
    Function("exp", np.exp, gives="entrywise", slope=lambda f, a: f, family="exp", latex=r"\exp"),
    Function("eye", np.eye, arguments=0, sizes=1),
    Function("inv", np.linalg.inv, takes="square", differential=lambda f, a, da: -(f @ da @ f)),
    Function("kron", np.kron, arguments=2),
    Function("log", np.log, gives="entrywise", slope=lambda f, a: a**-1, family="log",
             latex=r"\log"),
    Function("logdet", lambda a: np.linalg.slogdet(a)[1], takes="square", gives="scalar",
             differential=lambda f, a, da: trace(inv(a) @ da),
             of_scalar=lambda a: a.apply("abs").apply("log")),
    Function("logsumexp", lambda x: np.max(x) + np.log(np.sum(np.exp(x - np.max(x)))),
             takes="column", gives="scalar", differential=lambda f, a, da: softmax(a).T @ da,
             of_scalar=lambda a: a),
    Function("norm", np.linalg.norm, gives="scalar", kink="kink", fences=(r"\lVert ", r"\rVert"),
             differential=lambda f, a, da: a.inner(da) / f),
    Function("ones", lambda m, n: np.ones((m, n)), arguments=0, sizes=2),
    Function("pinv", np.linalg.pinv, differential=_of_pseudo_inverse),
    Function("relu", lambda x: np.maximum(x, 0), gives="entrywise", slope=lambda f, a: step(a),
             kink="kink", family="ramp"),
    Function("sigmoid", _sigmoid, gives="entrywise", slope=lambda f, a: f * (1 - f),
             family="squashing", latex=r"\sigma"),
    Function("sign", np.sign, gives="entrywise", slope=lambda f, a: 0 * a, kink="jump"),
    Function("sin", np.sin, gives="entrywise", slope=lambda f, a: cos(a), family="wave",
             latex=r"\sin"),
    Function("softmax", _softmax, takes="column", gives="same",
             differential=lambda f, a, da: (diag(f) - f @ f.T) @ da, of_scalar=lambda a: a**0),
    Function("softplus", lambda x: np.logaddexp(0, x), gives="entrywise",
             slope=lambda f, a: sigmoid(a), family="squashing"),
    Function("sqrt", np.sqrt, gives="entrywise"),  # which nodes write as a power
    Function("step", lambda x: np.heaviside(x, 0), gives="entrywise", slope=lambda f, a: 0 * a,
             kink="jump"),
    Function("sum", np.sum, gives="scalar"),
    Function("tanh", np.tanh, gives="entrywise", slope=lambda f, a: 1 - f**2, family="squashing",
             latex=r"\tanh"),
    Function("trace", np.trace, takes="square", gives="scalar", latex=r"\operatorname{tr}"),
    Function("unvec", lambda c, m, n: unvec(c, (m, n)), sizes=2),
    Function("vec", vec),
    Function("zeros", lambda m, n: np.zeros((m, n)), arguments=0, sizes=2),
)  # fmt: skip
FUNCTIONS = {row.name: row for row in _ROWS}


def named(**properties: object) -> frozenset[str]:
    """The names of the functions whose rows have these properties.

    >>> sorted(named(takes="square", gives="scalar"))
    ['det', 'logdet', 'trace']
    """
    return frozenset(
        row.name
        for row in _ROWS
        if all(getattr(row, key) == value for key, value in properties.items())
    )
