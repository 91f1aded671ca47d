"""A folder that people look into: whole or not at all, once, over nothing, through no link."""

import errno
import os
import stat
import subprocess
import sys
import tempfile
import threading
import time
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path, PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import User
from tests.escalation.channels.mail_messages import FILES, KEY, TEXT, message
from wizard.escalation.channels import folder_writing
from wizard.escalation.channels.folder import FolderDelivery
from wizard.escalation.channels.folder_plan import planned
from wizard.escalation.errors import AmbiguousError, ChannelError, NotReachedError, RefusedError
from wizard.escalation.model import Message, Ticket
from wizard.organisation.channels import FolderChannel
from wizard.system.cancel import Cancel

PLACES = {
    "report.html": "report.html",
    "diagnostics/crash žluťoučký kůň.log": "diagnostics/crash žluťoučký kůň.log",
    "empty.bin": "empty.bin",
    "screen.png": "screen.png",
}


@pytest.fixture
def share(tmp_path: Path) -> Path:
    folder = tmp_path / "share"
    folder.mkdir()
    return folder


@pytest.fixture
def sent(tmp_path: Path) -> Message:
    return message(tmp_path)


def save(folder: Path, sent: Message, gone: Callable[[int], None] = lambda _gone: None) -> Ticket:
    return FolderDelivery(FolderChannel(path=str(folder)), folder / "own").create(sent, gone, Cancel())


def find(folder: Path, sent: Message) -> tuple[Ticket, ...]:
    return FolderDelivery(FolderChannel(path=str(folder)), folder / "own").find(sent, Cancel())


def fails(folder: Path, sent: Message) -> ChannelError:
    with pytest.raises(ChannelError) as caught:
        save(folder, sent)
    assert str(caught.value).endswith(".")
    return caught.value


def content(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_text_and_files_are_there_byte_for_byte(share: Path, sent: Message) -> None:
    ticket = save(share, sent)
    assert ticket == Ticket(str(share / KEY), KEY)
    expected = {PLACES[name]: found for name, found in FILES.items()}
    assert content(share / KEY) == {"message.txt": TEXT.encode(), **expected}
    assert [path.name for path in share.iterdir()] == [KEY], "nothing else is left"
    assert find(share, sent) == (ticket,)


def test_how_far_it_is_is_told(share: Path, tmp_path: Path) -> None:
    gone: list[int] = []
    save(share, message(tmp_path, files={"a.bin": bytes(5_000_000)}), gone.append)
    assert gone == sorted(gone)
    assert gone[-1] == 5_000_000


def test_saved_twice_it_is_there_once_and_untouched(share: Path, sent: Message) -> None:
    ticket = save(share, sent)
    before = {path: path.stat().st_mtime_ns for path in share.rglob("*")}
    assert save(share, sent) == ticket
    assert {path: path.stat().st_mtime_ns for path in share.rglob("*")} == before


def test_the_persons_own_folder_is_made_and_private(tmp_path: Path, sent: Message) -> None:
    own = tmp_path / "Documents" / "Reports"
    channel = FolderDelivery(FolderChannel(), own)
    assert channel.find(sent, Cancel()) == ()
    assert not own.exists(), "looking makes nothing"
    ticket = channel.create(sent, lambda _gone: None, Cancel())
    assert Path(ticket.id) == own / KEY
    for path in (own / KEY).rglob("*"):
        assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600)
    assert stat.S_IMODE((own / KEY).stat().st_mode) == 0o700


def test_on_a_share_others_may_read_what_its_users_agreed_on(share: Path, sent: Message) -> None:
    before = os.umask(0o027)
    try:
        save(share, sent)
    finally:
        os.umask(before)
    assert stat.S_IMODE((share / KEY).stat().st_mode) == 0o750
    assert stat.S_IMODE((share / KEY / "message.txt").stat().st_mode) == 0o640


# found or not


def test_nothing_is_found_where_nothing_is(share: Path, sent: Message) -> None:
    assert find(share, sent) == ()


@pytest.mark.parametrize(
    "what", ["missing", "shorter", "changed", "link", "folder is a link", "inner folder is a link"]
)
def test_a_folder_that_is_not_whole_is_not_found_and_not_written_over(share: Path, sent: Message, what: str) -> None:
    save(share, sent)
    file = share / KEY / "screen.png"
    match what:
        case "missing":
            file.unlink()
        case "shorter":
            file.write_bytes(file.read_bytes()[:-1])
        case "changed":
            file.write_bytes(file.read_bytes()[:-1] + b"x")
        case "link":
            file.rename(share / "elsewhere")
            file.symlink_to(share / "elsewhere")
        case "folder is a link":
            (share / KEY).rename(share / "elsewhere")
            (share / KEY).symlink_to(share / "elsewhere")
        case _:
            (share / KEY / "diagnostics").rename(share / "elsewhere")
            (share / KEY / "diagnostics").symlink_to(share / "elsewhere")
    before = content(share)
    assert find(share, sent) == ()
    error = fails(share, sent)
    assert isinstance(error, RefusedError)
    assert "something else" in str(error)
    assert content(share) == before


@pytest.mark.parametrize("what", ["file", "dangling link", "other folder"])
def test_what_has_the_name_already_stays(share: Path, sent: Message, what: str) -> None:
    target = share / KEY
    if what == "file":
        target.write_text("mine")
    elif what == "other folder":
        target.mkdir()
        (target / "mine").write_text("mine")
    else:
        target.symlink_to(share / "nowhere")
    before = content(share)
    assert isinstance(fails(share, sent), RefusedError)
    assert content(share) == before
    assert not (share / "nowhere").exists()
    assert os.path.lexists(target)


def test_what_a_killed_try_left_is_swept_but_no_link_is_followed(share: Path, sent: Message) -> None:
    left = share / f".{KEY}-0123456789abcdef"
    left.mkdir()
    (left / "half").write_text("x")
    kept = share / "kept"
    kept.mkdir()
    (kept / "mine").write_text("mine")
    link = share / f".{KEY}-link"
    link.symlink_to(kept)
    save(share, sent)
    assert not left.exists()
    assert link.is_symlink()
    assert (kept / "mine").read_text() == "mine"


# what can be in the way


def failing(monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    """Let the disk fail at the third file, with this errno."""
    real, count = os.fsync, [0]

    def fsync(descriptor: int) -> None:
        count[0] += 1
        if count[0] == 3:
            raise OSError(number, os.strerror(number))
        real(descriptor)

    monkeypatch.setattr(folder_writing.os, "fsync", fsync)


@pytest.mark.parametrize(
    ("number", "kind", "words"),
    [
        (errno.ENOSPC, NotReachedError, "no room left"),
        (errno.EDQUOT, NotReachedError, "no room left"),
        (errno.EACCES, RefusedError, "may not write"),
        (errno.EROFS, RefusedError, "may not write"),
        (errno.ESTALE, NotReachedError, "cannot be reached"),
        (errno.EHOSTDOWN, NotReachedError, "cannot be reached"),
        (errno.EIO, NotReachedError, "could not be saved"),
    ],
)
def test_a_disk_that_fails_leaves_nothing_and_the_next_try_is_whole(
    share: Path, sent: Message, monkeypatch: pytest.MonkeyPatch, number: int, kind: type[ChannelError], words: str
) -> None:
    with monkeypatch.context() as patch:
        failing(patch, number)
        error = fails(share, sent)
    assert type(error) is kind
    assert words in str(error)
    assert (error.details.get("waits_for_person") is True) == ("no room" in words)
    assert list(share.iterdir()) == []
    save(share, sent)
    assert find(share, sent)


FULL_DISK = """
import sys
from pathlib import Path
from tests.escalation.channels.mail_messages import message
from tests.escalation.channels.test_folder import fails
disk, frozen = map(Path, sys.argv[1:])
error = fails(disk, message(frozen, files={"large.bin": bytes(1_000_000)}))
print(type(error).__name__, error, sorted(disk.iterdir()))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="a file system of a set size needs Linux")
def test_a_full_disk(share: Path, tmp_path: Path) -> None:
    """A real one: a tmpfs of 64 kB in a mount namespace of its own."""
    script = tmp_path / "script.py"
    script.write_text(FULL_DISK)
    mounted = f'mount -t tmpfs -o size=64k none "{share}" && "{sys.executable}" "{script}" "{share}" "{tmp_path}"'
    done = subprocess.run(
        ["unshare", "--map-root-user", "--mount", "sh", "-c", mounted],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[3])},
        timeout=60,
    )
    if "unshare failed" in done.stderr or "permission denied" in done.stderr.lower():
        pytest.skip(f"no file system can be mounted here: {done.stderr.strip()}")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("NotReachedError There is no room left in")
    assert done.stdout.rstrip().endswith("[]"), "nothing half-written is left"


@pytest.mark.skipif(sys.platform == "win32", reason="rights of POSIX")
def test_a_folder_one_may_not_write_to(sent: Message, unprivileged_user: User) -> None:
    """As a user without rights, in a process of its own (the suite may run as root, whom nothing stops)."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        locked = Path(folder, "locked")
        locked.mkdir(mode=0o555)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # fork beside threads: the child touches none of them
            child = os.fork()
        if child == 0:
            code = 1
            try:
                if os.geteuid() == 0:
                    os.setgroups([])
                    os.setgid(unprivileged_user.gid)
                    os.setuid(unprivileged_user.uid)
                save(locked, sent)
            except RefusedError as error:
                code = 0 if "may not write" in str(error) else 2
            finally:
                os._exit(code)
        _, status = os.waitpid(child, 0)
        assert os.waitstatus_to_exitcode(status) == 0
        assert list(locked.iterdir()) == []


def test_a_share_that_is_gone_is_tried_again_later(tmp_path: Path, sent: Message) -> None:
    gone = tmp_path / "gone"
    error = fails(gone, sent)
    assert isinstance(error, NotReachedError)
    assert "cannot be reached" in str(error)
    assert not gone.exists(), "a share is never made by us"
    with pytest.raises(NotReachedError):
        find(gone, sent)


def test_a_file_where_the_share_should_be(tmp_path: Path, sent: Message) -> None:
    (tmp_path / "file").write_text("x")
    assert isinstance(fails(tmp_path / "file", sent), RefusedError)


def test_a_file_over_the_limit(share: Path, tmp_path: Path) -> None:
    sent = message(tmp_path, files={"big": b"12345"})
    with pytest.raises(RefusedError, match="too large"):
        FolderDelivery(FolderChannel(path=str(share), max_attachment_bytes=4), share).create(
            sent, lambda _gone: None, Cancel()
        )


def test_a_frozen_file_that_got_shorter_is_not_saved(share: Path, sent: Message) -> None:
    sent.attachments[0].path.write_bytes(b"x")
    assert isinstance(fails(share, sent), NotReachedError)
    assert list(share.iterdir()) == []


# stopped


@pytest.fixture
def stuck(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[threading.Event, threading.Event]]:
    """A share that stops answering inside a file; the second event lets it answer again."""
    reached, answers, real = threading.Event(), threading.Event(), os.fsync

    def fsync(descriptor: int) -> None:
        reached.set()
        answers.wait(30)
        real(descriptor)

    monkeypatch.setattr(folder_writing.os, "fsync", fsync)
    yield reached, answers
    answers.set()


def test_a_share_that_hangs_is_left_when_the_person_stops(
    share: Path, sent: Message, stuck: tuple[threading.Event, threading.Event]
) -> None:
    reached, answers = stuck
    cancel, stopped_at = Cancel(), [0.0]

    def stop() -> None:
        assert reached.wait(20)
        stopped_at[0] = time.monotonic()
        cancel.set()

    stopping = threading.Thread(target=stop)
    stopping.start()
    with pytest.raises(NotReachedError, match="Stopped before"):
        FolderDelivery(FolderChannel(path=str(share)), share).create(sent, lambda _gone: None, cancel)
    assert time.monotonic() - stopped_at[0] < 1.0
    stopping.join()
    answers.set()
    for thread in threading.enumerate():
        if thread.name == "channel-folder":
            thread.join(20)
    assert list(share.iterdir()) == [], "it answers again, and what was stopped stays stopped"


def test_a_move_that_hangs_is_unknown_and_found_later(
    share: Path, sent: Message, monkeypatch: pytest.MonkeyPatch
) -> None:
    reached, answers, real = threading.Event(), threading.Event(), Path.rename
    cancel = Cancel()

    def rename(path: Path, target: Path) -> Path:
        reached.set()
        cancel.set()
        answers.wait(30)
        return real(path, target)

    monkeypatch.setattr(Path, "rename", rename)
    channel = FolderDelivery(FolderChannel(path=str(share)), share)
    with pytest.raises(AmbiguousError, match="not known"):
        channel.create(sent, lambda _gone: None, cancel)
    answers.set()
    for thread in threading.enumerate():
        if thread.name == "channel-folder":
            thread.join(20)
    assert channel.find(sent, Cancel())


def test_stopped_before_it_began(share: Path, sent: Message) -> None:
    cancel = Cancel()
    cancel.set()
    channel = FolderDelivery(FolderChannel(path=str(share)), share)
    try:
        channel.create(sent, lambda _gone: None, cancel)
    except NotReachedError:
        assert content(share) == {}
    else:  # it was faster
        assert channel.find(sent, Cancel())


# names


@given(st.lists(st.text(max_size=30) | st.from_regex(r"\A[./\\a-c]{1,12}\Z"), max_size=6, unique=True))
def test_every_place_is_inside_and_has_one_file(tmp_path_factory: pytest.TempPathFactory, names: list[str]) -> None:
    names = [name.encode("utf-8", "replace").decode() for name in names]
    sent = message(tmp_path_factory.getbasetemp(), files=dict.fromkeys(names, b"1"))
    places = [file.place for file in planned(sent)]
    assert places[0] == PurePosixPath("message.txt")
    folders = {parent for place in places for parent in place.parents}
    assert len({str(place).casefold() for place in places}) == len(places)
    assert not folders & set(places), "no file has the name of a folder"
    for place in places:
        assert not place.is_absolute()
        assert ".." not in place.parts
        assert "\\" not in str(place)
