"""The proxy set by hand, switched off and put back through WinINet of this Windows."""

import winreg
from collections.abc import Iterator

import pytest

from wizard.system.base import Done, Missing
from wizard.system.windows import proxy_change
from wizard.system.windows.computer import WindowsSystem

KEY = r"Software\Microsoft\Windows\CurrentVersion\Internet Settings"


def stored(name: str) -> object:
    with winreg.OpenKey(winreg.HKEY_CURRENT_USER, KEY) as key:
        return winreg.QueryValueEx(key, name)[0]


@pytest.fixture(autouse=True)
def proxy_by_hand() -> Iterator[None]:
    with winreg.CreateKey(winreg.HKEY_CURRENT_USER, KEY) as key:
        winreg.SetValueEx(key, "ProxyServer", 0, winreg.REG_SZ, "proxy.example:3128")
        winreg.SetValueEx(key, "ProxyEnable", 0, winreg.REG_DWORD, 1)
    yield
    with winreg.CreateKey(winreg.HKEY_CURRENT_USER, KEY) as key:
        winreg.SetValueEx(key, "ProxyEnable", 0, winreg.REG_DWORD, 0)
        winreg.DeleteValue(key, "ProxyServer")


def test_off_and_back() -> None:
    system = WindowsSystem()
    before = system.proxy_state()
    assert not isinstance(before, Missing), before
    assert before.is_on and dict(before.addresses) == {"server": "proxy.example:3128"}
    assert isinstance(system.set_proxy(before.switched_off()), Done)
    assert (stored("ProxyEnable"), stored("ProxyServer")) == (0, "proxy.example:3128"), "the address stays"
    assert system.proxy_state() == before.switched_off()
    assert isinstance(system.set_proxy(before), Done)
    assert stored("ProxyEnable") == 1
    assert system.proxy_state() == before


def test_a_policy_holds_it() -> None:
    with winreg.CreateKey(winreg.HKEY_CURRENT_USER, proxy_change._LOCKED_PAGE) as key:
        winreg.SetValueEx(key, "Proxy", 0, winreg.REG_DWORD, 1)
    try:
        found = proxy_change.proxy_state()
        assert isinstance(found, Missing) and found.reason == "not_permitted"
    finally:
        with winreg.CreateKey(winreg.HKEY_CURRENT_USER, proxy_change._LOCKED_PAGE) as key:
            winreg.DeleteValue(key, "Proxy")
