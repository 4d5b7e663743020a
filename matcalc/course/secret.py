"""The course's secret, from which it follows who gets which set of an assignment.

So nobody has to keep a list of who got what, and nobody without the secret can work it out or
choose.  It is a file in the course's root that only its owner can read; an environment variable
takes its place on a machine that has no such file.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import re
import secrets
import tempfile
import unicodedata
from dataclasses import dataclass, field
from pathlib import Path

from matcalc.errors import MatcalcError

__all__ = ["SECRET", "VARIABLE", "Secret", "make_secret", "read_secret"]

SECRET, VARIABLE = ".matcalc-secret", "MATCALC_SECRET"
BYTES = 32


@dataclass(frozen=True)
class Secret:
    """A course's secret; its text is nowhere shown."""

    key: bytes = field(repr=False)

    @property
    def fingerprint(self) -> str:
        """By which two secrets are told apart, and which gives nothing away."""
        return hashlib.sha256(self.key).hexdigest()[:8]

    def set_of(self, assignment: str, learner: str, sets: int) -> int:
        """The set that a learner has, from 1; the same for all spellings of an id.

        Parameters
        ----------
        assignment : str
        learner : str
            The id, in upper or lower case, in whichever form of Unicode.
        sets : int
            How many there are.

        Examples
        --------
        >>> secret = Secret(b"0" * 32)
        >>> [secret.set_of("ch04", name, 3) for name in ("ada", "ADA", "emmy")]
        [1, 1, 3]
        """
        name = unicodedata.normalize("NFC", unicodedata.normalize("NFD", learner).casefold())
        drawn = hmac.digest(self.key, f"{assignment}\0{name}".encode(), "sha256")
        return int.from_bytes(drawn, "big") % sets + 1


def read_secret(root: Path) -> Secret | None:
    """The secret of the course in a folder; None where there is none yet.

    Raises
    ------
    MatcalcError
        If what stands in its place is no secret.
    """
    if (given := os.environ.get(VARIABLE)) is not None:
        return _secret(given, f"the environment variable {VARIABLE}")
    try:
        text = (root / SECRET).read_text(encoding="ascii")
    except FileNotFoundError:
        return None
    except UnicodeDecodeError:
        text = ""
    return _secret(text, str(root / SECRET))


def make_secret(root: Path) -> Secret:
    """The secret of the course in a folder, which is drawn if there is none yet.

    The file appears with its whole content, and of two processes that draw one, one wins.
    """
    if (known := read_secret(root)) is not None:
        return known
    handle, name = tempfile.mkstemp(dir=root, prefix=f"{SECRET}.")  # O_EXCL, for its owner alone
    try:
        with os.fdopen(handle, "w") as file:
            file.write(f"{secrets.token_hex(BYTES)}\n")
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(name, root / SECRET)  # never over another
        except FileExistsError:
            pass
        except OSError as error:  # of file systems without links
            raise MatcalcError(
                f"{root / SECRET} cannot be made there ({error.strerror}): write {2 * BYTES} "
                f"random hexadecimal digits into it, or set {VARIABLE} to them"
            ) from None
    finally:
        Path(name).unlink(missing_ok=True)
    return _secret((root / SECRET).read_text(encoding="ascii"), str(root / SECRET))


def _secret(text: str, where: str) -> Secret:
    if not re.fullmatch(rf"[0-9a-fA-F]{{{2 * BYTES}}}", text.strip()):
        raise MatcalcError(
            f"{where} holds no secret: expected {2 * BYTES} hexadecimal digits; put back the one "
            "that the variants were dealt with"
        )
    return Secret(bytes.fromhex(text.strip()))
