"""The wireless link and the networks in the air: NetworkManager over D-Bus, else ``nmcli``, else ``iw``."""

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from wizard.system.base import AccessPoint, Cancel, Missing, WifiLink
from wizard.system.command import Runner
from wizard.system.linux import wifi_iw, wifi_networkmanager, wifi_nmcli
from wizard.system.linux.interfaces import wireless_names

ROOT = Path("/")

Reading = TypeVar("Reading")


def wifi_link(cancel: Cancel, run: Runner, root: Path = ROOT) -> WifiLink | Missing:
    """Return the wireless link in use; Missing ``not_available`` without an adapter or without a way to ask."""
    names = wireless_names(root / "sys")
    if not names:
        return _no_adapter()
    return _first(
        cancel,
        lambda: wifi_networkmanager.link(cancel),
        lambda: wifi_nmcli.link(cancel, run),
        lambda: wifi_iw.link(names, cancel, run),
    )


def wifi_scan(cancel: Cancel, run: Runner, root: Path = ROOT) -> tuple[AccessPoint, ...] | Missing:
    """Look around and return the networks in the air, the own one among them.

    Takes up to 15 s. Missing ``not_permitted`` where the system keeps scanning to those who sit at the computer.
    """
    names = wireless_names(root / "sys")
    if not names:
        return _no_adapter()
    return _first(
        cancel,
        lambda: wifi_networkmanager.scan(cancel),
        lambda: wifi_nmcli.scan(cancel, run),
        lambda: wifi_iw.scan(names, cancel, run),
    )


def _first(cancel: Cancel, *ways: Callable[[], Reading | Missing]) -> Reading | Missing:
    """Ask on only while a way is not there: one that refuses or is late has answered for all of them."""
    details: list[str] = []
    for way in ways:
        answer = way()
        if not isinstance(answer, Missing) or answer.reason != "not_available" or cancel.requested:
            return answer
        details.append(answer.detail)
    return Missing("not_available", "; ".join(details))


def _no_adapter() -> Missing:
    return Missing("not_available", "this computer has no wireless adapter")
