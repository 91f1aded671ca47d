"""Files of this program that a person, an administrator or a full disk has damaged: a sentence, and nothing is lost."""

import contextlib
import os
import random
import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.hostile.bounds import cpu_bound
from wizard.answers import load_answers
from wizard.device.record import DeviceRecord
from wizard.errors import WizardError
from wizard.flow.events import Measured
from wizard.journal.errors import JournalError
from wizard.journal.journal import Journal
from wizard.journal.records import SessionRecord
from wizard.organisation.load import load_organisation
from wizard.practice.scene import load_scene
from wizard.settings import load_settings, read_bounded
from wizard.texts import Texts

NOW = datetime(2026, 1, 5, 12, 0, tzinfo=UTC)
CONTENTS: dict[str, bytes] = {
    "nothing": b"",
    "cut off": b'{"language": "c',
    "nulls": b"\0" * 4096,
    "another encoding": '{"language": "čeština"}'.encode("cp1250"),
    "half of UTF-16": '{"language": "cs"}'.encode("utf-16")[:-3],
    "nested": b"[" * 60_000,
    "nested tables": b"[" + b"a." * 20_000 + b"a]\nb = 1\n",
    "dotted keys": b"a" + b".a" * 3000 + b" = 1\n",
    "a huge number": b'{"retention_days": ' + b"9" * 5000 + b"}",
    "half a pair": b'{"language": "\\ud800"}',
    "larger than it may be": b" " * 9_000_000,
}


def choices(file: Path) -> object:
    return load_settings({"WIZARD_HOME": str(file.parent.parent)}).notice


def device(file: Path) -> object:
    return DeviceRecord(file).notice


def flow_texts(file: Path) -> object:
    return Texts("cs", "linux", lambda _flow: file.parent.parent).flow("any", "title")


READERS: dict[str, tuple[str, Callable[[Path], object]]] = {
    "choices": ("data/choices.json", choices),
    "record of the device": ("data/device.json", device),
    "practice scene": ("data/scene.toml", lambda file: load_scene(str(file))),
    "texts of a flow": ("texts/cs.toml", flow_texts),
}
KEPT_ASIDE = ("choices", "record of the device")


@pytest.mark.parametrize("content", CONTENTS)
@pytest.mark.parametrize("name", READERS)
def test_a_damaged_file_ends_in_a_sentence_and_is_kept(name: str, content: str, tmp_path: Path) -> None:
    place, read = READERS[name]
    file = tmp_path / place
    file.parent.mkdir()
    file.write_bytes(CONTENTS[content])
    with cpu_bound(10):
        try:
            notice = read(file)
        except WizardError as error:
            notice = error
    if name in KEPT_ASIDE:
        assert isinstance(notice, WizardError)
        (aside,) = file.parent.glob(f"{file.name}.damaged-*")
        assert aside.read_bytes() == CONTENTS[content]
    else:
        assert file.read_bytes() == CONTENTS[content]


@pytest.mark.parametrize("name", READERS)
def test_a_pipe_or_a_folder_in_its_place_is_not_waited_for(name: str, tmp_path: Path) -> None:
    """Opening a pipe that nobody writes to would hold the program up for ever."""
    place, read = READERS[name]
    file = tmp_path / place
    file.parent.mkdir()
    makers: tuple[Callable[[Path], object], ...] = (
        os.mkfifo,
        Path.mkdir,
        lambda path: path.symlink_to("/dev/zero"),
        lambda path: path.symlink_to(path),
    )
    for make in makers:
        make(file)
        with cpu_bound(10), contextlib.suppress(WizardError):
            read(file)
        for left in file.parent.iterdir():
            left.rmdir() if left.is_dir() and not left.is_symlink() else left.unlink()


def test_only_regular_files_are_read(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path / "pipe", tmp_path, Path("/dev/zero")):
        with pytest.raises(OSError, match=r"regular|directory"):
            read_bounded(path, 100)
    assert read_bounded(tmp_path / "none", 100) is None


@pytest.mark.parametrize("content", CONTENTS)
def test_answers_and_profiles_end_in_a_sentence(content: str, tmp_path: Path) -> None:
    file = tmp_path / "given.toml"
    file.write_bytes(CONTENTS[content])
    with cpu_bound(20):
        for read in (load_answers, lambda path: load_organisation(explicit=path)):
            try:
                read(file)
            except WizardError as error:
                assert str(error)
    assert file.read_bytes() == CONTENTS[content]


@pytest.mark.parametrize("seed", range(40))
def test_a_damaged_journal_answers_or_says_why(seed: int, tmp_path: Path) -> None:
    """Bytes turned over anywhere in the file, also in the middle of what was noted."""
    path = tmp_path / "journal.sqlite"
    journal = Journal(path)
    journal.create(SessionRecord("s1", "connection", "en", None, NOW), {"connection": ("ab" * 32, b"flow")})
    for number in range(60):
        facts = {"latency_ms": 1.5, "target": "x" * 300}
        event = Measured(
            at=NOW, step="connection/measure", probe="network.ping", result="slow", good=False, facts=facts
        )
        journal.append("s1", number, event)
    journal.close()
    chance = random.Random(seed)
    content = bytearray(path.read_bytes())
    for _ in range(chance.choice((1, 5, 200))):
        content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
    content = content[: chance.choice((len(content), chance.randrange(len(content))))]
    path.write_bytes(content)
    before = bytes(content)
    journal = Journal(path)
    try:
        for record in journal.sessions():
            journal.history(record.id)
            journal.pinned(record.id)
    except WizardError as error:
        assert str(error)
    finally:
        journal.close()
    kept = [*tmp_path.glob("journal.sqlite*")]
    assert any(file.read_bytes()[:4096] == before[:4096] or file.stat().st_size >= len(before) for file in kept)


def test_a_session_whose_time_is_none_hides_no_other(tmp_path: Path) -> None:
    path = tmp_path / "journal.sqlite"
    journal = Journal(path)
    for name in ("s1", "s2"):
        journal.create(SessionRecord(name, "connection", "en", None, NOW), {"connection": ("ab" * 32, b"flow")})
    journal.close()
    with contextlib.closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE session SET started_at = 'yesterday' WHERE id = 's1'")
        connection.commit()
    journal = Journal(path)
    assert [record.id for record in journal.sessions()] == ["s2"]
    with pytest.raises(JournalError, match="damaged"):
        journal.session("s1")
    journal.close()
