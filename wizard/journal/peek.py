"""What was left unfinished, for the first page: one query, without opening the journal for writing."""

from datetime import datetime
from pathlib import Path
from typing import NamedTuple


class Interrupted(NamedTuple):
    """A walk that can be continued; ``started_at`` is UTC."""

    session: str
    flow: str
    started_at: datetime


_QUERY = """
SELECT id, flow, started_at FROM session
WHERE ended_at IS NULL AND practice IS ? AND EXISTS (SELECT 1 FROM event WHERE event.session = session.id)
ORDER BY started_at DESC, rowid DESC
"""


def interrupted(path: Path, practice: str | None) -> tuple[Interrupted, ...]:
    """Return the walks of this practice scene (None: the real ones) that can be continued, newest first.

    Nothing when there is no journal yet or it cannot be read: opening it for a walk says what is wrong with it.
    """
    if not path.exists():
        return ()
    import sqlite3

    try:
        connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=2)
        try:
            rows = connection.execute(_QUERY, (practice,)).fetchall()
        finally:
            connection.close()
    except sqlite3.Error:
        return ()
    return tuple(Interrupted(session, flow, datetime.fromisoformat(started)) for session, flow, started in rows)
