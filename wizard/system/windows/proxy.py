"""The proxy of this computer: environment, then the person's settings, which may name a script (WinHTTP)."""

import ctypes
import functools
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace

from wizard.system.base import Missing
from wizard.system.deadline import within
from wizard.system.http import Proxies, is_loopback
from wizard.system.system_proxy import SystemProxy, from_environment
from wizard.system.windows.calls import RefusedError, function, last_error, refusal
from wizard.system.windows.proxy_settings import first_of_script, manual
from wizard.system.windows.structures_web import PersonProxy, ScriptAnswer, ScriptOptions

_SOURCE = "windows"
_SETTINGS = r"Software\Microsoft\Windows\CurrentVersion\Internet Settings"
_DETECTION_TIMEOUT_S = 3.0
_SCRIPT_TIMEOUT_S = 5.0
_DETECTION_FRESH_S, _ANSWER_FRESH_S = 300.0, 60.0
_BY_DHCP_AND_NAME = 0x1 | 0x2  # WINHTTP_AUTO_DETECT_TYPE_DHCP, _DNS_A
_BY_SCRIPT = 0x2  # WINHTTP_AUTOPROXY_CONFIG_URL
_NO_PROXY, _NAMED_PROXY = 1, 3  # WINHTTP_ACCESS_TYPE_*
_LONGEST_TEXT = 32_768

_POINTER, _UINT32, _INT32 = ctypes.c_void_p, ctypes.c_uint32, ctypes.c_int32


@dataclass(frozen=True)
class Settings:
    """What the person has set: look for a script, the script's address, a proxy, hosts that go direct."""

    automatic: bool = False
    script_url: str = ""
    proxy: str = ""
    bypass: str = ""


@dataclass(frozen=True)
class ScriptProxies(Proxies):
    """Proxies that a script (PAC) chooses for each host; where it cannot be asked, those set by hand."""

    script_url: str = ""

    def url_for(self, scheme: str, host: str) -> str | None:
        """Return the proxy for a request, None for a direct one. Loopback always goes direct. Takes up to 5 s."""
        if is_loopback(host):
            return None
        answer = _script_answer(self.script_url, f"{scheme}://{host}/", int(time.monotonic() / _ANSWER_FRESH_S))
        return super().url_for(scheme, host) if isinstance(answer, Missing) else answer


def system_proxy(environment: Mapping[str, str]) -> SystemProxy:
    """Return the proxy in use; ``source`` is ``environment``, ``windows``, or empty without one."""
    if found := from_environment(environment):
        return found
    settings = configured()
    return from_settings(
        settings, _detected(int(time.monotonic() / _DETECTION_FRESH_S)) if settings.automatic else None
    )


def configured() -> Settings:
    """Return the person's settings: WinHTTP's, which know of group policy, else those that the registry alone holds."""
    by_hand = registry_settings()
    try:
        settings = person_settings()
    except RefusedError:
        return by_hand
    if settings.proxy or settings.script_url:
        return settings
    return replace(by_hand, automatic=settings.automatic)


def from_settings(settings: Settings, detected_url: str | None) -> SystemProxy:
    """Return what the settings come to; ``detected_url`` is the script that the network itself names."""
    by_hand = manual(settings.proxy, settings.bypass) or Proxies()
    script_url = detected_url or settings.script_url
    if script_url:
        proxies = ScriptProxies(by_hand.http_url, by_hand.https_url, by_hand.direct, script_url)
        return SystemProxy(proxies, script_url, _SOURCE)
    return SystemProxy(by_hand, source=_SOURCE if by_hand.http_url or by_hand.https_url else "")


def person_settings() -> Settings:
    """Ask WinHTTP for the person's settings, which know of group policy too; raises RefusedError."""
    found = PersonProxy()
    if not function("winhttp", "WinHttpGetIEProxyConfigForCurrentUser", _INT32, _POINTER)(ctypes.byref(found)):
        raise RefusedError(refusal("WinHttpGetIEProxyConfigForCurrentUser", last_error()))
    return Settings(bool(found.automatic), taken(found.script_url), taken(found.proxy), taken(found.bypass))


def registry_settings() -> Settings:
    """Read the same settings out of the registry."""
    if sys.platform != "win32":
        return Settings()
    import winreg

    values: dict[str, object] = {}
    try:
        with winreg.OpenKey(winreg.HKEY_CURRENT_USER, _SETTINGS) as key:
            for name in ("ProxyEnable", "ProxyServer", "ProxyOverride", "AutoConfigURL"):
                try:
                    values[name] = winreg.QueryValueEx(key, name)[0]
                except OSError:
                    continue
    except OSError:
        return Settings()
    return from_registry(values)


def from_registry(values: Mapping[str, object]) -> Settings:
    """Read ``ProxyEnable``, ``ProxyServer``, ``ProxyOverride``, ``AutoConfigURL``; a wrong type counts as not set."""

    def text(name: str) -> str:
        value = values.get(name)
        return value if isinstance(value, str) else ""

    enabled = values.get("ProxyEnable") == 1
    return Settings(False, text("AutoConfigURL"), text("ProxyServer") if enabled else "", text("ProxyOverride"))


@functools.lru_cache(maxsize=1)
def _detected(_period: int) -> str | None:
    """Return the address of the script that this network names by DHCP or DNS; None when there is none in time."""
    try:
        found = within(_DETECTION_TIMEOUT_S, None, _detect)
    except RefusedError:
        return None
    return None if isinstance(found, Missing) else found


def _detect() -> str | None:
    place = ctypes.c_void_p()
    call = function("winhttp", "WinHttpDetectAutoProxyConfigUrl", _INT32, _UINT32, _POINTER)
    return (taken(place.value) or None) if call(_BY_DHCP_AND_NAME, ctypes.byref(place)) else None


@functools.lru_cache(maxsize=256)
def _script_answer(script_url: str, url: str, _period: int) -> str | Missing | None:
    """Return the proxy that a script names for an address, None for "direct", Missing when it cannot be asked."""
    try:
        return within(_SCRIPT_TIMEOUT_S, None, lambda: _ask_script(script_url, url))
    except RefusedError as refused:
        return refused.missing


def _ask_script(script_url: str, url: str) -> str | None:
    opened = function("winhttp", "WinHttpOpen", _POINTER, ctypes.c_wchar_p, _UINT32, _POINTER, _POINTER, _UINT32)
    session = opened("self-help-wizard", _NO_PROXY, None, None, 0)
    if not session:
        raise RefusedError(refusal("WinHttpOpen", last_error()))
    try:
        # The texts live as long as these names do.
        script = ctypes.create_unicode_buffer(script_url)
        options = ScriptOptions(flags=_BY_SCRIPT, script_url=ctypes.addressof(script), sign_in=1)
        answer = ScriptAnswer()
        call = function("winhttp", "WinHttpGetProxyForUrl", _INT32, _POINTER, ctypes.c_wchar_p, _POINTER, _POINTER)
        if not call(session, url, ctypes.byref(options), ctypes.byref(answer)):
            raise RefusedError(refusal("WinHttpGetProxyForUrl", last_error()))
        proxy, _ = taken(answer.proxy), taken(answer.bypass)
        return first_of_script(proxy) if answer.access_type == _NAMED_PROXY else None
    finally:
        function("winhttp", "WinHttpCloseHandle", _INT32, _POINTER)(session)


def taken(place: int | None) -> str:
    """Return a text that Windows made for us, and give its memory back."""
    if not place:
        return ""
    try:
        return ctypes.wstring_at(place)[:_LONGEST_TEXT]
    finally:
        function("kernel32", "GlobalFree", _POINTER, _POINTER)(place)
