"""The proxy set by hand on Windows: its switch is read, switched off and put back through WinINet.

Only INTERNET_PER_CONN_FLAGS is ever written, and of it only PROXY_TYPE_PROXY: server, script and password stay.
Source: Windows documentation, "INTERNET_PER_CONN_OPTION_LIST" and "Setting and Retrieving Internet Options".
"""

import ctypes
import sys

from wizard.system.base import Done, Failed, Missing
from wizard.system.proxy_state import ProxyState
from wizard.system.windows.calls import RefusedError, function, last_error, refusal
from wizard.system.windows.proxy import taken
from wizard.system.windows.structures_web import ConnectionOption, ConnectionOptions

_SOURCE = "windows"
_PER_CONNECTION, _SETTINGS_CHANGED, _REFRESH = 75, 39, 37  # INTERNET_OPTION_*
_FLAGS, _SERVER, _FLAGS_SHOWN = 1, 2, 10  # INTERNET_PER_CONN_*: FLAGS, PROXY_SERVER, FLAGS_UI
_DIRECT, _BY_HAND = 0x1, 0x2  # PROXY_TYPE_DIRECT, PROXY_TYPE_PROXY
_ALL_FLAGS = 0xF
_POLICIES = r"Software\Policies\Microsoft\Windows\CurrentVersion\Internet Settings"
_LOCKED_PAGE = r"Software\Policies\Microsoft\Internet Explorer\Control Panel"

_POINTER, _UINT32, _INT32 = ctypes.c_void_p, ctypes.c_uint32, ctypes.c_int32


def proxy_state() -> ProxyState | Missing:
    """Return the switches of this person's connection; Missing ``not_permitted`` where a policy holds them."""
    if (policy := _policy()) is not None:
        return Missing("not_permitted", f"proxy: set by the policy {policy}")
    try:
        flags = _flags()
        server = taken(_read(_SERVER).value.text)
    except RefusedError as refused:
        return refused.missing
    off = (flags & ~_BY_HAND) | _DIRECT
    addresses = {"server": without_credentials(server)} if server else {}
    return ProxyState(_SOURCE, {"flags": str(flags)}, {"flags": str(off if flags & _BY_HAND else flags)}, addresses)


def set_proxy(state: ProxyState) -> Done | Failed | Missing:
    """Write the switches, tell running programs of it, and read them back."""
    wanted = state.switches.get("flags", "")
    if state.source != _SOURCE or not wanted.isdecimal():
        return Missing("not_available", f"proxy: {state.source} is not kept here")
    try:
        _write(int(wanted) & _ALL_FLAGS)
    except RefusedError as refused:
        return Failed(refused.missing.detail)
    now = proxy_state()
    if isinstance(now, Missing):
        return now
    if int(now.switches["flags"]) & _BY_HAND != int(wanted) & _BY_HAND:
        return Failed("proxy: Windows did not keep the new setting")
    return Done(f"WinINet: flags {wanted}")


def without_credentials(server: str) -> str:
    """Return ``scheme=name:password@host:port;…`` without names and passwords."""
    entries = []
    for entry in server.split(";"):
        scheme, equals, address = entry.rpartition("=")
        entries.append(f"{scheme}{equals}{address.rpartition('@')[2]}")
    return ";".join(entries)


def _flags() -> int:
    """Return the switches as the settings show them; a Windows that does not know these tells those in use."""
    try:
        shown = int(_read(_FLAGS_SHOWN).value.number)
    except RefusedError:
        shown = 0
    return (shown or int(_read(_FLAGS).value.number)) & _ALL_FLAGS


def _read(option: int) -> ConnectionOption:
    asked = ConnectionOption(option=option)
    options = _options(asked)
    size = ctypes.c_uint32(ctypes.sizeof(options))
    call = function("wininet", "InternetQueryOptionW", _INT32, _POINTER, _UINT32, _POINTER, _POINTER)
    if not call(None, _PER_CONNECTION, ctypes.byref(options), ctypes.byref(size)):
        raise RefusedError(refusal("InternetQueryOptionW", last_error()))
    return asked


def _write(flags: int) -> None:
    option = ConnectionOption(option=_FLAGS)
    option.value.number = flags
    options = _options(option)
    call = function("wininet", "InternetSetOptionW", _INT32, _POINTER, _UINT32, _POINTER, _UINT32)
    if not call(None, _PER_CONNECTION, ctypes.byref(options), ctypes.sizeof(options)):
        raise RefusedError(refusal("InternetSetOptionW", last_error()))
    for told in (_SETTINGS_CHANGED, _REFRESH):  # a program that does not listen reads it when it starts next
        call(None, told, None, 0)


def _options(option: ConnectionOption) -> ConnectionOptions:
    """Return the list of one option of the connection that every program uses (no name: the local network)."""
    return ConnectionOptions(
        size=ctypes.sizeof(ConnectionOptions), connection=None, count=1, wrong=0, options=ctypes.addressof(option)
    )


def _policy() -> str | None:
    """Return the registry value by which an administrator holds the proxy, None when there is none."""
    if sys.platform != "win32":
        return None
    import winreg

    for root, name, key, value, holds in (
        (winreg.HKEY_LOCAL_MACHINE, "HKLM", _POLICIES, "ProxySettingsPerUser", lambda set_to: set_to == 0),
        (winreg.HKEY_CURRENT_USER, "HKCU", _POLICIES, "ProxyEnable", lambda _set_to: True),
        (winreg.HKEY_CURRENT_USER, "HKCU", _LOCKED_PAGE, "Proxy", lambda set_to: set_to == 1),
    ):
        try:
            with winreg.OpenKey(root, key) as opened:
                if holds(winreg.QueryValueEx(opened, value)[0]):
                    return rf"{name}\{key}\{value}"
        except OSError:
            continue
    return None
