"""Starting this program once more at the next login: an agent of launchd (launchd.plist(5))."""

import plistlib
from pathlib import Path

from wizard.errors import WizardError
from wizard.settings import write_private
from wizard.system.base import Done, Failed, Missing

LABEL = "org.selfhelpwizard.SelfHelpWizard.resume"


def resume_at_login(argv: tuple[str, ...], home: Path | None = None) -> Done | Failed | Missing:
    """Have launchd start ``argv`` at each login of this person until ``forget``.

    ``argv`` starts with a full path. Raises ValueError when it does not, or holds characters that XML cannot.
    """
    content = agent(argv)
    file = _file(home)
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        write_private(file, content)
    except (OSError, WizardError) as error:
        return Failed(f"starting at login: {error}")
    return Done(str(file))


def forget(home: Path | None = None) -> Done | Failed | Missing:
    """Take that back; Done also when there was nothing. What launchd has read already ends with the session."""
    file = _file(home)
    try:
        file.unlink(missing_ok=True)
    except OSError as error:
        return Failed(f"{file}: {error.strerror}")
    return Done(str(file))


def agent(argv: tuple[str, ...]) -> bytes:
    """Return the property list of the agent. Raises ValueError."""
    if not argv or not argv[0].startswith("/"):
        raise ValueError("a program is named by its full path")
    if any(not sign.isprintable() for argument in argv for sign in argument):
        raise ValueError("control characters cannot stand in a property list")
    return plistlib.dumps(
        {
            "Label": LABEL,
            "ProgramArguments": list(argv),
            "RunAtLoad": True,
            "LimitLoadToSessionType": "Aqua",
            "ProcessType": "Interactive",
        }
    )


def _file(home: Path | None) -> Path:
    return (home or Path.home()) / "Library/LaunchAgents" / f"{LABEL}.plist"
