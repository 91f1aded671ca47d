"""Recording packets by ``dumpcap`` (the group wireshark may run it) or ``tcpdump``, where a socket is closed to us.

They write more than headers, to a private file that is rewritten at once and deleted.
"""

import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Literal

from wizard.system.base import Cancel, Capture, Missing, Progress, Report
from wizard.system.capture_file import (
    COOKED,
    COOKED_HEADER,
    MAX_CAPTURE_BYTES,
    RECORD_BYTES,
    SNAP_BYTES,
    CaptureFile,
    packets_in,
    temporary_prefix,
)
from wizard.system.command import CommandOutput, Runner
from wizard.system.packet_headers import headers_length

PROGRAMS = ("dumpcap", "tcpdump")
_TELL_S = 0.25
_MOST_PACKETS = MAX_CAPTURE_BYTES // (SNAP_BYTES + RECORD_BYTES)
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
            output = _told(lambda: run(argv, timeout_s, cancel), seconds, report)
            taken_s = round(time.monotonic() - started_s, 3)
            if cancel.requested:
                return Missing("timeout", "stopped")
            if isinstance(output, Missing) and not (runs_on and output.reason == "timeout"):
                return output
            if not raw.exists():
                said = output.err.strip().splitlines() if isinstance(output, CommandOutput) else []
                return Missing("not_permitted", f"{Path(program).name}: {(said or ['it recorded nothing'])[-1]}")
            return _rewritten(raw, file, taken_s, "tcpdump" if runs_on else "dumpcap")
    except OSError as error:
        return Missing("not_available", f"{file.name} cannot be written: {error.strerror}")


def _argv(program: str, raw: Path, seconds: float) -> tuple[tuple[str, ...], bool]:
    """Return what to run, and whether it has to be ended from outside."""
    kind = ("-i", "any", "-y", "LINUX_SLL", "-s", str(SNAP_BYTES), "-c", str(_MOST_PACKETS), "-w", str(raw))
    if Path(program).name == "tcpdump":
        return (program, "-n", "-U", *kind), True
    return (program, "-q", "-P", "-a", f"duration:{max(1, round(seconds))}", *kind), False


def _told(work: Callable[[], CommandOutput | Missing], seconds: float, report: Report) -> CommandOutput | Missing:
    """Run ``work`` and tell meanwhile how far it is."""
    ended = threading.Event()
    started_s = time.monotonic()

    def tell() -> None:
        while not ended.wait(_TELL_S):
            report(Progress(min(1.0, (time.monotonic() - started_s) / seconds)))

    teller = threading.Thread(target=tell, name="capture progress", daemon=True)
    teller.start()
    try:
        return work()
    finally:
        ended.set()
        teller.join()


def _rewritten(raw: Path, file: Path, seconds: float, method: Literal["dumpcap", "tcpdump"]) -> Capture | Missing:
    """Keep the headers of the packets in a program's file; raises OSError."""
    with raw.open("rb") as recorded:
        content = recorded.read(2 * MAX_CAPTURE_BYTES)
    try:
        link_type, packets = packets_in(content)
    except ValueError as error:
        return Missing("not_available", f"{method}: {error}")
    if link_type != COOKED:
        return Missing("not_available", f"{method}: packets of an unknown kind ({link_type})")
    recording = CaptureFile(file)
    try:
        for at_ns, kept, original_bytes in packets:
            if len(kept) >= COOKED_HEADER.size:
                protocol = COOKED_HEADER.unpack_from(kept)[4]
                length = COOKED_HEADER.size + headers_length(protocol, kept[COOKED_HEADER.size :])
                recording.add(at_ns, kept[:length], original_bytes)
        recording.keep()
    except OSError:
        recording.discard()
        raise
    full = recording.full or recording.packets >= _MOST_PACKETS
    return Capture(recording.packets, recording.size_bytes, seconds, method, full)
