"""Entry point of the `matcalc` command; the commands themselves stand in matcalc.commands."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command line, or say which packages it needs."""
    # Where it finds these packages, jsonschema imports them to check addresses, of which a notebook
    # has none, and that takes longer than everything else: the first parses a grammar.
    for name in ("rfc3987_syntax", "rfc3986_validator"):
        sys.modules.setdefault(name, None)  # type: ignore[arg-type]
    try:
        from matcalc.commands import run
    except ModuleNotFoundError as error:
        sys.exit(f"matcalc: the command line needs {error.name}: python -m pip install click")
    run()


if __name__ == "__main__":
    main()
