"""Start to first painted window, memory at rest, and stalls, against a bare PySide6 window; beside featherpad.

Both sides start as an installed program does: with bytecode that an earlier start has left (PYTHONDONTWRITEBYTECODE
of a developer's shell would have the wizard compiled anew each time). The warm-up turn writes it.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.bench.measuring import Pair, line, median, paired

ROOT = Path(__file__).resolve().parent.parent.parent
BENCH = ROOT / "tests" / "bench"


def child(script: str, *arguments: str) -> "subprocess.Popen[str]":
    environment = {**installed_environment(), "PYTHONPATH": str(ROOT)}
    command = [sys.executable, str(BENCH / script), *arguments]
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)


HOME = tempfile.mkdtemp(prefix="wizard-bench-home-")


def installed_environment() -> dict[str, str]:
    """Return the variables of a start with a home of its own, and bytecode outside the tree."""
    kept = {name: content for name, content in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**kept, "WIZARD_HOME": HOME, "PYTHONPYCACHEPREFIX": str(Path(HOME) / "bytecode")}


def first_paint_s(what: str) -> float:
    """Return the seconds from the start of the process to its first painted window."""
    start = time.monotonic()
    out, _ = child("first_paint.py", what).communicate(timeout=60)
    painted = next(text for text in out.splitlines() if text.startswith("painted"))
    return float(painted.split()[1]) - start


def frozen_paint_s(program: Path) -> float:
    """Return the seconds until the frozen program's window is mapped."""
    return mapped_s([str(program)], "Self-Help")


def memory_bytes(what: str) -> float:
    """Return the proportional memory of a process 3 s after its first paint."""
    out, _ = child("first_paint.py", what, "rest").communicate(timeout=60)
    return float(next(text for text in out.splitlines() if text.startswith("memory_bytes")).split()[1])


def mapped_s(command: list[str], title: str) -> float:
    """Return the seconds until a window with this title is on the screen."""
    environment = installed_environment()
    start = time.monotonic()
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        while time.monotonic() - start < 30:
            tree = subprocess.run(["xwininfo", "-root", "-tree"], capture_output=True, text=True).stdout
            if title in tree:
                return time.monotonic() - start
        raise TimeoutError(f"{command[0]} showed no window")
    finally:
        process.terminate()
        process.wait(10)


def lines() -> list[str]:
    """Return the lines of this benchmark; needs a display (`make bench` makes one)."""
    starts = paired(lambda: first_paint_s("wizard"), lambda: first_paint_s("bare"), runs=11)
    found = [line("start to painted first page ÷ bare window", starts, "ms", 1000, "≤ 1.15")]
    if shutil.which("featherpad"):
        source = [sys.executable, "-m", "wizard"]
        pair = paired(lambda: mapped_s(source, "Self-Help"), lambda: mapped_s(["featherpad"], "FeatherPad"))
        found.append(line("start to mapped window ÷ featherpad (C++ Qt)", pair, "ms", 1000))
    else:
        found.append("start ÷ featherpad: not measured (featherpad is not installed)")
    frozen = ROOT / "dist" / "self-help-wizard" / "self-help-wizard"
    if frozen.exists():
        source = [sys.executable, "-m", "wizard"]
        pair = paired(lambda: frozen_paint_s(frozen), lambda: mapped_s(source, "Self-Help"))
        found.append(line("frozen start to mapped window ÷ from source", pair, "ms", 1000))
    memory = paired(lambda: memory_bytes("wizard"), lambda: memory_bytes("bare"))
    found.append(line("memory at rest ÷ bare PySide6 window", memory, "MB", 1e-6))
    return [*found, *stall_lines()]


def stall_lines() -> list[str]:
    """Return the longest stalls of the window during a full check-up and idle, from the same processes."""
    figures: dict[str, list[tuple[float, float]]] = {"idle": [], "check-up": []}

    def one() -> float:
        out, _ = child("stall.py").communicate(timeout=120)
        for text in out.splitlines():
            phase, p999, longest = text.rsplit(" ", 2)
            figures[phase].append((float(p999), float(longest)))
        return 0.0

    median(one, runs=7)
    rows = []
    for name, index in (("p99.9", 0), ("longest", 1)):
        busy = sorted(figure[index] for figure in figures["check-up"])[len(figures["check-up"]) // 2]
        idle = sorted(figure[index] for figure in figures["idle"])[len(figures["idle"]) // 2]
        pair = Pair(busy, idle, busy / idle, busy / idle, busy / idle)
        rows.append(line(f"window's stall in a check-up ÷ idle, {name}", pair, "ms"))
    return rows
