"""Two processes that use each other's objects: what each gets, and what neither can be made to do.

Errors of the other end have their names here, and are instances of built-in classes only.
"""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from matcalc.diagnosis.programs import place_of
from matcalc.grading.running.peers import Lent, Peer
from matcalc.grading.running.wire import BoundaryError, Channel, Closed

MOST = 100_000  # bytes of a message


class Serving(Peer):
    """An end that lends everything, and answers as a learner's process does."""

    describes = True

    def __init__(self, channel: Channel, known: dict[str, object]) -> None:
        super().__init__(channel, lends=lambda _: True)
        self.known = known
        self.printed: list[str] = []
        self.answers |= {
            "look up": self._look_up,
            "attribute": getattr,
            "item": lambda value, key: value[key],
            "length": lambda value, _: len(value),
        }

    def _look_up(self, name: str) -> object:
        self.printed.append(f"looked up {name}")
        return self.known[name]

    def outputs(self) -> list[dict[str, Any]]:
        shown, self.printed = [{"text": text} for text in self.printed], []
        return shown


class Asking(Peer):
    """An end that lends what can be called, as the trusted process does."""

    def __init__(self, channel: Channel) -> None:
        super().__init__(channel, lends=callable)
        self.seen: list[object] = []

    def shown(self, outputs: object) -> None:
        self.seen.append(outputs)

    def __getitem__(self, name: str) -> Any:
        return self.ask("look up", argument=name)


@contextmanager
def sockets() -> Iterator[tuple[Channel, Channel]]:
    left, right = socket.socketpair()
    with left, right:
        yield Channel(left, MOST), Channel(right, MOST)


@contextmanager
def conversation(**known: object) -> Iterator[Asking]:
    """The asking end; a thread serves the other one, which knows these objects."""
    with sockets() as (ours, theirs):
        serving = Serving(theirs, known)

        def serve() -> None:
            with suppress(Closed):
                while True:
                    serving.answer(*theirs.receive())

        thread = threading.Thread(target=serve)
        thread.start()
        try:
            yield Asking(ours)
        finally:
            ours.socket.close()
            thread.join()


def raising(error: Exception) -> Callable[..., object]:
    def fail(*_: object) -> object:
        raise error

    return fail


def test_plain_data_is_copied_and_a_function_is_called_where_it_lives():
    calls = []

    def double(x: Any, *, times: int = 2) -> object:
        calls.append(threading.current_thread())
        x *= times
        return x

    numbers = [1, 2]
    with conversation(double=double, numbers=numbers) as here:
        assert here["numbers"] == numbers
        assert here["numbers"] is not numbers
        x = np.ones(3)
        assert np.array_equal(here["double"](x, times=3), 3 * np.ones(3))
        assert np.array_equal(x, np.ones(3))
        assert calls[0] is not threading.current_thread()
        assert repr(here["double"]) == "<function of the notebook>"


def test_a_function_that_is_handed_over_is_called_back():
    def twice(f: Callable[[float], float], x: float) -> float:
        return f(f(x))

    counted: list[object] = []

    def step(x: float) -> float:
        counted.append(x)
        return 3 * x + 1

    with conversation(twice=twice) as here:
        assert here["twice"](step, 1.5) == 17.5
    assert counted == [1.5, 5.5]


def test_an_object_comes_back_as_itself():
    kept = object()
    seen: list[object] = []
    with conversation(give=lambda: Lent(kept), take=seen.append) as here:
        here["take"](here["give"]())
        assert here["give"]() is not kept

        def mine() -> None: ...

        assert here["take"](mine) is None
    assert seen[0] is kept


def test_attributes_items_and_length_are_asked_for():
    thing = SimpleNamespace(value=3, method=lambda x: x + 1)

    class Row:
        def __len__(self) -> int:
            return 2

        def __getitem__(self, key: object) -> object:
            return [10, 20][key]  # type: ignore[call-overload]

    with conversation(thing=thing, row=Row(), bare=lambda: None) as here:
        assert here["thing"].value == 3
        assert here["thing"].method(1) == 2
        assert len(here["row"]) == 2
        assert [*map(here["row"].__getitem__, range(2))] == [10, 20]
        with pytest.raises(AttributeError, match="missing"):
            here["thing"].missing  # noqa: B018
        with pytest.raises(AttributeError, match="cannot be set"):
            here["thing"].value = 4
        for call in (lambda: here["thing"](), lambda: len(here["bare"])):
            with pytest.raises(TypeError):
                call()
    assert thing.value == 3


class Rejecting(ValueError):
    """An exception of the other process's own."""


class Silent(Exception):
    def __str__(self) -> str:
        raise RuntimeError


@pytest.mark.parametrize(
    ("raised", "name", "builtin", "text"),
    [
        (KeyError("x"), "KeyError", KeyError, "x"),
        (Rejecting("no"), "Rejecting", ValueError, "no"),
        (NotImplementedError(), "NotImplementedError", NotImplementedError, ""),
        (Silent(), "Silent", Exception, ""),
        (ValueError("x" * 9999), "ValueError", ValueError, "x" * 2000),
        (UnicodeDecodeError("utf-8", b"", 0, 1, "no"), "BoundaryError", BoundaryError, "cannot be"),
        (type("", (Exception,), {})(), "", Exception, ""),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_an_exception_keeps_its_name_and_its_built_in_class(raised, name, builtin, text):
    with conversation(fail=raising(raised)) as here:
        with pytest.raises(builtin) as caught:
            here["fail"]()
        assert type(caught.value).__name__ == name
        assert text in str(caught.value)
        assert len(str(caught.value)) < 2100


def test_an_exception_says_the_line_that_raised_it_there():
    def fail(x: float) -> float:
        return x + "1"  # type: ignore[operator]

    def twice(call: Callable[[float], object], x: float) -> object:
        try:
            return call(x)
        except TypeError as error:
            seen.append(place_of(error))
            raise

    seen: list[object] = []
    with conversation(fail=fail, twice=twice) as here:
        with pytest.raises(TypeError) as caught:
            here["fail"](2.5)
        with pytest.raises(TypeError):  # but a line of this end, as of a hidden test, is not told
            here["twice"](fail, 2.5)
    assert "return x +" not in repr(seen[0])
    place = place_of(caught.value)
    assert place is not None
    assert place.text == 'return x + "1"  # type: ignore[operator]'
    assert place.line == fail.__code__.co_firstlineno + 1


def test_what_was_shown_comes_with_the_answer():
    with conversation(x=1) as here:
        assert here["x"] == 1
        with pytest.raises(KeyError):
            here["y"]
        assert here.seen == [[{"text": "looked up x"}], [{"text": "looked up y"}]]


def test_what_is_neither_plain_nor_lent_does_not_cross():
    with conversation(take=lambda _: None) as here:
        with pytest.raises(BoundaryError, match="SimpleNamespace does not cross"):
            here["take"](SimpleNamespace())
        assert here["take"](1) is None


def test_an_answer_that_is_too_large_is_refused_and_the_next_is_not():
    with conversation(large=lambda: "x" * (2 * MOST), small=lambda: "x") as here:
        with pytest.raises(Exception, match="do not cross"):
            here["large"]()
        assert here["small"]() == "x"


def test_two_that_call_each_other_without_end_are_stopped():
    with conversation(again=lambda f: f()) as here:

        def call() -> object:
            return here["again"](call)

        with pytest.raises(Exception, match="without end"):
            call()
        assert here["again"](lambda: 1) == 1


def test_a_module_is_the_one_of_the_same_name():
    with conversation(np=np) as here:
        assert here["np"] is np


# What an end may be sent that asked question 1, and the text of the error that this becomes.
FORGED = [
    ({"reply": 2}, "to no question"),
    ({"reply": "1"}, "to no question"),
    ({"reply": True}, "to no question"),
    ({"reply": 1.0}, "to no question"),
    ({}, "to no question"),
    ({"reply": 1, "value": {"is": "yours", "of": 1}}, "no such object"),
    ({"reply": 1, "value": {"is": "yours", "of": [1]}}, "no such object"),
    ({"reply": 1, "value": {"is": "yours", "of": True}}, "no such object"),
    ({"reply": 1, "value": {"is": "module", "of": "os.system"}}, None),
    ({"reply": 1, "value": {"is": "heap", "of": [1]}}, "cannot be read"),
    ({"reply": 1, "value": {"is": "set", "of": 1}}, "cannot be read"),
    ({"reply": 1, "value": {"is": "set", "of": [[1]]}}, "cannot be read"),
    ({"reply": 1, "value": {"is": "range", "of": [0, 1, 0]}}, "cannot be read"),
    ({"reply": 1, "value": {"is": "fraction", "of": [1, 0]}}, "cannot be read"),
    ({"reply": 1, "value": {"is": "date", "of": "2026-02-30"}}, "cannot be read"),
    ({"reply": 1, "value": {"is": "bytes", "of": 3}}, "cannot be read"),
    ({"reply": 1, "value": {"is": "int", "of": "1" + "_0" * 9 + "x"}}, "cannot be read"),
    ({"reply": 1, "value": {"is": "tuple", "of": [1], "fields": ["a-b"]}}, "cannot be read"),
    ({"reply": 1, "value": {"is": "tuple", "of": [1], "fields": ["a"] * 200}}, "does not cross"),
    ({"reply": 1, "value": {"is": "tuple", "of": [], "fields": 1, "name": "P"}}, "cannot be read"),
    ({"reply": 1, "value": {"is": "dict", "of": [1]}}, "cannot be read"),
    ({"reply": 1, "value": {"is": "dict", "of": [[[1], 1]]}}, "cannot be read"),
    ({"reply": 1, "value": {"is": "complex", "of": ["x"]}}, "cannot be read"),
    ({"reply": 1, "value": {"is": "array", "of": ["nonsense", [1], 0]}}, "cannot be read"),
    ({"reply": 1, "value": {"is": "array", "of": ["<f8", [1], 9]}}, "cannot be read"),
    ({"reply": 1, "value": {"is": "array", "of": ["<f8"]}}, "cannot be read"),
    ({"reply": 1, "value": {"is": "array", "of": ["O", [0], 0]}}, "do not cross"),
    ({"reply": 1, "error": "x"}, "cannot be shown"),
    ({"reply": 1, "error": {"text": "x"}}, "cannot be shown"),
    ({"reply": 1, "error": {"text": "x", "classes": []}}, "cannot be shown"),
    ({"reply": 1, "error": {"text": "x", "classes": ["UnicodeDecodeError"]}}, "cannot be shown"),
    ({"reply": 1, "error": {"text": "x", "classes": ["a\0b"]}}, "cannot be shown"),
]


@pytest.mark.parametrize(("reply", "reason"), FORGED, ids=lambda value: str(value)[:60])
def test_a_forged_reply_is_one_clear_error(reply, reason):
    with sockets() as (ours, theirs):
        here = Asking(ours)
        theirs.send(reply)
        if reason is None:  # nothing but a stand-in
            assert here["x"].__class__.__mro__[1].__name__ == "Remote"
            return
        with pytest.raises(BoundaryError, match=reason):
            here["x"]


def test_a_stand_in_is_nothing_but_one():
    """Whatever the other end says it is, its name and its methods are all it has."""
    value = {"is": "mine", "of": 1, "type": "ndarray", "name": "x" * 999, "callable": 1, "sized": 1}
    with sockets() as (ours, theirs):
        theirs.send({"reply": 1, "value": value})
        found = Asking(ours)["x"]
    assert not isinstance(found, np.ndarray)
    assert type(found).__name__ == "ndarray"
    assert len(found.__name__) == 100


def test_protocols_are_never_asked_for():
    """NumPy looks for them on everything, and would take what the other end says."""
    with sockets() as (ours, theirs):
        theirs.send({"reply": 1, "value": {"is": "mine", "of": 1}})
        found = Asking(ours)["x"]
        theirs.receive()
        with pytest.raises(AttributeError):
            found.__array_interface__  # noqa: B018
        theirs.until = time.monotonic() + 0.01
        with pytest.raises(TimeoutError):
            theirs.receive()


@pytest.mark.parametrize("length", [-1, 2**31, 1.0, True, "3", None])
def test_a_length_is_a_whole_number(length):
    value = {"is": "mine", "of": 1, "sized": True}
    with sockets() as (ours, theirs):
        theirs.send({"reply": 1, "value": value})
        theirs.send({"reply": 2, "value": length})
        found = Asking(ours)["x"]
        with pytest.raises(TypeError, match="whole number"):
            len(found)


QUESTIONS = [
    {"ask": "exec", "argument": "1"},
    {"ask": None},
    {"ask": ["call"]},
    {"ask": "call"},
    {"ask": "call", "of": 1, "argument": [[], {}]},
    {"ask": "call", "of": "os.system", "argument": [["true"], {}]},
    {"ask": "call", "of": {"is": "module", "of": "os"}, "argument": [[], {}]},
    {"ask": "attribute", "of": 1, "argument": "__class__"},
    {"ask": "settle", "argument": 0},
]


@pytest.mark.parametrize("question", QUESTIONS, ids=str)
def test_a_question_that_nobody_may_ask_is_refused_and_the_answer_still_comes(question):
    """The asking end answers calls of what it has lent, and nothing else."""
    with sockets() as (ours, theirs):
        theirs.send({"number": 7, **question})
        theirs.send({"reply": 1, "value": 5})
        assert Asking(ours)["x"] == 5
        theirs.receive()
        refusal, _ = theirs.receive()
        assert refusal["reply"] == 7
        assert refusal["error"]["text"]


def test_an_answer_to_what_was_given_up_is_dropped():
    with sockets() as (ours, theirs):
        here = Asking(ours)
        theirs.send({"reply": 1, "value": 1})
        assert here["x"] == 1
        theirs.send({"reply": 1, "value": 1})
        theirs.send({"reply": 2, "value": 2})
        assert here["x"] == 2


def test_to_settle_is_to_wait_for_its_own_answer_and_to_drop_the_rest():
    with sockets() as (ours, theirs):
        here = Asking(ours)
        for said in ({"ask": "call", "number": 3, "of": 1}, {"reply": 0, "value": 9}, {"reply": 1}):
            theirs.send(said)
        theirs.send({"reply": 2, "value": 4})
        here.settle(5)
        question, _ = theirs.receive()
        assert (question["ask"], question["argument"], question["number"]) == ("settle", 5, 1)
        assert ours.receive()[0]["value"] == 4  # all before it was dropped, and nothing after it


def test_the_end_of_the_other_process_is_told():
    with sockets() as (ours, theirs):
        theirs.socket.close()
        with pytest.raises(Closed, match="has ended"):
            Asking(ours)["x"]
