"""Secrets by name from the system's keyring (DESIGN 9): never from a file, an argument or the environment.

Nothing of a secret gets into an error: what the keyring raises is read for its kind and dropped.
"""

import enum
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from wizard.escalation.errors import DamagedSecretError, MissingSecretError, SecretError
from wizard.marking import N_
from wizard.settings import APP_FOLDER
from wizard.system.base import Missing
from wizard.system.cancel import Cancel
from wizard.system.deadline import within

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

SERVICE = APP_FOLDER
"""The name under which keyrings keep what is ours."""
TIMEOUT_S = 60.0
"""A locked keyring asks the person for its password meanwhile."""
MAX_LENGTH = 16_384
_NAME = re.compile(r"[a-z][a-z0-9_]{0,63}")
_NO_KEYRING = frozenset({"NoKeyringError", "SecretServiceNotAvailableException"})
_LOCKED = frozenset({"KeyringLocked", "LockedException", "PromptDismissedException"})


class Secrets(Protocol):
    """Where channels get their secrets; ``name`` is what stands in the profile."""

    def get(self, name: str, cancel: Cancel | None = None) -> str:
        """Return the secret; raises SecretError with a sentence that says what to do."""


class _Fault(enum.Enum):
    """Why a keyring did not do what was asked; the value is the sentence."""

    NO_KEYRING = N_(
        "This computer has no keyring to keep passwords in, so “{name}” cannot be used. On Linux, install GNOME"
        " Keyring or KWallet and sign in again. Or take another way to send."
    )
    LOCKED = N_(
        "The keyring of this computer is locked, so “{name}” cannot be read. Unlock it, or sign out and in again. Then"
        " try again."
    )
    EMPTY = N_(
        "The keyring of this computer has nothing under the name “{name}”. Ask whoever set up this way to store it"
        " there. Or take another way to send."
    )
    DAMAGED = N_(
        "What the keyring of this computer has under the name “{name}” is no password. It is too long, or it has a"
        " line break in it. It must be stored again."
    )
    NOT_STORED = N_("The keyring of this computer did not keep “{name}”. Look at the keyring, then store it again.")
    BROKEN = N_(
        "The keyring of this computer does not work, so “{name}” cannot be used. Sign out and in again, then try"
        " again. Or take another way to send."
    )


_ERRORS = {_Fault.EMPTY: MissingSecretError, _Fault.DAMAGED: DamagedSecretError}


@dataclass(frozen=True)
class _Answer:
    secret: str = field(default="", repr=False)
    fault: _Fault | None = None


class SystemSecrets:
    """The keyring of this user: Secret Service on Linux, Keychain on macOS, Credential Manager on Windows.

    No others are used, whatever the settings of the library say: some keep passwords readable in a file, or nowhere.
    Every method raises SecretError, and takes no longer than ``timeout_s``.
    """

    def __init__(self, timeout_s: float = TIMEOUT_S) -> None:
        self._timeout_s = timeout_s

    def get(self, name: str, cancel: Cancel | None = None) -> str:
        """Return the secret stored under ``name``."""

        def read(keyring: "KeyringBackend") -> _Answer:
            found = keyring.get_password(SERVICE, name)
            if not found:
                return _Answer(fault=_Fault.EMPTY)
            return _Answer(found) if is_usable(found) else _Answer(fault=_Fault.DAMAGED)

        return self._ask(name, read, cancel).secret

    def set(self, name: str, secret: str) -> None:
        """Store a secret and read it back."""
        if not is_usable(secret):
            raise SecretError(N_("A password must be one line without control characters. Nothing was stored."))

        def write(keyring: "KeyringBackend") -> _Answer:
            keyring.set_password(SERVICE, name, secret)
            kept = keyring.get_password(SERVICE, name) == secret
            return _Answer(fault=None if kept else _Fault.NOT_STORED)

        self._ask(name, write)

    def delete(self, name: str) -> None:
        """Remove a secret from the keyring."""

        def remove(keyring: "KeyringBackend") -> _Answer:
            if keyring.get_password(SERVICE, name) is None:
                return _Answer(fault=_Fault.EMPTY)
            keyring.delete_password(SERVICE, name)
            return _Answer()

        self._ask(name, remove)

    def _ask(self, name: str, work: "Callable[[KeyringBackend], _Answer]", cancel: Cancel | None = None) -> _Answer:
        if not is_name(name):
            raise SecretError(
                N_("“{name}” cannot be the name of a password: use small letters, digits and _."), name=name
            )
        # D-Bus calls know no deadline, and a prompt waits for a person who may have left.
        answer = within(self._timeout_s, cancel, lambda: _guarded(work))
        if isinstance(answer, Missing):
            raise SecretError(
                N_(
                    "The keyring of this computer did not answer within {wait_s}. It may wait for you to unlock it."
                    " Look for its window, then try again."
                ),
                name=name,
                wait_s=round(self._timeout_s),
            )
        if answer.fault is not None:
            raise _ERRORS.get(answer.fault, SecretError)(answer.fault.value, name=name)
        return answer


class AskedOnce:
    """Secrets for one round of sending and looking: a keyring that does not open is asked once, not for each report."""

    def __init__(self, secrets: Secrets) -> None:
        self._secrets = secrets
        self._faults: dict[str, SecretError] = {}
        self._closed: SecretError | None = None

    def get(self, name: str, cancel: Cancel | None = None) -> str:
        """Return the secret; raises SecretError, at once where it failed in this round already."""
        if name in self._faults:
            raise self._faults[name].with_traceback(None)
        if self._closed is not None:
            raise SecretError(self._closed.message, **{**self._closed.details, "name": name})
        try:
            return self._secrets.get(name, cancel)
        except (MissingSecretError, DamagedSecretError) as error:
            self._faults[name] = error
            raise
        except SecretError as error:
            if cancel is None or not cancel.requested:  # stopped is not refused
                self._closed = error
            raise


def is_name(text: str) -> bool:
    """Return whether a text can be the name of a secret."""
    return _NAME.fullmatch(text) is not None


def is_usable(secret: str) -> bool:
    """Return whether a text can be a password or token: one line that can go into a header, not empty."""
    return 0 < len(secret) <= MAX_LENGTH and secret.replace(" ", "x").isprintable()


def _guarded(work: "Callable[[KeyringBackend], _Answer]") -> _Answer:
    """Return what ``work`` answers; an exception is turned into its kind here and goes no further."""
    try:
        keyring = _system_keyring()
        return _Answer(fault=_Fault.NO_KEYRING) if keyring is None else work(keyring)
    except Exception as error:  # whatever a keyring raises may hold the secret: a decoding error shows its bytes
        return _Answer(fault=_kind(error))


def _system_keyring() -> "KeyringBackend | None":
    """Return the one that works here. Named one by one: a frozen program has no list of plug-ins, and need not."""
    from keyring.backends import SecretService, Windows, macOS

    for kind in (Windows.WinVaultKeyring, macOS.Keyring, SecretService.Keyring):
        if kind.viable:
            return kind()
    return None


def _kind(error: BaseException) -> _Fault:
    """By names: the libraries behind it differ from system to system."""
    names = {parent.__name__ for link in _chain(error) for parent in type(link).__mro__}
    if names & _LOCKED:
        return _Fault.LOCKED
    return _Fault.NO_KEYRING if names & _NO_KEYRING else _Fault.BROKEN


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    seen = 0
    while error is not None and seen < 10:
        yield error
        seen += 1
        error = error.__cause__ or error.__context__
