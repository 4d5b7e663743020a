"""The learner's process: runs the learner's cells, and their functions when they are asked for.

Nothing here is trusted: the code that runs in this process can change every line of it.
"""

from __future__ import annotations

import signal
import socket
import time
from pathlib import Path
from typing import Any

from matcalc.grading.running.absent import Absent
from matcalc.grading.running.cells import Shell
from matcalc.grading.running.limits import Limits
from matcalc.grading.running.peers import Lent, Peer
from matcalc.grading.running.state import state_of
from matcalc.grading.running.wire import (  # `encode`: removed by tests/attacks/removed.py
    Channel,
    encode,
)

__all__ = ["serve"]


class _Interrupted(Channel):
    """A channel on which an interruption waits until a message has been sent: half of one is none.

    Attributes
    ----------
    replied : int or None
        The last question whose answer was sent.
    interruptions : int
        How many have come.
    holding : bool
        Whether an interruption is to wait for the end of the next message.
    """

    replied: object = None
    interruptions = 0
    holding = False
    _waiting = False

    def send(self, message: dict[str, Any], blobs: list[bytes] | None = None) -> None:
        self.holding = True
        try:
            super().send(message, blobs)
            self.replied = message.get("reply", self.replied)
        finally:
            self.holding = False
        if self._waiting:
            self._waiting = False
            raise KeyboardInterrupt

    def interrupt(self) -> None:
        """Stop what is running."""
        if self.holding:
            self._waiting = True
        else:
            raise KeyboardInterrupt


class _Answering(Peer):
    """This end of the conversation: it answers, and asks only where its code calls back."""

    describes = True
    exact = False

    def __init__(self, channel: _Interrupted, shell: Shell) -> None:
        super().__init__(channel, lends=lambda _: True)
        self.interrupted = channel
        self.shell = shell
        self.answers |= {
            "begin": self._begin,
            "run": self._run,
            "test": self._test,
            "states": self._states,
            "look up": self._look_up,
            "attribute": lambda value, name: getattr(value, name),
            "item": lambda value, key: value[key],
            "length": lambda value, _: len(value),
            "settle": self._settle,
        }

    def reports(self, _: BaseException, /) -> bool:
        return True  # an exit, and an interruption, end a call and not the process

    def outputs(self) -> list[dict[str, Any]]:
        return self.shell.outputs.take() if self._depth == 0 else []

    def _begin(self, argument: dict[str, Any]) -> None:  # removed by tests/attacks/removed.py
        import random
        import sys

        import numpy as np

        # Released cells run in both processes and must draw the same numbers.
        random.seed(argument["seed"])
        np.random.seed(argument["seed"])
        sys.path.append("")  # a learner's own modules
        for name, content in argument["files"].items():
            path = Path(name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(bytes(content))

    def _settle(self, count: int) -> None:
        """Wait for interruptions that are on their way: they belong to what was asked before."""
        self.interrupted.holding = True
        while self.interrupted.interruptions < count:
            time.sleep(1e-3)

    def _run(self, argument: dict[str, Any]) -> list[dict[str, Any]]:
        outputs, _ = self.shell.run(argument["source"], argument["number"])
        return outputs

    def _test(self, argument: dict[str, Any]) -> list[object]:
        Absent.agrees = False
        try:
            outputs, error = self.shell.run(argument["source"], argument["number"])
        finally:
            Absent.agrees = True
        return [outputs, error is None]

    def _states(self, names: list[str]) -> dict[str, str]:
        known = self.shell.names
        found = {name: known[name] for name in names if name in known}
        return {n: state_of(v) for n, v in found.items() if not isinstance(v, Absent)}

    def _look_up(self, names: list[str]) -> dict[str, object]:
        known = self.shell.names
        return {name: self._crossing(known[name]) for name in names if name in known}

    def _crossing(self, value: object) -> object:
        """A value that crosses, or in the place of one that does not what stands for it."""
        blobs: list[bytes] = []
        try:
            encode(value, blobs, self._reference)
        except Exception:  # nested without end, or of an odd class
            return Lent(value)
        return value if sum(map(len, blobs)) < self.channel.most // 8 else Lent(value)


def serve(sockets: list[socket.socket], shell: Shell, limits: Limits) -> None:
    """Answer the trusted process's questions until it has no more."""
    [connection] = sockets
    channel = _Interrupted(connection, limits.message)
    peer = _Answering(channel, shell)
    busy = early = False

    def interrupt(*_: object) -> None:
        nonlocal early
        channel.interruptions += 1
        if busy:
            channel.interrupt()
        else:  # it is for a question that is being read, or for one that was just answered
            early = True

    signal.signal(signal.SIGINT, interrupt)
    while True:
        message, blobs = channel.receive()
        with shell.capturing():
            try:
                busy = True  # and in the block that expects an interruption, not before it
                is_stopped, early = early and message.get("ask") != "settle", False
                if is_stopped:
                    raise KeyboardInterrupt
                peer.answer(message, blobs)
            except KeyboardInterrupt as error:  # it came while the answer was made, or after it
                busy = False
                if channel.replied != message.get("number"):
                    peer.refuse(message, error)
            finally:
                busy = False
