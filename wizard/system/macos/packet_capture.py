"""Recording packets on a Mac by ``tcpdump``, for whoever may open the kernel's packet filters (``/dev/bpf0``, bpf(4)).

These belong to root; Wireshark's ChmodBPF opens them to a group. The window is never elevated for it: who may not
record is asked for an administrator's password by the one program that can be trusted with it, and without that gets
the command that an administrator would run.
"""

import errno
import os
import re
import shlex
import tempfile
import time
from functools import partial
from pathlib import Path

from wizard.system.base import Cancel, Capture, Done, Failed, MayCapture, Missing, Report
from wizard.system.capture_file import SNAP_BYTES, temporary_prefix
from wizard.system.capture_rewriting import MOST_PACKETS, rewritten, told
from wizard.system.command import CommandOutput, Runner
from wizard.system.elevated_capture import capture_elevated
from wizard.system.elevation import AnswerFolder, CapturePackets
from wizard.system.macos.elevation import can_elevate, run_elevated
from wizard.system.macos.routes import default_route

_TCPDUMP = "/usr/sbin/tcpdump"
_MOST_FILTERS = 64
_ADAPTER = re.compile(r"[a-z]{1,12}\d{1,4}")
_USUAL_ADAPTER = "en0"


def may_capture(root: Path) -> MayCapture | Missing:
    """Try to open a packet filter and close it again; nothing is recorded."""
    device = root / "dev"
    for number in range(_MOST_FILTERS):
        try:
            os.close(os.open(device / f"bpf{number}", os.O_RDONLY | os.O_CLOEXEC))
        except PermissionError:
            return "with_password" if can_elevate() else "needs_administrator"
        except FileNotFoundError:
            break
        except OSError as error:
            if error.errno != errno.EBUSY:  # in use by somebody else's recording
                return Missing("not_available", f"packet filter: {error.strerror}")
        else:
            return "yes"
    return Missing("not_available", "this computer has no packet filter (/dev/bpf0) that is free")


def capture_command(file: Path, seconds: float) -> str:
    """Return the same recording as a command for an administrator; it ends by itself with the first packet after."""
    argv = ("sudo", "tcpdump", "-n", "-s", "96", "-G", f"{max(1.0, seconds):.0f}", "-W", "1", "-w", str(file))
    return shlex.join(argv)


def capture_packets(
    file: Path, seconds: float, cancel: Cancel, report: Report, *, run: Runner, root: Path
) -> Capture | Missing:
    """Record to ``file``; see ``System.capture_packets``."""
    if cancel.requested:
        return Missing("timeout", "stopped")
    may = may_capture(root)
    if isinstance(may, Missing):
        return may
    if may == "with_password":
        return capture_elevated(file, seconds, cancel, partial(_ask, run))
    if may == "yes":
        found = record(file, seconds, cancel, report, run)
        if not isinstance(found, Missing) or found.reason != "not_permitted":
            return found
    command = capture_command(Path(file.name), seconds)
    return Missing("not_permitted", f"packet filters belong to the administrator, who can record it: {command}")


def _ask(run: Runner, request: CapturePackets, cancel: Cancel, answer: AnswerFolder) -> Done | Failed | Missing:
    return run_elevated(request, run, cancel, answer=answer)


def record(file: Path, seconds: float, cancel: Cancel, report: Report, run: Runner) -> Capture | Missing:
    """Record what goes through the adapter of the default route, keep the headers, and delete what tcpdump wrote."""
    route = default_route(cancel, run)
    adapter = route.interface if route is not None and not isinstance(route, Missing) else _USUAL_ADAPTER
    if not _ADAPTER.fullmatch(adapter):
        return Missing("not_available", f"{adapter!r} is no adapter to record")
    try:
        with tempfile.TemporaryDirectory(prefix=temporary_prefix(file), dir=file.parent) as folder:  # 0700
            raw = Path(folder, "raw.pcap")
            argv = (_TCPDUMP, "-n", "-U", "-i", adapter, "-s", str(SNAP_BYTES), "-c", str(MOST_PACKETS), "-w", str(raw))
            started_s = time.monotonic()
            # It has no end of its own: it is ended when its time is up, and what it wrote by then is whole.
            output = told(lambda: run(argv, seconds, cancel), seconds, report)
            taken_s = round(time.monotonic() - started_s, 3)
            if cancel.requested:
                return Missing("timeout", "stopped")
            if isinstance(output, Missing) and output.reason != "timeout":
                return output
            if not raw.exists():
                said = output.err.strip().splitlines() if isinstance(output, CommandOutput) else []
                return Missing("not_permitted", f"tcpdump: {(said or ['it recorded nothing'])[-1][:200]}")
            return rewritten(raw, file, taken_s, "tcpdump")
    except OSError as error:
        return Missing("not_available", f"{file.name} cannot be written: {error.strerror}")
