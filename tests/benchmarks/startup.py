"""How long commands take to start: the median of several fresh processes each.

python tests/benchmarks/startup.py [RUNS]
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
COMMANDS = ["--help", "grade --help", "grade ch99", "export ch04", "feedback ch04"]


def seconds(command: list[str], cwd: str) -> float:
    began = time.perf_counter()
    subprocess.run(command, cwd=cwd, capture_output=True, check=False)
    return time.perf_counter() - began


def main() -> None:
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 7
    python = [sys.executable, "-c", "pass"]
    times: dict[str, list[float]] = {}
    with tempfile.TemporaryDirectory() as root:
        # A course with a gradebook that holds nothing: each command gets as far as reading it.
        Path(root, "nbgrader_config.py").write_text("c = get_config()\n")
        Path(root, "source", "ch04").mkdir(parents=True)
        Path(root, "source", "ch04", "ch04.ipynb").touch()
        subprocess.run(
            [sys.executable, "-c", "from nbgrader.api import Gradebook as G; G('sqlite:///gradebook.db')"],
            cwd=root, check=True,
        )  # fmt: skip
        for _ in range(runs):  # interleaved, so that a busy machine is fair to all
            times.setdefault("(an empty Python)", []).append(seconds(python, root))
            for command in COMMANDS:
                times.setdefault(command, []).append(
                    seconds([sys.executable, "-m", "matcalc", *command.split()], root)
                )
    print(f"{'matcalc …':24} {'min':>7} {'median':>7}  seconds, {runs} runs")
    for name, measured in times.items():
        print(f"{name:24} {min(measured):7.2f} {statistics.median(measured):7.2f}")


if __name__ == "__main__":
    main()
