"""The consent to a recording of packets: asked singly, for one recording, noted before it begins (DESIGN 4)."""

from dataclasses import replace

from wizard.diagnosis.running_log import Agreed, RunningLog
from wizard.fixes.fix import ConsentText
from wizard.marking import N_
from wizard.session import ConsentPage, Session

CAPTURE_CONSENT = ConsentText(
    title=N_("Record network traffic for 30 seconds"),
    changes=N_(
        "Records who this computer talks to, when, and how much. "
        "Only the headers of each packet are kept: no pages, no messages, no passwords."
    ),
    duration=N_("30 seconds. Stop it at any time, and nothing is kept."),
    stays=N_(
        "The file holds addresses of services you use and of devices near you. This program cannot hide them. "
        "It stays on this computer, readable by you alone. It goes to your support team only if you tick it."
    ),
    undo=N_("Nothing on this computer is changed. Deleting your history deletes the file too."),
    button=N_("Record"),
)


PASSWORD_CONSENT = replace(
    CAPTURE_CONSENT,
    duration=N_(
        "30 seconds, after your system has asked for the password of an administrator, just for this. "
        "Stop it at any time, and nothing is kept."
    ),
)
"""Where this user may not record and the system's own question opens it."""


def capture_consent(session: Session) -> ConsentPage:
    """Return the consent text as the person has to see it, in their language; its ``sha256`` is what is noted."""
    message = session.environment.texts.message
    asks = session.environment.system.may_capture() == "with_password"
    text = PASSWORD_CONSENT if asks else CAPTURE_CONSENT
    return ConsentPage(
        title=message(text.title),
        changes=message(text.changes),
        duration=message(text.duration),
        stays=message(text.stays),
        undo=message(text.undo),
        button=message(text.button),
    )


def agree_to_capture(session: Session, page: ConsentPage) -> None:
    """Note that the person read ``page`` and agreed: to the next recording within ten minutes, and to no other.

    Raises SettingsError when it cannot be noted; then nothing may be recorded.
    """
    RunningLog(session).append(Agreed(at=session.environment.now_utc(), text_sha256=page.sha256))
