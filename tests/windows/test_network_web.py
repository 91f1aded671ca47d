"""The proxy in a real registry, scripts asked by the real WinHTTP, Wi-Fi, cached names and recordings."""

import http.server
import threading
import winreg
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from wizard.system.base import Cancel, Capture, Done, HttpAnswer, HttpPolicy, Missing, WifiLink
from wizard.system.windows import packet_capture, proxy
from wizard.system.windows.computer import WindowsSystem
from wizard.system.windows.proxy import Settings, from_settings

SCRIPT = b"""function FindProxyForURL(url, host) {
    if (host == "direct.test") return "DIRECT";
    return "PROXY 127.0.0.1:3128; DIRECT";
}"""
NAMES = ("ProxyEnable", "ProxyServer", "ProxyOverride", "AutoConfigURL")


@pytest.fixture
def set_proxy(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., None]]:
    """Set the person's values, and leave the registry as it was."""
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
    with winreg.CreateKey(winreg.HKEY_CURRENT_USER, proxy._SETTINGS) as key:
        before: dict[str, tuple[object, int]] = {}
        for name in NAMES:
            try:
                before[name] = winreg.QueryValueEx(key, name)
            except OSError:
                continue

        def put(**values: str | int) -> None:
            for name, value in values.items():
                kind = winreg.REG_DWORD if isinstance(value, int) else winreg.REG_SZ
                winreg.SetValueEx(key, name, 0, kind, value)

        yield put
        for name in NAMES:
            try:
                winreg.DeleteValue(key, name)
            except OSError:
                continue
        for name, (value, kind) in before.items():
            winreg.SetValueEx(key, name, 0, kind, value)  # type: ignore[arg-type]


@pytest.fixture
def script_url() -> Iterator[str]:
    """A web server that serves a proxy script."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "application/x-ns-proxy-autoconfig")
            self.send_header("Content-Length", str(len(SCRIPT)))
            self.end_headers()
            self.wfile.write(SCRIPT)

        def log_message(self, *_: object) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/proxy.pac"
        server.shutdown()
        thread.join(10)


def test_a_proxy_in_the_registry(set_proxy: Callable[..., None]) -> None:
    set_proxy(
        ProxyEnable=1, ProxyServer="http=127.0.0.1:8080;https=127.0.0.1:8081", ProxyOverride="*.intra.test;<local>"
    )
    system = WindowsSystem()
    found = system.proxy()
    assert not isinstance(found, Missing)
    assert (found.url, found.source) == ("http://127.0.0.1:8081", "windows")
    proxies = system.proxies()
    assert proxies.url_for("http", "www.test") == "http://127.0.0.1:8080"
    assert proxies.url_for("http", "a.intra.test") is proxies.url_for("http", "printer") is None


def test_a_proxy_that_is_switched_off(set_proxy: Callable[..., None]) -> None:
    set_proxy(ProxyEnable=0, ProxyServer="127.0.0.1:8080")
    found = WindowsSystem().proxy()
    assert not isinstance(found, Missing) and found.url is None


def test_the_environment_comes_first(set_proxy: Callable[..., None], monkeypatch: pytest.MonkeyPatch) -> None:
    set_proxy(ProxyEnable=1, ProxyServer="127.0.0.1:8080")
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")
    found = WindowsSystem().proxy()
    assert not isinstance(found, Missing)
    assert (found.url, found.source) == ("http://127.0.0.1:9", "environment")


def test_winhttp_tells_the_settings() -> None:
    assert isinstance(proxy.person_settings(), Settings)


def test_a_script_chooses(script_url: str) -> None:
    """WinHTTP fetches and runs it; the structures are as it thinks."""
    found = from_settings(Settings(script_url=script_url), None).proxies
    assert found.url_for("https", "www.test") == "http://127.0.0.1:3128"
    assert found.url_for("https", "direct.test") is None
    assert found.url_for("http", "localhost") is None


def test_a_script_in_the_registry(set_proxy: Callable[..., None], script_url: str) -> None:
    set_proxy(AutoConfigURL=script_url)
    found = WindowsSystem().proxy()
    assert not isinstance(found, Missing)
    assert (found.url, found.automatic_url, found.source) == (None, script_url, "windows")


def test_a_script_that_is_not_there() -> None:
    found = from_settings(Settings(script_url="http://127.0.0.1:1/proxy.pac", proxy="127.0.0.1:8080"), None).proxies
    assert found.url_for("https", "www.test") == "http://127.0.0.1:8080"


def test_a_page(script_url: str, set_proxy: Callable[..., None]) -> None:
    set_proxy(ProxyEnable=0)
    found = WindowsSystem().fetch(script_url, 10.0, HttpPolicy())
    assert isinstance(found, HttpAnswer)
    assert (found.status, found.body) == (200, SCRIPT)


def test_a_dead_proxy(set_proxy: Callable[..., None]) -> None:
    set_proxy(ProxyEnable=1, ProxyServer="127.0.0.1:1")
    found = WindowsSystem().fetch("http://service.test/", 10.0, HttpPolicy(frozenset({"service.test"})))
    assert isinstance(found, Missing)
    assert found.detail.startswith("proxy")


# Wi-Fi


def test_wifi(monkeypatch: pytest.MonkeyPatch) -> None:
    """wine has no wireless adapters: that is told, and neither a link nor an empty air is made of it."""
    system = WindowsSystem()
    link, points = system.wifi_link(Cancel()), system.wifi_scan(Cancel())
    if isinstance(link, Missing):
        assert isinstance(points, Missing)
        assert link.reason == points.reason
        assert "wireless" in link.detail or "Wi-Fi" in link.detail or "wlanapi" in link.detail
        if link.reason == "not_available":
            pytest.skip(f"wine 8: {link.detail}")
    else:
        assert isinstance(link, WifiLink)


# changes


def test_cached_names_are_forgotten() -> None:
    assert isinstance(WindowsSystem().flush_dns(Cancel()), Done)


def test_recording(tmp_path: Path) -> None:
    system = WindowsSystem()
    may = system.may_capture()
    found = system.capture_packets(tmp_path / "a.pcap", 0.5, Cancel(), lambda _: None)
    if may == "yes":
        assert isinstance(found, Capture)
        return
    assert isinstance(found, Missing)
    assert list(tmp_path.iterdir()) == []
    if may == "needs_administrator":
        assert found.reason == "not_permitted" and "pktmon start" in found.detail
    else:
        assert isinstance(may, Missing)
        pytest.skip(f"wine 8: {may.detail}")


def test_the_command_holds_the_file(tmp_path: Path) -> None:
    command = packet_capture.capture_command(tmp_path / "a b.pcap", 30)
    assert f'"{tmp_path / "a b.pcap"}"' in command
