"""Thin stand-ins for jax and torch, built on NumPy, to run code that was written for them."""

from __future__ import annotations

from types import ModuleType, SimpleNamespace
from typing import Any

import numpy as np

__all__ = ["arguments", "modules"]


class Tensor(np.ndarray):
    """An array with the methods of a tensor that generated code uses."""

    device = "cpu"

    def clamp(self, min: float) -> Tensor:  # noqa: A002
        return np.maximum(self, min).view(Tensor)

    def reshape(self, *shape: Any) -> Any:  # PyTorch has no order="F"
        return super().reshape(*shape)


def _tensor(value: Any) -> Tensor:
    return np.asarray(value).view(Tensor)


def _log_sum(x: Any, axis: Any = None, **_: bool) -> Any:
    return np.log(np.sum(np.exp(x), axis=axis, keepdims=True))


def _softmax(x: Any, axis: int) -> Any:
    return np.exp(x - _log_sum(x, axis))


def _made(build: Any) -> Any:
    """A function of sizes that wants to know the type and the device."""

    def made(*sizes: int, dtype: Any, device: str) -> Tensor:
        assert device == "cpu"
        return _tensor(build(sizes if build is not np.eye else sizes[0], dtype=dtype))

    return made


def _torch() -> ModuleType:
    torch = ModuleType("torch")
    names = ["abs", "cos", "exp", "log", "sign", "sin", "tanh", "sqrt", "trace", "sum", "kron"]
    names += ["arange", "absolute", "diag", "max", "min", "tan", "sinh", "cosh", "arcsin", "arccos"]
    names += ["arctan", "arcsinh", "arccosh", "arctanh", "argmax"]
    for name in names:
        setattr(torch, name, getattr(np, name))
    torch.linalg = np.linalg  # type: ignore[attr-defined]
    torch.eye, torch.ones, torch.zeros = map(_made, (np.eye, np.ones, np.zeros))  # type: ignore[attr-defined]
    torch.relu = lambda x: np.maximum(x, 0)  # type: ignore[attr-defined]
    torch.sigmoid = lambda x: 1 / (1 + np.exp(-x))  # type: ignore[attr-defined]
    torch.softmax = _softmax  # type: ignore[attr-defined]
    torch.logsumexp = _log_sum  # type: ignore[attr-defined]
    softplus = SimpleNamespace(softplus=lambda x: np.log1p(np.exp(x)))
    torch.nn = SimpleNamespace(functional=softplus)  # type: ignore[attr-defined]
    return torch


def _jax() -> dict[str, ModuleType]:
    jax, jnp = ModuleType("jax"), ModuleType("jax.numpy")
    for name in dir(np):
        if not name.startswith("_"):
            setattr(jnp, name, getattr(np, name))
    jax.numpy = jnp  # type: ignore[attr-defined]
    jax.nn = SimpleNamespace(  # type: ignore[attr-defined]
        logsumexp=_log_sum, relu=lambda x: np.maximum(x, 0),
        sigmoid=lambda x: 1 / (1 + np.exp(-x)), softmax=_softmax,
        softplus=lambda x: np.log1p(np.exp(x)),
    )  # fmt: skip
    return {"jax": jax, "jax.numpy": jnp}


def modules() -> dict[str, ModuleType]:
    """The modules that code for the libraries imports."""
    return {"torch": _torch(), **_jax(), "numpy": np}


def arguments(target: str, arrays: dict[str, Any]) -> dict[str, Any]:
    """Arrays as the library has them."""
    return {n: _tensor(a) for n, a in arrays.items()} if target == "torch" else arrays
