"""The report of a fault of the program itself: what broke, where, under which versions; private details replaced."""

import platform
import sys
import traceback
from datetime import UTC, datetime
from pathlib import Path

from wizard import __version__
from wizard.errors import WizardError
from wizard.marking import N_
from wizard.settings import private_folder, write_private

_MAX_BYTES = 200_000
_NEVER_QUOTED = ("wizard.escalation.ready", "wizard.ui.pages.handover.")
"""Modules that see what is checked on the screen only (FACTS B6): the message of a fault there may quote it."""


class ProgramFaultError(WizardError):
    """The program itself has a fault: nothing the person did."""


def save_crash_report(folder: Path, error: BaseException, doing: str = "") -> Path | None:
    """Write what is known of a fault into ``folder`` and return the file; None where even that is not possible.

    ``doing`` says in English what the program was at. Never raises an Exception: it runs when something broke already.
    """
    try:
        at = datetime.now(UTC)
        text = "\n".join((*_head(at, doing), *_trace(error)))
        path = private_folder(folder) / f"program-fault-{at.strftime('%Y%m%dT%H%M%S%fZ')}.txt"
        write_private(path, text.encode("utf-8", "backslashreplace")[:_MAX_BYTES])
    except Exception:
        return None
    return path


def save_native_fault(folder: Path, noted: bytes) -> Path | None:
    """Write what ``faulthandler`` noted of a fault in native code like a report of ours; None as there."""
    try:
        from wizard.report.redact import Redactor
        from wizard.system import this_system

        text = Redactor(this_system().identity()).text(noted.decode("utf-8", "replace"))
        path = private_folder(folder) / "program-fault-native-fault.txt"
        write_private(path, text.encode("utf-8", "backslashreplace")[:_MAX_BYTES])
    except Exception:
        return None
    return path


def fault_error(path: Path | None) -> ProgramFaultError:
    """Return the sentence for a front end without a window."""
    if path is None:
        return ProgramFaultError(
            N_("The wizard has a problem of its own. What was done so far is saved. Try once more.")
        )
    return ProgramFaultError(
        N_(
            "The wizard has a problem of its own. What was done so far is saved. Try once more; if it comes back, "
            "give the file {path} to support."
        ),
        path=str(path),
    )


def _head(at: datetime, doing: str) -> tuple[str, ...]:
    qt = getattr(sys.modules.get("PySide6"), "__version__", "not loaded")
    return (
        f"Self-Help Wizard {__version__}: a fault of the program itself",
        f"at: {at.isoformat(timespec='seconds')}",
        f"while: {doing or 'unknown'}",
        f"Python {platform.python_version()} on {platform.platform()}, Qt for Python {qt}",
        "",
    )


def _trace(error: BaseException) -> tuple[str, ...]:
    """Return the trace without names and addresses of this person; without the message where they cannot be taken out.

    What cannot be redacted is not written: places in the program's own code are always safe.
    """
    if _may_quote(error):
        return _places(error)
    try:
        from wizard.report.redact import Redactor
        from wizard.system import this_system

        return (Redactor(this_system().identity()).text("".join(traceback.format_exception(error))),)
    except Exception:
        return _places(error)


def _places(error: BaseException) -> tuple[str, ...]:
    """Return where it broke, without a word of the message."""
    places = traceback.extract_tb(error.__traceback__)
    return (
        type(error).__name__,
        *(f"  {Path(place.filename).name}:{place.lineno} in {place.name}" for place in places),
    )


def _may_quote(error: BaseException) -> bool:
    """Return whether a fault, or one that led to it, passed where somebody types what is never written down."""
    waiting, seen = [error], set[int]()
    while waiting:
        one = waiting.pop()
        if id(one) in seen:
            continue
        seen.add(id(one))
        frames = (frame for frame, _ in traceback.walk_tb(one.__traceback__))
        if any(str(frame.f_globals.get("__name__", "")).startswith(_NEVER_QUOTED) for frame in frames):
            return True
        linked = (one.__cause__, one.__context__, *(one.exceptions if isinstance(one, BaseExceptionGroup) else ()))
        waiting += [other for other in linked if other is not None]
    return False
