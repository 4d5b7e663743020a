"""Matrix derivatives in either layout, and checks that explain a wrong gradient.

>>> import numpy as np
>>> from matcalc import check_gradient, jacobian
>>> A = np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
>>> jacobian(lambda x: A @ x, [[0.5], [-1.0], [2.0]]).shape  # denominator layout: 3×2
(3, 2)
>>> check_gradient(lambda A, x: A @ x, lambda A, x: A, A="m n", x="n", wrt="x").mistake
'other-layout'
"""

from typing import TYPE_CHECKING

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
from matcalc.errors import MatcalcError, ShapeError, UncertainDerivative
from matcalc.formulas.expression import Expression
from matcalc.messages import set_language
from matcalc.numerics.layout import Layout, commutation, unvec, vec
from matcalc.numerics.numeric import Partials, gradient, hessian, jacobian, partials
from matcalc.report import Report, WrongAnswer, hint
from matcalc.stretch import Picture, Stretch, stretch
from matcalc.version import __version__

if TYPE_CHECKING:
    from matcalc.derivations.derivation import assert_derivation, check_derivation
    from matcalc.derivations.derivation_report import DerivationLine, DerivationReport

__all__ = [
    "IDENTITIES", "DerivationLine", "DerivationReport", "Derivative", "Derivatives", "Expression",
    "Identity", "Layout", "MatcalcError", "Partials", "Picture", "Report", "ShapeError", "Step",
    "Stretch", "UncertainDerivative", "WrongAnswer", "__version__", "assert_derivation",
    "assert_formula", "assert_gradient", "assert_value", "check_derivation", "check_formula",
    "check_gradient", "check_value", "commutation", "derivative", "derivatives", "gradient",
    "hessian", "hint", "jacobian", "partials", "practice", "set_language", "stretch", "unvec",
    "vec",
]  # fmt: skip


def __getattr__(name: str) -> object:
    if name in {"IDENTITIES", "Identity"}:  # read when they are asked for
        from matcalc.identities import Identity, identities

        return Identity if name == "Identity" else identities()
    if name == "practice":
        from importlib import import_module

        return import_module("matcalc.practice")
    if name in {"DerivationLine", "DerivationReport", "assert_derivation", "check_derivation"}:
        from matcalc.derivations import derivation

        return getattr(derivation, name)
    raise AttributeError(f"module 'matcalc' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
