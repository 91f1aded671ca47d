"""A notification in macOS' Notification Centre."""

from wizard.system.base import Done, Failed, Missing
from wizard.system.command import Runner
from wizard.system.macos.osascript import tell

_SCRIPT = ("on run argv", "display notification (item 2 of argv) with title (item 1 of argv)", "end run")
_TIMEOUT_S = 5.0
_MOST_SIGNS = 500


def show(title: str, text: str, run: Runner) -> Done | Missing:
    """Show it; the texts are the script's arguments and never part of it."""
    arguments = tuple(
        "".join(sign if sign.isprintable() else " " for sign in each)[:_MOST_SIGNS] for each in (title, text)
    )
    answer = tell(_SCRIPT, arguments, run, timeout_s=_TIMEOUT_S, what="notification")
    return Missing("not_available", answer.detail) if isinstance(answer, Failed) else answer
