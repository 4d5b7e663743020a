"""What ``import matcalc`` and its names cost, in multiples of ``import numpy``.

A public name reads its module, and what that needs, when it is asked for.

Run by hand: ``python tests/benchmarks/imports.py``; about half a minute.  Each statement runs in
fresh interpreters, in turn with the other, so that a machine which slows down slows down both, and
the processor's time is taken.  The bytecode is cached, as it is after an installation.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from statistics import median

STATEMENTS = (
    "import numpy",
    "import matcalc",
    "from matcalc import gradient",
    "from matcalc import derivative",
    "from matcalc import check_gradient",
)
TIMED = """
from time import process_time
start = process_time()
{}
print(process_time() - start)
"""


def seconds(statement: str) -> float:
    environment = os.environ.copy()
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    command = [sys.executable, "-c", TIMED.format(statement)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    return float(done.stdout)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--runs", type=int, default=40, help="of each statement (default: 40)")
    runs = parser.parse_args().runs
    times = [[seconds(statement) for statement in STATEMENTS] for _ in range(runs + 1)][1:]
    print(f"{'median of ' + str(runs) + ' runs':34}{'ms':>8}{'× numpy':>10}")
    for statement, column in zip(STATEMENTS, zip(*times, strict=True), strict=True):
        ratio = median(mine / run[0] for mine, run in zip(column, times, strict=True))
        print(f"{statement:34}{1e3 * median(column):8.1f}{ratio:10.2f}")


if __name__ == "__main__":
    main()
