"""Recording packets with an administrator's rights, where this user has none: asked for once, for one recording."""

from collections.abc import Callable
from pathlib import Path

from wizard.system.base import Cancel, Capture, Done, Failed, Missing
from wizard.system.capture_rewriting import rewritten
from wizard.system.elevation import MOST_CAPTURE_S, AnswerFolder, CapturePackets

Ask = Callable[[CapturePackets, Cancel, AnswerFolder], Done | Failed | Missing]
"""A system's ``run_elevated``, with how programs are run."""


def capture_elevated(file: Path, seconds: float, cancel: Cancel, ask: Ask) -> Capture | Missing:
    """Let the elevated program record, and keep the headers of what it left in ``file``.

    Missing ``not_permitted`` when nobody allowed it; its detail holds what an administrator would run. What the
    program left is deleted in any case.
    """
    request = CapturePackets(min(MOST_CAPTURE_S, max(1, round(seconds))))
    try:
        with AnswerFolder() as answer:
            found = ask(request, cancel, answer)
            if cancel.requested:
                return Missing("timeout", "stopped")
            match found:
                case Missing():
                    return found
                case Failed():
                    return Missing("not_available", found.detail)
            # Whoever wrote it had more rights than this program: it is read as any other program's recording.
            return rewritten(answer.capture_file, file, float(request.seconds), "elevated")
    except OSError as error:
        return Missing("not_available", f"{file.name} cannot be written: {error.strerror}")
