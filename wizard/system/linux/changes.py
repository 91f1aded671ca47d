"""Changes to the computer as a whole: forget cached names, restart."""

import re
from pathlib import Path

from wizard.system.base import Cancel, Done, Failed, Missing
from wizard.system.command import CommandOutput, Runner

ROOT = Path("/")

_TIMEOUT_S = 10.0
_FORBIDDEN = re.compile(r"authenti|access denied|not permitted|permission denied|only root|interactive", re.IGNORECASE)
_NO_SERVICE = re.compile(r"not found|could not be found|not running|not provided|no such file|connect", re.IGNORECASE)

_FLUSHES = (
    ("systemd-resolved", ("resolvectl", "flush-caches")),
    ("systemd-resolved", ("systemd-resolve", "--flush-caches")),
)
_NSCD = ("nscd", "-i", "hosts")
_REBOOTS = (
    # The same call as a desktop's own menu: logind asks the person's polkit agent where that is needed.
    (
        "busctl",
        "call",
        "org.freedesktop.login1",
        "/org/freedesktop/login1",
        "org.freedesktop.login1.Manager",
        "Reboot",
        "b",
        "true",
    ),
    ("systemctl", "reboot"),
)


def flush_dns(cancel: Cancel, run: Runner, root: Path = ROOT) -> Done | Failed | Missing:
    """Empty the system's cache of names; Missing ``not_available`` where no cache service runs.

    Nobody is asked for a password but where this user may not do it (nscd, or a stricter polkit).
    """
    answer = flush_dns_directly(cancel, run, root)
    if not isinstance(answer, Missing) or answer.reason != "not_permitted":
        return answer
    from wizard.system.elevation import FlushDns
    from wizard.system.linux.elevation import run_elevated

    elevated = run_elevated(FlushDns(), run, cancel)
    if isinstance(elevated, Missing) and elevated.reason == "not_permitted":
        return Missing("not_permitted", f"{answer.detail}; {elevated.detail}")
    return elevated


def flush_dns_directly(cancel: Cancel, run: Runner, root: Path = ROOT) -> Done | Failed | Missing:
    """Empty the cache with the rights that this process has."""
    last: Missing | Failed = Missing(
        "not_available", "this computer runs no name cache (neither systemd-resolved nor nscd); programs keep their own"
    )
    for service, argv in _FLUSHES:
        answer = _judge(run(argv, _TIMEOUT_S, cancel), service)
        if isinstance(answer, Done) or (isinstance(answer, Missing) and answer.reason == "timeout"):
            return answer
        if isinstance(answer, Failed) or answer.reason == "not_permitted":
            last = answer
            break
    if any((root / path).exists() for path in ("run/nscd/socket", "var/run/nscd/socket")):
        return _judge(run(_NSCD, _TIMEOUT_S, cancel), "nscd")
    return last


def restart_computer(run: Runner, root: Path = ROOT) -> Done | Failed | Missing:
    """Ask logind to restart the computer. Done means that it agreed: this program is ended soon after."""
    if not (root / "run/systemd/system").exists():
        return Missing("not_available", "this computer is not run by systemd: restart it from its own menu")
    answer: Done | Failed | Missing = Missing("not_available", "no way to restart")
    for argv in _REBOOTS:
        # A person may have to type a password into the polkit window first.
        answer = _judge(run(argv, 120.0, Cancel()), "restart")
        if not (isinstance(answer, Missing) and answer.reason == "not_available"):
            return answer
    return answer


def _judge(output: CommandOutput | Missing, what: str) -> Done | Failed | Missing:
    if isinstance(output, Missing):
        return output
    said = (output.err.strip() or output.out.strip()).splitlines()
    detail = f"{what}: {said[0] if said else f'exit status {output.status}'}"
    if output.status == 0:
        return Done(what)
    if _FORBIDDEN.search(detail):
        return Missing("not_permitted", detail)
    return Missing("not_available", detail) if _NO_SERVICE.search(detail) else Failed(detail)
