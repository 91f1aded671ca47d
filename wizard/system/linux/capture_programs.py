"""Recording packets by ``dumpcap`` (the group wireshark may run it) or ``tcpdump``, where a socket is closed to us.

They write more than headers, to a private file that is rewritten at once and deleted.
"""

import tempfile
import time
from pathlib import Path

from wizard.system.base import Cancel, Capture, Missing, Report
from wizard.system.capture_file import SNAP_BYTES, temporary_prefix
from wizard.system.capture_rewriting import MOST_PACKETS, rewritten, told
from wizard.system.command import CommandOutput, Runner

PROGRAMS = ("dumpcap", "tcpdump")
_START_S = 5.0
"""What starting and ending a program may take on top of the recording."""


def capture_by_program(
    program: str, file: Path, seconds: float, *, cancel: Cancel, report: Report, run: Runner
) -> Capture | Missing:
    """Let ``program`` record, keep the headers of what it wrote, and delete its own file."""
    try:
        with tempfile.TemporaryDirectory(prefix=temporary_prefix(file), dir=file.parent) as folder:  # 0700
            raw = Path(folder, "raw.pcap")
            argv, runs_on = _argv(program, raw, seconds)
            # tcpdump has no end of its own: it is ended when its time is up, and what it wrote by then is whole.
            timeout_s = seconds if runs_on else seconds + _START_S
            started_s = time.monotonic()
            output = told(lambda: run(argv, timeout_s, cancel), seconds, report)
            taken_s = round(time.monotonic() - started_s, 3)
            if cancel.requested:
                return Missing("timeout", "stopped")
            if isinstance(output, Missing) and not (runs_on and output.reason == "timeout"):
                return output
            if not raw.exists():
                said = output.err.strip().splitlines() if isinstance(output, CommandOutput) else []
                return Missing("not_permitted", f"{Path(program).name}: {(said or ['it recorded nothing'])[-1]}")
            return rewritten(raw, file, taken_s, "tcpdump" if runs_on else "dumpcap")
    except OSError as error:
        return Missing("not_available", f"{file.name} cannot be written: {error.strerror}")


def _argv(program: str, raw: Path, seconds: float) -> tuple[tuple[str, ...], bool]:
    """Return what to run, and whether it has to be ended from outside."""
    kind = ("-i", "any", "-y", "LINUX_SLL", "-s", str(SNAP_BYTES), "-c", str(MOST_PACKETS), "-w", str(raw))
    if Path(program).name == "tcpdump":
        return (program, "-n", "-U", *kind), True
    return (program, "-q", "-P", "-a", f"duration:{max(1, round(seconds))}", *kind), False
