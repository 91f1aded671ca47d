"""What happened to a Request Tracker ticket, from its transactions: replies, status, owner, a date promised."""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from datetime import datetime

from wizard.escalation.channels.answer_text import plain_text, text_of_html, utc_time
from wizard.escalation.channels.rt_answers import StoredPart, TicketRecord, Transaction
from wizard.escalation.model import TicketUpdate

_ROBOT = "RT_System"
_MOST_TEXTS = 100
"""So many of the newest replies are read; older ones are noted without their text."""
PartsOf = Callable[[int], Sequence[StoredPart]]


def read_updates(
    record: TicketRecord, history: Sequence[Transaction], own: Collection[str], parts_of: PartsOf
) -> tuple[TicketUpdate, ...]:
    """Return what others did, oldest first; ``parts_of`` reads the texts of one transaction.

    Ours, and left out, are the names in ``own``, who opened the ticket, and its requestors.
    """
    ours = {name for name in own if name} | {person.name for person in (record.creator, *record.requestor)} - {_ROBOT}
    foreign = [one for one in history if one.creator.name not in ours and one.at is not None]
    spoken = [one.number for one in foreign if one.type in ("Correspond", "Comment")]
    with_text = set(spoken[-_MOST_TEXTS:])
    last_owner = max((one.number for one in foreign if _sets(one, "Owner")), default=-1)
    found: list[TicketUpdate] = []
    for one in foreign:
        assert one.at is not None
        found += _updates(one, one.at, record, last_owner, parts_of if one.number in with_text else _no_parts)
    return tuple(found)


def _updates(
    one: Transaction, at: datetime, record: TicketRecord, last_owner: int, parts_of: PartsOf
) -> Iterator[TicketUpdate]:
    number, author = str(one.number), one.creator.name
    value = "" if one.new_value is None else str(one.new_value)
    if one.type == "Correspond":
        text = _text(parts_of(one.number))
        # RT_System writes what a rule of the queue tells it to; a reply without a word says nothing either.
        kind = "replied" if author != _ROBOT and text else "acknowledged"
        yield TicketUpdate(id=number, at=at, kind=kind, author=author, text=text)  # type: ignore[arg-type]
    elif one.type == "Comment":
        yield TicketUpdate(id=number, at=at, kind="commented", author=author, text=_text(parts_of(one.number)))
    elif one.type == "Status" or _sets(one, "Status"):
        is_open = record.is_open if value == record.status else value not in ("resolved", "rejected", "deleted")
        detail = {"status": value, "open": "true" if is_open else "false"}
        if author == _ROBOT:  # the first file we added opens the ticket; nobody has looked yet
            detail["automatic"] = "true"
        yield TicketUpdate(id=number, at=at, kind="status_changed", author=author, detail=detail)
    elif one.number == last_owner:
        # Transactions name owners by numbers that customers cannot look up; the ticket names the present one.
        yield TicketUpdate(id=number, at=at, kind="owner_changed", author=author, detail={"owner": record.owner.name})
    elif _sets(one, "Due") and (until := utc_time(value)) is not None and until.year > 1970:
        yield TicketUpdate(id=number, at=at, kind="promised", author=author, detail={"until": until.isoformat()})


def _sets(one: Transaction, field: str) -> bool:
    return one.type == "Set" and one.field == field


def _text(parts: Iterable[StoredPart]) -> str:
    """Return the words of a reply: its plain text, else its HTML, never a file."""
    spoken = [part for part in parts if not part.filename and part.content]
    for media_type, read in (("text/plain", plain_text), ("text/html", text_of_html)):
        for part in spoken:
            if part.content_type == media_type and (text := read(part.content or "")):
                return text
    return ""


def _no_parts(_number: int) -> Sequence[StoredPart]:
    return ()
