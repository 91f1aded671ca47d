"""One try at one delivery: look up what is in doubt, make the ticket, add the files, and note each step."""

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from wizard.errors import WizardError
from wizard.escalation.backoff import Pace
from wizard.escalation.channels.base import Channel
from wizard.escalation.errors import (
    AmbiguousError,
    BusyError,
    ConsentError,
    EscalationError,
    NotReachedError,
    OutboxError,
    RefusedError,
    SecretError,
)
from wizard.escalation.model import Attachment, Entry, RemoteFile, Ticket
from wizard.escalation.outbox import Outbox
from wizard.escalation.outbox_delivery import FileStanding, Standing, TakenAwayError
from wizard.escalation.outbox_files import check_file
from wizard.escalation.sender_progress import Report, SendProgress, Stage
from wizard.marking import N_
from wizard.system.cancel import Cancel

EMPTY_LOOKS_NEEDED = 2
"""An empty answer is believed when it was given twice, each late enough."""
_ENDED = N_("The program ended while this was being sent, so it is looked up whether it arrived.")
_BROKE_OFF = N_("Sending broke off ({answer}), so it is looked up whether it arrived.")
_NOBODY_CAN_TELL = N_(
    "The answer was lost, and {channel} cannot be asked whether it arrived. Look there, then say what you found."
)
_NOT_AGREED = N_("{key} is no longer what you agreed to send. Prepare the report anew, then agree to that.")
Answer = TypeVar("Answer")


class _StoppedError(Exception):
    """This try is over for now; how it stands is noted."""


class Attempt:
    """One try at one delivery."""

    def __init__(
        self,
        outbox: Outbox,
        escalation_id: str,
        *,
        open_channel: Callable[[Entry], Channel],
        now_utc: Callable[[], datetime],
        random: Callable[[], float],
        pace: Pace,
        report: Report,
    ) -> None:
        self._delivery = outbox.delivery(escalation_id)
        self._message = outbox.message_unchecked(escalation_id)
        self._open_channel = open_channel
        self._now_utc = now_utc
        self._random = random
        self._pace = pace
        self._report = report
        self._channel = self._delivery.standing().entry.channel
        self._begun = False

    def run(self, cancel: Cancel) -> None:
        """Go as far as it goes; returns when it is sent, or when how it stands is noted. Raises OutboxError."""
        try:
            standing = self._delivery.standing()
            channel = self._opened(standing.entry)
            self._check_consent(standing.entry)
            if standing.entry.ticket is None:
                self._make_ticket(channel, standing, cancel)
            self._add_files(channel, cancel)
            self._finish()
        except (_StoppedError, TakenAwayError):
            pass
        self._tell("done")

    def _check_consent(self, entry: Entry) -> None:
        """Stop unless what the outbox holds is still, in every part, what the person agreed to."""
        if self._message.content_sha256(entry.channel) != entry.consent_sha256:
            self._delivery.failed(self._now_utc(), ConsentError(_NOT_AGREED, key=entry.key), needs_consent=True)
            raise _StoppedError

    def _opened(self, entry: Entry) -> Channel:
        try:
            return self._open_channel(entry)
        except OutboxError:
            raise
        except RefusedError as error:
            self._delivery.failed(self._now_utc(), error)
            raise _StoppedError from error
        except WizardError as error:
            self._put_off(error, nothing_made=False)  # what was in doubt still is
            raise _StoppedError from error

    # the ticket

    def _make_ticket(self, channel: Channel, standing: Standing, cancel: Cancel) -> None:
        """Leave with a ticket on the disk."""
        if standing.in_doubt and self._found_ticket(channel, standing, cancel):
            return
        self._check(self._message.attachments)
        self._begin()
        self._tell("creating")
        try:
            ticket = channel.create(self._message, self._sent_bytes("creating"), cancel)
        except RefusedError as error:
            self._delivery.refused(self._now_utc(), error)
            raise _StoppedError from error
        except Exception as error:
            self._after_fault(error, cancel)
            self._found_ticket(channel, self._delivery.standing(), cancel)
        else:
            self._note_ticket(channel, (ticket,))

    def _found_ticket(self, channel: Channel, standing: Standing, cancel: Cancel) -> bool:
        """Look for a ticket in doubt: True when it is there and noted, False when it surely is not."""
        if not channel.abilities.find:
            self._delivery.look(self._now_utc())
            self._delivery.unknown(self._now_utc(), EscalationError(_NOBODY_CAN_TELL, channel=self._channel))
            raise _StoppedError
        tickets = self._looked_up(lambda: channel.find(self._message, cancel), cancel)
        if tickets:
            self._note_ticket(channel, tickets)
            return True
        self._believe_empty(standing)
        return False

    def _note_ticket(self, channel: Channel, tickets: tuple[Ticket, ...]) -> None:
        with_files = not channel.abilities.separate_files
        self._delivery.created(tickets[0], self._now_utc(), with_files=with_files, others=tickets[1:])

    # the files

    def _add_files(self, channel: Channel, cancel: Cancel) -> None:
        """Leave with every file arrived or refused."""
        for file in self._delivery.standing().files:
            if file.state in ("arrived", "refused"):
                continue
            attachment = self._message.attachments[file.position]
            if not channel.abilities.separate_files:  # the channel became another one since the ticket was made
                self._delivery.file_refused(file.position)
                continue
            if cancel.requested:
                self._put_off(None, nothing_made=file.state != "in_doubt")
                raise _StoppedError
            if file.state == "in_doubt" and self._found_file(channel, file, attachment, cancel):
                continue
            self._add_file(channel, file, attachment, cancel)

    def _add_file(self, channel: Channel, file: FileStanding, attachment: Attachment, cancel: Cancel) -> None:
        """Leave with the file arrived or refused."""
        self._check((attachment,))
        self._begin()
        self._delivery.attaching(file.position)
        self._tell("attaching", attachment)
        try:
            sent_bytes = self._sent_bytes("attaching", attachment)
            remote = channel.attach(self._ticket(), self._message, attachment, sent_bytes, cancel)
        except RefusedError:
            self._delivery.file_refused(file.position)
        except Exception as error:
            self._after_fault(error, cancel)
            self._found_file(channel, file, attachment, cancel)
        else:
            self._delivery.attached(file.position, remote.id, self._now_utc())

    def _found_file(self, channel: Channel, file: FileStanding, attachment: Attachment, cancel: Cancel) -> bool:
        """Look for a file in doubt: True when it is there and noted, False when it surely is not."""
        standing = self._delivery.standing()
        there = self._looked_up(lambda: channel.files(self._ticket(), self._message, cancel), cancel)
        taken = {other.remote_id for other in standing.files}
        for remote in there:
            if remote.id not in taken and is_same(remote, attachment):
                self._delivery.attached(file.position, remote.id, self._now_utc())
                return True
        self._believe_empty(standing)
        return False

    def _finish(self) -> None:
        if any(file.state == "refused" for file in self._delivery.standing().files):
            self._delivery.files_missing(self._now_utc())
        else:
            self._delivery.sent(self._now_utc())

    # what is common to both

    def _begin(self) -> None:
        """Note the try, once."""
        if not self._begun:
            self._delivery.begin(self._now_utc())
            self._begun = True

    def _check(self, attachments: tuple[Attachment, ...]) -> None:
        """Read the frozen files through; what is changed or gone never leaves."""
        self._tell("checking")
        try:
            for each in attachments:
                check_file(each.path, each.name, each.sha256, each.size_bytes)
        except ConsentError as error:
            self._delivery.failed(self._now_utc(), error, needs_consent=True)
            raise _StoppedError from error

    def _looked_up(self, look: Callable[[], tuple[Answer, ...]], cancel: Cancel) -> tuple[Answer, ...]:
        """Ask what is there; asking makes nothing, so an answer that is lost is only put off."""
        self._delivery.look(self._now_utc())
        self._tell("looking")
        try:
            return look()
        except (NotReachedError, BusyError, AmbiguousError, SecretError) as error:
            self._put_off(None if cancel.requested else error, nothing_made=False)
            raise _StoppedError from error
        except Exception as error:
            told = (
                error if isinstance(error, RefusedError) else EscalationError(_NOBODY_CAN_TELL, channel=self._channel)
            )
            self._delivery.unknown(self._now_utc(), told)
            raise _StoppedError from error

    def _believe_empty(self, standing: Standing) -> None:
        """Return when it is believed that nothing is there; else note when to look again and stop."""
        now, since, last = self._now_utc(), standing.doubt_since, standing.empty_look_at
        if since is None or since > now or (last is not None and last > now):  # nobody saw the end, or a wrong clock
            self._delivery.doubted(now, now + self._pace.settle, EscalationError(_ENDED))
            raise _StoppedError
        earliest = since + self._pace.settle if last is None else last + self._pace.recheck
        if now < earliest:
            self._delivery.empty_look(now, earliest - now, counts=False)
            raise _StoppedError
        if standing.empty_looks + 1 < EMPTY_LOOKS_NEEDED:
            # After the next look it is repeated: a server that fails at every try is not asked every minute.
            again = self._pace.backoff(max(1, standing.failures), self._random())
            self._delivery.empty_look(now, max(self._pace.recheck, again), counts=True)
            raise _StoppedError
        self._delivery.nothing_there()

    def _after_fault(self, error: Exception, cancel: Cancel) -> None:
        """Note what a request that makes something ended in; returns when it is in doubt."""
        if isinstance(error, NotReachedError | BusyError | SecretError):
            stopped = cancel.requested and isinstance(error, NotReachedError)
            self._put_off(None if stopped else error, nothing_made=True)
            raise _StoppedError from error
        lost = error if isinstance(error, AmbiguousError) else EscalationError(_BROKE_OFF, answer=type(error).__name__)
        now = self._now_utc()
        self._delivery.doubted(now, now + self._pace.settle, lost)

    def _put_off(self, error: WizardError | None, *, nothing_made: bool) -> None:
        """Note when to try again, and what it waits for."""
        now = self._now_utc()
        failures = self._delivery.standing().failures + 1
        match error:
            case None:  # stopped by the person: nothing went wrong
                self._delivery.put_off(now, now, None, None, nothing_made=nothing_made)
            case BusyError(retry_after_s=float() | int() as asked_s):
                until = now + self._pace.retry_after(asked_s, self._random())
                self._delivery.put_off(now, until, "server", error, nothing_made=nothing_made)
            case BusyError():
                until = now + self._pace.backoff(failures, self._random())
                self._delivery.put_off(now, until, "server", error, nothing_made=nothing_made)
            case NotReachedError() | AmbiguousError() if error.details.get("waits_for_person") is not True:
                until = now + self._pace.backoff(failures, self._random())
                self._delivery.put_off(now, until, "network", error, nothing_made=nothing_made)
            case _:
                self._delivery.put_off(now, None, "person", error, nothing_made=nothing_made)

    def _ticket(self) -> Ticket:
        ticket = self._delivery.standing().entry.ticket
        assert ticket is not None  # files are added to a ticket that is noted
        return ticket

    def _tell(self, stage: Stage, attachment: Attachment | None = None) -> None:
        entry = self._delivery.standing().entry
        if attachment is None:
            self._report(SendProgress(entry, stage))
        else:
            self._report(SendProgress(entry, stage, attachment.name, 0, attachment.size_bytes))

    def _sent_bytes(self, stage: Stage, attachment: Attachment | None = None) -> Callable[[int], None]:
        entry = self._delivery.standing().entry
        name, size_bytes = (attachment.name, attachment.size_bytes) if attachment else (None, None)
        return lambda sent_bytes: self._report(SendProgress(entry, stage, name, sent_bytes, size_bytes))


def is_same(remote: RemoteFile, attachment: Attachment) -> bool:
    """Whether a file there is this one: by its SHA-256 where the other side tells it, else by name and size.

    A side that tells neither checksum nor size can only be believed by the name.
    """
    if remote.sha256 is not None:
        return remote.sha256 == attachment.sha256
    return remote.name == attachment.name and remote.size_bytes in (None, attachment.size_bytes)
