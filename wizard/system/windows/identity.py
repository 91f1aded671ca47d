"""Names and addresses of this computer and its user, to be found and taken out of reports."""

import ctypes
import os
import socket
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from wizard.system.base import Missing, SystemIdentity
from wizard.system.deadline import within
from wizard.system.windows import registry
from wizard.system.windows.calls import RefusedError, function
from wizard.system.windows.interfaces import interfaces
from wizard.system.windows.smbios import serials

assert not TYPE_CHECKING or sys.platform == "win32"  # only there can its types be checked

_NAME_TIMEOUT_S = 1.0
_DISPLAY_NAME = 3
"""NameDisplay (EXTENDED_NAME_FORMAT, secext.h)"""
_HOST, _DOMAIN, _FULL = 1, 2, 3
"""ComputerNameDnsHostname, …DnsDomain, …DnsFullyQualified"""
_NET_BIOS = 0
_LONGEST = 1024
_PROFILES = r"SOFTWARE\Microsoft\Windows NT\CurrentVersion\NetworkList\Profiles"
_WIRELESS_PROFILE = 0x47
"""NameType of a wireless network; those of cables are only called "Network 2"."""
_MOST_PROFILES = 200
_LOCAL_NAMES = frozenset({"workgroup", "localhost", "local"})


def identity() -> SystemIdentity:
    """Gather what may name this person or computer; what cannot be read is left out."""
    from wizard.system.windows.firmware import firmware_tables

    adapters = interfaces()
    known = () if isinstance(adapters, Missing) else adapters
    user = _user_name()
    full_name = within(_NAME_TIMEOUT_S, None, _full_name)  # a domain's controller may be out of reach
    hosts = _distinct(_computer_name(_NET_BIOS), _computer_name(_HOST), _computer_name(_FULL), socket.gethostname())
    return SystemIdentity(
        user=user,
        full_name="" if isinstance(full_name, Missing) else full_name,
        home=str(Path.home()),
        host_names=hosts,
        domains=_domains(hosts),
        addresses=_distinct(*(address for adapter in known for address in adapter.addresses)),
        macs=_distinct(*(adapter.mac or "" for adapter in known)),
        ssids=_networks(),
        serials=_distinct(*serials(firmware_tables()), *_numbers_of_windows()),
    )


def _distinct(*found: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(each for each in found if each))


def _user_name() -> str:
    buffer, size = ctypes.create_unicode_buffer(_LONGEST), ctypes.c_uint32(_LONGEST)
    try:
        told = function("advapi32", "GetUserNameW", ctypes.c_int, ctypes.c_wchar_p, ctypes.c_void_p)
    except RefusedError:
        return os.environ.get("USERNAME", "")
    return buffer.value if told(buffer, ctypes.byref(size)) else os.environ.get("USERNAME", "")


def _full_name() -> str:
    buffer, size = ctypes.create_unicode_buffer(_LONGEST), ctypes.c_uint32(_LONGEST)
    try:
        told = function("secur32", "GetUserNameExW", ctypes.c_ubyte, ctypes.c_int, ctypes.c_wchar_p, ctypes.c_void_p)
    except RefusedError:
        return ""
    return buffer.value if told(_DISPLAY_NAME, buffer, ctypes.byref(size)) else ""


def _computer_name(form: int) -> str:
    buffer, size = ctypes.create_unicode_buffer(_LONGEST), ctypes.c_uint32(_LONGEST)
    try:
        told = function("kernel32", "GetComputerNameExW", ctypes.c_int, ctypes.c_int, ctypes.c_wchar_p, ctypes.c_void_p)
    except RefusedError:
        return ""
    return buffer.value if told(form, buffer, ctypes.byref(size)) else ""


def _domains(hosts: tuple[str, ...]) -> tuple[str, ...]:
    """Return the domains of computer and user; the name of a computer without one stands in USERDOMAIN, too."""
    of_user = (os.environ.get("USERDNSDOMAIN", ""), os.environ.get("USERDOMAIN", ""))
    of_hosts = [host.partition(".")[2] for host in hosts]
    own = {host.casefold() for host in hosts} | _LOCAL_NAMES
    found = _distinct(_computer_name(_DOMAIN), *of_hosts, *of_user)
    return tuple(each for each in found if each.casefold() not in own)


def _networks() -> tuple[str, ...]:
    """Return the names of the wireless networks this computer has ever joined."""
    try:
        profiles = list(registry.subkeys(registry.MACHINE, _PROFILES))[:_MOST_PROFILES]
    except OSError:
        return ()
    paths = [f"{_PROFILES}\\{profile}" for profile in profiles]
    return _distinct(
        *(
            registry.text(registry.MACHINE, path, "ProfileName")
            for path in paths
            if registry.value(registry.MACHINE, path, "NameType") == _WIRELESS_PROFILE
        )
    )


def _numbers_of_windows() -> tuple[str, str]:
    """Return the numbers that Windows gave itself when it was installed."""
    return (
        registry.text(registry.MACHINE, r"SOFTWARE\Microsoft\Cryptography", "MachineGuid"),
        registry.text(registry.MACHINE, r"SOFTWARE\Microsoft\Windows NT\CurrentVersion", "ProductId"),
    )
