"""The entry point of the `matcalc` command, outside the package whose name a stranger may have."""

import sys
from importlib.metadata import version

__all__ = ["main"]

DISTRIBUTION = "matrix-calculus-checked"


def main() -> None:
    """Run the command line, or say what stands in the place of the package."""
    wheel = f"{DISTRIBUTION.replace('-', '_')}-{version(DISTRIBUTION)}-py3-none-any.whl"
    install = (
        f"with the wheel from the course's site: python -m pip install --force-reinstall {wheel}"
    )
    try:
        import matcalc
    except ModuleNotFoundError as error:
        sys.exit(f"matcalc: {error.name} is missing. Run, {install}")
    if not hasattr(matcalc, "check_gradient"):
        where = getattr(matcalc, "__file__", None) or next(iter(matcalc.__path__))
        sys.exit(
            f"matcalc: {where} is another package called matcalc. Rename it if it is yours; else "
            f"run: python -m pip uninstall -y matcalc, and then, {install}"
        )
    from matcalc.__main__ import main as run

    run()
