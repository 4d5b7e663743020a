"""Formulas as code of other programs: NumPy, JAX, PyTorch, LaTeX.

What several parts have in common is computed once and named, products are taken in a cheap order,
and the inverse of a matrix that multiplies something is a linear system that is solved.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from matcalc.errors import MatcalcError
from matcalc.formulas.draw import Declaration, lengths
from matcalc.formulas.functions import FUNCTIONS
from matcalc.formulas.graph import shape_of
from matcalc.formulas.nodes import Node, add, apply, inside_out, number, sizes_of
from matcalc.formulas.ordering import cheaply
from matcalc.formulas.printing import Printer, latex_parts
from matcalc.formulas.sharing import joined, plain, shared
from matcalc.messages import say

__all__ = ["TARGETS", "code_text"]


@dataclass(frozen=True)
class Dialect:
    """How a library writes what formulas say.

    Attributes
    ----------
    imports : str
    module : str
        Where its functions are.
    functions : dict
        By operation, with the arguments in braces, and the sizes after them.
    remark : str
        What the documentation of a function adds.
    """

    imports: str
    module: str
    functions: Mapping[str, str]
    remark: str = ""


LINEAR = {name: f".linalg.{name}({{}})" for name in ("det", "inv", "pinv", "norm")}
OF_NUMPY = LINEAR | {
    "commutation": ".eye({0} * {1})[{module}.arange({0} * {1}).reshape({0}, {1}).T.ravel()].T",
    "diag of a column": ".diagflat({})", "diag of a matrix": ".diag({})[:, None]",
    "eigmax": ".linalg.eigvalsh(({0} + ({0}).T) / 2)[-1]",
    "eigvec": "(lambda v: v * {module}.sign(v[{module}.argmax({module}.abs(v))]))"
    "({module}.linalg.eigh(({0} + ({0}).T) / 2)[1][:, -1:])",
    "embed": ".eye({0} * {0})[:, :: {0} + 1]", "eye": ".eye({})",
    "ismax": "(({0} == {module}.max({0})) * 1.0)", "kron": ".kron({}, {})",
    "logdet": ".linalg.slogdet({})[1]",
    "logsumexp": ".logaddexp.reduce({}, axis=None, keepdims=True)", "max": ".max({})",
    "min": ".min({})", "nuclear": ".linalg.norm({}, 'nuc')", "ones": ".ones(({}, {}))",
    "relu": ".maximum({}, 0)",
    "row_logsumexp": ".logaddexp.reduce({}, axis=1, keepdims=True)",
    "row_softmax": ".exp({0} - {module}.logaddexp.reduce({0}, axis=1, keepdims=True))",
    "sigmoid": ".exp(-{module}.logaddexp(0, -({})))", "softplus": ".logaddexp(0, {})",
    "solve": ".linalg.solve({}, {})", "spectral": ".linalg.norm({}, 2)",
    "step": ".heaviside({}, 0)", "sum": ".sum({})", "trace": ".trace({})",
    "unit": ".eye({})[:, {}:][:, :1]", "unvec": "({0}).reshape({1}, {2}, order='F')",
    "vec": "({}).reshape(-1, 1, order='F')", "zeros": ".zeros(({}, {}))",
}  # fmt: skip
OF_JAX = OF_NUMPY | {
    "expm": "jax.scipy.linalg.expm({})", "logsumexp": "jax.nn.logsumexp({}, keepdims=True)",
    "relu": "jax.nn.relu({})", "row_logsumexp": "jax.nn.logsumexp({}, axis=1, keepdims=True)",
    "row_softmax": "jax.nn.softmax({}, axis=1)", "sigmoid": "jax.nn.sigmoid({})",
    "softmax": "jax.nn.softmax({}, axis=0)", "softplus": "jax.nn.softplus({})",
}  # fmt: skip
OF_TORCH = OF_NUMPY | {
    "commutation":
    ".eye({0} * {1}, **like)[{module}.arange({0} * {1}).reshape({0}, {1}).T.reshape(-1)].T",
    "diag of a column": ".diag(({})[:, 0])", "embed": ".eye({0} * {0}, **like)[:, :: {0} + 1]",
    "expm": ".linalg.matrix_exp({})", "eye": ".eye({}, **like)",
    "logsumexp": ".logsumexp({}, (0, 1), keepdim=True)", "ones": ".ones({}, {}, **like)",
    "relu": ".relu({})", "row_logsumexp": ".logsumexp({}, 1, keepdim=True)",
    "row_softmax": ".softmax({}, 1)", "sigmoid": ".sigmoid({})", "softmax": ".softmax({}, 0)",
    "softplus": ".nn.functional.softplus({})", "step": ".sign({}).clamp(min=0)",
    "unit": ".eye({}, **like)[:, {}:][:, :1]", "unvec": "({0}).reshape({2}, {1}).T",
    "vec": "({}).T.reshape(-1, 1)", "zeros": ".zeros({}, {}, **like)",
}  # fmt: skip
DIALECTS = {
    "numpy": Dialect("import numpy as np", "np", OF_NUMPY, "Scalars may be numbers."),
    "jax": Dialect("import jax\nimport jax.numpy as jnp", "jnp", OF_JAX, "Scalars may be numbers."),
    "torch": Dialect("import torch", "torch", OF_TORCH, "Everything is a tensor, scalars too."),
}
TARGETS = (*DIALECTS, "latex")


class _Code(Printer):
    """A node, in which nothing but binary products is left, as code of a library."""

    def __init__(self, symbols: Sequence[Declaration], dialect: Dialect) -> None:
        super().__init__(symbols)
        self.dialect = dialect

    def is_turned(self, _: Node, is_bracketed: bool) -> bool:  # noqa: ARG002
        return False  # sharing has decided it

    def power(self, base: Node, exponent: Node) -> tuple[str, int]:
        if exponent == number(Fraction(1, 2)):
            return f"{self.dialect.module}.sqrt({self.bare(base)})", self.ATOM
        return super().power(base, exponent)

    def operation(self, node: Node) -> tuple[str, int]:
        match node.op:
            case "matmul":
                left, right = node.args
                first = self.wrapped(left, self.PRODUCT if left.op == "matmul" else self.POWER)
                return f"{first} @ {self.wrapped(right, self.POWER)}", self.PRODUCT
            case "scale":
                return " * ".join(self.wrapped(arg, self.POWER) for arg in node.args), self.PRODUCT
            case op if op not in {*FUNCTIONS, *self.dialect.functions}:
                return super().operation(node)
        inside = [*map(self.bare, node.args), *map(self.size, sizes_of(node))]
        return self.called(node).format(*inside, module=self.dialect.module), self.ATOM

    def called(self, node: Node) -> str:
        """How the library writes a function."""
        name = node.op
        if name == "diag":
            name += " of a column" if node.shape[0] == node.shape[1] else " of a matrix"
        text = self.dialect.functions.get(name, "")
        row = FUNCTIONS.get(name)
        if not text and row and isinstance(row.numpy, np.ufunc):
            text = f".{row.numpy.__name__}({{}})"
        if not text:
            raise MatcalcError(say("code-function", name=name, module=self.dialect.module))
        return f"{self.dialect.module}{text}" if text[0] == "." else text


def _without_softmax(nodes: Sequence[Node]) -> list[Node]:
    """Nodes in which softmax(a) is exp(a − logsumexp(a))."""
    found: dict[Node, Node] = {}
    for node in inside_out(*nodes):
        found[node] = plain(node, [found[arg] for arg in node.args])
        if node.op == "softmax":
            [a] = found[node].args
            found[node] = apply("exp", add(a, -apply("logsumexp", a)))
    return [found[node] for node in nodes]


def _is_worth(node: Node) -> bool:
    """Whether to compute a part once is worth a line."""
    if node.op == "mul" and len(node.args) == 2 and node.args[0].op == "number":
        return _is_worth(node.args[1])
    return bool(node.args) and node.op != "transpose"


def code_text(
    nodes: Sequence[Node], symbols: Sequence[Declaration], target: str, name: str, about: str
) -> str:
    """A function that computes formulas, or LaTeX that shows them.

    Parameters
    ----------
    nodes : list of Node
        The formulas, which share what they have in common.
    symbols : list of Declaration
        The arguments, in their order.
    target : str
        One of numpy, jax, torch, latex.
    name, about : str
        The name of the function, and the first line of its documentation.

    Raises
    ------
    MatcalcError
        For another target, or a function that the library does not have.
    """
    names = [declared.name for declared in symbols]
    if target == "latex":
        return "\n".join(latex_parts(node, names) for node in nodes)
    if target not in DIALECTS:
        known = ", ".join(TARGETS)
        raise MatcalcError(say("code-target", given=repr(target), known=known))
    dialect = DIALECTS[target]
    whole = nodes if "softmax" in dialect.functions else _without_softmax(nodes)
    taken = {*names, name, "like", dialect.module}
    parts, results = shared(cheaply(joined(whole)), taken, _is_worth)
    printer = _Code(symbols, dialect)
    body = [f"{part} = {printer.bare(node)}" for part, node in parts]
    body.append("return " + ", ".join(map(printer.bare, results)))
    if any("**like" in line for line in body):
        one = max(symbols, key=lambda declared: len(declared.dimensions)).name
        body.insert(0, f'like = {{"dtype": {one}.dtype, "device": {one}.device}}')
    documented = _documentation(nodes, symbols, dialect)
    lines = [f'"""{about}', "", *documented, '"""', *body]
    text = "\n".join(f"    {line}" if line else "" for line in lines)
    return f"{dialect.imports}\n\n\ndef {name}({', '.join(names)}):\n{text}\n"


def _documentation(
    nodes: Sequence[Node], symbols: Sequence[Declaration], dialect: Dialect
) -> list[str]:
    """What a function takes and gives, in shapes."""
    shapes = []
    for declared in symbols:
        rows, columns = lengths(declared)
        is_scalar = rows == columns == "1"
        shapes.append(f"{declared.name}: {'scalar' if is_scalar else f'{rows}×{columns}'}")
    lines = [", ".join(shapes), f"Returns {', '.join(map(shape_of, nodes))}. {dialect.remark}"]
    if any(node.op == "inv" for node in inside_out(*nodes)):
        lines.append("Where an inverse multiplies something, a linear system is solved instead.")
    return lines
