"""How a ticket of a described system stands, and what is new since the last look."""

import hashlib
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

import msgspec

from wizard.escalation.channels.answer_text import plain_text, text_of_html
from wizard.escalation.channels.portal_answers import at_place, time_at, word
from wizard.escalation.channels.portal_requests import PortalRequests
from wizard.escalation.channels.web_request import WebAnswer
from wizard.escalation.model import TicketState, TicketUpdate
from wizard.organisation.portal import PortalChannel
from wizard.system.cancel import Cancel

_MOST_NEW = 100
"""So many of the newest updates are read at one look, where each costs a request of its own."""


class Mark(msgspec.Struct, frozen=True):
    """What was seen at the last look. ``seen`` are short hashes of the ids of updates."""

    status: str
    owner: str
    due: str
    seen: frozenset[str]

    def written(self) -> str:
        return msgspec.json.encode({**msgspec.structs.asdict(self), "seen": sorted(self.seen)}).decode()


def read_state(
    requests: PortalRequests, values: Mapping[str, Any], since: str | None, cancel: Cancel
) -> TicketState | None:
    """Return how the ticket stands, None when nothing is new since the mark."""
    channel = requests.channel
    answer, record = requests.ask(channel.state, values, cancel)
    place = channel.state
    status = word(record, place.status)
    if status is None:
        raise requests.unreadable(channel.state, values)
    owner = (word(record, place.owner) if place.owner else None) or ""
    owner = "" if owner in channel.nobody else owner
    due = time_at(record, place.due, channel.time_format)
    before = _read_mark(since)
    updates: list[TicketUpdate] = []
    seen = before.seen if before else frozenset[str]()
    if channel.updates.is_there:
        for name, update in _new_updates(requests, values, seen, cancel):
            seen |= {name}
            updates += [update] if update else []
    mark = Mark(status, owner, due.isoformat() if due else "", seen)
    if before == mark:
        return None
    is_open = status not in channel.closed_statuses
    changed_at = time_at(record, place.changed_at, channel.time_format) or answer.server_time
    if changed_at is not None:
        updates += _changes(before, mark, is_open, changed_at)
    return TicketState(
        status=status,
        open=is_open,
        owner=owner,
        updates=tuple(sorted(updates, key=lambda update: update.at)),
        server_time=answer.server_time,
        mark=mark.written(),
    )


def _changes(before: Mark | None, now: Mark, is_open: bool, at: datetime) -> Iterator[TicketUpdate]:
    """Yield what differs from the last look; at the first one, what is no beginning: closed, owned, promised."""
    moment = at.isoformat()
    if now.status != before.status if before else not is_open:
        detail = {"status": now.status, "open": "true" if is_open else "false"}
        yield TicketUpdate(id=f"status {now.status} {moment}", at=at, kind="status_changed", detail=detail)
    if now.owner != (before.owner if before else ""):
        detail = {"owner": now.owner}
        yield TicketUpdate(id=f"owner {now.owner} {moment}", at=at, kind="owner_changed", detail=detail)
    if now.due and now.due != (before.due if before else ""):
        yield TicketUpdate(id=f"due {now.due}", at=at, kind="promised", detail={"until": now.due})


def _new_updates(
    requests: PortalRequests, values: Mapping[str, Any], seen: frozenset[str], cancel: Cancel
) -> Iterator[tuple[str, TicketUpdate | None]]:
    """Yield the short hash of each element not seen before, with the update it is; None for one of our own."""
    place = requests.channel.updates
    new: list[tuple[str, str, WebAnswer, Any]] = []
    for answer, element in requests.elements(place, values, cancel):
        number = word(element, place.id)
        name = hashlib.sha256((number or "").encode()).hexdigest()[:12]
        if number is not None and name not in seen:
            new.append((name, number, answer, element))
    for name, number, answer, element in new[-_MOST_NEW:]:
        if place.each.is_there:
            yield name, _update(requests.channel, number, *requests.ask(place.each, {**values, "item": number}, cancel))
        else:
            yield name, _update(requests.channel, number, answer, element)


def _update(channel: PortalChannel, number: str, answer: WebAnswer, record: Any) -> TicketUpdate | None:
    place = channel.updates
    author = (word(record, place.author) if place.author else None) or ""
    at = time_at(record, place.at, channel.time_format) or answer.server_time
    if at is None or (author and author in {*channel.own_authors, channel.user}):
        return None
    said = at_place(record, place.text) if place.text else None
    read = text_of_html if place.html else plain_text
    text = read(said) if isinstance(said, str) else ""
    if place.private and word(record, place.private) in place.private_values:
        return TicketUpdate(id=number, at=at, kind="commented", author=author, text=text)
    by_robot = author in channel.automatic_authors or (
        place.automatic != "" and word(record, place.automatic) in place.automatic_values
    )
    kind = "acknowledged" if by_robot or (place.text and not text) else "replied"
    return TicketUpdate(id=number, at=at, kind=kind, author=author, text=text)  # type: ignore[arg-type]


def _read_mark(since: str | None) -> Mark | None:
    try:
        return msgspec.json.decode(since, type=Mark) if since else None
    except (msgspec.MsgspecError, ValueError):
        return None
