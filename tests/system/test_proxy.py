"""The system's proxy, from three places; credentials never leave the part that connects."""

from pathlib import Path
from typing import Any

import pytest

from wizard.system.base import ProxySettings
from wizard.system.http import Proxies, is_loopback
from wizard.system.linux.proxy import from_kde, system_proxy
from wizard.system.system_proxy import without_credentials

SESSION = {"DBUS_SESSION_BUS_ADDRESS": "unix:path=/nowhere"}
SCHEMA = "org.gnome.system.proxy"


def settings(runner: Any, environment: dict[str, str], home: Path = Path("/nonexistent")) -> ProxySettings:
    return system_proxy(runner, environment, home).settings


def test_none(runner: Any) -> None:
    assert settings(runner, {}) == ProxySettings(None, None, "")
    assert runner.asked == [], "without a session bus there is nobody to ask"


@pytest.mark.parametrize(
    ("environment", "url"),
    [
        ({"https_proxy": "http://proxy.test:3128"}, "http://proxy.test:3128"),
        ({"HTTPS_PROXY": "http://proxy.test:3128"}, "http://proxy.test:3128"),
        ({"https_proxy": "http://lower.test:1", "HTTPS_PROXY": "http://upper.test:1"}, "http://lower.test:1"),
        ({"http_proxy": "proxy.test:3128"}, "http://proxy.test:3128"),
        ({"ALL_PROXY": "socks5://proxy.test:1080"}, "socks5://proxy.test:1080"),
        ({"https_proxy": "http://anna:secret@proxy.test:3128"}, "http://proxy.test:3128"),
        ({"https_proxy": ""}, None),
    ],
)
def test_environment(runner: Any, environment: dict[str, str], url: str | None) -> None:
    found = settings(runner, environment)
    assert (found.url, found.source) == (url, "environment" if url else "")


def gnome(runner: Any, **values: str) -> None:
    for name, value in values.items():
        schema, _, key = name.rpartition("__")
        runner.says("gsettings", "get", f"{SCHEMA}.{schema}".rstrip("."), key.replace("_", "-"), out=value + "\n")


def test_gnome(runner: Any) -> None:
    gnome(runner, mode="'manual'", https__host="'proxy.test'", https__port="3128", http__host="''", http__port="0")
    gnome(runner, ignore_hosts="['localhost', '10.0.0.0/8', '*.corp.test']")
    found = system_proxy(runner, SESSION, Path("/nonexistent"))
    assert found.settings == ProxySettings("http://proxy.test:3128", None, "gnome")
    assert found.proxies == Proxies(None, "http://proxy.test:3128", ("localhost", "10.0.0.0/8", "*.corp.test"))


def test_gnome_automatic(runner: Any) -> None:
    gnome(runner, mode="'auto'", autoconfig_url="'http://anna:secret@wpad.test/proxy.pac'")
    assert settings(runner, SESSION) == ProxySettings(None, "http://wpad.test/proxy.pac", "gnome")


@pytest.mark.parametrize("mode", ["'none'", "", "manual'", "@as []", "[[[[" * 500, "'manual'"])
def test_gnome_says_nothing_useful(runner: Any, mode: str) -> None:
    gnome(runner, mode=mode, ignore_hosts="@as []")
    assert settings(runner, SESSION) == ProxySettings(None, None, "")


KDE = "[Proxy Settings]\nNoProxyFor=localhost,.corp.test\nProxyType={}\nhttpProxy=http://proxy.test 3128\nhttpsProxy=\n"


def test_kde(runner: Any, tmp_path: Path) -> None:
    (tmp_path / ".config").mkdir()
    (tmp_path / ".config/kioslaverc").write_text(KDE.format(1))
    found = system_proxy(runner, {**SESSION, "XDG_CURRENT_DESKTOP": "KDE"}, tmp_path)
    assert found.settings == ProxySettings("http://proxy.test:3128", None, "kde")
    assert found.proxies.direct == ("localhost", ".corp.test")


def test_kde_kinds() -> None:
    assert from_kde(KDE.format(0), {}) is None
    script = from_kde("[Proxy Settings]\nProxyType=2\nProxy Config Script=http://wpad.test/x.pac\n", {})
    assert script is not None
    assert script.settings.automatic_url == "http://wpad.test/x.pac"
    named = "[Proxy Settings]\nProxyType=4\nhttpsProxy=MY_PROXY\nhttpProxy=\n"
    chosen = from_kde(named, {"MY_PROXY": "proxy.test:8080"})
    assert chosen is not None
    assert chosen.settings.url == "http://proxy.test:8080"
    assert from_kde(named, {}) is None


@pytest.mark.parametrize(
    "text", ["", "nonsense", "[Proxy Settings", "[Proxy Settings]\nProxyType=%(x)s\n", "[a]\nb=1\n[a]\n"]
)
def test_kde_damaged(text: str) -> None:
    assert from_kde(text, {}) is None


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("http://a:b@proxy.test:1/x?y=1", "http://proxy.test:1/x?y=1"),
        ("http://a:b@c@proxy.test:1", "http://proxy.test:1"),
        ("http://[::1", None),
        (None, None),
    ],
)
def test_credentials_are_not_shown(url: str | None, shown: str | None) -> None:
    assert without_credentials(url) == shown


@pytest.mark.parametrize(
    ("direct", "host", "goes_direct"),
    [
        ("example.test", "example.test", True),
        ("example.test", "www.example.test", True),
        (".example.test", "www.example.test", True),
        ("*.example.test", "www.example.test", True),
        ("example.test", "badexample.test", False),
        ("example.test", "example.test.evil", False),
        ("10.0.0.0/8", "10.1.2.3", True),
        ("10.0.0.0/8", "11.1.2.3", False),
        ("10.0.0.0/8", "example.test", False),
        ("*", "anything.test", True),
        ("", "example.test", False),
        ("Example.TEST", "example.test", True),
        ("2001:db8::/32", "2001:db8::9", True),
        ("10.0.0.0/8", "2001:db8::9", False),
    ],
)
def test_hosts_that_go_direct(direct: str, host: str, goes_direct: bool) -> None:
    proxies = Proxies("http://proxy.test:1", "http://proxy.test:2", (direct,))
    assert proxies.url_for("https", host) == (None if goes_direct else "http://proxy.test:2")


def test_loopback_always_goes_direct() -> None:
    proxies = Proxies("http://proxy.test:1", "http://proxy.test:2")
    for host in ("localhost", "127.0.0.1", "127.9.9.9", "::1", "[::1]"):
        assert is_loopback(host)
        assert proxies.url_for("http", host) is None
    for host in ("localhost.test", "128.0.0.1", "127.0.0.1.test"):
        assert not is_loopback(host)
    assert proxies.url_for("http", "example.test") == "http://proxy.test:1"
