"""Recording packets by ``pktmon``, which is part of Windows and needs an administrator.

The window is never elevated for it: who may not record is asked by Windows before the one program that can be trusted
with it starts, and without that gets the command that an administrator would run. What pktmon wrote is rewritten at
once and deleted: this program keeps headers alone.
"""

import contextlib
import ctypes
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

from wizard.system.base import Cancel, Capture, Done, Failed, MayCapture, Missing, Progress, Report
from wizard.system.capture_file import MAX_CAPTURE_BYTES, SNAP_BYTES, temporary_prefix
from wizard.system.capture_rewriting import rewritten
from wizard.system.command import CommandOutput, Runner, find_program
from wizard.system.elevated_capture import capture_elevated
from wizard.system.elevation import AnswerFolder, CapturePackets
from wizard.system.windows.calls import RefusedError, function

_PROGRAM = "pktmon"
_START_S, _STOP_S, _CONVERT_S = 10.0, 20.0, 60.0
_TELL_S = 0.25
_MOST_MEGABYTES = MAX_CAPTURE_BYTES // 1_000_000


def may_capture() -> MayCapture | Missing:
    """Look whether pktmon is there, and whether this program runs as administrator or may ask for it."""
    if find_program(_PROGRAM) is None:
        return Missing("not_available", "pktmon is not part of this Windows; it came with Windows 10, 1809")
    try:
        elevated = function("shell32", "IsUserAnAdmin", ctypes.c_int32)()
    except RefusedError as refused:
        return refused.missing
    if elevated:
        return "yes"
    return "with_password" if _can_elevate() else "needs_administrator"


def capture_command(file: Path, seconds: float) -> str:
    """Return the same recording as a line for a Command Prompt that an administrator opened."""
    raw = f"{file}.etl"
    return " && ".join(
        (
            " ".join(_start_argv(f'"{raw}"')),
            f"timeout /t {seconds:.0f} /nobreak",
            f"{_PROGRAM} stop",
            f'{_PROGRAM} etl2pcap "{raw}" --out "{file}"',
        )
    )


def capture_packets(file: Path, seconds: float, cancel: Cancel, report: Report, run: Runner) -> Capture | Missing:
    """Record to ``file``; see ``System.capture_packets``."""
    if cancel.requested:
        return Missing("timeout", "stopped")
    may = may_capture()
    if isinstance(may, Missing):
        return may
    if may == "with_password":
        return capture_elevated(file, seconds, cancel, partial(_ask, run))
    if may != "yes":
        command = capture_command(file, seconds)
        return Missing(
            "not_permitted",
            f"recording packets needs an administrator, who can do it in a Command Prompt opened as one: {command}",
        )
    return record(file, seconds, cancel, report, run)


def _can_elevate() -> bool:
    if sys.platform == "win32":
        from wizard.system.windows.elevation import can_elevate

        return can_elevate()
    else:  # noqa: RET505  (read on another system, by its tests; types are checked as each system sees them)
        return False


def _ask(run: Runner, request: CapturePackets, cancel: Cancel, answer: AnswerFolder) -> Done | Failed | Missing:
    if sys.platform == "win32":
        from wizard.system.windows.elevation import run_elevated

        return run_elevated(request, run, cancel, answer=answer)
    else:  # noqa: RET505
        return Missing("not_available", "this is not Windows")


def record(file: Path, seconds: float, cancel: Cancel, report: Report, run: Runner) -> Capture | Missing:
    """Let pktmon record, keep the headers of what it wrote, and delete its own files."""
    try:
        with tempfile.TemporaryDirectory(prefix=temporary_prefix(file), dir=file.parent) as folder:
            raw, converted = Path(folder, "raw.etl"), Path(folder, "raw.pcapng")
            started_s = time.monotonic()
            with _running(raw, cancel, run) as refused:
                if refused is not None:
                    return refused
                stopped = _wait(seconds, cancel, report)
                taken_s = round(time.monotonic() - started_s, 3)
            if stopped:
                return Missing("timeout", "stopped")
            output = run((_PROGRAM, "etl2pcap", str(raw), "--out", str(converted)), _CONVERT_S, cancel)
            if (refused := _refusal(output, cancel)) is not None:
                return refused
            found = rewritten(converted, file, taken_s, "pktmon")
            if isinstance(found, Missing):
                return found
            # A full log goes on with its oldest packets overwritten.
            return replace(found, full=found.full or raw.stat().st_size >= MAX_CAPTURE_BYTES)
    except OSError as error:
        return Missing("not_available", f"{file.name} cannot be written: {error.strerror}")


@contextlib.contextmanager
def _running(raw: Path, cancel: Cancel, run: Runner) -> Iterator[Missing | None]:
    """Have pktmon record; it is stopped in any case, unless it never began: then it may be somebody else's."""
    refused = _refusal(run(_start_argv(str(raw)), _START_S, cancel), cancel)
    try:
        yield refused
    finally:
        if refused is None or refused.reason == "timeout":
            run((_PROGRAM, "stop"), _STOP_S, Cancel())


def _start_argv(raw: str) -> tuple[str, ...]:
    """Return how to begin: adapters alone (each packet would be told by every layer), no more than headers' bytes."""
    return (
        *(_PROGRAM, "start", "--capture", "--comp", "nics", "--pkt-size", str(SNAP_BYTES)),
        *("--file-name", raw, "--file-size", str(_MOST_MEGABYTES)),
    )


def _wait(seconds: float, cancel: Cancel, report: Report) -> bool:
    """Wait until the time is up, and tell meanwhile; returns whether a stop was requested."""
    started_s = time.monotonic()
    while (passed_s := time.monotonic() - started_s) < seconds:
        report(Progress(passed_s / seconds))
        if cancel.wait(min(_TELL_S, seconds - passed_s)):
            return True
    return cancel.requested


def _refusal(output: CommandOutput | Missing, cancel: Cancel) -> Missing | None:
    if isinstance(output, Missing):
        return Missing("timeout", "stopped") if cancel.requested else output
    # Its texts are in the person's language; its exit status is not.
    if output.status != 0:
        return Missing("not_available", f"pktmon: exit status {output.status}; is it recording for somebody else?")
    return None
