"""Python as the pages fetch it: made of Pyodide's verified files, and of matcalc's wheel.

`compile_python` lets that Python compile what a page reads at its start; `publish_python` puts the
result where the worker finds it, with a list of what to fetch and how large it is.  What a first
answer needs is packed (xz), which the worker unpacks: it comes sooner than from a host that packs
with gzip, and much sooner than from one that does not.  Folders are named after their content, so a
browser may keep them for good.
"""

from __future__ import annotations

import hashlib
import json
import lzma
import shutil
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from matcalc.course.files import write_atomically
from matcalc.site import bytecode
from matcalc.site.pyodide import PYODIDE
from matcalc.site.script import SOURCES, run_node
from matcalc.version import DISTRIBUTION

__all__ = ["LIST", "compile_python", "publish_python"]

LIST = "python.json"
STDLIB, REST = "python_stdlib.zip", "python_stdlib_rest.zip"
PLACE = "/lib/python3.14/site-packages"
SCRIPT = SOURCES / "node" / "compile.mjs"

# What the pages read at their start, and what that may import later.
MODULES = [
    "numpy", "numpy.fft", "numpy.ma", "numpy.polynomial", "numpy.random", "numpy.testing", "ast",
    "copy", "ctypes", "datetime", "difflib", "fractions", "functools", "graphlib", "hashlib",
    "hmac", "html.entities", "importlib.resources", "io", "itertools", "json", "linecache",
    "numbers", "pickle", "platform", "random", "secrets", "statistics", "sysconfig", "textwrap",
    "tokenize", "tomllib", "traceback", "typing", "unicodedata", "_ast_unparse",
]  # fmt: skip
PAGE_MODULES = ["matcalc.page.exercises", "matcalc.page.cells", "matcalc.page.preview"]
PACKED = ".xz"
MEMORY = 2**24  # bytes that unpacking takes
# Of NumPy and matcalc: tests, headers and type stubs, what makes extensions, pages and grades.
LEFT_OUT = r"/(tests|f2py|_pyinstaller)/|\.(pyi|pxd|h|a|c|pyx)$|^matcalc/(site|grading)/"


def compile_python(pyodide: Path) -> Path:
    """Make the files that the pages fetch of verified ones, where they are not there yet.

    Parameters
    ----------
    pyodide : Path
        The folder with the verified files.

    Returns
    -------
    Path
        A folder beside it, with Python, its packages, and Pyodide's lock file for them.

    Raises
    ------
    MatcalcError
        If node failed.
    """
    key = hashlib.sha256(json.dumps([PYODIDE, MODULES, LEFT_OUT, PACKED, MEMORY]).encode())
    for path in (Path(bytecode.__file__), SCRIPT):
        key.update(path.read_bytes())
    target = pyodide.with_name(f"python-{key.hexdigest()[:12]}")
    if target.is_dir():
        return target
    for old in pyodide.parent.glob("python-*"):
        shutil.rmtree(old)
    numpy = PYODIDE["lock"]["packages"]["numpy"]["file_name"]
    with tempfile.TemporaryDirectory(dir=pyodide.parent) as scratch:
        made = Path(scratch, "python")
        shutil.copytree(pyodide, made)
        stdlib = _archive(pyodide / STDLIB, made / STDLIB, "/lib/python314.zip", made / REST)
        archives = [stdlib, _archive(pyodide / numpy, made / numpy, PLACE)]
        _compile(pyodide, PYODIDE["lock"], archives, MODULES)
        write_atomically(made / "pyodide-lock.json", json.dumps(_lock(made)).encode())
        with ThreadPoolExecutor() as threads:
            list(threads.map(_pack, (made / name for name in [*_core(), numpy, REST])))
        made.rename(target)
    return target


def publish_python(python: Path, wheel: Path, target: Path) -> None:
    """Put Python, and a wheel of matcalc, into a folder of the site.

    Parameters
    ----------
    python : Path
        What `compile_python` returned.
    wheel : Path
        Of matcalc.
    target : Path
    """
    compiled = _compile_wheel(python, wheel)
    packed = _beside(compiled)
    digest = hashlib.sha256(compiled.read_bytes()).hexdigest()
    core, own = f"pyodide-{python.name.removeprefix('python-')}", f"matcalc-{digest[:12]}"
    for old in (*target.glob("pyodide*"), *target.glob("matcalc-*")):
        if old.is_dir() and old.name not in {core, own}:
            shutil.rmtree(old)
    is_packed = {path.name.removesuffix(PACKED) for path in python.glob(f"*{PACKED}")}
    left_out = shutil.ignore_patterns(*is_packed)
    shutil.copytree(python, target / core, ignore=left_out, dirs_exist_ok=True)
    write_atomically(_beside(target / own / wheel.name), packed.read_bytes())
    lock = json.loads((python / "pyodide-lock.json").read_text("utf-8"))
    for package in lock["packages"].values():
        package["file_name"] = f"{core}/{package['file_name']}"
    lock["packages"][DISTRIBUTION] = _entry(
        DISTRIBUTION, f"{own}/{wheel.name}", digest, ["matcalc"], ["numpy"]
    )
    first = [f"{core}/{name}" for name in _core()]
    first += [lock["packages"][name]["file_name"] for name in ("numpy", DISTRIBUTION)]
    sizes = {name: _beside(target / name).stat().st_size for name in first}
    listed = {"folder": f"{core}/", "packed": PACKED, "sizes": sizes, "lock": lock}
    write_atomically(target / LIST, json.dumps(listed).encode())


def _core() -> list[str]:
    """What Python itself fetches; its modules of script are imported."""
    return [name for name in PYODIDE["core"] if not name.endswith(".mjs")]


def _beside(path: Path) -> Path:
    """Where a file lies packed."""
    return path.with_name(path.name + PACKED)


def _pack(path: Path) -> None:
    """Pack a file beside itself, as small as it gets, with a checksum that the worker knows."""
    strongest = {"id": lzma.FILTER_LZMA2, "preset": lzma.PRESET_EXTREME | 9, "dict_size": MEMORY}
    packed = lzma.compress(path.read_bytes(), check=lzma.CHECK_CRC32, filters=[strongest])
    write_atomically(_beside(path), packed)


def _lock(folder: Path) -> dict[str, Any]:
    """Pyodide's lock file for what is in a folder."""
    lock: dict[str, Any] = json.loads(json.dumps(PYODIDE["lock"]))
    packages = lock["packages"]
    packages["numpy"]["sha256"] = _digest(folder / packages["numpy"]["file_name"])
    for name, package in packages.items():
        if name != "numpy":
            package["depends"].append("stdlib-rest")
    with_modules = bytecode.module_names(str(folder / REST))
    packages["stdlib-rest"] = _entry("stdlib-rest", REST, _digest(folder / REST), with_modules, [])
    return lock


def _entry(
    name: str, file: str, digest: str, imports: list[str], depends: list[str]
) -> dict[str, Any]:
    return {
        "name": name,
        "version": "1",
        "file_name": file,
        "install_dir": "site",
        "sha256": digest,
        "package_type": "package",
        "imports": imports,
        "depends": depends,
    }


def _compile_wheel(python: Path, wheel: Path) -> Path:
    """The wheel for the pages, kept beside Python under the name of what it is made of."""
    key = f"{python.name}-{_digest(wheel)[:12]}"
    kept = python.with_name(f"wheel-{key}.whl")
    if not kept.is_file():
        for old in python.parent.glob("wheel-*"):
            old.unlink()
        lock = json.loads((python / "pyodide-lock.json").read_text("utf-8"))
        archive = _archive(wheel, kept, PLACE)
        _compile(python, lock, [archive], PAGE_MODULES, wheel)
    if not _beside(kept).is_file():
        _pack(kept)
    return kept


def _archive(source: Path, target: Path, place: str, rest: Path | None = None) -> dict[str, str]:
    files = {"source": str(source), "target": str(target), "rest": str(rest or "")}
    return {**files, "place": place, "leftOut": LEFT_OUT}


def _compile(
    python: Path,
    lock: dict[str, Any],
    archives: list[dict[str, str]],
    modules: list[str],
    path: Path | None = None,
) -> None:
    """Let a Python import modules, and compile in archives those that it has imported."""
    asked = {"lock": lock, "read": modules, "path": str(path or ""), "archives": archives}
    with tempfile.TemporaryDirectory(prefix="compile-") as scratch:
        work = Path(scratch, "work.json")
        work.write_text(json.dumps(asked), encoding="utf-8")
        files = (SCRIPT, python, Path(bytecode.__file__), work)
        run_node("node", *map(str, files), cwd=Path(scratch))


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
