"""What crosses between processes: plain data, and numbers that stand for objects that stay.

A message is a header in JSON, followed by the bytes of its arrays.  Reading one builds nothing
but None, booleans, numbers, text, dates, lists, tuples, sets, dictionaries and numeric arrays,
whatever the sender wrote; never pickle.  A function is sent as a number: the receiver asks for
calls by it.
"""

from __future__ import annotations

import json
import math
import numbers
import socket
import struct
import time
from collections import namedtuple
from collections.abc import Callable
from datetime import date, datetime, timedelta
from datetime import time as time_of_day
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.ma import MaskedArray

__all__ = ["INTERRUPT", "TRUSTED_MOST", "BoundaryError", "Channel", "Closed", "decode", "encode"]

INTERRUPT = b"i"  # what to write to a process's lifeline; to close it ends the process
TRUSTED_MOST = 2**28  # bytes of a message between processes that run no learner's code
_HEAD = struct.Struct(">II")  # bytes of the header, bytes of the arrays
DEPTH = 64  # of nested lists
_KINDS = "biufcUmM"  # of arrays: boolean, integers, floating, complex, text, times
_LONG = 2**1000  # an integer from which on its decimal digits take long
_FIELDS = 100  # of a named tuple

# Types that cross as themselves: what they consist of, and how they are made of it.
_MADE_OF: dict[str, tuple[type, Callable[[Any], object], Callable[[Any], object]]] = {
    "set": (set, list, set),
    "frozenset": (frozenset, list, frozenset),
    "range": (range, lambda r: [r.start, r.stop, r.step], lambda parts: range(*parts)),
    "decimal": (Decimal, str, Decimal),
    "fraction": (Fraction, lambda f: [f.numerator, f.denominator], lambda parts: Fraction(*parts)),
    "date": (date, date.isoformat, date.fromisoformat),
    "datetime": (datetime, datetime.isoformat, datetime.fromisoformat),
    "time": (time_of_day, time_of_day.isoformat, time_of_day.fromisoformat),
    "timedelta": (
        timedelta, lambda t: [t.days, t.seconds, t.microseconds], lambda parts: timedelta(*parts)
    ),
}  # fmt: skip
_PLAIN = {
    type(None), bool, int, float, complex, str, bytes, bytearray, list, tuple, dict, np.ndarray,
    type(Ellipsis), type(NotImplemented),
}  # fmt: skip
_NAMES = {kind: name for name, (kind, _, _) in _MADE_OF.items()}
_JSON = json.JSONEncoder(separators=(",", ":"))  # made once, for many messages


class BoundaryError(Exception):
    """A message or a value that may not cross."""


class Closed(BoundaryError):
    """The process at the other end has ended."""

    def __init__(self) -> None:
        super().__init__("the process that ran your cells has ended")


def encode(
    value: object,
    blobs: list[bytes],
    reference: Callable[[object], dict[str, Any]],
    depth: int = 0,
    *,
    exact: bool = False,
) -> Any:
    """Turn a value into JSON's types, and put the bytes of arrays aside.

    Parameters
    ----------
    reference : callable
        Makes the entry for an object that is not plain data, or raises `BoundaryError`.
    exact : bool
        Whether what is only like plain data, such as a data frame or a counter, is none.
    """
    if depth > DEPTH:
        raise BoundaryError(f"lists nested more than {DEPTH} deep do not cross")
    if exact and not _is_plain(value):
        return reference(value)
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, np.generic):
        return _encode_array(np.asarray(value), blobs, reference) | {"scalar": True}
    if isinstance(value, int):
        return int(value) if abs(value) < _LONG else {"is": "int", "of": hex(value)}
    if isinstance(value, float):
        return float(value)
    if isinstance(value, str):
        return str.__str__(value)
    if isinstance(value, complex):
        return {"is": "complex", "of": [value.real, value.imag]}
    if value is Ellipsis or value is NotImplemented:
        return {"is": repr(value)}
    if isinstance(value, list):
        return [encode(item, blobs, reference, depth + 1, exact=exact) for item in value]
    if isinstance(value, tuple):
        entries = [encode(item, blobs, reference, depth + 1, exact=exact) for item in value]
        names = getattr(type(value), "_fields", None)
        return {"is": "tuple", "of": entries} | _named(type(value).__name__, names)
    if (name := _NAMES.get(type(value))) is not None:
        parts = _MADE_OF[name][1](value)
        return {"is": name, "of": encode(parts, blobs, reference, depth + 1, exact=exact)}
    if isinstance(value, (bytes, bytearray)):
        blobs.append(bytes(value))
        return {"is": type(value).__name__, "of": len(blobs) - 1}
    if isinstance(value, dict):
        pairs = [
            [encode(part, blobs, reference, depth + 1, exact=exact) for part in pair]
            for pair in value.items()
        ]
        return {"is": "dict", "of": pairs}
    if isinstance(value, (numbers.Real, Decimal)):  # a number of sympy's
        return float(value)
    if hasattr(type(value), "__array__") and not isinstance(value, MaskedArray):
        return _encode_array(np.asarray(value), blobs, reference, value)
    return reference(value)


def _is_plain(value: object) -> bool:
    """Whether a value is of one of the types that cross, and not of one made from them."""
    kind = type(value)
    is_named = isinstance(value, tuple) and hasattr(kind, "_fields")
    return kind in _PLAIN or kind in _NAMES or is_named or isinstance(value, np.generic)


def _named(name: str, fields: object) -> dict[str, Any]:
    """What a named tuple has beside its entries."""
    if not isinstance(fields, tuple) or not all(isinstance(field, str) for field in fields):
        return {}
    return {"name": name, "fields": list(fields)} if 0 < len(fields) <= _FIELDS else {}


def _tuple_type(node: dict[str, Any]) -> Callable[..., tuple[Any, ...]]:
    fields = tuple(map(str, node["fields"]))
    if len(fields) > _FIELDS:
        raise BoundaryError(f"a tuple with more than {_FIELDS} names does not cross")
    return _tuple_type_of(str(node.get("name")), fields)


@lru_cache(maxsize=64)
def _tuple_type_of(name: str, fields: tuple[str, ...]) -> Callable[..., tuple[Any, ...]]:
    return namedtuple(name, fields)  # which takes names and nothing else


def _encode_array(
    array: np.ndarray[Any, Any],
    blobs: list[bytes],
    reference: Callable[[object], dict[str, Any]],
    value: object = None,
) -> dict[str, Any]:
    if array.dtype.kind == "O" and all(
        isinstance(entry, (numbers.Real, Decimal)) for entry in array.reshape(-1)
    ):
        array = array.astype(np.float64)
    if array.dtype.kind not in _KINDS or array.dtype.itemsize > 4096:
        return reference(array if value is None else value)
    array = array.astype(array.dtype.newbyteorder("<"), copy=False)
    blobs.append(array.tobytes())
    return {"is": "array", "of": [array.dtype.str, list(array.shape), len(blobs) - 1]}


def decode(
    node: Any, blobs: list[memoryview], referred: Callable[[dict[str, Any]], object]
) -> object:
    """Build the value that a node describes.

    Parameters
    ----------
    referred : callable
        Makes what stands for an object of the other process.

    Raises
    ------
    BoundaryError
        If the node describes nothing.
    """
    if isinstance(node, list):
        return [decode(item, blobs, referred) for item in node]
    if not isinstance(node, dict):
        return node
    kind, content = node.get("is"), node.get("of")
    if kind == "tuple" and isinstance(content, list):
        entries = tuple(decode(item, blobs, referred) for item in content)
        return entries if "fields" not in node else _tuple_type(node)(*entries)
    if isinstance(kind, str) and kind in _MADE_OF:
        return _MADE_OF[kind][2](decode(content, blobs, referred))
    if kind in ("bytes", "bytearray") and isinstance(content, int):
        return {"bytes": bytes, "bytearray": bytearray}[kind](blobs[content])
    if kind == "int" and isinstance(content, str):
        return int(content, 16)
    if kind == "dict" and isinstance(content, list):
        return {
            decode(key, blobs, referred): decode(value, blobs, referred) for key, value in content
        }
    if kind == "complex" and isinstance(content, list):
        return complex(*content)
    if kind == "Ellipsis":
        return Ellipsis
    if kind == "NotImplemented":
        return NotImplemented
    if kind == "array" and isinstance(content, list):
        array = _decode_array(content, blobs)
        return array[()] if node.get("scalar") and array.ndim == 0 else array
    return referred(node)


def _decode_array(content: list[Any], blobs: list[memoryview]) -> np.ndarray[Any, Any]:
    name, shape, index = content
    dtype = np.dtype(str(name))
    if dtype.kind not in _KINDS or dtype.itemsize > 4096:
        raise BoundaryError(f"arrays of type {str(name)[:20]!r} do not cross")
    if not all(type(n) is int and 0 <= n < 2**40 for n in [*shape, index]) or len(shape) > 32:
        raise BoundaryError("an array's shape is not made of sizes")
    if math.prod(shape) * dtype.itemsize != len(blobs[index]):
        raise BoundaryError("an array's bytes do not fit its shape")
    return np.frombuffer(blobs[index], dtype).reshape(shape).copy()


class Channel:
    """Messages over a socket, none larger than a limit.

    Attributes
    ----------
    until : float or None
        The time, of `time.monotonic`, until which sending and receiving wait.
    busy : bool
        Whether a message is on its way, and may not be torn by an exception from a signal.
    """

    def __init__(self, connection: socket.socket, most: int) -> None:
        self.socket = connection
        self.most = most
        self.until: float | None = None
        self.busy = False
        self._buffer = bytearray()

    def send(self, message: dict[str, Any], blobs: list[bytes] | None = None) -> None:
        """Send a message and the bytes that it refers to.

        Raises
        ------
        BoundaryError
            If it is larger than the limit; nothing was sent.
        """
        parts = blobs or []
        try:
            text = {**message, "blobs": [len(part) for part in parts]}
            header = _JSON.encode(text).encode("ascii")
        except (ValueError, TypeError, RecursionError) as error:
            raise BoundaryError(f"this value does not cross: {error}") from None
        size = sum(map(len, parts))
        if len(header) + size > self.most:
            raise BoundaryError(
                f"{(len(header) + size) / 2**20:.0f} MB do not cross: at most "
                f"{self.most / 2**20:.0f} MB do"
            )
        self.busy = True
        try:
            self._wait()
            self.socket.sendall(b"".join([_HEAD.pack(len(header), size), header, *parts]))
        except OSError:
            raise Closed from None
        finally:
            self.busy = False

    def receive(self) -> tuple[dict[str, Any], list[memoryview]]:
        """Wait for a message; return it and the bytes that it refers to.

        Raises
        ------
        TimeoutError
            If there is none by `until`; a later call goes on where this one stopped.
        Closed
            If the other process has ended.
        BoundaryError
            If this is no message, or larger than the limit; the channel is unusable then.
        """
        if self.until is not None and time.monotonic() > self.until:
            raise TimeoutError  # a flood of messages does not stop the clock
        self.busy = True
        try:
            while len(self._buffer) < _HEAD.size or len(self._buffer) < self._length():
                self._fill()
        finally:
            self.busy = False
        header, _ = _HEAD.unpack_from(self._buffer)
        content = bytes(self._buffer[: self._length()])
        del self._buffer[: len(content)]
        rest = memoryview(content)[_HEAD.size + header :]
        try:
            text = content[_HEAD.size : _HEAD.size + header].decode("utf-8", "surrogatepass")
            message = json.loads(text)
            lengths = message["blobs"]
            sizes = isinstance(lengths, list) and all(type(n) is int and n >= 0 for n in lengths)
            if not sizes or sum(lengths) != len(rest):
                raise ValueError("lengths")
        except (ValueError, KeyError, TypeError, RecursionError):
            raise BoundaryError("this is no message") from None
        blobs = []
        for length in lengths:
            blobs.append(rest[:length])
            rest = rest[length:]
        return message, blobs

    def _length(self) -> int:
        header, size = _HEAD.unpack_from(self._buffer)
        if header + size > self.most:
            raise BoundaryError("a message is larger than its limit")
        return int(_HEAD.size + header + size)

    def _wait(self) -> None:
        left = None if self.until is None else max(self.until - time.monotonic(), 1e-3)
        self.socket.settimeout(left)

    def _fill(self) -> None:
        self._wait()
        try:
            part = self.socket.recv(2**20)
        except TimeoutError:
            raise
        except OSError:
            raise Closed from None
        if not part:
            raise Closed
        self._buffer += part
