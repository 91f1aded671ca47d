"""Request Tracker 5 over REST2, as a user with a customer's rights (docs/channels.md names them).

The ticket is made without files and each file follows on its own, so that any of them can be resumed. Every request
and what RT really does with it stands in tests/tickets/README.md.
"""

import re
import ssl
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import quote, urlencode

import msgspec

from wizard.escalation.channels import rt_answers
from wizard.escalation.channels.attachment_limits import check_sizes
from wizard.escalation.channels.base import Abilities, SentBytes
from wizard.escalation.channels.rt_files import file_body, settled, stored_file
from wizard.escalation.channels.rt_updates import read_updates
from wizard.escalation.channels.web import SignIn, Web, ignore
from wizard.escalation.channels.web_body import json_body
from wizard.escalation.channels.web_request import WebAnswer, WebRequest
from wizard.escalation.errors import ChannelError, RefusedError
from wizard.escalation.model import Attachment, Message, RemoteFile, Ticket, TicketState
from wizard.marking import N_
from wizard.organisation.channels import RtChannel
from wizard.system.cancel import Cancel
from wizard.system.http import Proxies

if TYPE_CHECKING:
    from wizard.escalation.secrets import Secrets

Answer = TypeVar("Answer")
_INTERFACE = "/REST/2.0"
_PAGE = 100
_MOST_PAGES = 50
_TRANSACTION = re.compile(r"/transaction/(\d{1,18})/?$", re.ASCII)


class RtTickets:
    """Tickets of one queue. Implements ``Channel``; the methods say only what is RT's own."""

    abilities = Abilities(find=True, separate_files=True, state=True)

    def __init__(
        self, profile: RtChannel, secrets: "Secrets", proxies: Proxies, ssl_context: ssl.SSLContext | None = None
    ) -> None:
        self._profile = profile
        self._site = profile.url.rstrip("/").removesuffix(_INTERFACE).rstrip("/")
        sign_in = (
            SignIn(secret=profile.secret, user=profile.user)
            if profile.authentication == "password"
            else SignIn(secret=profile.secret, prefix="token ")
        )
        self._web = Web(self._site, secrets, proxies, sign_in, ssl_context=ssl_context)

    def create(self, message: Message, sent_bytes: SentBytes, cancel: Cancel) -> Ticket:
        """Make the ticket with its text alone.

        The account's own address is always a requestor: RT shows a ticket to its requestors only, and what cannot be
        seen cannot be found again.
        """
        check_sizes(message.attachments, self._profile.max_attachment_bytes)
        fields: dict[str, object] = {
            "Queue": self._profile.queue,
            "Subject": message.subject,
            "Requestor": _addresses(self._profile.requestor, message.reply_to),
            "Content": message.text,
            "ContentType": "text/plain",
        }
        if message.copy:
            fields["Cc"] = list(message.copy)
        if self._profile.key_field:
            fields["CustomFields"] = {self._profile.key_field: message.key}
        request = self._request("POST", "/ticket", changes=True, body=json_body(fields), success=(201,))
        made = self._read(request, rt_answers.Made, cancel, sent_bytes)
        return self._ticket(made.id, request)

    def attach(
        self,
        ticket: Ticket,
        message: Message,  # noqa: ARG002 - of every channel
        attachment: Attachment,
        sent_bytes: SentBytes,
        cancel: Cancel,
    ) -> RemoteFile:
        """Add one file by a reply without words, which a requestor may make; a comment needs a right of staff."""
        check_sizes((attachment,), self._profile.max_attachment_bytes)
        path = f"/ticket/{_number(ticket)}/correspond"
        request = self._request("POST", path, changes=True, body=file_body(attachment), success=(201,))
        answer = self._web.send(request, cancel, sent_bytes if attachment.size_bytes else ignore)
        transaction = _TRANSACTION.search(answer.headers.get("location", ""))
        if transaction is None:
            raise self._web.unreadable(request)
        try:
            parts = self._parts(f"/transaction/{transaction[1]}/attachments", cancel)
        except ChannelError:  # it was accepted; only what RT made of it is not known
            return RemoteFile(f"transaction/{transaction[1]}", attachment.name)
        stored = stored_file(parts, attachment)
        if stored is None or stored.size_bytes != attachment.size_bytes:
            raise RefusedError(
                N_(
                    "Request Tracker took the file {file} and did not keep all of it. Whoever looks after it must allow"
                    " larger files."
                ),
                file=attachment.name,
            )
        return stored

    def files(self, ticket: Ticket, message: Message, cancel: Cancel) -> tuple[RemoteFile, ...]:
        """Return the files by name and size; by their SHA-256 too where name and size do not tell them apart."""
        parts = self._parts(f"/ticket/{_number(ticket)}/attachments", cancel)
        return settled(parts, message.attachments, lambda part: self._content(part, cancel))

    def find(self, message: Message, cancel: Cancel) -> tuple[Ticket, ...]:
        """Search by subject (and by the custom field, where there is one); RT has no index that could lag behind."""
        query = f"Subject LIKE '{message.key}'"
        if self._profile.key_field:
            field = re.sub(r"(['\\\\])", r"\\\1", self._profile.key_field)
            query += f" OR 'CF.{{{field}}}' = '{message.key}'"
        parameters = {"query": query, "fields": "Subject", "per_page": str(_PAGE), "orderby": "id"}
        request = self._request("GET", f"/tickets?{urlencode(parameters)}")
        found = self._read(request, rt_answers.FoundTickets, cancel).items
        if not self._profile.key_field:  # LIKE takes no account of case, and knows wildcards
            found = [one for one in found if message.key in (one.subject or "")]
        return tuple(self._ticket(one.id, request) for one in sorted(found, key=lambda one: rt_answers.whole(one.id)))

    def state(
        self,
        ticket: Ticket,
        message: Message,  # noqa: ARG002 - of every channel
        since: str | None,
        cancel: Cancel,
    ) -> TicketState | None:
        """Look by the number of the newest transaction (``ETag``); the history is read only when that has changed."""
        mark = max(0, rt_answers.whole(since or ""))
        headers = {"If-None-Match": f'"{mark}"'} if mark else {}
        path = f"/ticket/{_number(ticket)}"
        request = self._request("GET", path, headers=headers, success=(200, 304))
        answer = self._web.send(request, cancel)
        if answer.status == 304:
            return None
        record = self._decoded(request, answer, rt_answers.TicketRecord)
        history = self._history(path, mark, cancel)
        updates = read_updates(
            record,
            history,
            own={self._profile.user} | {self._profile.requestor},
            parts_of=lambda number: self._parts(f"/transaction/{number}/attachments", cancel, "Content"),
        )
        newest = rt_answers.whole(answer.headers.get("etag", "").removeprefix("W/").strip('"'))
        return TicketState(
            status=record.status,
            open=record.is_open,
            owner=record.owner.name,
            updates=updates,
            server_time=answer.server_time,
            mark=str(newest) if newest > 0 else None,
        )

    # requests

    def _request(self, method: str, path: str, *, changes: bool = False, **more: Any) -> WebRequest:
        return WebRequest(method=method, url=f"{self._site}{_INTERFACE}{path}", changes=changes, **more)

    def _read(self, request: WebRequest, kind: type[Answer], cancel: Cancel, sent_bytes: SentBytes = ignore) -> Answer:
        return self._decoded(request, self._web.send(request, cancel, sent_bytes), kind)

    def _decoded(self, request: WebRequest, answer: WebAnswer, kind: type[Answer]) -> Answer:
        try:
            return msgspec.json.decode(answer.body, type=kind)
        except (msgspec.MsgspecError, RecursionError, ValueError) as error:
            raise self._web.unreadable(request) from error

    def _ticket(self, number: rt_answers.Number, request: WebRequest) -> Ticket:
        if rt_answers.whole(number) <= 0:
            raise self._web.unreadable(request)
        return Ticket(str(number), str(number), f"{self._site}/SelfService/Display.html?id={number}")

    def _history(self, path: str, since: int, cancel: Cancel) -> list[rt_answers.Transaction]:
        """Return the transactions after ``since``, oldest first."""
        fields = "Type,Creator,Created,Field,NewValue"
        newer: list[rt_answers.Transaction] = []
        for page in range(1, _MOST_PAGES + 1):
            parameters = {"fields": fields, "per_page": _PAGE, "orderby": "id", "order": "DESC", "page": page}
            request = self._request("GET", f"{path}/history?{urlencode(parameters)}")
            items = self._read(request, rt_answers.History, cancel).items
            newer += [item for item in items if item.number > since]
            # What the user may not see takes room in a page without being shown: only an empty one is the last.
            if not items or any(item.number <= since for item in items):
                break
        return sorted(newer, key=lambda item: item.number)

    def _parts(self, path: str, cancel: Cancel, more: str = "") -> list[rt_answers.StoredPart]:
        fields = ",".join(("Filename", "ContentType", "ContentLength", *((more,) if more else ())))
        parts: list[rt_answers.StoredPart] = []
        for page in range(1, _MOST_PAGES + 1):
            parameters = {"fields": fields, "per_page": _PAGE, "orderby": "id", "page": page}
            items = self._read(
                self._request("GET", f"{path}?{urlencode(parameters)}"), rt_answers.StoredParts, cancel
            ).items
            if not items:
                break
            parts += items
        return parts

    def _content(self, part: rt_answers.StoredPart, cancel: Cancel) -> str:
        """Return a stored file in base64."""
        limit = (part.size_bytes or 0) * 3 // 2 + 100_000
        request = self._request("GET", f"/attachment/{quote(str(part.id), safe='')}", max_answer_bytes=limit)
        return self._read(request, rt_answers.StoredPart, cancel).content or ""


def _addresses(*addresses: str | None) -> list[str]:
    """Return the addresses there are, each once whatever its case."""
    return list({address.lower(): address for address in reversed(addresses) if address}.values())[::-1]


def _number(ticket: Ticket) -> int:
    number = rt_answers.whole(ticket.id)
    if number <= 0:
        raise RefusedError(N_("{number} is no ticket of Request Tracker."), number=ticket.number)
    return number
