"""A large file is redacted by a child: the same bytes, the same names, nothing private where others could read it."""

import gzip
import io
import os
import sys
import threading
import zipfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.report.corpus.reading import scenes
from wizard.report import apart
from wizard.report.apart import redacted_apart
from wizard.report.encodings import UnreadableError, redacted_file
from wizard.report.errors import ReportStoppedError
from wizard.report.names import Names
from wizard.report.plain import PlainText
from wizard.report.redact import Redactor, TextFilter
from wizard.report.redaction_command import COMMAND
from wizard.system import command
from wizard.system.base import Cancel, Missing, SystemIdentity
from wizard.system.own_program import own_command

IDENTITY = SystemIdentity(
    "jnovak", "Jan Novák", "/home/jnovak", ("pc-jan",), ("corp.example.com",), ("10.1.2.3",), (), ("Novak-WiFi",)
)
KEPT = ("jan@example.com", "PO-4711")
SALT = bytes(range(16))
LINES = (
    b"jnovak@pc-jan logged in from 10.1.2.3\n", b"mail eva.dvorakova@example.org, password=Tajne123!x\n",
    b"/home/jnovak/.cache is full\n", b"jan@example.com keeps PO-4711\n", "Jan Novák: žádná odpověď\n".encode(),
    b"router 192.168.17.4 and 2001:db8::17\n", b"\xff\xfe is no text\n", b"all is well\n",
)  # fmt: skip


def redactor() -> Redactor:
    """A redactor with a salt of its own, so that two can be compared."""
    made = Redactor(IDENTITY, KEPT)
    return Redactor(IDENTITY, KEPT, known=(SALT, made.names.since()))


def state(filter_: Redactor) -> tuple[object, ...]:
    names = filter_.names
    return tuple(names.since()), names.size, dict(filter_.legend), dict(filter_.originals), filter_.replaced


@pytest.fixture
def every_file_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    """Small files go to a child too, and one that cannot be started is a fault."""
    monkeypatch.setattr(apart, "SMALLEST_BYTES", 0)
    monkeypatch.setattr(apart, "_SMALLEST_PACKED_BYTES", 0)
    monkeypatch.setattr(apart, "redacted_file", _in_this_process)


def _in_this_process(_data: bytes, _filter: TextFilter) -> bytes:
    raise AssertionError("no child redacted this")


@pytest.mark.usefixtures("every_file_apart")
@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.lists(st.sampled_from(LINES) | st.binary(max_size=40), max_size=30), min_size=1, max_size=3))
def test_the_same_as_in_this_process(files: list[list[bytes]]) -> None:
    """Several files one after the other, and texts in between: bytes, names, legend and count are the same."""
    here, by_child = redactor(), redactor()
    for lines in files:
        data = b"".join(lines)
        assert _outcome(partial(redacted_apart, data, by_child)) == _outcome(partial(redacted_file, data, here))
        assert by_child.text("jnovak asks 10.9.8.7") == here.text("jnovak asks 10.9.8.7")
    assert state(by_child) == state(here)


def _outcome(work: Callable[[], bytes]) -> bytes | str:
    try:
        return work()
    except UnreadableError as error:
        return error.message


def _zip() -> bytes:
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w") as archive:
        archive.writestr("jnovak/log.txt", b"".join(LINES[:6]))
        archive.writestr("core", b"\x7fELF" + bytes(range(256)))
    return output.getvalue()


@pytest.mark.usefixtures("every_file_apart")
@pytest.mark.parametrize(
    "data",
    [gzip.compress(b"".join(LINES[:6]) * 50), _zip(), b"\x7fELF" + bytes(range(256)) * 40, b"PK\x03\x04 and no more"],
    ids=["gzip", "zip", "program", "damaged"],
)
def test_archives_and_what_cannot_be_read(data: bytes) -> None:
    here, by_child = redactor(), redactor()
    assert _outcome(lambda: redacted_apart(data, by_child)) == _outcome(lambda: redacted_file(data, here))
    assert state(by_child) == state(here)


@pytest.mark.usefixtures("every_file_apart")
def test_a_scene_of_the_corpus() -> None:
    scene = scenes()[0]
    here = Redactor(scene.identity)
    by_child = Redactor(scene.identity, known=(here.names.salt, tuple(here.names.since())))
    for file in scene.files:
        data = file.raw().encode()
        assert redacted_apart(data, by_child) == redacted_file(data, here)
    assert state(by_child) == state(here)


@pytest.mark.usefixtures("every_file_apart")
def test_text_that_is_only_cleaned() -> None:
    data = b"\x1b[31mjnovak\x1b[0m\r\n" * 100
    assert redacted_apart(data, PlainText()) == redacted_file(data, PlainText()) == b"jnovak\n" * 100


def test_a_small_text_needs_no_child(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(command, "exchange", lambda *_arguments: pytest.fail("a child was started"))
    assert redacted_apart(b"jnovak\n", redactor()) == b"<user-1>\n"


@pytest.mark.parametrize(
    "argv",
    [
        ("/nowhere/to/be/found",),
        (sys.executable, "-c", "raise SystemExit(3)"),
        (sys.executable, "-c", "print('what is this?')"),
        (sys.executable, "-c", "import sys; sys.stdout.buffer.write(b'\\0\\0\\0\\3abc')"),
    ],
    ids=["missing", "fails", "nonsense", "damaged"],
)
def test_without_a_child_this_process_does_it(argv: tuple[str, ...]) -> None:
    data = b"".join(LINES) * 1000
    here, by_child = redactor(), redactor()
    assert redacted_apart(data, by_child, argv=argv) == redacted_file(data, here)
    assert state(by_child) == state(here)


def test_what_takes_a_child_too_long_is_not_begun_again_here(monkeypatch: pytest.MonkeyPatch) -> None:
    limits_s: list[float] = []

    def late(_argv: object, _given: object, _most: int, timeout_s: float, _cancel: object) -> Missing:
        limits_s.append(timeout_s)
        return Missing("timeout", "did not end")

    monkeypatch.setattr(command, "exchange", late)
    monkeypatch.setattr(apart, "redacted_file", lambda *_: pytest.fail("redacted in this process"))
    for megabytes in (1, 50):
        with pytest.raises(UnreadableError, match="took too long"):
            apart.redacted_apart(b"a line\n" * (megabytes * 1_000_000 // 7), Redactor(IDENTITY))
    assert limits_s == pytest.approx([300, 1500], rel=0.01)


@pytest.mark.parametrize(
    "script",
    [
        "import os; os.kill(os.getpid(), 9)",
        "import os; os.write(1, b'begun\\n'); os.kill(os.getpid(), 9)",
        "import os; os.write(1, b'begun\\n'); os._exit(1)",
        "from wizard.report import redaction_child; redaction_child.redacted_file = lambda *_: bytearray(1 << 62); "
        "redaction_child.main()",
    ],
    ids=["killed", "killed at its work", "ended from outside", "out of memory"],
)
def test_what_ended_a_child_is_not_tried_on_the_window(script: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The want of memory that ended the child would end this process; the file is a gap that is named."""
    monkeypatch.setattr(apart, "redacted_file", lambda *_: pytest.fail("redacted in this process"))
    with pytest.raises(UnreadableError, match="ended by the computer"):
        redacted_apart(b"".join(LINES) * 1000, redactor(), argv=(sys.executable, "-c", script))


def test_a_home_whose_name_is_no_text() -> None:
    """Names of folders are bytes on Linux: what cannot be handed over is done here."""
    odd = SystemIdentity("jnovak", "", "/home/jnov\udce1k", (), (), (), (), ())
    data = b"jnovak is here\n" * 20_000
    assert redacted_apart(data, Redactor(odd)) == redacted_file(data, Redactor(odd))


def test_a_stop_ends_the_child() -> None:
    cancel = Cancel()
    stalled = (sys.executable, "-c", "import time; time.sleep(60)")
    timer = threading.Timer(0.2, cancel.set)
    timer.start()
    with pytest.raises(ReportStoppedError):
        redacted_apart(b"jnovak\n" * 200_000, redactor(), cancel, argv=stalled)
    timer.join()


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_nothing_private_on_the_command_line_or_in_the_environment(tmp_path: Path) -> None:
    """The child is the one command without a word more, in the environment of any other child."""
    seen = tmp_path / "seen"
    start = own_command(COMMAND)[2]
    read = "open('/proc/self/cmdline', 'rb').read() + open('/proc/self/environ', 'rb').read()"
    spy = f"open({str(seen)!r}, 'wb').write({read}); {start}"
    data = b"Novak-WiFi and pc-jan, PO-4711\n" * 10_000
    here, by_child = redactor(), redactor()
    assert redacted_apart(data, by_child, argv=(sys.executable, "-c", spy, COMMAND)) == redacted_file(data, here)
    assert not [word for word in (b"Novak", b"pc-jan", b"4711", SALT) if word in seen.read_bytes()]


def test_the_command_is_in_no_help(capfd: pytest.CaptureFixture[str]) -> None:
    assert own_command(COMMAND)[-1] == COMMAND
    answer = command.run(own_command("--help"), 60, Cancel())
    assert isinstance(answer, command.CommandOutput)
    assert COMMAND not in answer.out


def test_names_go_over_in_parts() -> None:
    """Many names are handed over a thousand at a time, and counting goes on where it was."""
    names = Names(SALT)
    for number in range(2500):
        names.give("user", f"user{number}", f"User{number}")
    parts = list(names.since())
    assert [len(part.names) for part in parts] == [1000, 1000, 500]
    other = Names(SALT)
    for part in parts:
        other.learn(part)
    assert other.give("user", "somebody", "Somebody") == names.give("user", "somebody", "Somebody") == "<user-2501>"
    assert next(other.since((2500, 0))).names == (("user", "somebody", "<user-2501>", "Somebody"),)


def test_the_child_gives_way(tmp_path: Path) -> None:
    if os.name != "posix":
        pytest.skip("priorities are named otherwise there")
    seen = tmp_path / "nice"
    start = own_command(COMMAND)[2].replace("; sys.exit(main())", "; import os; status = main()")
    spy = f"{start}; open({str(seen)!r}, 'w').write(str(os.nice(0))); sys.exit(status)"
    redacted_apart(b"jnovak\n" * 40_000, redactor(), argv=(sys.executable, "-c", spy, COMMAND))
    assert int(seen.read_text()) >= min(19, os.nice(0) + 10)
