"""What seeds the redaction, and the export of the configuration (FACTS C2)."""

from pathlib import Path
from typing import Any

import pytest

from wizard.system import own_account
from wizard.system.base import Missing, WifiLink
from wizard.system.http import Proxies
from wizard.system.linux import identity as module
from wizard.system.linux.computer import LinuxSystem
from wizard.system.linux.configuration import configuration
from wizard.system.linux.identity import identity, serials
from wizard.system.system_proxy import SystemProxy


def write(root: Path, name: str, text: str) -> None:
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def test_serials(tmp_path: Path) -> None:
    write(tmp_path, "sys/class/dmi/id/product_serial", "PF-2XYZ9\n")
    write(tmp_path, "sys/class/dmi/id/board_serial", "PF-2XYZ9\n")
    write(tmp_path, "proc/device-tree/serial-number", "10000000abcdef\0")
    write(tmp_path, "etc/machine-id", "0123456789abcdef0123456789abcdef\n")
    assert serials(tmp_path) == ("PF-2XYZ9", "0123456789abcdef0123456789abcdef", "10000000abcdef")


@pytest.mark.parametrize(
    "text",
    [
        "To be filled by O.E.M.",
        "Default string",
        "System Serial Number",
        "Not Specified",
        "None",
        "N/A",
        "0",
        "0000000000",
        "XXXXXXXX",
        "..............",
        "",
        "abc",
    ],
)
def test_placeholders_are_no_serials(tmp_path: Path, text: str) -> None:
    """Taking "None" out of every report would leave nothing to read."""
    write(tmp_path, "sys/class/dmi/id/product_serial", text)
    assert serials(tmp_path) == ()


def test_names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, runner: Any) -> None:
    account = type("Entry", (), {"pw_name": "anna", "pw_gecos": "Anna Nová,room 5,,", "pw_dir": "/home/anna"})
    monkeypatch.setattr(own_account.pwd, "getpwuid", lambda _: account)
    monkeypatch.setattr(own_account.socket, "gethostname", lambda: "annas-laptop.corp.test")
    monkeypatch.setattr(own_account.socket, "getfqdn", lambda _: "annas-laptop.corp.test")
    monkeypatch.setenv("HOME", "/home/anna")
    link = WifiLink("wlan0", True, "anna home", "fe:dc:ba:09:87:03")
    monkeypatch.setattr(module, "wifi_link", lambda *_: link)
    write(tmp_path, "etc/resolv.conf", "search corp.test lan\nnameserver 192.0.2.1\n")
    found = identity(runner, tmp_path)
    assert (found.user, found.full_name, found.home) == ("anna", "Anna Nová", "/home/anna")
    assert found.host_names == ("annas-laptop.corp.test", "annas-laptop")
    assert found.domains == ("corp.test", "lan")
    assert found.ssids == ("anna home",)
    assert "fe:dc:ba:09:87:03" in found.macs


def test_an_account_that_is_not_in_the_list(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, runner: Any) -> None:
    """A directory service that is out of reach, as it is when the network is what is broken."""

    def unknown(_: int) -> Any:
        raise KeyError

    monkeypatch.setattr(own_account.pwd, "getpwuid", unknown)
    monkeypatch.setenv("USER", "anna")
    monkeypatch.setenv("HOME", "/home/anna")
    found = identity(runner, tmp_path)
    assert (found.user, found.full_name, found.home) == ("anna", "", "/home/anna")


def test_localhost_is_no_name_of_this_computer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, runner: Any) -> None:
    monkeypatch.setattr(own_account.socket, "gethostname", lambda: "localhost")
    monkeypatch.setattr(own_account.socket, "getfqdn", lambda _: "localhost.localdomain")
    assert identity(runner, tmp_path).host_names == ()


def test_configuration_says_why_a_part_is_missing(tmp_path: Path, runner: Any) -> None:
    runner.says("ip", "route", out="default via 192.0.2.1 dev eth0\n")
    found = configuration(runner, SystemProxy(Proxies()), tmp_path)
    assert found["routes"] == "default via 192.0.2.1 dev eth0"
    assert found["routes_ipv6"] == "not available: ip is not installed"
    assert found["name_servers"] == "not available: there is no /etc/resolv.conf"
    assert found["proxy"] == "none"
    assert set(found) == {
        "operating_system",
        "kernel",
        "interfaces",
        "routes",
        "routes_ipv6",
        "name_servers",
        "proxy",
    }


def test_configuration_shows_no_credentials(monkeypatch: pytest.MonkeyPatch, runner: Any) -> None:
    monkeypatch.setenv("https_proxy", "http://anna:secret@proxy.test:3128")
    assert LinuxSystem(run=runner).configuration()["proxy"] == "http://proxy.test:3128"


def test_boot_id(tmp_path: Path, runner: Any) -> None:
    write(tmp_path, "proc/sys/kernel/random/boot_id", "47b81ece-bd11-4fd7-ba3a-931dafa97c26\n")
    assert LinuxSystem(run=runner, root=tmp_path).boot_id() == "47b81ece-bd11-4fd7-ba3a-931dafa97c26"
    assert isinstance(LinuxSystem(run=runner, root=tmp_path / "gone").boot_id(), Missing)
