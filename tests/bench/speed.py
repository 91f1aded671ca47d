"""What the speed test says of a line of 1 Gbit/s each way, against iperf3."""

import shutil
import tempfile
from pathlib import Path

from tests.bench.measuring import line, paired
from tests.lab.places import why_not
from tests.lab.speed_line import SpeedLine

RATE_MBPS = 1000
RUNS = 3


def lines() -> list[str]:
    """Return the lines of this benchmark."""
    reason = why_not() or (None if shutil.which("iperf3") else "iperf3 is missing")
    if reason:
        return [f"speed test ÷ iperf3: not measured, {reason}"]
    found: list[str] = []
    with tempfile.TemporaryDirectory(prefix="wizard-bench-") as name, SpeedLine(Path(name), RATE_MBPS).built() as fast:
        for way, label in (("download_mbps", "down"), ("upload_mbps", "up")):

            def ours(way: str = way) -> float:
                return float(fast.by_wizard()["facts"][way])

            def rival(way: str = way) -> float:
                return fast.by_iperf3_one_way(way)

            pair = paired(ours, rival, RUNS, warm_up=0)
            found.append(line(f"speed of {RATE_MBPS} Mbit/s {label} ÷ iperf3", pair, "Mbit/s", 1, "0.97–1.03"))
    return found
