"""Secrets: from the real keyring of a desktop, from a locked one, from none, and from one that never answers.

GNOME Keyring runs on a D-Bus of the test's own, with its files in the test's own folder; nothing here can reach the
keyring of whoever runs the tests.
"""

import time
import traceback
from collections.abc import Iterator
from pathlib import Path

import pytest
from keyring.backend import KeyringBackend
from keyring.backends import SecretService, Windows, macOS

from tests.own_keyring import Desktop, missing, own_desktop
from wizard.escalation.errors import MissingSecretError, SecretError
from wizard.escalation.secrets import MAX_LENGTH, SERVICE, AskedOnce, SystemSecrets, is_usable
from wizard.system.cancel import Cancel

SECRET = "Příliš-žluťoučký 4711"  # noqa: S105 - of a keyring that lives as long as the test
NAME = "desk_mail"

# The library leaves its connection to a locked keyring to the collector.
pytestmark = pytest.mark.filterwarnings("ignore:unclosed <socket:ResourceWarning")


@pytest.fixture
def desktop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desktop]:
    if reason := missing():
        pytest.skip(reason)
    with own_desktop(tmp_path / "d") as started:
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", started.address)
        yield started


@pytest.fixture
def unlocked(desktop: Desktop) -> Desktop:
    desktop.start_keyring()
    return desktop


def refused(secrets: SystemSecrets, name: str = NAME) -> SecretError:
    with pytest.raises(SecretError) as caught:
        secrets.get(name)
    return caught.value


# a keyring that works


def test_what_was_stored_comes_back(unlocked: Desktop) -> None:
    secrets = SystemSecrets()
    secrets.set(NAME, SECRET)
    assert secrets.get(NAME) == SECRET


def test_another_program_finds_it_under_our_name(unlocked: Desktop) -> None:
    """So that an administrator can store it with any program for keyrings."""
    SystemSecrets().set(NAME, SECRET)
    assert SecretService.Keyring().get_password(SERVICE, NAME) == SECRET
    assert SERVICE == "self-help-wizard"


def test_it_outlives_the_session(unlocked: Desktop) -> None:
    SystemSecrets().set(NAME, SECRET)
    unlocked.stop_keyring()
    unlocked.start_keyring()
    assert SystemSecrets().get(NAME) == SECRET


def test_storing_again_replaces(unlocked: Desktop) -> None:
    secrets = SystemSecrets()
    secrets.set(NAME, SECRET)
    secrets.set(NAME, "another")
    assert secrets.get(NAME) == "another"


def test_what_was_deleted_is_gone(unlocked: Desktop) -> None:
    secrets = SystemSecrets()
    secrets.set(NAME, SECRET)
    secrets.delete(NAME)
    assert "has nothing under the name “desk_mail”" in str(refused(secrets))
    with pytest.raises(SecretError, match="has nothing under"):
        secrets.delete(NAME)


def test_a_long_token_fits(unlocked: Desktop) -> None:
    token = "x" * MAX_LENGTH
    SystemSecrets().set(NAME, token)
    assert SystemSecrets().get(NAME) == token


@pytest.mark.parametrize("stored", ["two\nlines", "x" * (MAX_LENGTH + 1), "bell\a"])
def test_what_cannot_be_a_password_is_not_used(unlocked: Desktop, stored: str) -> None:
    """A line break in a password would end the header or command that carries it."""
    SecretService.Keyring().set_password(SERVICE, NAME, stored)
    assert "is no password" in str(refused(SystemSecrets()))
    with pytest.raises(SecretError, match="one line"):
        SystemSecrets().set(NAME, stored)


# a keyring that does not


def test_a_locked_keyring_says_so(unlocked: Desktop) -> None:
    """Nobody can be asked here, as when the person dismisses the window that asks."""
    secrets = SystemSecrets()
    secrets.set(NAME, SECRET)
    unlocked.lock()
    error = refused(secrets)
    assert "is locked, so “desk_mail” cannot be read. Unlock it" in str(error)
    with pytest.raises(SecretError, match="is locked"):
        secrets.set(NAME, "another")
    with pytest.raises(SecretError, match="is locked"):
        secrets.delete(NAME)


def test_a_keyring_that_was_never_unlocked_says_so(unlocked: Desktop) -> None:
    SystemSecrets().set(NAME, SECRET)
    unlocked.stop_keyring()
    unlocked.start_keyring(None)
    assert "is locked" in str(refused(SystemSecrets()))


def test_no_keyring_on_the_bus_says_so(desktop: Desktop) -> None:
    error = refused(SystemSecrets())
    assert "has no keyring to keep passwords in, so “desk_mail” cannot be used" in str(error)


def test_no_bus_at_all_says_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", f"unix:path={tmp_path}/none")
    assert "has no keyring" in str(refused(SystemSecrets()))
    monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS")
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    assert "has no keyring" in str(refused(SystemSecrets()))


def test_a_keyring_that_never_answers_is_not_waited_for(unlocked: Desktop) -> None:
    secrets = SystemSecrets(timeout_s=0.3)
    secrets.set(NAME, SECRET)
    with unlocked.frozen_keyring():
        began = time.monotonic()
        assert "did not answer within" in str(refused(secrets))
        assert time.monotonic() - began < 5
    assert secrets.get(NAME) == SECRET


def test_waiting_ends_when_the_person_stops_it(unlocked: Desktop) -> None:
    cancel = Cancel()
    cancel.set()
    began = time.monotonic()
    with unlocked.frozen_keyring(), pytest.raises(SecretError):
        SystemSecrets().get(NAME, cancel)
    assert time.monotonic() - began < 5


@pytest.mark.parametrize("name", ["", "Desk", "a b", "../x", "a\n", "x" * 65])
def test_a_name_that_is_none_is_not_asked_for(name: str) -> None:
    assert "cannot be the name" in str(refused(SystemSecrets(), name))


# keyrings that keep nothing safe


@pytest.fixture
def readable() -> Iterator[str]:
    """What keyrings.alt's plain file is: willing, first in line, and not safe. The library knows it by its class."""

    class Readable(KeyringBackend):
        priority = 100.0

        def get_password(self, service: str, username: str) -> str:
            return "readable by everybody"

        def set_password(self, service: str, username: str, password: str) -> None:
            raise AssertionError("a secret was given to an unsafe keyring")

    yield "Readable"
    KeyringBackend._classes.discard(Readable)


def test_a_plug_in_that_keeps_passwords_readable_is_not_used(desktop: Desktop, readable: str) -> None:
    assert readable in {kind.__name__ for kind in KeyringBackend.get_viable_backends()}, "the library would take it"
    assert "has no keyring" in str(refused(SystemSecrets()))
    with pytest.raises(SecretError, match="has no keyring"):
        SystemSecrets().set(NAME, SECRET)


def test_nor_is_one_that_the_settings_of_the_library_name(
    desktop: Desktop, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    nothing = "keyring.backends.null.Keyring"
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", nothing)
    config = tmp_path / "python_keyring" / "keyringrc.cfg"
    config.parent.mkdir()
    config.write_text(f"[backend]\ndefault-keyring={nothing}\n")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    with pytest.raises(SecretError, match="has no keyring"):
        SystemSecrets().set(NAME, SECRET)


# nothing of it in errors


class Damaged:
    """A keyring whose fault holds the secret, as a decoding error does."""

    viable = True

    def __init__(self, fault: Exception) -> None:
        self.fault = fault

    def __call__(self) -> "Damaged":
        return self

    def get_password(self, service: str, username: str) -> str | None:
        raise self.fault

    def set_password(self, service: str, username: str, password: str) -> None:
        raise self.fault


@pytest.mark.parametrize(
    "fault",
    [
        UnicodeDecodeError("utf-8", SECRET.encode(), 0, 1, "invalid start byte"),
        ValueError(SECRET),
        RuntimeError({"password": SECRET}),
    ],
    ids=["decoding", "value", "another"],
)
def test_nothing_of_the_secret_is_in_an_error(monkeypatch: pytest.MonkeyPatch, fault: Exception) -> None:
    monkeypatch.setattr(Windows, "WinVaultKeyring", Damaged(fault))
    for work in (lambda: SystemSecrets().get(NAME), lambda: SystemSecrets().set(NAME, SECRET)):
        with pytest.raises(SecretError) as caught:
            work()
        error = caught.value
        assert "does not work" in str(error)
        assert error.__cause__ is None
        assert error.__context__ is None
        shown = "".join(traceback.format_exception(error)) + repr(error) + repr(error.details) + repr(vars(error))
        assert SECRET not in shown
        assert "4711" not in shown


def test_a_keyring_that_forgets_at_once_is_not_believed(monkeypatch: pytest.MonkeyPatch) -> None:
    class Forgetful(Damaged):
        def get_password(self, service: str, username: str) -> str | None:
            return None

        def set_password(self, service: str, username: str, password: str) -> None:
            pass

    monkeypatch.setattr(macOS, "Keyring", Forgetful(ValueError()))
    with pytest.raises(SecretError, match="did not keep"):
        SystemSecrets().set(NAME, SECRET)


def test_what_can_be_a_password() -> None:
    assert is_usable("correct horse battery staple")
    assert is_usable("žluť€")
    assert not any(map(is_usable, ("", "a\rb", "a\x00b", "\u202eabc", "x" * (MAX_LENGTH + 1))))


# one round of sending and looking


class Counted:
    """Counts how often it is asked, and answers with an error or the name itself."""

    def __init__(self, error: SecretError | None) -> None:
        self.error = error
        self.asked: list[str] = []

    def get(self, name: str, cancel: Cancel | None = None) -> str:
        self.asked.append(name)
        if self.error is not None:
            raise self.error
        return name


def test_a_keyring_that_does_not_open_is_asked_once_in_a_round() -> None:
    keyring = Counted(SecretError("“{name}” cannot be read.", name="one"))
    secrets = AskedOnce(keyring)
    for name in ("one", "one", "two"):
        with pytest.raises(SecretError) as caught:
            secrets.get(name)
        assert caught.value.details == {"name": name}
    assert keyring.asked == ["one"]


def test_a_secret_that_is_missing_keeps_no_other_back() -> None:
    keyring = Counted(MissingSecretError("nothing", name="one"))
    secrets = AskedOnce(keyring)
    for _ in range(2):
        with pytest.raises(MissingSecretError):
            secrets.get("one")
    keyring.error = None
    assert secrets.get("two") == "two"
    assert keyring.asked == ["one", "two"]


def test_a_person_who_stops_closes_nothing() -> None:
    keyring, stopped = Counted(SecretError("no answer", name="one")), Cancel()
    secrets = AskedOnce(keyring)
    stopped.set()
    with pytest.raises(SecretError):
        secrets.get("one", stopped)
    keyring.error = None
    assert secrets.get("one") == "one"
