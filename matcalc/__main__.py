"""Entry point of the `matcalc` command; the commands themselves stand in matcalc.commands."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command line, or say which packages it needs."""
    try:
        from matcalc.commands import run
    except ModuleNotFoundError as error:
        sys.exit(f"matcalc: the command line needs {error.name}: python -m pip install click")
    run()


if __name__ == "__main__":
    main()
