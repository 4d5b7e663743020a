"""Singular matrices in the page, where NumPy does not hear of them.

It learns of them from the processor's floating-point status, which WebAssembly does not have: there
the inverse of a singular matrix comes with infinities, and no error is raised.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

import numpy as np

__all__ = ["tell_of_singular"]


def tell_of_singular(linalg: Any = np.linalg) -> None:
    """Let `inv` and `solve` raise `LinAlgError` for a singular matrix, as they do elsewhere."""
    for name in ("inv", "solve"):
        setattr(linalg, name, _telling(getattr(linalg, name)))


def _telling(call: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(call)
    def telling(*arguments: Any, **options: Any) -> Any:
        found = call(*arguments, **options)
        if not _is_finite(found) and all(map(_is_finite, arguments)):
            raise np.linalg.LinAlgError("Singular matrix")
        return found

    return telling


def _is_finite(value: object) -> bool:
    return bool(np.isfinite(np.asarray(value)).all())
