"""Matrix derivatives in either layout, and checks that explain a wrong gradient.

>>> import numpy as np
>>> from matcalc import check_gradient, jacobian
>>> A = np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
>>> jacobian(lambda x: A @ x, [[0.5], [-1.0], [2.0]]).shape  # denominator layout: 3×2
(3, 2)
>>> check_gradient(lambda A, x: A @ x, lambda A, x: A, A="m n", x="n", wrt="x").mistake
'other-layout'
"""

from matcalc.check import (
    Report,
    assert_formula,
    assert_gradient,
    assert_value,
    check_formula,
    check_gradient,
    check_value,
)
from matcalc.derivative import Derivative, derivative
from matcalc.errors import MatcalcError, WrongAnswer
from matcalc.expression import Expression
from matcalc.layout import Layout, commutation, unvec, vec
from matcalc.messages import set_language
from matcalc.numeric import Partials, gradient, hessian, jacobian, partials
from matcalc.stretch import stretch

__all__ = [
    "IDENTITIES", "Derivative", "Expression", "Layout", "MatcalcError", "Partials", "Report",
    "WrongAnswer", "assert_formula", "assert_gradient", "assert_value", "check_formula",
    "check_gradient", "check_value", "commutation", "derivative", "gradient", "hessian",
    "jacobian", "partials", "set_language", "stretch", "unvec", "vec",
]  # fmt: skip


def __getattr__(name: str) -> object:
    if name == "IDENTITIES":  # read when it is asked for
        from matcalc.identities import identities

        return identities()
    raise AttributeError(f"module 'matcalc' has no attribute {name!r}")
