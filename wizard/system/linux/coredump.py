"""Programs of this user that broke down, as systemd noted them: ``coredumpctl list`` (coredumpctl(1)).

Nothing but the list is read: a core dump itself is the whole memory of a program, which nobody should attach to
anything. What it names is a signal, and a signal is no error code: such a log holds none.
"""

import json
import os
import signal
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import PurePosixPath

from wizard.system.base import Cancel, CrashLog, Missing
from wizard.system.command import CommandOutput, Runner

FORMAT = "coredumpctl"
_TIMEOUT_S = 10.0
_MOST = 200
_LONGEST = 100
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def core_dumps(cancel: Cancel, run: Runner) -> tuple[CrashLog, ...]:
    """Return the newest core dumps of this user's programs, newest first; none where systemd keeps no list of them.

    A list that cannot be read hides no code, so it is none as well. Those of other users are left out: a person in
    the journal's group would be told them too.
    """
    own = os.getuid()
    argv = ("coredumpctl", "--json=short", "--no-pager", "-q", "-r", "-n", str(_MOST), "list", f"COREDUMP_UID={own}")
    output = run(argv, _TIMEOUT_S, cancel)
    return () if isinstance(output, Missing) else tuple(parse_list(output, own))


def parse_list(output: CommandOutput, user: int) -> Iterator[CrashLog]:
    """Read ``coredumpctl --json=short list``; exit status 1 is "there is none" (and any other fault)."""
    try:
        entries = json.loads(output.out) if output.status == 0 else ()
    except (ValueError, RecursionError):
        return
    for entry in entries[:_MOST] if isinstance(entries, list) else ():
        if isinstance(entry, dict) and entry.get("uid") == user:
            yield CrashLog(
                path=None,
                application=_application(entry.get("exe")),
                at_utc=_time(entry.get("time")),
                codes=(),
                format=FORMAT,
                signal=_signal(entry.get("sig")),
            )


def _application(path: object) -> str | None:
    name = PurePosixPath(path[-4096:]).name if isinstance(path, str) else ""
    return "".join(letter for letter in name if letter.isprintable())[:_LONGEST].strip() or None


def _time(microseconds: object) -> str | None:
    """Return microseconds since 1970 as UTC; None for what is no time."""
    if type(microseconds) is not int or not 0 < microseconds < 2**63:
        return None
    try:
        at = _EPOCH + timedelta(microseconds=microseconds)
    except OverflowError:
        return None
    return at.isoformat(timespec="seconds").replace("+00:00", "Z")


def _signal(value: object) -> str | None:
    """Return the name of a signal, ``signal 70`` for one that this system does not name."""
    if type(value) is not int or not 0 < value < 128:
        return None
    try:
        return signal.Signals(value).name
    except ValueError:
        return f"signal {value}"
