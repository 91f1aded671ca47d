"""The state machine of a delivery: every pair of states, and two that step at once."""

import itertools
import sqlite3
from pathlib import Path
from typing import get_args

import pytest

from tests.escalation.outbox_case import NOW, Desk, make_draft
from tests.escalation.scripted_server import ScriptedChannel, Server
from wizard.escalation.errors import OutboxError
from wizard.escalation.model import DeliveryState
from wizard.escalation.outbox_rows import row_of, step
from wizard.escalation.outbox_states import FOLLOWING, UNSENT, WAITING, IllegalTransitionError, check_transition
from wizard.journal.database import Database

STATES: tuple[DeliveryState, ...] = get_args(DeliveryState)
LEGAL = {
    ("consented", "sending"), ("consented", "prepared"), ("consented", "said_so"), ("consented", "failed"),
    ("consented", "cancelled"),
    ("sending", "sending"), ("sending", "consented"), ("sending", "unknown"), ("sending", "sent"),
    ("sending", "failed"),
    ("unknown", "sending"), ("unknown", "said_so"), ("unknown", "failed"),
    ("prepared", "said_so"), ("prepared", "cancelled"),
    ("failed", "consented"), ("failed", "said_so"), ("failed", "cancelled"),
}  # fmt: skip


@pytest.fixture
def database(tmp_path: Path) -> Database:
    desk = Desk(tmp_path, ScriptedChannel(Server()))
    desk.consent(make_draft())
    return desk.outbox._database


@pytest.mark.parametrize(("before", "after"), list(itertools.product(STATES, STATES)))
def test_only_legal_steps_reach_the_disk(database: Database, before: DeliveryState, after: DeliveryState) -> None:
    with database.reading() as connection:
        (identity,) = connection.execute("SELECT id FROM escalation").fetchone()
        connection.execute("UPDATE escalation SET state = ?", (before,))
        row = row_of(connection, identity)
    if (before, after) in LEGAL:
        with database.transaction() as connection:
            step(connection, row, after)
    else:
        with pytest.raises(IllegalTransitionError), database.transaction() as connection:
            step(connection, row, after)
    with database.reading() as connection:
        expected = after if (before, after) in LEGAL else before
        assert row_of(connection, identity)["state"] == expected


def test_every_state_has_its_row_in_the_table() -> None:
    assert set(FOLLOWING) == set(STATES)
    assert {(before, after) for before in FOLLOWING for after in FOLLOWING[before]} == LEGAL
    assert set(STATES) >= UNSENT | WAITING
    for final in ("sent", "said_so", "cancelled"):
        with pytest.raises(IllegalTransitionError):
            check_transition(final, "consented")


def test_of_two_that_step_at_once_one_wins(database: Database) -> None:
    with database.reading() as connection:
        (identity,) = connection.execute("SELECT id FROM escalation").fetchone()
        seen_by_both = row_of(connection, identity)
    with database.transaction() as connection:
        step(connection, seen_by_both, "cancelled")
    with pytest.raises(OutboxError, match="changed meanwhile"), database.transaction() as connection:
        step(connection, seen_by_both, "sending")
    with database.reading() as connection:
        assert row_of(connection, identity)["state"] == "cancelled"


def test_what_is_in_the_record_is_never_changed(database: Database) -> None:
    with pytest.raises(sqlite3.IntegrityError, match="never changed"), database.transaction() as connection:
        connection.execute("UPDATE event SET detail = '{}'")
    with database.reading() as connection:
        assert connection.execute("SELECT kind FROM event").fetchone()["kind"] == "consented"


def test_a_time_without_a_zone_is_refused(tmp_path: Path) -> None:
    desk = Desk(tmp_path, ScriptedChannel(Server()))
    draft = make_draft()
    with pytest.raises(ValueError, match="zone"):
        desk.outbox.consent(draft, draft.sha256, NOW.replace(tzinfo=None), title="x")
    assert desk.outbox.entries() == ()
