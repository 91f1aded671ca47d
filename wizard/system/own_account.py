"""The account of this user and the names of this computer (POSIX), to be found and taken out of reports."""

import os
import pwd
import socket
from pathlib import Path

from wizard.system.base import Missing
from wizard.system.deadline import within

_NAME_TIMEOUT_S = 1.0


def account() -> tuple[str, str, str]:
    """Return user name, full name and home folder."""
    try:
        entry = pwd.getpwuid(os.getuid())
    except KeyError:  # an account of a directory service that is out of reach
        return os.environ.get("USER", ""), "", str(Path.home())
    return entry.pw_name, entry.pw_gecos.partition(",")[0].strip(), os.environ.get("HOME") or entry.pw_dir


def host_names() -> tuple[str, ...]:
    """Return the short and the full name of this computer; it may be asked of the network, for 1 s at most."""
    name = socket.gethostname()
    full = within(_NAME_TIMEOUT_S, None, lambda: socket.getfqdn(name))
    names = [name, name.partition(".")[0], "" if isinstance(full, Missing) else full]
    return tuple(dict.fromkeys(entry for entry in names if entry and not entry.startswith("localhost")))
