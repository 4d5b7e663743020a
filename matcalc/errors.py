"""What matcalc raises when it is asked for something that it cannot do."""

__all__ = ["MatcalcError", "ShapeError", "UncertainDerivative"]


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

    piece: str | None = None  # the part of a formula that does not fit, where that is known


class ShapeError(MatcalcError):
    """The shapes of a formula's parts do not fit together."""


class UncertainDerivative(UserWarning):
    """A numerical derivative whose own error is as large as its value.

    Examples
    --------
    >>> import warnings
    >>> import numpy as np
    >>> from matcalc import gradient
    >>> with warnings.catch_warnings(record=True) as told:
    ...     value = gradient(lambda x: np.sum(x**2) + 1e17, [0.5])
    >>> told[0].category.__name__
    'UncertainDerivative'
    """
