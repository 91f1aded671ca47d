"""What a schema cannot say: https, hosts, folders that are safe to clear, references between values (DESIGN 8, 9)."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wizard.organisation import OrganisationError, load_organisation
from wizard.organisation.addresses import is_local, is_loopback
from wizard.organisation.check import folder_fault


def fields(tmp_path: Path, text: str) -> set[str]:
    """Return the fields that are refused."""
    file = tmp_path / "own.toml"
    file.write_text(text, encoding="utf-8")
    try:
        load_organisation(file)
    except OrganisationError as error:
        assert all(fault.line for fault in error.faults), error
        return {fault.field for fault in error.faults}
    return set()


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ('account.page_url = "http://example.com"', "account.page_url"),
        ('network.service_url = "http://example.com"', "network.service_url"),
        ('support.portal_url = "http://portal.local"', "support.portal_url"),
        ('account.page_url = "https://user:secret@example.com"', "account.page_url"),
        ('account.page_url = "https://"', "account.page_url"),
        ('account.page_url = "https://ex ample.com"', "account.page_url"),
        ('account.page_url = "https://[::1"', "account.page_url"),
        ('account.page_url = "https://example.com:99999"', "account.page_url"),
        ('account.page_url = "https://-oops.example/"', "account.page_url"),
        ('account.page_url = "javascript:alert(1)"', "account.page_url"),
        ('links.account_page = "http://example.com"', "links.account_page"),
        ('links.account_page = "file:///etc/passwd"', "links.account_page"),
        ('links.Account = "https://example.com"', "links.Account"),
        ('device.endpoints.base_url = "http://192.168.1.1"', "device.endpoints.base_url"),
        ('device.plain_http = true\ndevice.endpoints.base_url = "http://8.8.8.8"', "device.endpoints.base_url"),
        ('device.driver = "http"\ndevice.endpoints.base_url = ""', "device.endpoints.base_url"),
        ('device.endpoints.identify_path = "api"', "device.endpoints.identify_path"),
        ('device.endpoints.install_path = "//evil.example/"', "device.endpoints.install_path"),
        ('device.firmware.url = "https://example.com/f"\ndevice.firmware.sha256 = ""', "device.firmware.sha256"),
        ('network.ping_target = "-oProxyCommand"', "network.ping_target"),
        ('network.ping_target = "a; reboot"', "network.ping_target"),
        ('network.ping_target = ""', "network.ping_target"),
        ('network.dns_name = "https://example.com"', "network.dns_name"),
        ('network.public_name_server = "dns.example.com"', "network.public_name_server"),
        ("network.tcp_ports = []", "network.tcp_ports"),
        ('app.main = "desk"', "app.main"),
        ('app.table.Desk.name = "Desk"', "app.table.Desk"),
        ('articles = [{number = "4", title = "x", flows = ["Wi Fi"]}]', "articles.0.flows.0"),
    ],
)
def test_what_cannot_be_used_is_refused(tmp_path: Path, text: str, field: str) -> None:
    assert fields(tmp_path, text) == {field}


@pytest.mark.parametrize(
    "text",
    [
        'links.router_admin = "http://192.168.1.1"',
        'links.router_admin = "http://router.local/"',
        'links.account_page = "https://example.com/path?x=1#y"',
        'device.plain_http = true\ndevice.endpoints.base_url = "http://192.168.1.1:8080"',
        'device.plain_http = true\ndevice.endpoints.base_url = "http://[fe80::1]"',
        'device.endpoints.base_url = "http://127.0.0.1:9"',
        'network.portal_url = "http://example.com/generate_204"',
        'network.ping_target = "2001:4860:4860::8888"',
        'network.ping_target = "ping.example.com"',
        'articles = [{number = "4", title = "x", flows = ["wifi_channel", "pack/wifi"]}]',
    ],
)
def test_what_may_be_used(tmp_path: Path, text: str) -> None:
    assert fields(tmp_path, text) == set()


@pytest.mark.parametrize(
    "folder",
    [
        "",
        "/",
        "/home",
        "~/cache",
        "$HOME/x",
        "%LOCALAPPDATA%/x",
        "C:/Windows",
        "{cache}",
        "{cache}/",
        "{cache}//x",
        "{cache}/..",
        "{cache}/../x",
        "{cache}/x/../../..",
        "{cache}/.",
        "{cache}/ ..",
        "{cache}/...",
        "{cache}/x.",
        "{cache}/*",
        "{cache}/x?",
        "{cache}\\x",
        "{cache}/x\\..\\y",
        "{cache}/x:stream",
        "{cache}x",
        "x{cache}/y",
        "{nowhere}/x",
        "{CACHE}/x",
        "{cache}/{home}",
        "{home}/.cache/x",
        "{temp}/x",
        "{crash}/x",
        "{local}/App",
        "{config}/App",
    ],
)
def test_a_folder_that_must_not_be_cleared(tmp_path: Path, folder: str) -> None:
    assert folder_fault(folder, cleared=True)
    quoted = folder.replace("\\", "\\\\")
    text = f'\napp.table.example.cache_folders.linux = ["{{cache}}/fine", "{quoted}"]'
    assert fields(tmp_path, text) == {"app.table.example.cache_folders.linux.1"}


@pytest.mark.parametrize("folder", ["{cache}/App", "{cache}/App/Code Cache", "{local}/App/Cache", "{data}/a/b"])
def test_a_folder_that_may_be_cleared(folder: str) -> None:
    assert folder_fault(folder, cleared=True) is None


@pytest.mark.parametrize("folder", ["{crash}", "{home}/Library/Logs/DiagnosticReports", "{local}/CrashDumps"])
def test_a_folder_that_is_only_read(folder: str) -> None:
    assert folder_fault(folder, cleared=False) is None


@given(st.text(st.sampled_from("{}cahe/.\\ x*:~"), max_size=20))
def test_no_folder_that_passes_leads_out_of_its_root(tail: str) -> None:
    folder = "{cache}" + tail
    if folder_fault(folder, cleared=True) is None:
        names = folder.split("/")[1:]
        assert names
        assert not {"", ".", ".."} & set(names)
        assert "\\" not in folder


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.9.1", "::1", "[::1]", "localhost", "LOCALHOST."])
def test_this_computer(host: str) -> None:
    assert is_loopback(host)
    assert is_local(host)


@pytest.mark.parametrize("host", ["10.1.2.3", "192.168.0.1", "169.254.1.1", "fe80::1", "fd00::1", "router", "tv.local"])
def test_the_local_network(host: str) -> None:
    assert is_local(host)
    assert not is_loopback(host)


@pytest.mark.parametrize(
    "host",
    ["8.8.8.8", "2001:4860:4860::8888", "::", "example.com", "localhost.example.com", "192.168.1.1.evil.com"],
)
def test_everywhere_else(host: str) -> None:
    assert not is_local(host)
    assert not is_loopback(host)
