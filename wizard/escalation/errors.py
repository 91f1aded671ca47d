"""What can go wrong on the way to people. The four kinds of ``ChannelError`` decide what the outbox may do next."""

from wizard.errors import UsageError, WizardError


class EscalationError(WizardError):
    """Root of the errors of handing over."""


class OutboxError(EscalationError):
    """The outbox cannot be read or written; nothing half-written is left."""


class NoEntryError(OutboxError, UsageError):
    """The outbox holds nothing of the name that was given."""


class AlreadySendingError(OutboxError):
    """Another window or process is sending right now."""


class ConsentError(EscalationError):
    """What would leave is not what the person agreed to: the consent has to be asked again."""


class SecretError(EscalationError):
    """A secret cannot be had: no keyring, a locked one, or nothing stored under that name."""


class MissingSecretError(SecretError):
    """The keyring works, and has nothing under that name."""


class DamagedSecretError(SecretError):
    """The keyring works, and what it has under that name can be no password."""


class ChannelError(EscalationError):
    """A channel did not do what was asked. Which of the four kinds it is says whether it may be tried again."""


class NotReachedError(ChannelError):
    """The other side never got the request (no network, no name, refused, no trust in its certificate).

    Nothing was made there; it can be tried again later by itself. ``waits_for_person`` in ``details`` is True where
    trying again alone will not help (a certificate, a missing secret).
    """


class BusyError(ChannelError):
    """The other side said *not now* (429, 503, a temporary SMTP answer); nothing was made there."""

    def __init__(self, message: str, *, retry_after_s: float | None = None, **details: object) -> None:
        super().__init__(message, **details)
        self.retry_after_s = retry_after_s


class RefusedError(ChannelError):
    """The other side said *no* (401, 403, 413, 422, a permanent SMTP answer); nothing was made there.

    Only a person can change that: sign in again, untick a file, take another channel.
    """


class AmbiguousError(ChannelError):
    """The request may have been taken: the answer was lost, cut or unreadable (also 500, and HTML where JSON was due).

    Only *find* may say whether it was; without *find* the delivery is *unknown* and is never repeated unasked.
    """
