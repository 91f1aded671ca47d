"""``wizard secret``: a password gets into the keyring and nowhere else, whatever is typed and whatever goes wrong."""

import base64
import json
import os
import subprocess
import sys
import termios
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from keyring.backends import SecretService

from tests.own_keyring import Desktop, missing, own_desktop
from wizard.app import main
from wizard.escalation.errors import MissingSecretError
from wizard.escalation.secrets import MAX_LENGTH, SERVICE, SystemSecrets

SECRET = "Příliš-žluťoučký 4711"  # noqa: S105 - of a keyring that lives as long as the test
NAME = "help_desk"
PROFILE = """
[channels.desk]
kind = "rt"
url = "https://rt.example.com"
secret = "help_desk"
requestor = "laptop@example.com"

[channels.mail]
kind = "mail"
address = "help@example.com"
server = "mail.example.com"
authentication = "password"
user = "laptop"
secret = "help_desk"
sender = "laptop@example.com"

[channels.office]
kind = "rt"
url = "https://rt.example.org"
secret = "office"
requestor = "laptop@example.com"

[channels.open_mail]
kind = "mail"
address = "help@example.org"
server = "mail.example.org"
sender = "laptop@example.com"

[channels.call]
kind = "phone"
number = "+420 555 123 456"
"""

pytestmark = pytest.mark.filterwarnings("ignore:unclosed <socket:ResourceWarning")


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Keep settings and data in the test's own folder, in English; nothing reaches a keyring but the test's."""
    monkeypatch.setenv("WIZARD_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("LANGUAGE", "en")
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", f"unix:path={tmp_path}/none")
    return tmp_path / "home"


@pytest.fixture
def profile(tmp_path: Path) -> Path:
    path = tmp_path / "organisation.toml"
    path.write_text(PROFILE)
    return path


@pytest.fixture
def desktop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desktop]:
    """A desktop whose keyring is unlocked."""
    if reason := missing():
        pytest.skip(reason)
    with own_desktop(tmp_path / "d") as started:
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", started.address)
        started.start_keyring()
        yield started


class Ended(NamedTuple):
    """How a run of the program ended, and what it printed."""

    status: int
    stdout: bytes
    stderr: bytes


Run = Callable[..., Ended]


@pytest.fixture
def wizard(
    monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes], tmp_path: Path
) -> Callable[..., Ended]:
    """Run the program with something on standard input."""

    def run(*arguments: str, given: bytes = b"") -> Ended:
        path = tmp_path / "given"
        path.write_bytes(given)
        with path.open() as source, monkeypatch.context() as patch:
            patch.setattr("sys.stdin", source)
            status = main(arguments)
        path.unlink()
        return Ended(status, *capfdbinary.readouterr())

    return run


def holds(content: bytes, secret: str = SECRET) -> bool:
    """Return whether the secret, or a good part of it, can be read out of bytes in any usual form."""
    tail = secret.rsplit(maxsplit=1)[-1]
    forms = (secret.encode(), tail.encode(), secret.encode("utf-16-le"), base64.b64encode(secret.encode()))
    return any(form in content for form in (*forms, json.dumps(secret)[1:-1].encode()))


def assert_kept_from(folder: Path, ended: Ended, secret: str = SECRET) -> None:
    """Nothing of the secret is in what was printed, nor in any file of the program or its name."""
    assert not holds(ended.stdout, secret)
    assert not holds(ended.stderr, secret)
    for path in folder.rglob("*"):
        assert not holds(os.fsencode(path), secret)
        assert not path.is_file() or not holds(path.read_bytes(), secret), path


def test_the_search_for_a_secret_finds_one() -> None:
    """What the other tests rely on."""
    assert holds(f"x{SECRET}".encode())
    assert holds(base64.b64encode(SECRET.encode()))
    assert holds(repr({"password": "4711"}).encode())
    assert not holds(b"help_desk")


# set


@pytest.mark.parametrize("end", ["\n", "\r\n", ""], ids=["line", "windows", "no end"])
def test_one_line_of_standard_input_is_stored(
    wizard: Run, desktop: Desktop, home: Path, profile: Path, end: str
) -> None:
    given = f"{SECRET}{end}".encode()
    ended = wizard("--organisation", str(profile), "secret", "set", NAME, given=given)
    assert (ended.status, ended.stderr) == (0, b"")
    assert ended.stdout.decode() == f"“{NAME}” is stored in the keyring of this computer.\n"
    assert SystemSecrets().get(NAME) == SECRET
    assert_kept_from(home, ended)


def test_only_the_first_line_counts(wizard: Run, desktop: Desktop) -> None:
    assert wizard("secret", "set", NAME, given=f"{SECRET}\nsomething else\n".encode()).status == 0
    assert SystemSecrets().get(NAME) == SECRET


def test_a_name_that_no_channel_uses_is_pointed_out(wizard: Run, desktop: Desktop, profile: Path) -> None:
    """It may be mistyped; an administrator may as well store it before the profile comes."""
    ended = wizard("secret", "set", "helpdesk", "--organisation", str(profile), given=b"word\n")
    assert ended.status == 0
    assert "No channel of the profile uses this name. They use: help_desk, office." in ended.stdout.decode()


class Terminal:
    """A terminal of its own, with the program in front of it."""

    def __init__(self, *arguments: str) -> None:
        self._ours, theirs = os.openpty()
        self.shown = b""
        self.running = subprocess.Popen(
            [sys.executable, "-c", TAKE_TERMINAL, sys.executable, "-m", "wizard", *arguments],
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            start_new_session=True,
        )
        os.close(theirs)

    def await_prompt(self) -> None:
        """Read until it asks; by then nothing that is typed is shown any more."""
        while b"(it is not shown): " not in self.shown:
            self.shown += os.read(self._ours, 1000)
        assert not termios.tcgetattr(self._ours)[3] & termios.ECHO

    def type(self, keys: bytes) -> None:
        os.write(self._ours, keys)

    def end(self) -> int:
        """Read the rest and return the exit status."""
        try:
            while True:
                self.shown += os.read(self._ours, 1000)
        except OSError:  # Linux says so when nobody has the terminal open any more
            os.close(self._ours)
        return self.running.wait(30)


TAKE_TERMINAL = (
    "import fcntl, os, signal, sys; signal.signal(signal.SIGINT, signal.SIG_DFL); "  # ignored in the background
    f"fcntl.ioctl(0, {termios.TIOCSCTTY}, 0); os.execv(sys.argv[1], sys.argv[1:])"
)


def test_what_is_typed_at_a_terminal_is_not_shown(desktop: Desktop, home: Path) -> None:
    terminal = Terminal("secret", "set", NAME)
    terminal.await_prompt()
    told = Path(f"/proc/{terminal.running.pid}")
    argv, variables = told.joinpath("cmdline").read_bytes(), told.joinpath("environ").read_bytes()
    terminal.type(f"{SECRET}\n".encode())
    assert terminal.end() == 0
    assert SystemSecrets().get(NAME) == SECRET
    for content in (terminal.shown, argv, variables):
        assert not holds(content)
    assert "is stored in the keyring" in terminal.shown.decode()
    assert_kept_from(home, Ended(0, b"", b""))


@pytest.mark.parametrize(("keys", "status"), [(b"\x03", 3), (b"\x04", 2), (b"\n", 2)], ids=["stop", "end", "nothing"])
def test_leaving_at_the_question_stores_nothing(desktop: Desktop, keys: bytes, status: int) -> None:
    terminal = Terminal("secret", "set", NAME)
    terminal.await_prompt()
    terminal.type(keys)
    assert terminal.end() == status
    assert b"Traceback" not in terminal.shown
    with pytest.raises(MissingSecretError):
        SystemSecrets().get(NAME)


def test_a_terminal_that_would_show_it_is_not_asked(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """As where echo cannot be switched off."""

    def without_control(*_arguments: object) -> None:
        raise termios.error

    ours, theirs = os.openpty()
    monkeypatch.setattr(termios, "tcgetattr", without_control)
    monkeypatch.setattr(os, "open", lambda *_arguments, **_options: (_ for _ in ()).throw(OSError()))
    with os.fdopen(theirs) as terminal, os.fdopen(ours, "wb") as keyboard:
        monkeypatch.setattr("sys.stdin", terminal)
        keyboard.write(f"{SECRET}\n".encode())
        keyboard.flush()
        assert main(["secret", "set", NAME]) == 2
        monkeypatch.undo()
    printed = capfd.readouterr()
    assert "would show what you type" in printed.err
    assert not holds((printed.out + printed.err).encode())


@pytest.mark.parametrize(
    "given",
    [b"", b"\n", f"{SECRET}\x07\n".encode(), f"\ufeff{SECRET}\n".encode(), b"4711\xff\n", b"4711" * MAX_LENGTH],
    ids=["nothing", "empty line", "control character", "byte order mark", "not UTF-8", "far too long"],
)
def test_what_can_be_no_password_is_refused(wizard: Run, home: Path, given: bytes) -> None:
    """There is no keyring here, and it would be missed (3) if it was asked."""
    ended = wizard("secret", "set", NAME, given=given)
    assert ended.status == 2
    assert b"stored" in ended.stderr
    assert b"Traceback" not in ended.stderr
    assert_kept_from(home, ended)


@pytest.mark.parametrize(
    "arguments",
    [
        ("set", NAME, SECRET),
        ("set", NAME, "--", SECRET),
        ("set", NAME, f"--password={SECRET}"),
        ("set", f"--password={SECRET}", NAME),
        ("set", SECRET),
        ("set", f"-{SECRET}"),
        ("delete", NAME, SECRET),
        ("delete", SECRET),
        ("list", SECRET),
        (SECRET,),
        (f"--{SECRET}", "set", NAME),
    ],
    ids=lambda arguments: " ".join(arguments).replace(SECRET, "SECRET"),
)
def test_a_password_on_the_command_line_is_neither_taken_nor_repeated(
    wizard: Run, home: Path, arguments: tuple[str, ...]
) -> None:
    """There is no keyring here, and it would be missed (3) if it was asked."""
    ended = wizard("secret", *arguments)
    assert ended.status == 2
    assert ended.stdout == b""
    assert ended.stderr
    assert_kept_from(home, ended)


def test_an_output_that_cannot_be_written_tells_nothing(desktop: Desktop, home: Path) -> None:
    with Path("/dev/full").open("wb") as full:
        ended = subprocess.run(
            [sys.executable, "-m", "wizard", "secret", "set", NAME],
            input=SECRET.encode(),
            stdout=full,
            stderr=subprocess.PIPE,
            timeout=60,
            check=False,
        )
    assert ended.returncode == 2
    assert b"cannot be written" in ended.stderr
    assert_kept_from(home, Ended(2, b"", ended.stderr))


def test_a_keyring_that_breaks_down_tells_nothing(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """Not even where its fault names what it was given."""

    def broken(_keyring: object, _service: str, _name: str, secret: str) -> None:
        raise ValueError(secret)

    monkeypatch.setattr(SecretService.Keyring, "viable", True)
    monkeypatch.setattr(SecretService.Keyring, "set_password", broken)
    line = tmp_path / "line"
    line.write_text(SECRET)
    with line.open() as source:
        monkeypatch.setattr("sys.stdin", source)
        assert main(["secret", "set", NAME]) == 3
    printed = capfd.readouterr()
    assert "does not work" in printed.err
    assert not holds((printed.out + printed.err).encode())


# without a keyring, and with a locked one


@pytest.mark.parametrize("action", ["set", "delete"])
def test_no_keyring_is_said(wizard: Run, home: Path, action: str) -> None:
    ended = wizard("secret", action, NAME, given=SECRET.encode())
    assert ended.status == 3
    assert "has no keyring to keep passwords in" in ended.stderr.decode()
    assert_kept_from(home, ended)


@pytest.mark.parametrize("action", ["set", "delete"])
def test_a_locked_keyring_is_said(wizard: Run, desktop: Desktop, home: Path, action: str) -> None:
    SystemSecrets().set(NAME, "the old one")
    desktop.lock()
    ended = wizard("secret", action, NAME, given=SECRET.encode())
    assert ended.status == 3
    assert "is locked" in ended.stderr.decode()
    assert_kept_from(home, ended)


@pytest.mark.parametrize("action", ["set", "delete"])
def test_practice_leaves_the_keyring_alone(wizard: Run, desktop: Desktop, action: str) -> None:
    SystemSecrets().set(NAME, "the old one")
    ended = wizard("--practice", "healthy", "secret", action, NAME, given=SECRET.encode())
    assert ended.status == 2
    assert b"--practice" in ended.stderr
    assert SystemSecrets().get(NAME) == "the old one"


# delete


def test_what_is_deleted_is_gone(wizard: Run, desktop: Desktop) -> None:
    SystemSecrets().set(NAME, SECRET)
    ended = wizard("secret", "delete", NAME)
    assert (ended.status, ended.stderr) == (0, b"")
    with pytest.raises(MissingSecretError):
        SystemSecrets().get(NAME)
    again = wizard("secret", "delete", NAME)
    assert again.status == 2
    assert "nothing under the name “help_desk”" in again.stderr.decode()


# list

Listed = Callable[[], tuple[int, dict[str, object]]]


@pytest.fixture
def listed(wizard: Run, profile: Path) -> Listed:
    def ask() -> tuple[int, dict[str, object]]:
        ended = wizard("--organisation", str(profile), "secret", "list", "--json")
        assert ended.stderr == b""
        assert not holds(ended.stdout)
        document = json.loads(ended.stdout)
        assert document["format"] == 1
        assert isinstance(document, dict)
        return ended.status, document

    return ask


def line(name: str, channels: list[str], state: str) -> dict[str, object]:
    return {"name": name, "channels": channels, "state": state}


def test_the_list_says_which_are_there(desktop: Desktop, listed: Listed) -> None:
    """Names alone; a channel that needs no password, or is a telephone, is not in it."""
    both = ["desk", "mail"]
    status, document = listed()
    assert (status, document["problem"]) == (1, None)
    assert document["secrets"] == [line(NAME, both, "missing"), line("office", ["office"], "missing")]
    SystemSecrets().set(NAME, SECRET)
    SecretService.Keyring().set_password(SERVICE, "office", "two\nlines")  # type: ignore[no-untyped-call]
    status, document = listed()
    assert status == 1
    assert document["secrets"] == [line(NAME, both, "stored"), line("office", ["office"], "damaged")]
    SystemSecrets().set("office", SECRET)
    status, document = listed()
    assert status == 0
    assert document["secrets"] == [line(NAME, both, "stored"), line("office", ["office"], "stored")]


def test_the_list_of_a_locked_keyring_is_not_known(desktop: Desktop, listed: Listed) -> None:
    SystemSecrets().set(NAME, SECRET)
    desktop.lock()
    status, document = listed()
    assert status == 3
    assert document["secrets"] == [line(NAME, ["desk", "mail"], "unknown"), line("office", ["office"], "unknown")]
    assert "is locked" in str(document["problem"])


def test_the_list_for_people(wizard: Run, desktop: Desktop, profile: Path) -> None:
    SystemSecrets().set(NAME, SECRET)
    ended = wizard("--organisation", str(profile), "secret", "list")
    assert ended.status == 1
    rows = [row.split(maxsplit=1) for row in ended.stdout.decode().splitlines()]
    assert rows[0][0] == NAME
    assert rows[0][1].startswith("desk, mail")
    assert rows[0][1].rstrip().endswith(" stored")
    assert rows[1][1].rstrip().endswith("not stored")
    assert not holds(ended.stdout + ended.stderr)


def test_a_profile_without_channels_needs_none(
    wizard: Run,
) -> None:
    ended = wizard("secret", "list")
    assert (ended.status, ended.stderr) == (0, b"")
    assert "needs a password" in ended.stdout.decode()
