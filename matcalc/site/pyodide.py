"""Python for the browser: the files of Pyodide, each verified against live/pyodide.json.

They are fetched by pip alone, as part of a package that carries them.
"""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path

from matcalc.course.files import write_atomically
from matcalc.errors import MatcalcError

__all__ = ["PYODIDE", "SERVED", "prepare_pyodide"]

PYODIDE = json.loads((Path(__file__).parent / "live" / "pyodide.json").read_text("utf-8"))

# The modules that Python in the page can import, beside its standard library.
SERVED = {
    "matcalc",
    *(name for one in PYODIDE["lock"]["packages"].values() for name in one["imports"]),
}

# The one package on PyPI that carries an unmodified Pyodide with its wheels: of its files, only
# those of Pyodide are taken.
CARRIER = "open-webui==0.12.4"
CARRIER_SHA256 = "02e9caba96234db3fa17a92e56163b3f7f2b8ca8227fa886b85c178d696483f6"
CARRIER_FOLDER = "open_webui/frontend/pyodide"


def prepare_pyodide(target: Path, given: Path | None, say: Callable[[str], None]) -> None:
    """Put the verified files of Pyodide into a folder, where they are not there yet.

    Parameters
    ----------
    target : Path
    given : Path, optional
        A folder with a release of Pyodide, to be taken instead of fetching one.
    say : callable
        Told what is about to take long.

    Raises
    ------
    MatcalcError
        If the files cannot be fetched, or one of them is not the expected one.
    """
    packages = PYODIDE["lock"]["packages"].values()
    wanted = PYODIDE["core"] | {one["file_name"]: one["sha256"] for one in packages}
    if all((target / name).is_file() for name in wanted):
        return
    with tempfile.TemporaryDirectory(prefix="pyodide-") as scratch:
        source = given or _carried(Path(scratch), say)
        for name, sha256 in wanted.items():
            if not (source / name).is_file():
                raise MatcalcError(
                    f"no {name} in {source}: expected the full distribution of Pyodide "
                    f"{PYODIDE['version']}"
                )
            content = (source / name).read_bytes()
            found = hashlib.sha256(content).hexdigest()
            if found != sha256:
                raise MatcalcError(
                    f"{source / name} is not the file of Pyodide {PYODIDE['version']}: its sha256 "
                    f"is {found}, expected {sha256}"
                )
            write_atomically(target / name, content)


def _carried(scratch: Path, say: Callable[[str], None]) -> Path:
    """Let pip fetch the package that carries Pyodide, and unpack that part of it."""
    say("Fetching Python for the browser (Pyodide, 106 MB, once)")
    requirement = scratch / "requirements.txt"
    requirement.write_text(f"{CARRIER} --hash=sha256:{CARRIER_SHA256}\n", encoding="utf-8")
    pip = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check"]
    options = ["--no-deps", "--only-binary=:all:", "--python-version=3.12", "--dest", str(scratch)]
    result = subprocess.run(
        [*pip, *options, "--require-hashes", "-r", str(requirement)],
        capture_output=True,
        text=True,
        check=False,
    )
    wheels = list(scratch.glob("*.whl"))
    if result.returncode or not wheels:
        raise MatcalcError(f"pip could not fetch {CARRIER}: {_last_line(result.stderr)}")
    with zipfile.ZipFile(wheels[0]) as archive:
        members = [name for name in archive.namelist() if name.startswith(f"{CARRIER_FOLDER}/")]
        archive.extractall(scratch, members)
    return scratch / CARRIER_FOLDER


def _last_line(text: str) -> str:
    return next((line for line in reversed(text.splitlines()) if line.strip()), "no reason given")
