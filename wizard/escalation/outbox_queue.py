"""What waits to be sent and when it is due, whatever this computer's clock does meanwhile."""

import sqlite3
from datetime import datetime, timedelta

from wizard.escalation.backoff import BASE_S
from wizard.escalation.outbox_consent import severity_rank
from wizard.escalation.outbox_rows import known_time, row_of, rows_where, set_columns, stamp, time_of
from wizard.escalation.outbox_states import WAITING
from wizard.journal.database import Database

_WAITING = f"state IN {tuple(sorted(WAITING))!r}"


class Queue:
    """The escalations that wait; raises OutboxError."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def due(self, now: datetime, only: str | None = None) -> tuple[str, ...]:
        """Return the ids to be tried now, the most severe first; ``only``: that one, if it waits at all."""
        if only is not None:
            with self._database.reading() as connection:
                return (only,) if row_of(connection, only)["state"] in WAITING else ()
        due = [row for row in self._rows(now) if row["next_at"] is not None and known_time(row["next_at"]) <= now]
        due.sort(key=lambda row: (severity_rank(row["severity"]), row["position"]))
        return tuple(row["id"] for row in due)

    def next_due_at(self, now: datetime) -> datetime | None:
        """Return when there is something to do next (in the past: now), None when nothing waits."""
        times = (time_of(row["next_at"]) for row in self._rows(now))
        return min((at for at in times if at is not None), default=None)

    def wake(self, at: datetime) -> None:
        """Make due what waits for the network, ``BASE_S`` after its last try at the earliest."""
        for row in self._rows(at):
            next_at, earliest = time_of(row["next_at"]), known_time(row["wait_from"]) + timedelta(seconds=BASE_S)
            if row["waits_for"] == "network" and next_at is not None and next_at > max(at, earliest):
                with self._database.transaction() as connection:
                    connection.execute(
                        "UPDATE escalation SET next_at = ? WHERE id = ? AND next_at = ? AND waits_for = 'network'",
                        (stamp(max(at, earliest)), row["id"], row["next_at"]),
                    )

    def _rows(self, now: datetime) -> list[sqlite3.Row]:
        """Return the rows that wait. After the clock was set back, each waits as long from now as it had to wait then,
        and not until the clock has caught up."""
        with self._database.reading() as connection:
            rows = rows_where(connection, _WAITING)
        if all(known_time(row["wait_from"]) <= now for row in rows):
            return rows
        with self._database.transaction() as connection:
            for row in rows_where(connection, _WAITING):
                since, until = known_time(row["wait_from"]), time_of(row["next_at"])
                if since > now:
                    next_at = None if until is None else stamp(now + (until - since))
                    set_columns(connection, row, wait_from=stamp(now), next_at=next_at)
            return rows_where(connection, _WAITING)
