"""A folder that people look into: the message becomes a new folder there, named by its key, whole or not at all."""

import errno
import os
from pathlib import Path

from wizard.escalation.channels.attachment_limits import check_sizes
from wizard.escalation.channels.base import Abilities, SentBytes
from wizard.escalation.channels.folder_plan import planned
from wizard.escalation.channels.folder_writing import PRIVATE, SHARED, FolderWork, GivenUpError, TakenError, look, write
from wizard.escalation.channels.under_way import run
from wizard.escalation.errors import AmbiguousError, ChannelError, NotReachedError, RefusedError
from wizard.escalation.model import Attachment, Message, RemoteFile, Ticket, TicketState
from wizard.marking import N_
from wizard.organisation.channels import FolderChannel
from wizard.system.cancel import Cancel

WHOLE_S = 120.0
SLOWEST_BYTES_PER_S = 250_000.0
"""The slowest share that is waited for."""
_ENDING_S = 0.4

_NO_ROOM = N_("There is no room left in {folder}. Nothing was saved. Free some space, then try again.")
_NOT_ALLOWED = N_("You may not write to {folder}. Nothing was saved. Ask whoever looks after it, or take another way.")
_GONE = N_("The folder {folder} cannot be reached. Nothing was saved; it is tried again later.")
_NO_FOLDER = N_("{folder} is not a folder. Nothing was saved. The organisation's profile must be put right.")
_TAKEN = N_(
    "There is something else in {folder} with the name {name}. Nothing was saved. Move it away, then try again."
)
_NOT_SAVED = N_("The report could not be saved in {folder} ({reason}). Nothing was saved; it is tried again later.")
_STOPPED = N_("Stopped before the report was saved in {folder}.")
_TOO_SLOW = N_("{folder} took too long. Nothing was saved; it is tried again later.")
_UNKNOWN = N_("{folder} did not answer in time. It is not known whether the report was saved.")

_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_RIGHTS = frozenset({errno.EACCES, errno.EPERM, errno.EROFS})
_ABSENT = frozenset(
    {
        errno.ENOENT,
        errno.ESTALE,
        errno.ENOTCONN,
        errno.ENODEV,
        errno.ENXIO,
        errno.EHOSTDOWN,
        errno.EHOSTUNREACH,
        errno.ENETUNREACH,
        errno.ETIMEDOUT,
    }
)


class FolderDelivery:
    """Implements ``Channel``. ``report_folder`` is the person's own, for a profile that names no path."""

    abilities = Abilities(find=True, separate_files=False, state=False)

    def __init__(self, profile: FolderChannel, report_folder: Path) -> None:
        self._profile = profile
        self._folder = Path(profile.path) if profile.path else report_folder
        self._own = not profile.path

    def create(self, message: Message, sent_bytes: SentBytes, cancel: Cancel) -> Ticket:
        """Save the message; its ticket is the folder. A folder that is there already is left as it is."""
        check_sizes(message.attachments, self._profile.max_attachment_bytes)
        files, target = planned(message), self._target(message)

        def save(work: FolderWork) -> bool:
            if self._own:
                self._folder.mkdir(parents=True, exist_ok=True)
            return write(work, target, files, PRIVATE if self._own else SHARED)

        work = FolderWork(save)
        self._done(work, message, sent_bytes, cancel)
        return Ticket(str(target), message.key)

    def find(self, message: Message, cancel: Cancel) -> tuple[Ticket, ...]:
        """Return the folder if it holds the text and every file, byte for byte."""
        files, target = planned(message), self._target(message)

        def search(work: FolderWork) -> bool:
            not_made_yet = self._own and not os.path.lexists(self._folder)
            return not not_made_yet and look(work, target, files)

        work = FolderWork(search)
        self._done(work, message, lambda _gone: None, cancel)
        return (Ticket(str(target), message.key),) if work.there else ()

    def attach(
        self, ticket: Ticket, message: Message, attachment: Attachment, sent_bytes: SentBytes, cancel: Cancel
    ) -> RemoteFile:
        raise NotImplementedError("the files are saved with the folder")

    def files(self, ticket: Ticket, message: Message, cancel: Cancel) -> tuple[RemoteFile, ...]:
        raise NotImplementedError("the files are saved with the folder")

    def state(self, ticket: Ticket, message: Message, since: str | None, cancel: Cancel) -> TicketState | None:
        raise NotImplementedError("a folder has no state")

    def _target(self, message: Message) -> Path:
        return self._folder / message.key

    def _done(self, work: FolderWork, message: Message, sent_bytes: SentBytes, cancel: Cancel) -> None:
        """Wait for the work; raises ChannelError unless it ended well."""
        size_bytes = sum(attachment.size_bytes for attachment in message.attachments)
        ended = run(work, WHOLE_S + size_bytes / SLOWEST_BYTES_PER_S, lambda: cancel.requested, sent_bytes)
        if not ended and not work.ended.wait(_ENDING_S):
            if work.may_be_there:
                raise AmbiguousError(_UNKNOWN, folder=str(self._folder))
            raise NotReachedError(_STOPPED if ended is False else _TOO_SLOW, folder=str(self._folder))
        folder = str(self._folder)
        match work.fault:
            case None:
                return
            case GivenUpError():
                raise NotReachedError(_STOPPED, folder=folder)
            case TakenError():
                raise RefusedError(_TAKEN, folder=folder, name=message.key)
            case OSError() as fault:
                raise self._of_system(fault) from fault
            case fault:
                raise fault

    def _of_system(self, fault: OSError) -> ChannelError:
        folder = str(self._folder)
        if fault.errno in _ROOM:
            return NotReachedError(_NO_ROOM, folder=folder, waits_for_person=True)
        if fault.errno in _RIGHTS:
            return RefusedError(_NOT_ALLOWED, folder=folder)
        if fault.errno in _ABSENT:
            return NotReachedError(_GONE, folder=folder)
        if fault.errno in (errno.ENOTDIR, errno.EEXIST):
            return RefusedError(_NO_FOLDER, folder=folder)
        return NotReachedError(_NOT_SAVED, folder=folder, reason=fault.strerror or type(fault).__name__)
