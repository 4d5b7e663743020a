"""The picture of the course: the matrix of partial derivatives, coloured and built by stretching.

A layout is spelled by two letters.  The components of the first run horizontally, those of the
second vertically: YX is the denominator layout, XY the numerator layout.  Each component of the
function and of the variable has a hue of its own, and each entry shows both, so that one sees
from which function and by which variable it came; the labels say the same without colour.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from colorsys import hls_to_rgb
from dataclasses import dataclass
from html import escape
from math import prod
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike

from matcalc.errors import MatcalcError
from matcalc.layout import Layout, Shape, arrange, is_scalar
from matcalc.numeric import Partials, partials

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["Stretch", "stretch"]

MOST_COMPONENTS = 64
_SUBSCRIPTS = str.maketrans("0123456789,", "₀₁₂₃₄₅₆₇₈₉,")


Cell = tuple[int | None, int | None]  # a function component, a variable component, or both


@dataclass(frozen=True)
class Step:
    """One picture: a caption and rows of cells, where (None, None) is a gap."""

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
    steps : tuple of Step
        The components, the first stretch, the complete matrix.
    """

    layout: Layout
    functions: tuple[str, ...]
    variables: tuple[str, ...]
    entries: dict[tuple[int, int], str]
    steps: tuple[Step, ...]

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns of the complete matrix."""
        rows = self.steps[-1].rows
        return len(rows), len(rows[0])

    def _label(self, step: Step, cell: Cell) -> str:
        i, j = cell
        if cell == (None, None):
            return ""
        if step is self.steps[0]:
            return self.functions[i] if i is not None else self.variables[j or 0]
        function = "f" if i is None else self.functions[i]
        alone = self.variables[0] if len(self.variables) == 1 else "x"
        return f"∂{function}/∂{alone if j is None else self.variables[j]}"

    def _text(self, step: Step, cell: Cell) -> list[str]:
        """The lines of a cell: its label, and in the last step its value."""
        i, j = cell
        value = [self.entries[i, j]] if i is not None and j is not None else []
        return [self._label(step, cell), *value]

    def _halves(self, cell: Cell) -> list[int | None]:
        """The hues of a cell's upper left and lower right half; a lone component fills both."""
        i, j = cell
        function = None if i is None else _hue(i, len(self.functions), 200)
        variable = None if j is None else _hue(j, len(self.variables), 20)
        return [
            variable if function is None else function,
            function if variable is None else variable,
        ]

    def __repr__(self) -> str:
        last = self.steps[-1]
        cells = [[" = ".join(self._text(last, cell)) for cell in row] for row in last.rows]
        width = max(len(cell) for row in cells for cell in row)
        body = "\n".join("[ " + "  ".join(c.ljust(width) for c in row) + " ]" for row in cells)
        return f"{self.shape[0]}×{self.shape[1]}, {self.layout}\n{body}"

    def _repr_html_(self) -> str:
        pictures = "".join(self._table(number, step) for number, step in enumerate(self.steps, 1))
        return (
            f'<div class="matcalc-stretch" role="group" aria-label="{escape(str(self.layout))}" '
            f'style="display:flex;flex-wrap:wrap;gap:1.2em;align-items:flex-start">{pictures}</div>'
        )

    def _table(self, number: int, step: Step) -> str:
        rows = "".join(
            "<tr>" + "".join(self._html_cell(step, cell) for cell in row) + "</tr>"
            for row in step.rows
        )
        return (
            '<table style="border-collapse:separate;border-spacing:3px;width:auto;margin:0">'
            '<caption style="caption-side:top;color:inherit;text-align:left;white-space:nowrap">'
            f"{number}. {escape(step.caption)}</caption><tbody>{rows}</tbody></table>"
        )

    def _html_cell(self, step: Step, cell: Cell) -> str:
        if cell == (None, None):
            return "<td></td>"
        # Translucent over the page and text in the page's colour: right on light and on dark.
        first, second = (f"hsla({hue},80%,50%,.28)" for hue in self._halves(cell))
        return (
            f'<td style="background:linear-gradient(135deg,{first} 50%,{second} 50%);'
            'color:inherit;border:1px solid currentColor;padding:.35em .6em;text-align:center">'
            f"{'<br>'.join(escape(line) for line in self._text(step, cell))}</td>"
        )

    def figure(self) -> Figure:
        """Draw the same steps with Matplotlib, for print.

        Returns
        -------
        matplotlib.figure.Figure

        Raises
        ------
        MatcalcError
            If Matplotlib is not installed.
        """
        try:
            from matplotlib.figure import Figure
            from matplotlib.patches import Polygon
        except ImportError:
            raise MatcalcError("figure() needs Matplotlib: pip install matplotlib") from None
        widths = [len(step.rows[0]) for step in self.steps]
        tallest = max(len(step.rows) for step in self.steps)
        figure = Figure(figsize=(1.25 * sum(widths) + 0.8, 0.7 * tallest + 0.5))
        grid = figure.subplots(1, len(widths), width_ratios=widths, squeeze=False)[0]
        figure.subplots_adjust(0.01, 0.02, 0.99, 1 - 0.45 / (0.7 * tallest + 0.5), wspace=0.15)
        for number, (axes, step) in enumerate(zip(grid, self.steps, strict=True), 1):
            axes.set(xlim=(-0.02, len(step.rows[0]) + 0.02), ylim=(tallest + 0.02, -0.02))
            axes.set_axis_off()
            axes.set_title(f"{number}. {step.caption}", fontsize=9, loc="left")
            for r, row in enumerate(step.rows):
                for c, cell in enumerate(row):
                    if cell == (None, None):
                        continue
                    corners = [(c, r), (c + 1, r), (c + 1, r + 1), (c, r + 1)]
                    triangles = corners[:2] + corners[3:], corners[1:]
                    for triangle, hue in zip(triangles, self._halves(cell), strict=True):
                        axes.add_patch(Polygon(triangle, facecolor=_rgb(hue or 0), linewidth=0))
                    axes.add_patch(Polygon(corners, fill=False, edgecolor="black", linewidth=0.8))
                    text = "\n".join(self._text(step, cell))
                    axes.text(c + 0.5, r + 0.5, text, ha="center", va="center", fontsize=8)
        return figure


def stretch(
    function: Callable[[Any], object] | object,
    x: ArrayLike | Sequence[object] | object,
    /,
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
        Of the same shape as ``jacobian(function, x, layout)``.

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
        y_shape, x_shape = found.y.shape, found.x.shape
        texts = np.array([_number(*entry) for entry in _entries(found)])
        names = _labels("x", x_shape)
    else:
        y_shape, x_shape, texts, names = _symbolic(function, x)
    functions = _labels("f", y_shape)
    m, p = len(functions), len(names)
    if max(m, p) > MOST_COMPONENTS:
        raise MatcalcError(
            f"{m} function components by {p} variables are too many to draw: "
            f"at most {MOST_COMPONENTS} on a side"
        )
    order = _column_order(y_shape), _column_order(x_shape)
    by_entry = texts.reshape(m, p)[np.ix_(*order)]
    entries = {(i, j): str(by_entry[i, j]) for i in range(m) for j in range(p)}
    functions = tuple(functions[k] for k in order[0])
    variables = tuple(names[k] for k in order[1])
    return Stretch(layout, functions, variables, entries, _steps(y_shape, x_shape, layout))


def _entries(found: Partials) -> Iterator[tuple[float, float, bool]]:
    return zip(*(table.ravel() for table in (found.value, found.error, found.kink)), strict=True)


def _number(value: float, error: float, kink: bool) -> str:
    """A derivative as the picture shows it; what cannot be told from zero is zero."""
    if kink:
        return "kink"
    if not np.isfinite(value):
        return "undefined"
    return "0" if abs(value) <= 8 * error else f"{value:.4g}"


def _steps(y: Shape, x: Shape, layout: Layout) -> tuple[Step, ...]:
    """The components as columns; the first letter stretched horizontally; the second vertically."""
    m, p = prod(y), prod(x)
    index = np.arange(m * p).reshape(m, p)  # function index * p + variable index
    by_entry = index[np.ix_(np.argsort(_column_order(y)), np.argsort(_column_order(x)))]
    final = arrange(by_entry, y, x, layout).astype(int)
    whole = tuple(tuple(divmod(int(cell), p) for cell in row) for row in final)
    columns = tuple(
        ((k if k < m else None, None), (None, None), (None, k if k < p else None))
        for k in range(max(m, p))
    )
    functions: tuple[Cell, ...] = tuple((i, None) for i in range(m))
    variables: tuple[Cell, ...] = tuple((None, j) for j in range(p))
    across, down = (
        (functions, variables) if layout is Layout.DENOMINATOR else (variables, functions)
    )
    first, second = layout.value
    alone = " (one)"
    return (
        Step("y and x", columns),
        Step(f"{first} horizontally" + alone * (len(across) == 1), (across,)),
        Step(f"{second} vertically" + alone * (len(down) == 1), whole),
    )


def _column_order(shape: Shape) -> list[int]:
    """Row-major positions of the entries, in column-stacking order."""
    return [int(k) for k in np.arange(prod(shape)).reshape(shape or (1,)).ravel(order="F")]


def _labels(letter: str, shape: Shape) -> tuple[str, ...]:
    """f, f₁ f₂ …, or f₁₁ f₁₂ …, in row-major order."""
    if is_scalar(shape):
        return (letter,)
    column = len(shape) == 1 or shape[1:] == (1,)
    comma = "," if max(shape) > 9 and not column else ""
    return tuple(
        letter
        + comma.join(str(k + 1) for k in (index[:1] if column else index)).translate(_SUBSCRIPTS)
        for index in np.ndindex(*shape)
    )


def _symbolic(
    function: object, x: object
) -> tuple[Shape, Shape, np.ndarray[Any, Any], tuple[str, ...]]:
    """Exact derivatives of sympy expressions, as text."""
    try:
        import sympy
    except ImportError:
        raise MatcalcError(
            "stretch needs a callable and a point; for sympy expressions: pip install sympy"
        ) from None
    wanted = "pass a callable and a point, or sympy expressions and symbols"
    if isinstance(function, str) or isinstance(x, str):
        raise MatcalcError(f"stretch cannot read the text {function!r} by {x!r}: {wanted}")
    try:
        expressions, variables = (
            np.array(item.tolist() if hasattr(item, "tolist") else item, dtype=object)
            for item in (function, x)
        )
        derivatives = [
            str(sympy.sympify(expression).diff(variable))
            for expression in expressions.reshape(-1)
            for variable in variables.reshape(-1)
        ]
        if not derivatives or not all(isinstance(v, sympy.Symbol) for v in variables.reshape(-1)):
            raise TypeError("the variables must be symbols, and there must be an expression")
    except (sympy.SympifyError, ValueError, TypeError, AttributeError) as error:
        raise MatcalcError(
            f"stretch cannot read {str(function)[:40]!r} by {str(x)[:40]!r}: {wanted} ({error})"
        ) from None
    names = tuple(str(variable) for variable in variables.reshape(-1))
    return expressions.shape, variables.shape, np.array(derivatives), names


def _hue(index: int | None, count: int, start: int) -> int:
    """A hue for a component: functions from blue to violet, variables from red to yellow."""
    return round(start + 80 * (index or 0) / max(count, 2))


def _rgb(hue: int) -> tuple[float, float, float]:
    return hls_to_rgb(hue / 360, 0.82, 0.8)
