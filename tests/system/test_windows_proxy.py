"""The texts in which Windows keeps a proxy, and what they come to; read on any system."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wizard.system.base import Missing, ProxySettings
from wizard.system.http import Proxies
from wizard.system.windows import proxy
from wizard.system.windows.calls import RefusedError
from wizard.system.windows.proxy import ScriptProxies, Settings, from_registry, from_settings
from wizard.system.windows.proxy_settings import direct_hosts, first_of_script, manual

PROXY = "http://proxy.example.com:8080"


@pytest.mark.parametrize(
    ("server", "http_url", "https_url"),
    [
        ("proxy.example.com:8080", PROXY, PROXY),
        ("http://proxy.example.com:8080/", PROXY, PROXY),
        ("http=proxy.example.com:8080;https=other:3128", PROXY, "http://other:3128"),
        ("HTTP=proxy.example.com:8080", PROXY, None),
        ("https=https://other:443", None, "https://other:443"),
        ("ftp=a:1 http=proxy.example.com:8080 socks=b:2", PROXY, None),
        ("proxy.example.com:8080;https=other:3128", PROXY, "http://other:3128"),
    ],
)
def test_a_proxy_set_by_hand(server: str, http_url: str | None, https_url: str | None) -> None:
    assert manual(server, "") == Proxies(http_url, https_url)


@pytest.mark.parametrize("server", ["", ";;", "socks=b:2", "ftp=a:1", "socks://b:2", "http=", "\0proxy:1"])
def test_no_proxy_for_the_web(server: str) -> None:
    assert manual(server, "*") is None


def test_hosts_that_go_direct() -> None:
    found = direct_hosts("<local>; *.example.com\t10.*;https://intra:8443;192.168.1.*;<-loopback>;[fd00::1];<local>")
    assert found == ("<local>", "*.example.com", "10.*", "intra", "192.168.1.*", "fd00::1")


@pytest.mark.parametrize(
    ("host", "goes_direct"),
    [
        ("printer", True),
        ("printer.example.com", True),
        ("10.1.2.3", True),
        ("192.168.7.7", True),
        ("intra.test", True),
        ("fd00::1", True),
        ("www.example.org", False),
        ("110.1.2.3", False),
        ("fd00::2", False),
        ("eu-west.cdn.test", True),
        ("us-west.cdn.test", False),
    ],
)
def test_who_goes_direct(host: str, goes_direct: bool) -> None:
    """The entries of Windows are patterns; ``<local>`` is every name without a dot."""
    found = manual("proxy.example.com:8080", "<local>;*.example.com;10.*;192.168.*;intra.test;fd00::1;eu-*.cdn.test")
    assert found is not None
    assert (found.url_for("https", host) is None) == goes_direct


def test_a_pattern_costs_no_time() -> None:
    found = manual("proxy:1", "*a" * 20 + "b")
    assert found is not None
    started = time.perf_counter()
    assert found.url_for("http", "a" * 253) == "http://proxy:1"
    assert time.perf_counter() - started < 1


@given(st.text(max_size=300), st.text(max_size=300), st.text(max_size=60))
def test_any_text(server: str, bypass: str, host: str) -> None:
    found = manual(server, bypass)
    if found is not None:
        answer = found.url_for("http", host)
        assert answer is None or "://" in answer
    first_of_script(server)


@pytest.mark.parametrize(
    ("answer", "url"),
    [("10.0.0.1:3128;10.0.0.2:3128", "http://10.0.0.1:3128"), ("http=a:1", "http://a:1"), ("", None), (" ; ", None)],
)
def test_the_answer_of_a_script(answer: str, url: str | None) -> None:
    assert first_of_script(answer) == url


def test_the_registry() -> None:
    values = {
        "ProxyEnable": 1,
        "ProxyServer": "proxy:8080",
        "ProxyOverride": "<local>",
        "AutoConfigURL": "http://wpad/wpad.dat",
    }
    assert from_registry(values) == Settings(False, "http://wpad/wpad.dat", "proxy:8080", "<local>")
    assert from_registry({**values, "ProxyEnable": 0}).proxy == "", "kept, but switched off"
    assert from_registry({"ProxyEnable": b"\1", "ProxyServer": 7, "AutoConfigURL": None}) == Settings()


def test_settings_without_a_proxy() -> None:
    assert from_settings(Settings(automatic=True), None).settings == ProxySettings(None, None, "")


def test_a_proxy_with_credentials_is_shown_without() -> None:
    found = from_settings(Settings(proxy="http://me:secret@proxy:8080"), None)
    assert found.settings == ProxySettings("http://proxy:8080", None, "windows")
    assert found.proxies.url_for("http", "a.test") == "http://me:secret@proxy:8080"


def test_a_script_is_asked_for_each_host(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[str, str]] = []

    def answer(script_url: str, url: str) -> str | None:
        asked.append((script_url, url))
        return None if "direct" in url else "http://chosen:1"

    monkeypatch.setattr(proxy, "_ask_script", answer)
    found = from_settings(Settings(script_url="http://wpad/a", proxy="hand:1"), None)
    assert found.settings == ProxySettings("http://hand:1", "http://wpad/a", "windows")
    assert found.proxies.url_for("https", "www.test") == "http://chosen:1"
    assert found.proxies.url_for("https", "direct.test") is None
    assert found.proxies.url_for("https", "localhost") is None
    assert asked == [("http://wpad/a", "https://www.test/"), ("http://wpad/a", "https://direct.test/")]


def test_the_network_names_a_script(monkeypatch: pytest.MonkeyPatch) -> None:
    found = from_settings(Settings(automatic=True), "http://wpad.example.com/wpad.dat")
    assert isinstance(found.proxies, ScriptProxies)
    assert found.settings.automatic_url == "http://wpad.example.com/wpad.dat"


@pytest.mark.parametrize("reason", ["timeout", "not_available"])
def test_a_script_that_is_not_there_leaves_what_is_set_by_hand(monkeypatch: pytest.MonkeyPatch, reason: str) -> None:
    def refuse(script_url: str, url: str) -> str | None:
        raise RefusedError(Missing("not_available", reason))

    monkeypatch.setattr(proxy, "_ask_script", refuse)
    script_url = f"http://gone/{reason}"
    assert from_settings(Settings(script_url=script_url), None).proxies.url_for("https", "www.test") is None
    by_hand = from_settings(Settings(script_url=script_url, proxy="hand:1"), None)
    assert by_hand.proxies.url_for("https", "www.test") == "http://hand:1"


def test_the_environment_comes_first() -> None:
    found = proxy.system_proxy({"HTTPS_PROXY": "proxy:1", "NO_PROXY": ".example.com"})
    assert found.settings == ProxySettings("http://proxy:1", None, "environment")
