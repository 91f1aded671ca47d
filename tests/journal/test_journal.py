"""The journal: durable, ordered, private, wipeable, and honest about damage."""

import sqlite3
import stat
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from wizard.flow.events import Acknowledged, Answered, Event, Finished, Intended, Measured
from wizard.journal.errors import JournalConflictError, JournalError
from wizard.journal.journal import Journal
from wizard.journal.records import SavedReport, SessionRecord

NOW = datetime(2026, 11, 22, 14, 2, tzinfo=UTC)
FLOWS = {"connection": ("ab" * 32, b"flow content")}


def record(name: str = "s1", started_at: datetime = NOW) -> SessionRecord:
    return SessionRecord(name, "connection", "en", None, started_at)


def events() -> tuple[Event, ...]:
    return (
        Measured(at=NOW, step="connection/measure", probe="network.ping", result="slow", good=False,
                 facts={"latency_ms": 143.5, "target": "8.8.8.8", "jitter_ms": None}),
        Answered(at=NOW, step="connection/since", choice="given", value="řeřicha"),
        Intended(at=NOW, step="connection/flush", fix="dns.flush", state={"boot_id": "x"}),
        Finished(at=NOW, step="connection/flush", fix="dns.flush", result="done"),
    )  # fmt: skip


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    return Journal(tmp_path / "data" / "journal.sqlite")


def test_what_was_written_is_read_back_by_the_next_start(journal: Journal) -> None:
    journal.create(record(), FLOWS)
    for number, event in enumerate(events()):
        journal.append("s1", number, event)
    journal.close()
    again = Journal(journal.path)
    assert again.history("s1") == events()
    assert again.pinned("s1") == FLOWS
    assert again.session("s1").events == 4


def test_a_missing_event_is_found_and_never_guessed(journal: Journal) -> None:
    journal.create(record(), FLOWS)
    for number, event in enumerate(events()):
        journal.append("s1", number, event)
    journal.close()
    with sqlite3.connect(journal.path) as connection:
        connection.execute("DELETE FROM event WHERE number = 1")
    with pytest.raises(JournalError, match="damaged"):
        Journal(journal.path).history("s1")


def test_two_processes_never_mix_one_walk(journal: Journal) -> None:
    other = Journal(journal.path)
    journal.create(record(), FLOWS)
    journal.append("s1", 0, events()[0])
    with pytest.raises(JournalConflictError):
        other.append("s1", 0, events()[1])
    assert other.history("s1") == events()[:1]
    other.append("s1", 1, events()[1])
    assert journal.history("s1") == events()[:2]


def test_threads_of_one_process_may_write_together(journal: Journal) -> None:
    for name in ("a", "b", "c"):
        journal.create(record(name), FLOWS)

    def write(name: str) -> None:
        for number in range(30):
            journal.append(name, number, Acknowledged(at=NOW, step=f"connection/{number}"))

    threads = [threading.Thread(target=write, args=(name,)) for name in ("a", "b", "c")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [len(journal.history(name)) for name in ("a", "b", "c")] == [30, 30, 30]


def test_the_file_is_readable_by_its_user_alone(journal: Journal) -> None:
    journal.create(record(), FLOWS)
    assert stat.S_IMODE(journal.path.stat().st_mode) == 0o600
    assert stat.S_IMODE(journal.path.parent.stat().st_mode) == 0o700


def test_a_damaged_file_is_set_aside_and_a_new_one_begun(tmp_path: Path) -> None:
    path = tmp_path / "journal.sqlite"
    path.write_bytes(b"this is no database" * 100)
    journal = Journal(path)
    journal.create(record(), FLOWS)
    assert journal.set_aside is not None
    assert journal.set_aside.read_bytes().startswith(b"this is no database")
    assert [session.id for session in journal.sessions()] == ["s1"]


def test_a_journal_of_a_newer_version_is_left_alone(journal: Journal) -> None:
    journal.create(record(), FLOWS)
    journal.close()
    with sqlite3.connect(journal.path) as connection:
        connection.execute("PRAGMA user_version = 99")
    with pytest.raises(JournalError, match="newer version"):
        Journal(journal.path).sessions()


def test_wiping_leaves_nothing_in_the_file(journal: Journal) -> None:
    """FACTS F3 asks to record outcomes; a person may have all of it deleted."""
    journal.create(record(), FLOWS)
    journal.append("s1", 0, Answered(at=NOW, step="connection/since", choice="given", value="SECRET-WORD"))
    journal.delete_all()
    assert journal.sessions() == ()
    folder = journal.path.parent
    assert all(b"SECRET-WORD" not in path.read_bytes() for path in folder.iterdir())


def test_old_sessions_are_pruned_with_everything_they_hold(journal: Journal) -> None:
    journal.create(record("old", NOW - timedelta(days=91)), FLOWS)
    journal.create(record("new", NOW - timedelta(days=89)), FLOWS)
    assert journal.prune(NOW, keep_days=90) == 1
    assert [session.id for session in journal.sessions()] == ["new"]
    assert journal.pinned("new") == FLOWS
    assert journal.pinned("old") == {}


def test_the_end_of_a_session_is_noted_once(journal: Journal) -> None:
    journal.create(record(), FLOWS)
    journal.end("s1", NOW, "hardware", None, "power_supply")
    journal.end("s1", NOW + timedelta(days=1), "solved", "fixed", None)
    assert journal.session("s1").outcome == "hardware"
    assert journal.session("s1").part == "power_supply"


def test_saved_reports_are_remembered(journal: Journal) -> None:
    journal.create(record(), FLOWS)
    report = SavedReport("s1", NOW, "/somewhere/report", "cd" * 32)
    journal.add_report(report)
    assert journal.reports("s1") == (report,)


def test_a_full_disk_is_a_clear_sentence_and_the_walk_stays_whole(journal: Journal) -> None:
    journal.create(record(), FLOWS)
    journal.append("s1", 0, events()[0])
    # SQLite's own bound on the file behaves as a full disk does: SQLITE_FULL.
    (pages,) = journal._database.connection.execute("PRAGMA page_count").fetchone()
    journal._database.connection.execute(f"PRAGMA max_page_count = {pages}")
    number = 1
    with pytest.raises(JournalError, match="disk is full"):
        for number in range(1, 200):
            journal.append("s1", number, Answered(at=NOW, step="connection/since", choice="given", value="x" * 400))
    journal._database.connection.execute("PRAGMA max_page_count = 1000000")
    assert len(journal.history("s1")) == number
    journal.append("s1", number, events()[1])
    assert len(journal.history("s1")) == number + 1
