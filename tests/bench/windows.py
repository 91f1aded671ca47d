"""Start to first painted window, memory at rest, steps, stalls, against a bare PySide6 window; beside other programs.

Both sides start as an installed program does: with bytecode that an earlier start has left (PYTHONDONTWRITEBYTECODE
of a developer's shell would have the wizard compiled anew each time). The warm-up turn writes it.
"""

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from tests.bench.folders import make_tree
from tests.bench.measuring import Pair, line, paired

ROOT = Path(__file__).resolve().parent.parent.parent
BENCH = ROOT / "tests" / "bench"


def child(script: str, *arguments: str) -> "subprocess.Popen[str]":
    environment = {**installed_environment(), "PYTHONPATH": str(ROOT)}
    command = [sys.executable, str(BENCH / script), *arguments]
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)


OTHERS = {
    "featherpad": ("C++ Qt", "FeatherPad"),
    "picard": ("PyQt5", "MusicBrainz Picard"),
    "vorta": ("PyQt5", "Vorta for Borg"),
    "electrum": ("PyQt5", "Electrum "),
}
"""Programs to stand beside: what they are made with, and how their window is called."""
LONGEST_START_S = 20
OTHER_RUNS, STALL_RUNS, ALL_RUNS = 5, 5, 3
HOME = tempfile.mkdtemp(prefix="wizard-bench-home-")


def installed_environment() -> dict[str, str]:
    """Return the variables of a start with a home of its own, and bytecode outside the tree."""
    kept = {name: content for name, content in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    for folder in ("config", "data", "cache"):
        kept[f"XDG_{folder.upper()}_HOME"] = str(Path(HOME) / folder)
    return {**kept, "HOME": HOME, "WIZARD_HOME": HOME, "PYTHONPYCACHEPREFIX": str(Path(HOME) / "bytecode")}


def first_paint(what: str, figure: str) -> float:
    """Return the seconds from the start of the process to its first painted window: ``painted``, or ``worked``."""
    start = time.monotonic() if figure == "painted" else 0.0
    out, _ = child("first_paint.py", what).communicate(timeout=60)
    return float(next(text for text in out.splitlines() if text.startswith(figure)).split()[1]) - start


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
        while time.monotonic() - start < LONGEST_START_S:
            tree = subprocess.run(["xwininfo", "-root", "-tree"], capture_output=True, text=True).stdout
            if title in tree:
                return time.monotonic() - start
        raise TimeoutError(f"{command[0]} showed no window")
    finally:
        process.terminate()
        try:
            process.wait(5)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(5)


def lines() -> Iterator[str]:
    """Yield the lines of this benchmark; needs a display (`make bench` makes one)."""
    starts = paired(lambda: first_paint("wizard", "painted"), lambda: first_paint("bare", "painted"), runs=11)
    yield line("start to painted first page ÷ bare window", starts, "ms", 1000, "≤ 1.15")
    work = paired(lambda: first_paint("wizard", "worked"), lambda: first_paint("bare", "worked"), runs=11)
    yield line("  the same, processor time alone", work, "ms", 1000)
    floor = paired(lambda: first_paint("sentence", "worked"), lambda: first_paint("bare", "worked"), runs=11)
    yield line("  a bare window with one sentence ÷ without", floor, "ms", 1000)
    page = paired(lambda: first_paint("furnished", "worked"), lambda: first_paint("bare", "worked"), runs=11)
    yield line("  one with the page's texts and pictures ÷ without", page, "ms", 1000)
    yield from beside_lines()
    memory = paired(lambda: memory_bytes("wizard"), lambda: memory_bytes("bare"))
    yield line("memory at rest ÷ bare PySide6 window", memory, "MB", 1e-6, "≤ 1.5")
    page = paired(lambda: memory_bytes("furnished"), lambda: memory_bytes("bare"))
    yield line("  one with the page's texts and pictures ÷ without", page, "MB", 1e-6)
    yield from step_lines()
    yield from stall_lines()


def beside_lines() -> Iterator[str]:
    """Yield how long other programs take to a window on the screen, ours in turn with each of them."""
    if shutil.which("xwininfo") is None:
        yield "start beside other programs: not measured (xwininfo is not installed)"
        return
    source = [sys.executable, "-m", "wizard"]
    bare = [sys.executable, str(BENCH / "first_paint.py"), "bare", "rest"]
    pair = paired(lambda: mapped_s(source, "Self-Help"), lambda: mapped_s(bare, "first_paint.py"))
    yield line("start to mapped window ÷ bare window", pair, "ms", 1000)
    for name, (kind, title) in OTHERS.items():
        program = shutil.which(name)
        if program is None:
            yield f"start to mapped window ÷ {name}: not measured ({name} is not installed)"
            continue
        try:
            pair = paired(lambda: mapped_s(source, "Self-Help"), partial(mapped_s, [program], title), OTHER_RUNS)
        except TimeoutError as error:
            yield f"start to mapped window ÷ {name}: not measured ({error})"
            continue
        yield line(f"start to mapped window ÷ {name} ({kind})", pair, "ms", 1000)
    frozen = ROOT / "dist" / "self-help-wizard" / "self-help-wizard"
    if frozen.exists():
        pair = paired(lambda: mapped_s([str(frozen)], "Self-Help"), lambda: mapped_s(source, "Self-Help"))
        yield line("frozen start to mapped window ÷ from source", pair, "ms", 1000)
        pair = paired(lambda: mapped_s([str(frozen)], "Self-Help"), lambda: mapped_s(bare, "first_paint.py"))
        yield line("frozen start to mapped window ÷ bare window", pair, "ms", 1000, "≤ 1.15")
    else:
        yield "frozen start: not measured (make bundle first)"


def step_lines() -> Iterator[str]:
    """Yield how long the next page takes to be painted, through a walk in practice."""
    out, _ = child("stepping.py").communicate(timeout=120)
    steps = [text.split() for text in out.splitlines() if text.startswith("step")]
    walls, works = ([float(step[column]) for step in steps] for column in (2, 3))
    firsts = [float(text.split()[2]) for text in out.splitlines() if text.startswith("first")]
    yield (
        f"step to step: median {statistics.median(walls):.0f} ms, 95 of 100 within {within(walls, 0.95):.0f} ms, "
        f"longest {max(walls):.0f} ms (goal ≤ 50); processor {statistics.median(works):.0f} ms; "
        f"the first time through, longest {max(firsts):.0f} ms"
    )


def within(figures: list[float], share: float) -> float:
    """Return what this share of the figures does not go over."""
    return sorted(figures)[int((len(figures) - 1) * share)]


def stall_lines() -> Iterator[str]:
    """Yield the longest stalls of the window: in a check-up, with all at once, and idle in the same processes."""
    figures = _stalls(["stall.py"], STALL_RUNS)
    yield from _beside_idle(figures, "check-up", "in a check-up", "≤ 1.0")
    with tempfile.TemporaryDirectory(prefix="wizard-bench-") as name:
        make_tree(Path(name))
        figures = _stalls(["all_stall.py", name], ALL_RUNS)
    yield from _beside_idle(figures, "busy", "with all at once", "≤ 1.0")
    again = [statistics.median(figure[index] for figure in figures["idle-again"]) for index in (0, 1)]
    seconds, scans = (statistics.median(figure[index] for figure in figures["work"]) for index in (0, 1))
    yield (
        f"  idle again after it: p99.9 {again[0]:.0f} ms, longest {again[1]:.0f} ms; "
        f"meanwhile 50 MB redacted in {seconds:.1f} s, 100,000 files scanned {scans:.0f} times"
    )
    yield from _beside_idle(figures, "foreign", "beside a foreign busy program")


def _stalls(script: list[str], runs: int) -> dict[str, list[tuple[float, float]]]:
    """Return p99.9 and the longest gap (ms) of each phase that a child prints, one pair for each run."""
    figures: dict[str, list[tuple[float, float]]] = {}
    for _ in range(runs):
        out, _ = child(*script).communicate(timeout=240)
        for text in out.splitlines():
            name, p999, longest = text.split()
            figures.setdefault(name, []).append((float(p999), float(longest)))
    return figures


def _beside_idle(figures: dict[str, list[tuple[float, float]]], phase: str, when: str, goal: str = "") -> Iterator[str]:
    for name, index in (("p99.9", 0), ("longest", 1)):
        busy, idle = (statistics.median(figure[index] for figure in figures[spell]) for spell in (phase, "idle"))
        ratios = [one[index] / other[index] for one, other in zip(figures[phase], figures["idle"], strict=True)]
        pair = Pair(busy, idle, statistics.median(ratios), min(ratios), max(ratios))
        yield line(f"window's stall {when} ÷ idle, {name}", pair, "ms", goal=goal)
