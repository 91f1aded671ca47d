"""AppleScript run by ``osascript``: fixed scripts alone; what differs is handed over as arguments (``argv``)."""

import re

from wizard.system.base import Cancel, Done, Failed, Missing
from wizard.system.command import CommandOutput, Runner

_ERROR = re.compile(r"\((-\d{1,6})\)\s*$")
"""AppleScript ends every error with its number; the words before it are in the person's language."""
CANCELLED = -128
_NOT_ALLOWED = frozenset({-1743, -1744, -10004})
"""errAEEventNotPermitted, errAEEventWouldRequireUserConsent, and a privilege violation."""
_NOT_RUNNING = frozenset({-600, -609, -1728})
ALLOW_AUTOMATION = (
    "macOS asks whether Self-Help Wizard may control other programs: allow it under System Settings, "
    "Privacy & Security, Automation"
)


def script(lines: tuple[str, ...], arguments: tuple[str, ...] = ()) -> tuple[str, ...]:
    """Return how to run a script of these lines, with ``arguments`` as its ``argv``."""
    return ("/usr/bin/osascript", *(part for line in lines for part in ("-e", line)), "--", *arguments)


def error_number(output: CommandOutput) -> int | None:
    """Return the number of the error that ended a script, None when it ended well or says none."""
    found = _ERROR.search(output.err.strip()) if output.status != 0 else None
    return int(found[1]) if found else None


def tell(
    lines: tuple[str, ...], arguments: tuple[str, ...], run: Runner, *, timeout_s: float, what: str
) -> Done | Failed | Missing:
    """Run a script and say in one answer what came of it."""
    output = run(script(lines, arguments), timeout_s, Cancel())
    if isinstance(output, Missing):
        return Missing(output.reason, f"{what}: {output.detail}")
    if output.status == 0:
        return Done(what)
    number = error_number(output)
    if number in _NOT_ALLOWED:
        return Missing("not_permitted", f"{what}: {ALLOW_AUTOMATION}")
    if number == CANCELLED:
        return Failed(f"{what}: it was cancelled")
    if number in _NOT_RUNNING:
        return Missing("not_available", f"{what}: nobody is there to do it (error {number})")
    return Failed(f"{what}: error {number if number is not None else output.status}")
