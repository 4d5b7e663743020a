"""Two processes that use each other's objects; plain data crosses, the objects stay.

Each end keeps the objects that it has lent, by number, and stands for the other's with `Remote`.
Asking is synchronous: who waits for a reply answers questions in the meantime, so a function
that was handed over can be called back.
"""

from __future__ import annotations

import builtins
import inspect
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, cast

from matcalc.diagnosis.programs import Place, place_of

# `decode` and `encode`: removed by tests/attacks/removed.py
from matcalc.grading.running.wire import BoundaryError, Channel, decode, encode

__all__ = ["Lent", "Peer", "Remote"]

NESTED = 40  # questions within questions
TEXT = 10_000  # characters of a docstring
LINE = 200  # and of a line that raised an error
MOST_PARAMETERS = 100
_ENDS = StopIteration, StopAsyncIteration


class Remote:
    """An object of the other process: calls, attributes and items are asked for."""

    _peer: Peer
    _number: int

    def __init__(self, peer: Peer, number: int, name: str, **about: object) -> None:
        self.__dict__.update(_peer=peer, _number=number, __name__=name, __qualname__=name, **about)

    def __getattr__(self, name: str) -> object:
        if name.startswith("__"):  # protocols are those that the class below has
            raise AttributeError(name)
        return self._peer.ask("attribute", of=self, argument=name)

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"{name} belongs to the notebook's process and cannot be set")

    def __repr__(self) -> str:
        return f"<{type(self).__name__} of the notebook>"


@dataclass(frozen=True)
class Lent:
    """A value to be lent and not copied, plain data or not."""

    value: object


def _call(self: Remote, /, *arguments: object, **named: object) -> object:
    return self._peer.ask("call", of=self, argument=[arguments, named])


def _item(self: Remote, key: object) -> object:
    return self._peer.ask("item", of=self, argument=key)


def _length(self: Remote) -> int:
    length = self._peer.ask("length", of=self)
    if type(length) is not int or not 0 <= length < 2**31:
        raise TypeError("a length is a whole number")
    return length


class Peer:
    """One end of the channel.

    Parameters
    ----------
    channel : Channel
    lends : callable
        Whether an object may be lent; what is neither lent nor plain data does not cross.

    Attributes
    ----------
    describes : bool
        Whether functions are lent with their docstrings and parameters, and errors told with the
        line that raised them: those of a hidden test are not.
    exact : bool
        Whether what is only like plain data does not cross: a data frame that a test passes must
        not arrive as an array.  What an answer returns may, as where it is checked at once.
    answers : dict
        How each kind of question is answered; the answer to ``"call"`` comes with a peer.
    """

    describes = False
    exact = True

    def __init__(self, channel: Channel, lends: Callable[[object], bool]) -> None:
        self.channel = channel
        self.lends = lends
        self.answers: dict[str, Callable[..., object]] = {"call": self._call}
        self._lent: dict[int, object] = {}
        self._count = 0
        self._depth = 0
        self._one = threading.RLock()  # a learner's threads may call what they were given

    def ask(self, question: str, of: Remote | None = None, argument: object = None) -> Any:
        """Ask the other end, and wait for its answer.

        Raises
        ------
        BoundaryError
            If something does not cross, or the other end has ended.
        Exception
            What the other end's code raised: of the same name, and of the same built-in class.
        """
        if self._depth >= NESTED:
            raise BoundaryError("the two processes call each other without end")
        with self._one:
            number = self._ask(question, of, argument)
            self._depth += 1
            try:
                return self._reply(number)
            finally:
                self._depth -= 1

    def settle(self, interruptions: int) -> None:
        """Wait until the other end has had so many interruptions: none stops what is asked next.

        What it asks or answers in the meantime belongs to what was given up, and is dropped.

        Raises
        ------
        TimeoutError, BoundaryError
            As from `Channel.receive`.
        """
        number = self._ask("settle", None, interruptions)
        while self.channel.receive()[0].get("reply") != number:
            pass

    def _ask(self, question: str, of: Remote | None, argument: object) -> int:
        """Send a question, and return its number."""
        blobs: list[bytes] = []
        self._count += 1
        body = {
            "ask": question,
            "number": self._count,
            "of": None if of is None else of._number,
            "argument": encode(argument, blobs, self._reference, exact=self.exact),
        }
        self.channel.send(body, blobs)
        return self._count

    def _reply(self, number: int) -> object:
        while True:
            message, blobs = self.receive()
            if "ask" in message:
                self.answer(message, blobs)
                continue
            replied = message.get("reply")
            if type(replied) is not int or replied > number:
                raise BoundaryError("a reply came to no question")
            if replied == number:  # and not to one that was given up
                self.shown(message.get("outputs"))
                if (error := message.get("error")) is not None:
                    raise _exception(error)
                return self._decode(message.get("value"), blobs)

    def receive(self) -> tuple[dict[str, Any], list[memoryview]]:
        """The next message."""
        return self.channel.receive()

    def shown(self, outputs: object) -> None:
        """What the other end's code showed while it answered."""

    def outputs(self) -> list[dict[str, Any]]:
        """What this end's code showed while it answered."""
        return []

    def answer(self, message: dict[str, Any], blobs: list[memoryview]) -> None:
        """Answer one question; an exception is an answer too."""
        number = message.get("number")
        parts: list[bytes] = []
        try:
            found = self.answers.get(str(message.get("ask")))
            if found is None:
                raise BoundaryError("no such question is answered here")
            lent = message.get("of")
            given = [] if lent is None else [self._own(lent)]
            value = found(*given, self._decode(message.get("argument"), blobs))
            reply = {
                "reply": number,
                "value": encode(value, parts, self._reference, exact=self.exact),
            }
        except BaseException as error:
            if not self.reports(error):
                raise
            parts, reply = [], {"reply": number, "error": _described(error, self.describes)}
        reply["outputs"] = self.outputs()
        try:
            self.channel.send(reply, parts)
        except BoundaryError as error:
            if error.__class__ is not BoundaryError:
                raise
            self.refuse(message, error)

    def refuse(self, message: dict[str, Any], error: BaseException) -> None:
        """Answer a question with an error."""
        reply = {"reply": message.get("number"), "error": _described(error, self.describes)}
        self.channel.send(reply | {"outputs": self.outputs()})

    def reports(self, error: BaseException, /) -> bool:
        """Whether what an answer raised is told to the other end."""
        return isinstance(error, Exception)

    def _call(self, function: Callable[..., object], argument: Any) -> object:
        arguments, named = argument
        return function(*arguments, **{str(name): value for name, value in named.items()})

    def _own(self, number: object) -> object:
        if type(number) is not int or number not in self._lent:
            raise BoundaryError("no such object was lent")
        return self._lent[number]

    def _reference(self, value: object) -> dict[str, Any]:
        if isinstance(value, Remote) and value._peer is self:
            return {"is": "yours", "of": value._number}
        if isinstance(value, Lent):
            value = value.value
        if not self.lends(value):
            raise BoundaryError(
                f"{type(value).__name__} does not cross between the processes: numbers, text, "
                "lists, dictionaries, arrays and functions do"
            )
        if isinstance(value, type(sys)):
            return {"is": "module", "of": value.__name__}
        number = id(value)
        self._lent[number] = value  # kept, so that the number stays its own
        kind = type(value)
        return {
            "is": "mine",
            "of": number,
            "type": kind.__name__,
            "name": str(getattr(value, "__name__", kind.__name__)),
            "callable": callable(value),
            "sized": hasattr(kind, "__len__") and hasattr(kind, "__getitem__"),
            "about": _described_function(value) if self.describes and callable(value) else {},
        }

    def _decode(self, node: object, blobs: list[memoryview]) -> Any:
        try:
            return decode(node, blobs, self._referred)
        except (BoundaryError, RecursionError):
            raise
        except Exception as error:  # the other end may have written anything
            raise BoundaryError(f"this value cannot be read: {type(error).__name__}") from None

    def _referred(self, node: dict[str, Any]) -> object:
        kind, number = node.get("is"), node.get("of")
        if kind == "yours":
            return self._own(number)
        if kind == "module" and number in sys.modules:
            return sys.modules[str(number)]
        if kind in ("mine", "module"):
            name = str(node.get("type", "module"))[:100]
            methods: dict[str, Any] = {"__call__": _call} if node.get("callable") else {}
            if node.get("sized"):
                methods |= {"__len__": _length, "__getitem__": _item}
            stand_in = type(name, (Remote,), methods)
            return stand_in(self, number, str(node.get("name", name))[:100], **_about(node))
        raise BoundaryError("this value cannot be read")


def _described_function(function: object) -> dict[str, Any]:
    """A function's docstring and parameters, as far as they are plain."""
    about: dict[str, Any] = {}
    with suppress(Exception):  # of a learner's making
        if isinstance(text := inspect.getdoc(function), str):
            about["doc"] = text[:TEXT]
        parameters = inspect.signature(cast(Any, function)).parameters.values()
        about["parameters"] = [
            [one.name, one.kind.name, *([] if one.default is one.empty else [_default(one)])]
            for one in [*parameters][:MOST_PARAMETERS]
        ]
    return about


def _default(parameter: inspect.Parameter) -> object:
    value = parameter.default
    return value if value is None or type(value) in (bool, int, float, str) else "..."


def _about(node: dict[str, Any]) -> dict[str, object]:
    """What a stand-in says of itself."""
    about = node.get("about")
    found: dict[str, object] = {}
    if not isinstance(about, dict):
        return found
    if isinstance(text := about.get("doc"), str):
        found["__doc__"] = text[:TEXT]
    with suppress(Exception):  # the other end may have written anything
        found["__signature__"] = inspect.Signature(
            [
                inspect.Parameter(str(name), getattr(inspect.Parameter, str(kind)), **(
                    {"default": default[0]} if default else {}
                ))
                for name, kind, *default in about["parameters"]
            ]
        )  # fmt: skip
    return found


def _described(error: BaseException, with_place: bool) -> dict[str, Any]:
    """An error's text and classes; a line of a hidden test is nobody's business."""
    try:
        text = str(error)[:2000]
    except BaseException:  # its own text may fail in any way
        text = ""
    described: dict[str, Any] = {
        "text": text,
        "classes": [kind.__name__ for kind in type(error).__mro__],
    }
    with suppress(Exception):  # of a learner's making
        if with_place and (place := place_of(error)):
            described["place"] = [place.line, place.text[:LINE]]
    return described


def _placed(place: Any) -> Place | None:
    """The line of the other end's text at which it raised an error."""
    return None if place is None else Place(int(place[0]), str(place[1])[:LINE])


def _exception(described: Any) -> Exception:
    """An exception of the given name, as close to its class as this process knows one."""
    try:
        names = [str(name)[:100] for name in described["classes"]]
        text = str(described["text"])
        known = [getattr(builtins, name, None) for name in names]
        bases = [kind for kind in known if isinstance(kind, type) and issubclass(kind, Exception)]
        # As in a generator, else it would end the loop that called, with what was still to come.
        bases = [kind for kind in bases if not issubclass(kind, _ENDS)]
        base = bases[0] if bases else Exception
        kind = base if base.__name__ == names[0] else type(names[0], (base,), {})
        error: Any = kind(text)
        error.place = _placed(described.get("place"))
        return cast(Exception, error)
    except Exception:  # the other end may have written anything, and some classes take no text
        return BoundaryError("the notebook's code raised an error that cannot be shown")
