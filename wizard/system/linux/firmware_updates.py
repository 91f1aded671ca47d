"""Newer firmware that fwupd knows of, by ``fwupdmgr … --json`` (its text is for people and changes).

Exit status 2 says that there was nothing to do (fwupdmgr(1)). Updates that want power are left out in silence on
battery, so whether there is power is part of the answer. The list is fwupd's own: nothing asks the internet.
"""

import json
import time
from collections.abc import Iterator
from typing import Any

from wizard.system import health
from wizard.system.base import Cancel, FirmwareUpdate, FirmwareUpdates, Missing
from wizard.system.command import CommandOutput, Runner

_TIMEOUT_S = 20.0
_NOTHING_TO_DO = 2
_OPTIONS = ("--json", "--no-metadata-check", "--no-unreported-check", "--no-remote-check")
_GET_UPDATES = ("fwupdmgr", "get-updates", *_OPTIONS)
_GET_REMOTES = ("fwupdmgr", "get-remotes", *_OPTIONS)
_LONGEST = 100
_MOST = 100
_DAY_S = 86_400


def firmware_updates(cancel: Cancel, run: Runner) -> FirmwareUpdates | Missing:
    """Return which devices have newer firmware."""
    output = run(_GET_UPDATES, _TIMEOUT_S, cancel)
    if isinstance(output, Missing):
        return output
    try:
        updates = read_updates(output)
    except ValueError as error:
        return Missing("not_available", f"fwupd: {error}")
    if cancel.requested:
        return Missing("timeout", "stopped")
    remotes = run(_GET_REMOTES, _TIMEOUT_S, cancel)
    asked_days = None if isinstance(remotes, Missing) else read_age_days(remotes.out, time.time())
    _, on_power = health.battery()
    return FirmwareUpdates(updates, on_power, asked_days)


def read_updates(output: CommandOutput) -> tuple[FirmwareUpdate, ...]:
    """Read ``fwupdmgr get-updates --json``. Raises ValueError for what is no such answer."""
    document = _document(output.out)
    if document is None:
        if output.status == _NOTHING_TO_DO:
            return ()
        said = (output.err.strip() or output.out.strip()).splitlines()
        raise ValueError(said[-1][:300] if said else f"exit status {output.status}")
    devices = document.get("Devices")
    if not isinstance(devices, list):
        error = document.get("Error")
        if output.status == _NOTHING_TO_DO:
            return ()
        told = error.get("Message") if isinstance(error, dict) else None
        raise ValueError(told[:300] if isinstance(told, str) else "an answer without devices")
    return tuple(_updates(devices[:_MOST]))


def read_age_days(text: str, now_s: float) -> float | None:
    """Read ``fwupdmgr get-remotes --json``: days since the newest list that is fetched from elsewhere."""
    document = _document(text)
    remotes = document.get("Remotes") if document is not None else None
    ages = []
    for remote in remotes if isinstance(remotes, list) else ():
        if not isinstance(remote, dict) or remote.get("Enabled") not in (True, "true"):
            continue
        at_s = remote.get("Mtime", remote.get("ModificationTime"))  # fwupd 2 says Mtime, older ones the long word
        # A list that comes with the system is not fetched: only those of kind "download" can be old.
        if remote.get("Kind") == "download" and type(at_s) is int and 0 < at_s <= now_s:
            ages.append((now_s - at_s) / _DAY_S)
    return round(min(ages), 1) if ages else None


def _document(text: str) -> dict[str, Any] | None:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _updates(devices: list[object]) -> Iterator[FirmwareUpdate]:
    for device in devices:
        if not isinstance(device, dict):
            continue
        name, version = _text(device.get("Name")), _text(device.get("Version"))
        releases = device.get("Releases")
        newer = next(
            (
                _text(each.get("Version"))  # the newest comes first
                for each in (releases if isinstance(releases, list) else ())
                if isinstance(each, dict) and "is-upgrade" in _flags(each)
            ),
            "",
        )
        if name and version and newer:
            flags = _flags(device)
            restart = bool(flags & {"needs-reboot", "needs-shutdown"})
            yield FirmwareUpdate(name, version, newer, needs_power="require-ac" in flags, needs_restart=restart)


def _flags(table: dict[str, Any]) -> set[str]:
    flags = table.get("Flags")
    return {flag for flag in flags if isinstance(flag, str)} if isinstance(flags, list) else set()


def _text(value: object) -> str:
    text = "".join(letter for letter in value if letter.isprintable()) if isinstance(value, str) else ""
    return " ".join(text.split())[:_LONGEST]
