"""What was left unfinished, read without opening the journal for writing."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from wizard.flow.events import Acknowledged
from wizard.journal.journal import Journal
from wizard.journal.peek import interrupted
from wizard.journal.records import SessionRecord

NOW = datetime(2026, 11, 22, 14, 2, tzinfo=UTC)


def begin(journal: Journal, name: str, minutes: int, practice: str | None = None, *, moved: bool = True) -> None:
    journal.create(SessionRecord(name, "connection", "en", practice, NOW + timedelta(minutes=minutes)), {})
    if moved:
        journal.append(name, 0, Acknowledged(at=NOW, step="connection/plan"))


def test_only_begun_and_unended_walks_of_this_scene_newest_first(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "journal.sqlite")
    begin(journal, "older", 1)
    begin(journal, "newer", 2)
    begin(journal, "untouched", 3, moved=False)
    begin(journal, "played", 4, "sick-router")
    begin(journal, "ended", 5)
    journal.end("ended", NOW, "solved", "fixed", None)
    assert [walk.session for walk in interrupted(journal.path, None)] == ["newer", "older"]
    assert [walk.session for walk in interrupted(journal.path, "sick-router")] == ["played"]
    assert interrupted(journal.path, None)[0].started_at == NOW + timedelta(minutes=2)
    journal.close()


def test_no_journal_and_a_damaged_one_offer_nothing_and_are_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "journal.sqlite"
    assert interrupted(path, None) == ()
    assert not path.exists()
    path.write_bytes(b"this is no database" * 100)
    assert interrupted(path, None) == ()
    assert path.read_bytes().startswith(b"this is no database")
