"""A child of the benchmark: the window's stalls with everything going on at once, between two idle spells.

A full check-up, the redaction of 50 MB, and the scan of a folder of 100,000 files, which begins anew until both others
are done. What the first spell of idling shows is what this machine does to any window; the second says whether it still
does. Last, the idle window beside programs that have nothing to do with it and keep every processor busy: what no
window on this machine can be spared. Prints p99.9 and the longest gap (ms) of each, and what came about meanwhile.

Usage: all_stall.py FOLDER
"""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent))

from tests.bench.redaction_stall import log, redact, wait_for
from tests.bench.stall import IDLE_MS, Gaps, wait
from wizard.app import compose
from wizard.cli.arguments import parse
from wizard.system import this_system
from wizard.system.base import Cancel, Missing
from wizard.ui.front import front_of
from wizard.ui.intents import StartCheckUp
from wizard.ui.interpreter import collect_new_only, share_processor
from wizard.ui.pages.check_up import CheckUpResultPage
from wizard.ui.theme import Theme, application
from wizard.ui.window import Window


def scan(folder: Path, others: threading.Thread, scans: list[float]) -> None:
    """Measure the folder until the other work is done, once at least."""
    while not scans or others.is_alive():
        start = time.perf_counter()
        found = this_system().directory_size(folder, Cancel(), lambda _progress: None)
        assert not isinstance(found, Missing)
        scans.append(time.perf_counter() - start)


@contextmanager
def foreign_programs() -> Iterator[None]:
    """Keep every processor busy with programs of their own sessions, as others on the computer have."""
    command = [sys.executable, "-c", "while True: pass"]
    programs = [subprocess.Popen(command, start_new_session=True) for _ in range(os.cpu_count() or 1)]
    try:
        yield
    finally:
        for program in programs:
            program.kill()
            program.wait()


def main() -> None:
    app = application(sys.argv[0])
    share_processor()
    data = log()
    took: list[float] = []
    scans: list[float] = []
    with compose(parse([])) as environment:
        window = Window(front_of(environment), Theme(app), environment)
        window.show()
        collect_new_only()  # as after the first paint
        wait(window, 1500)
        gaps = Gaps()
        wait(window, IDLE_MS)
        gaps.report("idle")
        redaction = threading.Thread(target=redact, args=(data, took), daemon=True)
        scanning = threading.Thread(target=scan, args=(Path(sys.argv[1]), redaction, scans), daemon=True)
        window.handle(StartCheckUp())
        redaction.start()
        scanning.start()
        wait_for(scanning)
        gaps.report("busy")
        assert isinstance(window.page, CheckUpResultPage), "the check-up is still going on"
        wait(window, 200)
        print(f"work {took[0]:.2f} {len(scans)}", flush=True)
        window.go_home()
        wait(window, 500)
        gaps.gaps_ms.clear()
        wait(window, IDLE_MS)
        gaps.report("idle-again")
        with foreign_programs():
            wait(window, 500)
            gaps.gaps_ms.clear()
            wait(window, IDLE_MS)
            gaps.report("foreign")
        window.controller.close()
        window.close()


if __name__ == "__main__":
    main()
