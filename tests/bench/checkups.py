"""The check-up's wall time against its slowest probe, on this computer and in practice."""

import json
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.bench.measuring import RUNS

ROOT = Path(__file__).resolve().parent.parent.parent


def lines() -> list[str]:
    """Return the lines of this benchmark."""
    found = []
    for name, options in (("this computer", []), ("practice: healthy", ["--practice", "healthy"])):
        ratios, walls = [], []
        with tempfile.TemporaryDirectory() as home:
            for _ in range(RUNS):
                command = [sys.executable, "-m", "wizard", *options, "check", "--json"]
                environment = {**os.environ, "WIZARD_HOME": home, "PYTHONPATH": str(ROOT)}
                out = subprocess.run(command, env=environment, capture_output=True, text=True, cwd=ROOT).stdout
                document = json.loads(out)
                slowest = max(probe["seconds"] for probe in document["probes"])
                walls.append(document["seconds"])
                ratios.append(document["seconds"] / slowest)
        ratio, wall = statistics.median(ratios), statistics.median(walls)
        found.append(f"check-up ÷ slowest probe, {name:18} {ratio:5.2f}  (check-up {wall:.2f} s)")
    return found
