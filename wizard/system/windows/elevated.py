"""What the elevated program does on Windows; as administrator."""

import secrets
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from wizard.system.base import Cancel, Done, Failed, Missing
from wizard.system.command import Runner
from wizard.system.elevation import CAPTURE_NAME, AnswerPlace, CapturePackets, FlushDns, ReinstallPackage, Request
from wizard.system.system_directory import system_directory  # type: ignore[attr-defined,unused-ignore]
from wizard.system.windows.access_lists import make_administrators_folder  # type: ignore[attr-defined,unused-ignore]
from wizard.system.windows.calls import RefusedError

assert sys.platform == "win32"


def perform(request: Request, place: AnswerPlace, run: Runner, cancel: Cancel) -> Done | Failed | Missing:
    """Do one request."""
    match request:
        case FlushDns():
            from wizard.system.windows import flush_dns

            return flush_dns.flush_dns(cancel, run)
        case ReinstallPackage(name):
            from wizard.system.windows import reinstall_elevated

            return reinstall_elevated.reinstall(name, run, cancel)
        case CapturePackets(seconds):
            return _capture(seconds, place, run, cancel)


def _capture(seconds: int, place: AnswerPlace, run: Runner, cancel: Cancel) -> Done | Failed | Missing:
    """Record in a folder of administrators alone, then hand over what stands there: no path of the requester's is
    written to."""
    from wizard.system.windows import packet_capture

    try:
        with _own_folder() as folder:
            file = folder / CAPTURE_NAME
            found = packet_capture.record(file, seconds, cancel, lambda _progress: None, run)
            if isinstance(found, Missing):
                return found
            place.write(CAPTURE_NAME, file.read_bytes())
    except RefusedError as refused:
        return refused.missing
    except OSError as error:
        return Failed(f"the recording cannot be handed over: {error.strerror}")
    return Done(f"{found.packets} packets in {found.seconds:g} s")


@contextmanager
def _own_folder() -> Iterator[Path]:
    """Have a new folder in Windows' own folder for temporary files, never in that which a person's settings name."""
    folder = system_directory().parent / "Temp" / f"wizard-{secrets.token_hex(8)}"
    make_administrators_folder(folder)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
