"""What kind an adapter is, by what the kernel tells of it."""

from pathlib import Path

import pytest

from wizard.system.linux.interfaces import kind_of, wireless_names


def make(sys: Path, name: str, hardware: int = 1, uevent: str = "", entries: tuple[str, ...] = ()) -> None:
    folder = sys / "class/net" / name
    folder.mkdir(parents=True)
    (folder / "type").write_text(f"{hardware}\n")
    (folder / "uevent").write_text(f"{uevent}\nINTERFACE={name}\n".lstrip())
    for entry in entries:
        (folder / entry).mkdir()


@pytest.mark.parametrize(
    ("hardware", "uevent", "entries", "kind"),
    [
        (1, "", ("device",), "wired"),
        (1, "DEVTYPE=wlan", ("device", "wireless", "phy80211"), "wireless"),
        (1, "", ("device", "phy80211"), "wireless"),
        (65534, "DEVTYPE=wireguard", (), "vpn"),
        (65534, "", ("tun_flags",), "vpn"),
        (1, "", ("tun_flags",), "vpn"),  # OpenVPN in tap mode
        (1, "", ("tun_flags", "master"), "virtual"),  # a virtual machine's, on a bridge
        (776, "", (), "vpn"),  # sit
        (1, "DEVTYPE=bridge", (), "virtual"),
        (1, "DEVTYPE=vlan", (), "virtual"),
        (1, "DEVTYPE=bond", ("device",), "virtual"),
        (1, "", (), "virtual"),  # veth, dummy, ifb
        (512, "DEVTYPE=ppp", (), "other"),
        (1, "DEVTYPE=wwan", ("device",), "other"),
        (32, "", ("device",), "other"),  # InfiniBand
    ],
)
def test_kinds(tmp_path: Path, hardware: int, uevent: str, entries: tuple[str, ...], kind: str) -> None:
    make(tmp_path, "net0", hardware, uevent, entries)
    assert kind_of("net0", tmp_path) == kind


def test_a_gone_adapter(tmp_path: Path) -> None:
    assert kind_of("gone0", tmp_path) == "other"
    assert wireless_names(tmp_path) == ()


def test_wireless_names(tmp_path: Path) -> None:
    make(tmp_path, "wlan1", entries=("device", "wireless"))
    make(tmp_path, "wlan0", entries=("device", "phy80211"))
    make(tmp_path, "eth0", entries=("device",))
    assert wireless_names(tmp_path) == ("wlan0", "wlan1")
