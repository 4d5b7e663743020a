"""Matrix derivatives in either layout, and checks that explain a wrong gradient."""

from matcalc.errors import MatcalcError, WrongAnswer
from matcalc.layout import Layout, commutation, unvec, vec
from matcalc.numeric import Partials, gradient, hessian, jacobian, partials

__all__ = ["Layout","MatcalcError","Partials","WrongAnswer","commutation","gradient","hessian","jacobian","partials","unvec","vec"]
