"""What crosses between processes arrives as it was, or is refused with one clear error."""

from __future__ import annotations

import json
import socket
import struct
import threading
import time
from collections import Counter, namedtuple
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from matcalc.grading.running.wire import BoundaryError, Channel, Closed, decode, encode

MOST = 100_000  # bytes of a message

TEXTS = st.text(st.characters(exclude_categories=()))  # half characters, too
Pair = namedtuple("Pair", ["first", "second"])
PLAIN = (
    st.none() | st.booleans() | st.integers() | st.floats() | st.complex_numbers() | TEXTS
    | st.integers(2**900, 2**1100) | st.decimals(allow_nan=False) | st.fractions() | st.dates()
    | st.datetimes(timezones=st.just(UTC) | st.none()) | st.times() | st.timedeltas()
    | st.binary(max_size=9)
)  # fmt: skip
KEYS = PLAIN | st.tuples(st.integers(), TEXTS)
DTYPES = (
    arrays.boolean_dtypes()
    | arrays.integer_dtypes(endianness="?")
    | arrays.unsigned_integer_dtypes(endianness="?")
    | arrays.floating_dtypes(endianness="?", sizes=(16, 32, 64))
    | arrays.complex_number_dtypes(endianness="?", sizes=(64, 128))
    | arrays.unicode_string_dtypes(endianness="?", min_len=1, max_len=5)
    | arrays.datetime64_dtypes(endianness="?")
    | arrays.timedelta64_dtypes(endianness="?")
)
SHAPES = arrays.array_shapes(min_dims=0, min_side=0, max_side=3)
ARRAYS = DTYPES.flatmap(lambda dtype: arrays.arrays(dtype, SHAPES))
SCALARS = DTYPES.flatmap(arrays.from_dtype).map(lambda value: np.asarray(value)[()])
VALUES = st.recursive(
    PLAIN | ARRAYS | SCALARS | st.sampled_from([..., NotImplemented]),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.lists(inner, max_size=4).map(tuple)
        | st.dictionaries(KEYS, inner, max_size=4)
        | st.tuples(inner, inner).map(lambda pair: Pair(*pair))
        | st.sets(KEYS, max_size=4)
        | st.frozensets(KEYS, max_size=4)
        | st.binary(max_size=9).map(bytearray)
        | st.builds(range, st.integers(-9, 9), st.integers(-9, 9), st.just(2))
    ),
    max_leaves=12,
)


@contextmanager
def channels(most: int = MOST) -> Iterator[tuple[Channel, Channel]]:
    """The two ends of a channel."""
    left, right = socket.socketpair()
    with left, right:
        yield Channel(left, most), Channel(right, most)


def refuse(value: object) -> object:
    raise BoundaryError(f"{type(value).__name__} does not cross")


def crossed(value: object) -> object:
    """A value as it arrives at the other end."""
    blobs: list[bytes] = []
    with channels() as (left, right):
        left.send({"value": encode(value, blobs, refuse)}, blobs)
        message, received = right.receive()
        return decode(message["value"], received, refuse)


def same(sent: object, got: object) -> bool:
    """Whether two values are the same in type and content, not-a-number and -0.0 included."""
    if isinstance(sent, Pair):  # its class is made anew at the other end
        assert repr(type(got)).endswith("Pair'>")
        return sent._fields == got._fields and all(map(same, sent, got))
    if type(sent) is not type(got):
        return False
    if isinstance(sent, dict):
        return same(list(sent.items()), list(got.items()))
    if isinstance(sent, list | tuple):
        return len(sent) == len(got) and all(map(same, sent, got))
    if isinstance(sent, set | frozenset):
        return sorted(map(repr, sent)) == sorted(map(repr, got))
    if isinstance(sent, np.ndarray | np.generic):
        sent, got = np.asarray(sent), np.asarray(got)
        little = sent.astype(sent.dtype.newbyteorder("<"))
        return (little.dtype, little.shape) == (got.dtype, got.shape) and (
            little.tobytes() == got.tobytes()
        )
    return repr(sent) == repr(got)


@given(VALUES)
def test_plain_data_arrives_as_it_was(value):
    assert same(value, crossed(value))


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        (Counter("aab"), {"a": 2, "b": 1}),
        (np.array([Fraction(1, 2), 2], object), np.array([0.5, 2.0])),
        (np.ma.MaskedArray([1.0], [True]), BoundaryError),
        (np.array([None]), BoundaryError),
        (np.array(["x" * 2000]), BoundaryError),
        (np.zeros(2, [("a", float)]), BoundaryError),
        ({1, print}, BoundaryError),
        (memoryview(b"bytes"), BoundaryError),
        ({"f": [print]}, BoundaryError),
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_is_no_plain_data_becomes_some_or_is_refused(sent, expected):
    if expected is BoundaryError:
        with pytest.raises(BoundaryError, match="does not cross"):
            crossed(sent)
    else:
        assert same(expected, crossed(sent))


def test_an_array_is_a_copy_that_can_be_changed():
    sent = np.arange(6.0).reshape(2, 3).T
    got = crossed(sent)
    got[0, 0] = 7
    assert sent[0, 0] == 0


def test_what_is_nested_too_deeply_is_refused():
    value: list = []
    for _ in range(70):
        value = [value]
    with pytest.raises(BoundaryError, match="more than 64 deep"):
        crossed(value)


FLOATS = ["<f8", [2], 0]


@pytest.mark.parametrize(
    ("array", "reason"),
    [
        (["O", [2], 0], "type 'O'"),
        (["V8", [2], 0], "type 'V8'"),
        (["(2,)f8", [1], 0], "do not cross"),
        (["f4,f4", [2], 0], "do not cross"),
        (["U4000", [1], 0], "do not cross"),
        (["<f8", [-2], 0], "not made of sizes"),
        (["<f8", [2.0], 0], "not made of sizes"),
        (["<f8", [True], 0], "not made of sizes"),
        (["<f8", ["2"], 0], "not made of sizes"),
        (["<f8", [2**62, 4], 0], "not made of sizes"),
        (["<f8", [1] * 40, 0], "not made of sizes"),
        (["<f8", [2], -1], "not made of sizes"),
        (["<f8", [3], 0], "do not fit"),
        (["<f4", [2], 0], "do not fit"),
        (["<f8", [2**39, 2**39], 0], "do not fit"),
    ],
    ids=str,
)
def test_an_array_that_is_none_is_refused(array, reason):
    blobs = [memoryview(bytes(16))]
    assert np.array_equal(decode({"is": "array", "of": FLOATS}, blobs, refuse), np.zeros(2))
    with pytest.raises(BoundaryError, match=reason):
        decode({"is": "array", "of": array}, blobs, refuse)


@pytest.mark.parametrize("node", [{}, {"is": "heap", "of": []}, {"is": "tuple", "of": 1}, {"a": 1}])
def test_what_describes_nothing_is_left_to_who_knows_objects(node):
    with pytest.raises(BoundaryError):
        decode(node, [], refuse)
    assert decode([node], [], lambda found: found) == [node]


def test_messages_come_whole_and_in_their_order():
    with channels() as (left, right):
        for number in range(3):
            left.send({"number": number}, [b"x" * number, b"y"])
        for number in range(3):
            message, blobs = right.receive()
            assert message["number"] == number
            assert [bytes(blob) for blob in blobs] == [b"x" * number, b"y"]


def test_a_message_larger_than_what_a_socket_holds_comes_whole():
    with channels(2**26) as (left, right):
        sending = threading.Thread(target=left.send, args=({}, [bytes(2**24)]))
        sending.start()
        _, [blob] = right.receive()
        sending.join()
    assert len(blob) == 2**24


@pytest.mark.parametrize(
    ("message", "blobs", "reason"),
    [
        ({"text": "x" * MOST}, [], "0 MB do not cross: at most 0 MB do"),
        ({}, [bytes(MOST)], "do not cross: at most"),
        ({"value": print}, [], "this value does not cross"),
        ({"value": {1: {(): 1}}}, [], "this value does not cross"),
        ({"value": 10**5000}, [], "this value does not cross"),
    ],
    ids=["text", "blob", "function", "keys", "number"],
)
def test_what_cannot_be_sent_is_refused_and_nothing_of_it_was_sent(message, blobs, reason):
    with channels() as (left, right):
        with pytest.raises(BoundaryError, match=reason):
            left.send(message, blobs)
        left.send({"next": True})
        assert right.receive()[0]["next"]


def framed(header: bytes, rest: bytes = b"") -> bytes:
    return struct.pack(">II", len(header), len(rest)) + header + rest


DEEP = b"[" * 50_000


@pytest.mark.parametrize(
    ("sent", "reason"),
    [
        (struct.pack(">II", MOST, 1), "larger than its limit"),
        (struct.pack(">II", 2**32 - 1, 2**32 - 1), "larger than its limit"),
        (framed(b""), "no message"),
        (framed(b"\xff\xfe"), "no message"),
        (framed(b"{"), "no message"),
        (framed(b"null"), "no message"),
        (framed(b"[]"), "no message"),
        (framed(b'"blobs"'), "no message"),
        (framed(DEEP), "no message"),
        (framed(b"{}"), "no message"),
        (framed(b'{"blobs": 1}'), "no message"),
        (framed(b'{"blobs": null}'), "no message"),
        (framed(b'{"blobs": {}}'), "no message"),
        (framed(b'{"blobs": ""}'), "no message"),
        (framed(b'{"blobs": [-1, 1]}'), "no message"),
        (framed(b'{"blobs": [true]}', b"x"), "no message"),
        (framed(b'{"blobs": [1.0]}', b"x"), "no message"),
        (framed(b'{"blobs": [1]}'), "no message"),
        (framed(b'{"blobs": []}', b"x"), "no message"),
    ],
    ids=range(19),
)
def test_what_is_no_message_is_refused(sent, reason):
    with channels() as (left, right):
        left.socket.sendall(sent)
        with pytest.raises(BoundaryError, match=reason):
            right.receive()


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | TEXTS,
    lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from(["blobs", "is"]), inner),
    max_leaves=5,
).map(lambda value: json.dumps(value).encode("utf-8", "surrogatepass"))


@given(st.binary() | st.builds(framed, st.binary() | JSON, st.binary(max_size=3)))
def test_any_bytes_are_a_message_or_are_refused(sent):
    with channels() as (left, right):
        left.socket.sendall(sent)
        left.socket.close()
        with suppress(BoundaryError):
            message, blobs = right.receive()
            assert message["blobs"] == [len(blob) for blob in blobs]


@pytest.mark.parametrize("begun", [b"", b"\0\0", framed(b'{"blobs": []}')[:-1]], ids=len)
def test_the_end_of_the_other_process_is_told_apart(begun):
    with channels() as (left, right):
        left.socket.sendall(begun)
        left.socket.close()
        with pytest.raises(Closed):
            right.receive()
        with pytest.raises(Closed):
            right.send({"text": "x" * 1000})


def test_who_waits_no_longer_goes_on_later_where_it_stopped():
    whole = framed(b'{"blobs": [], "number": 1}')
    with channels() as (left, right):
        left.socket.sendall(whole[:10])
        right.until = time.monotonic()
        with pytest.raises(TimeoutError):
            right.receive()
        left.socket.sendall(whole[10:])
        right.until = None
        assert right.receive()[0]["number"] == 1
        left.send({})
        right.until = time.monotonic() - 1  # also where there is a message
        with pytest.raises(TimeoutError):
            right.receive()
