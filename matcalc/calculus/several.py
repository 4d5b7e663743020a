"""The derivatives of a formula by several of its symbols at once."""

from collections.abc import Mapping, Sequence

from matcalc.calculus.derivative import Derivative, derivative
from matcalc.errors import MatcalcError
from matcalc.formulas.expression import Expression, parse, understood
from matcalc.messages import say
from matcalc.numerics.values import described

__all__ = ["Derivatives", "derivatives"]


class Derivatives(dict[str, Derivative]):
    """A `Derivative` for each of several variables, by name.

    Attributes
    ----------
    understood : list of str
        What was read and assumed, where the formula was not NumPy or left out shapes.
    """

    understood: Sequence[str] = ()

    def __repr__(self) -> str:
        parts = (f"by {name}:\n{found}" for name, found in self.items())
        return "\n".join([*parts, *self.understood])

    def _repr_latex_(self) -> str:
        lines = r" \\[2ex] ".join(found._repr_latex_().strip("$") for found in self.values())
        return rf"$$\begin{{array}}{{l}} {lines} \end{{array}}$$"


def derivatives(
    expression: str | Expression,
    variables: Sequence[str] | None = None,
    /,
    *,
    structure: Mapping[str, str] | None = None,
    **symbols: object,
) -> Derivatives:
    """Differentiate a formula by several of its symbols.

    Parameters
    ----------
    expression : str or Expression
        As for `matcalc.derivative`.
    variables : sequence of str, optional
        The symbols to differentiate by, all of them unless given.
    structure : dict, optional
    **symbols : str or array
        As for `matcalc.derivative`.

    Returns
    -------
    Derivatives
        A dictionary with a `matcalc.Derivative` for each variable.

    Raises
    ------
    MatcalcError
        As `matcalc.derivative` does.

    Examples
    --------
    >>> derivatives("norm(W @ x + b - y) ** 2", ["W", "b"], W="m n", x="n", b="m", y="m")
    by W:
    denominator layout (m×n): 2 * (W @ x + b - y) @ x.T
    numerator layout (n×m): 2 * x @ (W @ x + b - y).T
    by b:
    denominator layout (m×1): 2 * (W @ x + b - y)
    numerator layout (1×m): 2 * (W @ x + b - y).T
    """
    remarks: Sequence[str] = ()
    if isinstance(variables, str):
        variables = [variables]
    if isinstance(expression, str):
        text = expression
        expression = parse(text, structure=structure, **symbols)
        remarks, structure, symbols = understood(text, expression), None, {}
    if not isinstance(expression, Expression) or symbols:
        raise MatcalcError(say("derivatives-of-text", given=described(expression)))
    names = variables or [declared.name for declared in expression.symbols]
    found = Derivatives((name, derivative(expression, name, structure=structure)) for name in names)
    found.understood = remarks
    return found
