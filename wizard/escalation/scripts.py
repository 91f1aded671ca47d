"""What to say on the phone, what to paste into a chat (FACTS E1, E2, E4): laid out for the person, not for a server."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Script:
    """``who`` and ``number`` or ``page`` to reach; ``lines`` to say or paste, one by one; ``note_down`` what to write
    down while it lasts. All in the person's language. ``text`` is the whole of it, as it can be copied or printed.
    """

    kind: str
    who: str
    number: str | None = None
    page: str | None = None
    hours: str | None = None
    lines: tuple[str, ...] = ()
    note_down: tuple[str, ...] = ()
    text: str = ""
