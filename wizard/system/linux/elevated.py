"""What the elevated program does on Linux; as root."""

import tempfile
from pathlib import Path

from wizard.system.base import Cancel, Done, Failed, Missing
from wizard.system.command import Runner
from wizard.system.elevation import CAPTURE_NAME, AnswerPlace, CapturePackets, FlushDns, ReinstallPackage, Request


def perform(request: Request, place: AnswerPlace, run: Runner, cancel: Cancel) -> Done | Failed | Missing:
    """Do one request."""
    match request:
        case FlushDns():
            from wizard.system.linux import changes

            return changes.flush_dns_directly(cancel, run)
        case ReinstallPackage(name):
            from wizard.system.linux import packages

            return packages.reinstall(name, run, cancel)
        case CapturePackets(seconds):
            return _capture(seconds, place, run, cancel)


def _capture(seconds: int, place: AnswerPlace, run: Runner, cancel: Cancel) -> Done | Failed | Missing:
    """Record in a folder of root's own, then hand over what stands there: no path of the requester's is written to."""
    from wizard.system.linux import packet_capture

    try:
        with tempfile.TemporaryDirectory(prefix="wizard-capture-") as folder:  # 0700
            file = Path(folder, CAPTURE_NAME)
            found = packet_capture.capture_directly(file, seconds, cancel, lambda _progress: None, run)
            if isinstance(found, Missing):
                return found
            place.write(CAPTURE_NAME, file.read_bytes())
    except OSError as error:
        return Failed(f"the recording cannot be handed over: {error.strerror}")
    return Done(f"{found.packets} packets in {found.seconds:g} s")
