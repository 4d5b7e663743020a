"""The picture of the course: the matrix of partial derivatives, coloured and built by stretching.

A layout is spelled by two letters.  The components of the first run horizontally, those of the
second vertically: YX is the denominator layout, XY the numerator layout.  Each component of the
function and of the variable has a hue of its own, and each entry shows both, so that one sees
from which function and by which variable it came; the labels say the same without colour.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from matcalc.errors import MatcalcError
from matcalc.messages import say
from matcalc.numerics.layout import Layout, Shape, arrange, is_scalar
from matcalc.numerics.numeric import partials

__all__ = ["GAP", "Picture", "Stretch", "stretch"]

MOST_COMPONENTS = 64
_SUBSCRIPTS = str.maketrans("0123456789,", "₀₁₂₃₄₅₆₇₈₉,")
_SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_TOKEN = re.compile(r"[^\W\d]\w*|\d+(?:\.\d+)?(?:e[+-]?\d+)?|\*\*|.")
_INDEXED = re.compile(r"([^\W\d_])_?(\d+)")  # x1 or x_1
Cell = tuple[int | None, int | None]  # a function component, a variable component, or both
_POWER_OF_TEN = re.compile(r"([\d.]+)e([+-]?\d+)")
_PLAIN = str.maketrans("₀₁₂₃₄₅₆₇₈₉⁰¹²³⁴⁵⁶⁷⁸⁹", "01234567890123456789")
_SMALL = re.compile(r"[₀-₉]+(?:,[₀-₉]+)*|[⁰¹²³⁴-⁹]+")
GAP: Cell = (None, None)
Table = np.ndarray[Any, np.dtype[np.object_]]


@dataclass(frozen=True)
class Picture:
    """One step of the arrangement: a caption and rows of cells, with gaps."""

    caption: str
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, eq=False)
class Stretch:
    """The partial derivatives of f by x, arranged step by step.

    Displays as HTML in a notebook and as text in a terminal.

    Attributes
    ----------
    layout : Layout
    functions, variables : tuple of str
        Labels of the components, in column-stacking order.
    entries : dict
        The text of each partial derivative, by (function index, variable index).
    steps : tuple of Picture
        The components, the first stretch, the complete matrix.
    """

    layout: Layout
    functions: tuple[str, ...]
    variables: tuple[str, ...]
    entries: dict[tuple[int, int], str]
    steps: tuple[Picture, ...]

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns of the complete matrix."""
        rows = self.steps[-1].rows
        return len(rows), len(rows[0])

    def text(self, step: Picture, cell: Cell) -> list[str]:
        """The lines of a cell: its label, and in the last step its value."""
        i, j = cell
        alone = self.variables[0] if len(self.variables) == 1 else "x"
        function = "f" if i is None else self.functions[i]
        variable = _typeset(alone if j is None else self.variables[j])
        if step is self.steps[0]:
            return [variable if i is None else function]
        label = f"∂{function}/∂{variable}"
        return [label] if i is None or j is None else [label, _typeset(self.entries[i, j])]

    def hues(self, cell: Cell) -> tuple[int, int]:
        """The hues of a cell's upper left and lower right half; a lone component fills both."""
        # Functions from blue to violet, variables from red to yellow.
        sides = (cell[0], 200, len(self.functions)), (cell[1], 20, len(self.variables))
        hues = [round(start + 80 * k / max(n, 2)) for k, start, n in sides if k is not None]
        return hues[0], hues[-1]

    def __repr__(self) -> str:
        last = self.steps[-1]
        cells = [[" = ".join(self.text(last, cell)) for cell in row] for row in last.rows]
        width = max(len(cell) for row in cells for cell in row)
        body = "\n".join("[ " + "  ".join(c.ljust(width) for c in row) + " ]" for row in cells)
        return f"{self.shape[0]}×{self.shape[1]}, {self.layout}\n{body}"

    def _repr_latex_(self) -> str:
        """For paper: an entry has the hue of its function, and a frame of its variable's."""

        def drawn(step: Picture, cell: Cell) -> str:
            if cell == GAP:
                return ""
            function, variable = (_on_paper(hue) for hue in self.hues(cell))
            lines = r"\\".join(_in_latex(line) for line in self.text(step, cell))
            inside = rf"$\begin{{array}}{{@{{}}c@{{}}}}{lines}\end{{array}}$"
            return rf"\fcolorbox[rgb]{{{variable}}}{{{function}}}{{{inside}}}"

        pictures = []
        for number, step in enumerate(self.steps, 1):
            rows = r"\\[1ex]".join(
                " & ".join(drawn(step, cell) for cell in row) for row in step.rows
            )
            table = rf"\begin{{array}}{{{'c' * len(step.rows[0])}}}{rows}\end{{array}}"
            caption = rf"\text{{{number}. {step.caption}}}"
            pictures.append(rf"\begin{{array}}{{l}}{caption}\\[1ex]{table}\end{{array}}")
        return r"$$\fboxrule=2pt " + r" \quad ".join(pictures) + "$$"

    def _repr_html_(self) -> str:
        from html import escape  # its table of entities takes time to load

        def drawn(step: Picture, cell: Cell) -> str:
            if cell == GAP:
                return "<td></td>"
            # Translucent over the page and text in the page's colour: right on light and on dark.
            first, second = (f"hsla({hue},80%,50%,.28)" for hue in self.hues(cell))
            return (
                f'<td style="background:linear-gradient(135deg,{first} 50%,{second} 50%);'
                'color:inherit;border:1px solid currentColor;padding:.35em .6em;text-align:center">'
                f"{'<br>'.join(escape(line) for line in self.text(step, cell))}</td>"
            )

        pictures = ""
        for number, step in enumerate(self.steps, 1):
            rows = ("".join(drawn(step, cell) for cell in row) for row in step.rows)
            pictures += (
                '<table style="border-collapse:separate;border-spacing:3px;width:auto;margin:0">'
                '<caption style="caption-side:top;color:inherit;text-align:left;white-space:nowrap"'
                f">{number}. {step.caption}</caption>"
                f"<tbody><tr>{'</tr><tr>'.join(rows)}</tr></tbody></table>"
            )
        return (
            f'<div class="matcalc-stretch" role="group" aria-label="{say(self.layout.name)}" '
            f'style="display:flex;flex-wrap:wrap;gap:1.2em;align-items:flex-start">{pictures}</div>'
        )


def stretch(
    function: Callable[[Any], object] | object,
    x: ArrayLike | Sequence[object] | object,
    /,
    *,
    layout: Layout | str = Layout.DENOMINATOR,
) -> Stretch:
    """Show the matrix of partial derivatives of f by x, in colour and step by step.

    Parameters
    ----------
    function : callable, or sympy expression(s)
        A function of one array, differentiated numerically at x; or a sympy expression, a
        (nested) list or a sympy matrix of them, differentiated exactly.
    x : array, or sympy symbol(s)
        The point for a callable; the variables for expressions.
    layout : Layout
        Denominator layout (YX) unless given.

    Returns
    -------
    Stretch
        Of the same shape as ``jacobian(function, x, layout=layout)``.

    Raises
    ------
    MatcalcError
        For an unknown layout, or more than 64 components on one side.

    Examples
    --------
    >>> A = np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]])
    >>> stretch(lambda x: A @ x, [[0.5], [-1.0]])
    2×3, denominator layout, YX
    [ ∂f₁/∂x₁ = 1  ∂f₂/∂x₁ = 3  ∂f₃/∂x₁ = 5 ]
    [ ∂f₁/∂x₂ = 2  ∂f₂/∂x₂ = 4  ∂f₃/∂x₂ = 6 ]
    """
    layout = Layout(layout)
    if callable(function) and not hasattr(function, "free_symbols"):
        found = partials(function, x)  # type: ignore[arg-type]
        texts = np.vectorize(_number, otypes=[object])(found.value, found.error, found.kink)
        y, names = found.y.shape, _labels("x", found.x.shape)
    else:
        texts, y, names = _symbolic(function, x)
    # A table's transpose in row-major order is the table in column-stacking order.
    functions, variables = (tuple(labels.T.reshape(-1)) for labels in (_labels("f", y), names))
    m, p = len(functions), len(variables)
    if max(m, p) > MOST_COMPONENTS:
        raise MatcalcError(say("stretch-large", functions=m, variables=p, most=MOST_COMPONENTS))
    columns = texts.T.reshape(p, m).T
    entries = {(i, j): str(columns[i, j]) for i, j in np.ndindex(m, p)}
    return Stretch(layout, functions, variables, entries, _steps(y, names.shape, layout))


def _number(value: float, error: float, kink: bool) -> str:
    """A derivative as the picture shows it; what cannot be told from zero is zero."""
    if kink:
        return say("stretch-kink")
    if not np.isfinite(value):
        return say("stretch-undefined")
    return "0" if abs(value) <= 8 * error else f"{value:.4g}"


def _typeset(text: str) -> str:
    """A formula as one writes it by hand.

    >>> [_typeset(text) for text in ("2*x1*x2", "-sin(x_3)/x1**2", "x*exp(2*y)", "1e+06")]
    ['2x₁x₂', '-sin(x₃)/x₁²', 'x exp(2y)', '1e+06']
    """
    tokens, written = ["", "", *_TOKEN.findall(text), ""], ""
    for place, token in enumerate(tokens[2:-1], start=2):
        former, before, after = tokens[place - 2], tokens[place - 1], tokens[place + 1]
        if token == "**" and after.isdecimal():
            continue
        if before == "**" and token.isdecimal():
            written += token.translate(_SUPERSCRIPTS)
        elif token == "*":
            is_close = before.isdecimal() or (_is_letter(before) and former != "**")
            written += "" if is_close and (after == "(" or _is_letter(after)) else " "
        elif (found := _INDEXED.fullmatch(token)) and after != "(":
            written += found[1] + found[2].translate(_SUBSCRIPTS)
        else:
            written += token.replace("**", "^")
    return written


def _is_letter(token: str) -> bool:
    """Whether a name is one letter, with an index or without."""
    return (len(token) == 1 and token.isalpha()) or bool(_INDEXED.fullmatch(token))


def _in_latex(text: str) -> str:
    r"""A cell's text as a formula.

    >>> print(_in_latex("∂f₁/∂x₁₂"), _in_latex("2 sin(x₁)²"), _in_latex("1e-05"))
    \partial f_{1}/\partial x_{12} 2 \operatorname{sin}(x_{1})^{2} 1 \cdot 10^{-5}
    """
    text = re.sub("[A-Za-z]{2,}", lambda word: rf"\operatorname{{{word[0]}}}", text)
    text = _POWER_OF_TEN.sub(lambda n: rf"{n[1]} \cdot 10^{{{int(n[2])}}}", text)
    text = _SMALL.sub(lambda found: _index(found[0]), text)
    return text.replace("∂", r"\partial ")


def _index(digits: str) -> str:
    """Small digits as LaTeX has them."""
    kind = "^" if digits[0] in "⁰¹²³⁴⁵⁶⁷⁸⁹" else "_"
    return f"{kind}{{{digits.translate(_PLAIN)}}}"


def _on_paper(hue: int) -> str:
    """A hue as red, green and blue, as pale as on the page."""
    from colorsys import hls_to_rgb

    return ",".join(f"{1 - 0.28 * (1 - part):.3f}" for part in hls_to_rgb(hue / 360, 0.5, 0.8))


def _labels(letter: str, shape: Shape) -> Table:
    """The names of the entries: f, f₁ f₂ …, or f₁₁ f₁₂ …"""
    labels = np.full(shape, letter, object)
    if not is_scalar(shape):
        column = len(shape) == 1 or shape[1:] == (1,)
        comma = "," if max(shape) > 9 and not column else ""
        for index in np.ndindex(*shape):
            numbers = comma.join(str(k + 1) for k in (index[:1] if column else index))
            labels[index] += numbers.translate(_SUBSCRIPTS)
    return labels


def _steps(y: Shape, x: Shape, layout: Layout) -> tuple[Picture, ...]:
    """The components as columns; the first letter stretched horizontally; the second vertically."""
    m, p = int(np.prod(y)), int(np.prod(x))
    numbers = np.arange(m * p).reshape(m, p)  # of function i and variable j: i p + j
    whole = arrange(numbers.T.reshape(x[::-1] + y[::-1]).T, y, x, layout)
    functions: list[Cell] = [(i, None) for i in range(m)]
    variables: list[Cell] = [(None, j) for j in range(p)]
    components = zip_longest(functions, [], variables, fillvalue=GAP)
    across, down = (functions, variables) if layout.value == "YX" else (variables, functions)
    first, second = layout.value
    rows = tuple(tuple(divmod(int(number), p) for number in row) for row in whole)
    return (
        Picture(say("stretch-components"), tuple(components)),
        Picture(say("stretch-across", letter=first) + _one(across), (tuple(across),)),
        Picture(say("stretch-down", letter=second) + _one(down), rows),
    )


def _one(cells: list[Cell]) -> str:
    """What a caption says of a single component, which is not stretched."""
    return say("stretch-one") if len(cells) == 1 else ""


def _symbolic(function: object, x: object) -> tuple[Table, Shape, Table]:
    """Exact derivatives of sympy expressions as text; the function's shape; the variables."""
    try:
        import sympy
    except ImportError:
        raise MatcalcError(say("stretch-sympy")) from None
    try:
        expressions, variables = (
            np.array(item.tolist() if hasattr(item, "tolist") else item, dtype=object)
            for item in (function, x)
        )
        if not all(isinstance(variable, sympy.Symbol) for variable in variables.flat):
            raise TypeError("the variables must be symbols")
        differentiate = np.frompyfunc(lambda f, v: str(sympy.sympify(f, strict=True).diff(v)), 2, 1)
        derivatives = np.array(differentiate.outer(expressions, variables), dtype=object)
        if derivatives.size == 0:
            raise TypeError("there must be an expression and a symbol")
    except (sympy.SympifyError, ValueError, TypeError, AttributeError):
        given = {"function": repr(str(function)[:40]), "variable": repr(str(x)[:40])}
        raise MatcalcError(say("stretch-unreadable", **given)) from None
    return derivatives, expressions.shape, np.array(np.frompyfunc(str, 1, 1)(variables), object)
