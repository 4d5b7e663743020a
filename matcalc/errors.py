"""What matcalc raises when it is asked for something that it cannot do."""

__all__ = ["MatcalcError", "ShapeError"]


class MatcalcError(ValueError):
    """A question, a shape or an option that matcalc cannot work with.

    The message says what was given, what was expected, and what to do.
    A wrong *answer* is not a `MatcalcError`: it is a `matcalc.WrongAnswer`.

    Examples
    --------
    >>> from matcalc import derivative
    >>> try:
    ...     derivative("x.T @ x", "y", x="n")
    ... except MatcalcError as error:
    ...     print(error)
    'y' is not a symbol: name the symbol to differentiate by, one of x
    """


class ShapeError(MatcalcError):
    """The shapes of a formula's parts do not fit together."""
