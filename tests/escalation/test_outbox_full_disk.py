"""A full disk at every write: a clear sentence, nothing half-written, nothing lost, nothing sent twice."""

import os
import resource
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.escalation.outbox_case import FILES, NOW, Desk, make_draft
from tests.escalation.scripted_server import ScriptedChannel, Server
from wizard.escalation.errors import OutboxError
from wizard.escalation.model import TicketState

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path / "data", ScriptedChannel(Server()))


@contextmanager
def no_room(desk: Desk) -> Iterator[None]:
    """SQLite's own bound on the file behaves as a full disk does: SQLITE_FULL."""
    connection = desk.outbox._database.connection
    (pages,) = connection.execute("PRAGMA page_count").fetchone()
    connection.execute(f"PRAGMA max_page_count = {pages}")
    try:
        yield
    finally:
        connection.execute("PRAGMA max_page_count = 1000000")


@contextmanager
def files_limited_to(size_bytes: int) -> Iterator[None]:
    """No file of this process grows beyond that: EFBIG, as a quota or a full disk in the middle of a file."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size_bytes, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, handler)


def test_a_consent_without_room_in_the_file_leaves_nothing(desk: Desk) -> None:
    desk.consent(make_draft())
    draft = make_draft(text="x" * 100_000)
    with no_room(desk), pytest.raises(OutboxError, match="disk is full"):
        desk.consent(draft)
    assert len(desk.outbox.entries()) == 1
    assert not (desk.folder / "outbox" / draft.id).exists()
    assert desk.consent(draft).state == "consented"


def test_a_consent_without_room_for_its_bytes_leaves_nothing(desk: Desk) -> None:
    desk.consent(make_draft(files=()))
    draft = make_draft((("small.txt", b"x"), ("large.bin", b"y" * 600_000)))
    with files_limited_to(500_000), pytest.raises(OutboxError, match="disk is full"):
        desk.consent(draft)
    assert len(desk.outbox.entries()) == 1
    assert not (desk.folder / "outbox" / draft.id).exists()
    desk.consent(draft)
    assert len(desk.outbox.message(draft.id).attachments) == 2


def test_a_new_consent_without_room_keeps_the_old_one(desk: Desk) -> None:
    draft = make_draft((("large.bin", b"y" * 600_000),))
    desk.consent(draft)
    (victim,) = (desk.folder / "outbox" / draft.id).iterdir()
    victim.unlink()
    desk.send()
    assert desk.outbox.entry(draft.id).state == "failed"
    with files_limited_to(500_000), pytest.raises(OutboxError, match="disk is full"):
        desk.consent(draft)
    assert desk.outbox.entry(draft.id).state == "failed"
    desk.consent(draft)
    desk.drive()
    assert len(desk.channel.server.files[0]) == 1


def test_what_a_long_reply_has_no_room_for_is_asked_again(desk: Desk) -> None:
    draft = make_draft(files=())
    desk.consent(draft)
    desk.send()
    state = TicketState(status="open", open=True, owner="x" * 100_000)
    with no_room(desk), pytest.raises(OutboxError, match="disk is full"):
        desk.outbox.looks.answered(draft.id, NOW, state)
    assert "owner_changed" not in desk.kinds(draft.case_id)
    assert desk.outbox.looks.due(NOW, 5) != ()
    assert desk.outbox.looks.answered(draft.id, NOW, state)


FULL = """
import sys
from pathlib import Path
from tests.escalation.outbox_case import FILES, Desk, make_draft
from tests.escalation.scripted_server import ScriptedChannel, Server
from wizard.escalation.errors import OutboxError

disk, server = Path(sys.argv[1]), Server.at(Path(sys.argv[2]))
ballast, refused = disk / "ballast", 0


def fill():
    "Leave not one byte."
    try:
        with ballast.open("ab", buffering=0) as file:
            while file.write(b"0" * 512):
                pass
    except OSError:
        pass


def fill_at_making(request):
    "Fill the disk while a ticket or a file is made, so that its answer cannot be noted."
    if request in ("create", "attach"):
        fill()
    return "ok"


desk = Desk(disk / "data", ScriptedChannel(server, fill_at_making))
draft = make_draft()
desk.consent(draft)
while desk.outbox.entry(draft.id).state != "sent":
    try:
        desk.send()
    except OutboxError as error:
        assert "disk is full" in str(error), error
        refused += 1
    fill()
    try:
        desk.consent(make_draft(text="x" * 200_000))
        sys.exit("a full disk took a consent")
    except OutboxError as error:
        assert "disk is full" in str(error), error
    ballast.unlink()
    desk.clock.forward(1000)
    assert refused < 50, desk.outbox.entries()
assert server.keys == [draft.key]
assert sorted(server.files[0]) == sorted(FILES)
assert len(desk.outbox.entries()) == 1
assert [path.name for path in (disk / "data" / "outbox").iterdir()] == [draft.id]
print(refused)
"""


def own_mounts() -> list[str]:
    """A command's beginning that gives it mounts of its own; where that is not permitted the skip says so."""
    rights = ["--mount"] if os.geteuid() == 0 else ["--mount", "--user", "--map-root-user"]
    if subprocess.run(["unshare", *rights, "true"], check=False, capture_output=True, timeout=20).returncode != 0:
        pytest.skip("needs the right to mount: root, or user namespaces")
    return ["unshare", *rights]


def test_a_disk_without_one_byte_left(tmp_path: Path) -> None:
    """A real full file system, a tmpfs of 2 MB: full whenever something is made there."""
    disk = tmp_path / "disk"
    disk.mkdir()
    (tmp_path / "full.py").write_text(FULL)
    mounted = 'mount -t tmpfs -o size=2m none "$2" && exec "$1" "$0" "$2" "$3"'
    arguments = [tmp_path / "full.py", sys.executable, disk, tmp_path / "server.json"]
    done = subprocess.run(
        [*own_mounts(), "sh", "-c", mounted, *arguments],
        capture_output=True, text=True, env={**os.environ, "PYTHONPATH": str(ROOT)}, timeout=100,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert int(done.stdout) >= 3, "the disk was hardly ever full when it mattered"


@pytest.mark.parametrize("write", range(1, 8))
def test_each_write_of_a_delivery_may_find_no_room(desk: Desk, monkeypatch: pytest.MonkeyPatch, write: int) -> None:
    """The n-th write fails; whatever had happened on the other side by then, in the end it is there once."""
    draft = make_draft()
    desk.consent(draft)
    database = desk.outbox._database
    original, count = database.transaction, 0

    @contextmanager
    def without_room() -> Iterator[object]:
        nonlocal count
        count += 1
        with original() as connection:
            yield connection
            if count == write:
                connection.execute("PRAGMA max_page_count = 1")
                connection.execute("CREATE TABLE ballast AS SELECT zeroblob(10000000) AS x")

    with monkeypatch.context() as patch:
        patch.setattr(database, "transaction", without_room)
        with pytest.raises(OutboxError, match="disk is full"):
            desk.send()
    database.connection.execute("PRAGMA max_page_count = 1000000")
    desk.drive()
    assert desk.channel.server.keys == [draft.key]
    assert sorted(desk.channel.server.files[0]) == sorted(FILES)
    assert desk.outbox.entry(draft.id).state == "sent"
