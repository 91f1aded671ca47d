"""A session bus and a keyring of a test's own: the real GNOME Keyring, on a bus that knows nothing else."""

import contextlib
import gc
import os
import shutil
import signal
import subprocess
import warnings
from collections.abc import Iterator
from pathlib import Path

from jeepney import DBusAddress, MatchRule, message_bus, new_method_call
from jeepney.io.blocking import Proxy, open_dbus_connection

BUS = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>session</type><listen>unix:path={socket}</listen><policy context="default">
<allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/></policy></busconfig>
"""
"""A session bus that starts nothing by itself: no other keyring, and no window that asks for a password."""

PASSWORD = b"login password"


def missing() -> str:
    """Return why there can be none here, or an empty string."""
    absent = [program for program in ("dbus-daemon", "gnome-keyring-daemon") if shutil.which(program) is None]
    return f"{', '.join(absent)} is not installed; .ci/setup.py test installs it on Debian" if absent else ""


@contextlib.contextmanager
def own_desktop(folder: Path) -> Iterator["Desktop"]:
    """Run a session bus until the block ends, with all its files in `folder`, which is made; ask `missing` first."""
    folder.mkdir(mode=0o700)
    desktop = Desktop(folder)
    try:
        yield desktop
    finally:
        desktop.close()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ResourceWarning)
            gc.collect()  # here, not in somebody else's test


class Desktop:
    """A session bus, and GNOME Keyring on it when it is started."""

    def __init__(self, folder: Path) -> None:
        self.address = f"unix:path={folder}/bus"
        self._folder = folder
        self._running = contextlib.ExitStack()
        self._daemon: subprocess.Popen[bytes] | None = None
        config = folder / "bus.conf"
        config.write_text(BUS.format(socket=folder / "bus"))
        bus = self._start("dbus-daemon", "--nofork", "--nopidfile", "--print-address", f"--config-file={config}")
        assert bus.stdout is not None
        assert bus.stdout.readline()  # it prints its address when it listens

    def start_keyring(self, password: bytes | None = PASSWORD) -> None:
        """Start GNOME Keyring, unlocked with this password (made with it the first time), or locked."""
        with open_dbus_connection(self.address) as connection:
            rule = MatchRule(type="signal", member="NameOwnerChanged", path="/org/freedesktop/DBus")
            rule.add_arg_condition(0, "org.freedesktop.secrets")
            Proxy(message_bus, connection).AddMatch(rule)
            with connection.filter(rule) as owners:
                unlock = [] if password is None else ["--unlock"]
                daemon = self._start("gnome-keyring-daemon", "--foreground", "--components=secrets", *unlock)
                assert daemon.stdin is not None
                daemon.stdin.write(password or b"")
                daemon.stdin.close()
                connection.recv_until_filtered(owners, timeout=20)
        self._daemon = daemon

    def stop_keyring(self) -> None:
        assert self._daemon is not None
        self._daemon.terminate()
        self._daemon.wait(20)

    @contextlib.contextmanager
    def frozen_keyring(self) -> Iterator[None]:
        """Keep the keyring from answering anything while the block runs."""
        assert self._daemon is not None
        self._daemon.send_signal(signal.SIGSTOP)
        try:
            yield
        finally:
            self._daemon.send_signal(signal.SIGCONT)

    def lock(self) -> None:
        """Lock the person's keyring, as its own program does."""
        service = DBusAddress("/org/freedesktop/secrets", "org.freedesktop.secrets", "org.freedesktop.Secret.Service")
        with open_dbus_connection(self.address) as connection:
            login = "/org/freedesktop/secrets/collection/login"
            (locked, _prompt) = connection.send_and_get_reply(new_method_call(service, "Lock", "ao", ([login],))).body
        assert locked == [login]

    def close(self) -> None:
        self._running.close()

    def _start(self, *command: str) -> subprocess.Popen[bytes]:
        own = {"HOME": str(self._folder), "XDG_DATA_HOME": str(self._folder / "data"), "PATH": os.environ["PATH"]}
        own |= {"XDG_RUNTIME_DIR": str(self._folder), "DBUS_SESSION_BUS_ADDRESS": self.address}
        started = subprocess.Popen(
            command, env=own, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        self._running.callback(_end, started)
        return started


def _end(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    process.wait()
    for pipe in (process.stdin, process.stdout):
        assert pipe is not None
        pipe.close()
