"""A real server in a process group of its own, as a user without rights; started, awaited, and ended by its number."""

import contextlib
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import urllib3

STARTING_S = 60.0
ENDING_S = 10.0


class LaboratoryError(Exception):
    """A server of the laboratory did not do what it is for; the text holds what it said."""


@dataclass(frozen=True)
class Account:
    """Whom the servers run as; no user names are looked up where this is not root."""

    uid: int
    gid: int

    @classmethod
    def unprivileged(cls) -> "Account":
        """The user that `.ci/run` makes, else nobody; this one where we are not root (roundup refuses root)."""
        if os.geteuid() != 0:
            return cls(os.geteuid(), os.getegid())
        for name in ("wizard-test", "nobody"):
            with contextlib.suppress(KeyError):
                entry = pwd.getpwnam(name)
                return cls(entry.pw_uid, entry.pw_gid)
        return cls(65534, 65534)

    def command(self, arguments: Sequence[str]) -> list[str]:
        """Return the command that runs `arguments` as this account."""
        if os.geteuid() == self.uid:
            return list(arguments)
        return ["setpriv", f"--reuid={self.uid}", f"--regid={self.gid}", "--clear-groups", *arguments]

    def give(self, folder: Path) -> None:
        """Make this account the owner of the folder and all that is in it."""
        for path in (folder, *folder.rglob("*")):
            os.chown(path, self.uid, self.gid, follow_symlinks=False)


@contextlib.contextmanager
def own_folder(account: Account) -> Iterator[Path]:
    """Yield a fresh folder of the account's own, outside the test's (those are closed to other users)."""
    folder = Path(tempfile.mkdtemp(prefix="wizard-tickets-"))
    try:
        account.give(folder)
        yield folder
    finally:
        shutil.rmtree(folder)


def free_port() -> int:
    """Return a port of 127.0.0.1 that nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
        assert isinstance(port, int)
        return port


def run_as(account: Account, arguments: Sequence[str], environment: dict[str, str] | None = None) -> str:
    """Run one command to its end as the account and return what it printed.

    Raises LaboratoryError when it fails.
    """
    ended = subprocess.run(
        account.command(arguments),
        env={**os.environ, **(environment or {})},
        cwd="/",
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=STARTING_S,
        check=False,
    )
    if ended.returncode != 0:
        raise LaboratoryError(f"{' '.join(arguments)} ended with {ended.returncode}:\n{ended.stdout}")
    return ended.stdout


@contextlib.contextmanager
def running(
    account: Account, arguments: Sequence[str], log: Path, ready: Callable[[], bool], environment: dict[str, str]
) -> Iterator[int]:
    """Run the server until the block ends; yield the number of its process group once `ready` is true.

    Raises LaboratoryError with the server's log when it ends early or is not ready in time.
    """
    with log.open("ab") as output:
        process = subprocess.Popen(
            account.command(arguments),
            env={**os.environ, **environment},
            cwd="/",
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        wait_until_ready(process, ready, log)
        yield process.pid
    finally:
        end_group(process)


def wait_until_ready(process: "subprocess.Popen[bytes]", ready: Callable[[], bool], log: Path) -> None:
    deadline = time.monotonic() + STARTING_S
    while not ready():
        if time.monotonic() > deadline:
            raise LaboratoryError(f"The server did not answer within {STARTING_S:.0f} s:\n{log.read_text()}")
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(timeout=0.05)
            raise LaboratoryError(f"The server ended with {process.returncode}:\n{log.read_text()}")


def end_group(process: "subprocess.Popen[bytes]") -> None:
    """End the whole process group, kindly first; the leader is waited for, so that its number is still its own."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, number)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(timeout=ENDING_S)
            break
    with contextlib.suppress(ProcessLookupError):  # children that outlive their leader keep the group's number
        os.killpg(process.pid, signal.SIGKILL)


def answers(url: str) -> bool:
    """Return whether a web server answers at the address with anything but a server error."""
    with urllib3.PoolManager(timeout=2.0, retries=False) as pool:
        try:
            return pool.request("GET", url).status < 500
        except urllib3.exceptions.HTTPError:
            return False
