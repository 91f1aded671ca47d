"""A ticket system that the organisation's profile describes (docs/channels.md): runs the description, adds nothing."""

import hashlib
import re
import ssl
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from wizard.escalation.channels.attachment_limits import check_sizes
from wizard.escalation.channels.base import Abilities, SentBytes
from wizard.escalation.channels.portal_answers import word
from wizard.escalation.channels.portal_requests import PortalRequests
from wizard.escalation.channels.portal_state import read_state
from wizard.escalation.channels.portal_templates import file_values, message_values, ticket_values, web_request
from wizard.escalation.channels.web import SignIn, Web
from wizard.escalation.channels.web_request import WebRequest
from wizard.escalation.errors import RefusedError
from wizard.escalation.model import Attachment, Message, RemoteFile, Ticket, TicketState
from wizard.marking import N_
from wizard.organisation.portal import PLACEHOLDER, PortalChannel
from wizard.system.cancel import Cancel
from wizard.system.http import Proxies

if TYPE_CHECKING:
    from wizard.escalation.secrets import Secrets

_TICKET_ID = re.compile(r"[!-~]{1,200}")
_MOST_FOUND = 100


class PortalTickets:
    """Tickets of a described system. Implements ``Channel``; what it can do is what the description holds."""

    def __init__(
        self, profile: PortalChannel, secrets: "Secrets", proxies: Proxies, ssl_context: ssl.SSLContext | None = None
    ) -> None:
        self._profile = profile
        self.abilities = Abilities(
            find=profile.find.is_there, separate_files=bool(profile.attach), state=profile.state.is_there
        )
        self._web = Web(profile.url, secrets, proxies, _sign_in(profile), profile.hosts, ssl_context)
        self._requests = PortalRequests(profile, self._web)

    def create(self, message: Message, sent_bytes: SentBytes, cancel: Cancel) -> Ticket:
        """Make the ticket; its files go along only where the description has no ``attach``."""
        self._check_files(message)
        files = () if self._profile.attach else message.attachments
        values = message_values(message, self._profile)
        made = self._requests.carry_out(self._profile.create, values, files, cancel, sent_bytes)
        ticket = self._ticket(made.get("ticket"), made.get("number"))
        if ticket is None:
            raise self._web.unreadable(WebRequest(method="POST", url=self._profile.url, changes=True))
        return ticket

    def attach(
        self, ticket: Ticket, message: Message, attachment: Attachment, sent_bytes: SentBytes, cancel: Cancel
    ) -> RemoteFile:
        """Add one file by the requests under ``attach``; a value kept as ``file`` is what the system calls it."""
        check_sizes((attachment,), self._profile.max_attachment_bytes)
        values = {**message_values(message, self._profile), **ticket_values(ticket), **file_values(attachment)}
        made = self._requests.carry_out(self._profile.attach, values, (attachment,), cancel, sent_bytes)
        return RemoteFile(str(made.get("file", attachment.sha256)), attachment.name, attachment.size_bytes)

    def files(self, ticket: Ticket, message: Message, cancel: Cancel) -> tuple[RemoteFile, ...]:
        """Return the files the ticket holds; those named like one of ours are fetched where only bytes tell."""
        place = self._profile.files
        if not place.is_there:
            raise RefusedError(N_("This way cannot look which files a ticket holds."))
        values = self._requests.signed_in(self._looking(message, ticket), cancel)
        names = {attachment.name for attachment in message.attachments}
        found: list[RemoteFile] = []
        for _, element in self._requests.elements(place, values, cancel):
            number = word(element, place.id)
            if number is None:
                continue
            one = {**values, "item": number}
            record = self._requests.ask(place.each, one, cancel)[1] if place.each.is_there else element
            name = word(record, place.name) or ""
            size = word(record, place.size) if place.size else None
            sha256 = word(record, place.sha256) if place.sha256 else None
            file = RemoteFile(number, name, int(size) if size and size.isdigit() else None, sha256)
            if place.content.is_there and sha256 is None and name in names:
                file = self._fetched(file, one, cancel)
            found.append(file)
        return tuple(found)

    def find(self, message: Message, cancel: Cancel) -> tuple[Ticket, ...]:
        """Search for the key, and believe only elements whose text holds it: a search may be wider than asked."""
        place = self._profile.find
        values = self._requests.signed_in(message_values(message, self._profile), cancel)
        found: list[Ticket] = []
        for _, element in self._requests.elements(place, values, cancel):
            if message.key not in (word(element, place.holds_key, 10_000) or ""):
                continue
            ticket = self._ticket(word(element, place.ticket), word(element, place.number) if place.number else None)
            if ticket is not None and len(found) < _MOST_FOUND:
                found.append(ticket)
        if all(ticket.id.isdigit() for ticket in found):
            found.sort(key=lambda ticket: int(ticket.id))
        return tuple(found)

    def state(self, ticket: Ticket, message: Message, since: str | None, cancel: Cancel) -> TicketState | None:
        """Look how the ticket stands; what is new since the mark is told by comparing, as no system tells it alike."""
        values = self._requests.signed_in(self._looking(message, ticket), cancel)
        return read_state(self._requests, values, since, cancel)

    def _looking(self, message: Message, ticket: Ticket) -> dict[str, Any]:
        return {"id": message.id, "key": message.key, **ticket_values(ticket)}

    def _check_files(self, message: Message) -> None:
        profile = self._profile
        check_sizes(message.attachments, profile.max_attachment_bytes)
        takes_files = bool(profile.attach) or any(request.file_field or request.each_file for request in profile.create)
        if message.attachments and not takes_files:
            raise RefusedError(
                N_("This way takes no files, so nothing was sent. Leave the files out, or take another way.")
            )
        for attachment in message.attachments:
            if not (attachment.size_bytes or profile.takes_empty_files):
                raise RefusedError(
                    N_("The file {file} is empty, and this way takes no empty files. Nothing was sent. Leave it out."),
                    file=attachment.name,
                )

    def _ticket(self, number: object, shown: object) -> Ticket | None:
        """Return a ticket of an answer, None when its id is none."""
        name = str(number) if isinstance(number, str | int) and not isinstance(number, bool) else ""
        if not _TICKET_ID.fullmatch(name) or not name.strip("."):
            return None
        said = str(shown) if isinstance(shown, str | int) and str(shown).isprintable() and str(shown) else name
        page = PLACEHOLDER.sub(
            lambda found: quote(name if found[1] == "ticket" else said, safe=""), self._profile.ticket_page
        )
        return Ticket(name, said[:200], page or None)

    def _fetched(self, file: RemoteFile, values: dict[str, Any], cancel: Cancel) -> RemoteFile:
        """Return the file with the size and SHA-256 of its bytes, read piece by piece."""
        digest, size_bytes = hashlib.sha256(), 0

        def take(piece: bytes) -> None:
            nonlocal size_bytes
            size_bytes += len(piece)
            digest.update(piece)

        request = web_request(self._profile, self._profile.files.content, values)
        limit = self._profile.max_attachment_bytes + 1
        wanted = {"Accept": "*/*", **request.headers}
        self._web.send(replace(request, headers=wanted, max_answer_bytes=limit, sink=take), cancel)
        return replace(file, size_bytes=size_bytes, sha256=digest.hexdigest())


def _sign_in(profile: PortalChannel) -> SignIn:
    match profile.authentication:
        case "none":
            return SignIn()
        case "basic":
            return SignIn(secret=profile.secret, user=profile.user)
        case "bearer":
            return SignIn(secret=profile.secret, prefix="Bearer ")
        case "header":
            return SignIn(secret=profile.secret, header=profile.header, prefix=profile.prefix)
