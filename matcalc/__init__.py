"""Matrix derivatives in either layout, and checks that explain a wrong gradient.

>>> import numpy as np
>>> from matcalc import check_gradient, jacobian
>>> A = np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
>>> jacobian(lambda x: A @ x, [[0.5], [-1.0], [2.0]]).shape  # denominator layout: 3×2
(3, 2)
>>> check_gradient(lambda A, x: A @ x, lambda A, x: A, A="m n", x="n", wrt="x").mistake
'other-layout'
"""

from importlib import import_module
from typing import TYPE_CHECKING

from matcalc.version import __version__

if TYPE_CHECKING:
    from matcalc import practice
    from matcalc.calculus.derivative import Derivative, Step, derivative
    from matcalc.calculus.several import Derivatives, derivatives
    from matcalc.check import (
        assert_formula,
        assert_gradient,
        assert_value,
        check_formula,
        check_gradient,
        check_value,
    )
    from matcalc.data import digits
    from matcalc.derivations.derivation import assert_derivation, check_derivation
    from matcalc.derivations.derivation_report import DerivationLine, DerivationReport
    from matcalc.errors import MatcalcError, ShapeError, UncertainDerivative
    from matcalc.formulas.expression import Expression
    from matcalc.identities import Identity
    from matcalc.messages import set_language
    from matcalc.numerics.layout import Layout, commutation, unvec, vec
    from matcalc.numerics.numeric import Partials, gradient, hessian, jacobian, partials
    from matcalc.numerics.picture import Picture, Stretch, stretch
    from matcalc.report import Call, Comparison, Report, WrongAnswer, hint

    IDENTITIES: tuple[Identity, ...]

# Where the public names stand; a module is read when one of its names is asked for.
MODULES = {
    "calculus.derivative": ("Derivative", "Step", "derivative"),
    "calculus.several": ("Derivatives", "derivatives"),
    "check": (
        "assert_formula", "assert_gradient", "assert_value", "check_formula", "check_gradient",
        "check_value",
    ),
    "data": ("digits",),
    "derivations.derivation": ("assert_derivation", "check_derivation"),
    "derivations.derivation_report": ("DerivationLine", "DerivationReport"),
    "errors": ("MatcalcError", "ShapeError", "UncertainDerivative"),
    "formulas.expression": ("Expression",),
    "identities": ("Identity",),
    "messages": ("set_language",),
    "numerics.layout": ("Layout", "commutation", "unvec", "vec"),
    "numerics.numeric": ("Partials", "gradient", "hessian", "jacobian", "partials"),
    "numerics.picture": ("Picture", "Stretch", "stretch"),
    "report": ("Call", "Comparison", "Report", "WrongAnswer", "hint"),
}  # fmt: skip
HOMES = {name: f"matcalc.{module}" for module, names in MODULES.items() for name in names}

__all__ = [
    "IDENTITIES", "Call", "Comparison", "DerivationLine", "DerivationReport", "Derivative",
    "Derivatives", "Expression", "Identity", "Layout", "MatcalcError", "Partials", "Picture",
    "Report", "ShapeError", "Step", "Stretch", "UncertainDerivative", "WrongAnswer", "__version__",
    "assert_derivation", "assert_formula", "assert_gradient", "assert_value", "check_derivation",
    "check_formula", "check_gradient", "check_value", "commutation", "derivative", "derivatives",
    "digits", "gradient", "hessian", "hint", "jacobian", "partials", "practice", "set_language",
    "stretch", "unvec", "vec",
]  # fmt: skip


def __getattr__(name: str) -> object:
    value: object
    if name == "practice":
        value = import_module("matcalc.practice")
    elif name == "IDENTITIES":
        value = import_module("matcalc.identities").identities()
    elif name in HOMES:
        value = getattr(import_module(HOMES[name]), name)
    else:
        raise AttributeError(f"module 'matcalc' has no attribute {name!r}")
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
