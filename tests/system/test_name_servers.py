"""The name servers in use, behind systemd-resolved's stub too."""

from pathlib import Path
from typing import Any

import pytest

from wizard.system.base import Missing
from wizard.system.linux.name_servers import name_servers, parse_resolv_conf, parse_resolvectl, parse_search_domains

RESOLVECTL = """\
Global: 1.1.1.1:853#one.one.one.one 2606:4700:4700::1111#one.one.one.one
Link 2 (eth0): 192.168.1.1 fe80::1%2 [2001:db8::1]:5353
Link 3 (wlan0):
Link 4 (odd: name): 192.168.7.1
"""


@pytest.mark.parametrize(
    ("text", "servers"),
    [
        (
            "nameserver 192.0.2.1\nnameserver 2001:db8::1\nnameserver fe80::1%eth0\n",
            ("192.0.2.1", "2001:db8::1", "fe80::1%eth0"),
        ),
        ("# nameserver 192.0.2.1\n;nameserver 192.0.2.2\n\tnameserver\t192.0.2.3 # home\n", ("192.0.2.3",)),
        ("nameserver 192.0.2.1\nnameserver 192.0.2.1\n", ("192.0.2.1",)),
        ("nameserver router.home\nnameserver\nnameservers 192.0.2.1\nnameserver 999.1.1.1\n", ()),
        ("", ()),
        ("\0\xff\n" * 10, ()),
    ],
)
def test_resolv_conf(text: str, servers: tuple[str, ...]) -> None:
    assert parse_resolv_conf(text) == servers


def test_search_domains() -> None:
    text = "search Corp.Example.test lan.\ndomain home.arpa\n#search no.test\nsearch lan\n"
    assert parse_search_domains(text) == ("corp.example.test", "lan", "home.arpa")


def test_resolvectl() -> None:
    expected = ("1.1.1.1", "2606:4700:4700::1111", "192.168.1.1", "fe80::1%2", "2001:db8::1", "192.168.7.1")
    assert parse_resolvectl(RESOLVECTL) == expected
    assert parse_resolvectl("Failed to get global data: Unit not found.") == ()


@pytest.fixture
def etc(tmp_path: Path) -> Path:
    (tmp_path / "etc").mkdir()
    return tmp_path / "etc"


def test_behind_the_stub(tmp_path: Path, etc: Path, runner: Any) -> None:
    (etc / "resolv.conf").write_text("nameserver 127.0.0.53\noptions edns0 trust-ad\n")
    assert name_servers(runner, etc, tmp_path) == ("127.0.0.53",), "what is behind cannot be read"
    runner.says("resolvectl", "dns", out=RESOLVECTL)
    assert name_servers(runner, etc, tmp_path) == parse_resolvectl(RESOLVECTL)
    (tmp_path / "systemd/resolve").mkdir(parents=True)
    (tmp_path / "systemd/resolve/resolv.conf").write_text("nameserver 192.0.2.53\n")
    assert name_servers(runner, etc, tmp_path) == ("192.0.2.53",)


def test_an_own_server_is_no_stub(tmp_path: Path, etc: Path, runner: Any) -> None:
    (etc / "resolv.conf").write_text("nameserver 127.0.0.1\n")
    assert name_servers(runner, etc, tmp_path) == ("127.0.0.1",)
    assert runner.asked == []


def test_none_configured_is_a_reading(tmp_path: Path, etc: Path, runner: Any) -> None:
    (etc / "resolv.conf").write_text("# nothing\n")
    assert name_servers(runner, etc, tmp_path) == ()


def test_a_dangling_link(tmp_path: Path, etc: Path, runner: Any) -> None:
    (etc / "resolv.conf").symlink_to(tmp_path / "gone")
    answer = name_servers(runner, etc, tmp_path)
    assert isinstance(answer, Missing)
    assert answer.reason == "not_available"
