"""What people on the other side wrote, as plain text: cut to a sane length, HTML to its words, nothing hidden."""

from collections.abc import Sequence
from datetime import UTC, datetime
from html.parser import HTMLParser

from wizard.report.hygiene import clean_text

MOST_CHARACTERS = 20_000
_BLOCKS = frozenset({"p", "div", "br", "li", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "pre", "blockquote", "table"})
_UNSEEN = frozenset({"script", "style", "head", "title", "template"})


def plain_text(text: str) -> str:
    """Return text of others as it may be shown: at most ``MOST_CHARACTERS``, no control or bidi characters."""
    return clean_text(text[:MOST_CHARACTERS]).strip()


def text_of_html(html: str) -> str:
    """Return the words of an HTML text, a line for each of its blocks."""
    words = _Words()
    words.feed(html[: 4 * MOST_CHARACTERS])
    words.close()
    lines = (" ".join(line.split()) for line in "".join(words.found).split("\n"))
    return plain_text("\n".join(line for line in lines if line))


def utc_time(text: object) -> datetime | None:
    """Return an ISO 8601 time in UTC (a time without a zone is UTC), None when it is none."""
    if not isinstance(text, str):
        return None
    try:
        found = datetime.fromisoformat(text)
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self._unseen = 0

    def handle_starttag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:  # noqa: ARG002 - HTMLParser's
        self._unseen += tag in _UNSEEN
        if tag in _BLOCKS:
            self.found.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self._unseen = max(0, self._unseen - (tag in _UNSEEN))
        if tag in _BLOCKS:
            self.found.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            self.found.append(data.replace("\n", " "))
