"""Checks what the schema cannot say: hosts, folders, references between values. Pure, but for the logo's presence."""

import ipaddress
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import urlsplit

from wizard.organisation.profile import KNOWN_ROOTS, NO_CACHE_ROOTS, Folders, Organisation

ValuePath = tuple[str | int, ...]
Found = Iterator[tuple[ValuePath, str]]
_LABEL = r"[0-9A-Za-z_](?:[0-9A-Za-z_-]{0,61}[0-9A-Za-z_])?"
_HOST = re.compile(rf"{_LABEL}(?:\.{_LABEL})*\.?")
_IDENTIFIER = re.compile(r"[a-z][a-z0-9_]{0,63}")
_FLOW_ID = re.compile(r"([a-z][a-z0-9_]{0,63}/)?[a-z][a-z0-9_]{0,63}")
_FOLDER = re.compile(r"\{([a-z]+)\}((?:/[^/\\:*?\"<>|$%~{}]+)*)")
LOCAL_SUFFIXES = (".local", ".lan", ".home", ".home.arpa", ".internal", ".box")
"""Names that only a local network answers for (RFC 6762, RFC 8375, and what routers call themselves)."""


def check_meaning(organisation: Organisation, logo: Path | None = None) -> Found:
    """Yield the path and a sentence for every value that has the right type but cannot be used."""
    yield from _check_addresses(organisation)
    yield from _check_hosts(organisation)
    yield from _check_device(organisation)
    yield from _check_apps(organisation)
    yield from _check_names(organisation)
    if logo is not None and (Path(organisation.identity.logo).name != organisation.identity.logo or not logo.is_file()):
        yield ("identity", "logo"), "must be the name of a picture in the same folder as the profile"


def is_loopback(host: str) -> bool:
    """Return whether a host is this computer itself."""
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host.lower().rstrip(".") == "localhost"


def is_local(host: str) -> bool:
    """Return whether a host can only be on the local network: a private address, a bare name, ``.local``."""
    try:
        address = ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        name = host.lower().rstrip(".")
        return "." not in name or name.endswith(LOCAL_SUFFIXES)
    return address.is_loopback or address.is_link_local or (address.is_private and not address.is_unspecified)


def _check_addresses(organisation: Organisation) -> Found:
    network, device = organisation.network, organisation.device
    yield from _address(("network", "portal_url"), network.portal_url, plain=True)  # a sign-in page only shows on http
    yield from _address(("network", "clock_url"), network.clock_url, plain=True)  # https fails when the clock is wrong
    yield from _address(("network", "service_url"), network.service_url)
    yield from _address(("device", "firmware", "url"), device.firmware.url)
    yield from _address(("device", "endpoints", "base_url"), device.endpoints.base_url, plain_local=device.plain_http)
    yield from _address(("account", "page_url"), organisation.account.page_url)
    yield from _address(("support", "portal_url"), organisation.support.portal_url)
    for name, url in organisation.links.items():
        yield from _address(("links", name), url, plain_local=True)  # a router's own page has no certificate


def _address(path: ValuePath, url: str, *, plain: bool = False, plain_local: bool = False) -> Found:
    if not url:
        return
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        host, parts = None, None
    if not host or parts is None or not (_HOST.fullmatch(host) or _is_address(host)):
        yield path, "names no host, or a port that cannot be"
        return
    if parts.username is not None or parts.password is not None:
        yield path, "holds a user name or password; those belong in the keyring"
    if parts.scheme != "https" and not (plain or is_loopback(host) or (plain_local and is_local(host))):
        hint = "; http is for the local network only" if plain_local else ""
        yield path, f"must begin with https://{hint}"


def _check_hosts(organisation: Organisation) -> Found:
    network = organisation.network
    for name, host in (("ping_target", network.ping_target), ("dns_name", network.dns_name)):
        if not _HOST.fullmatch(host) and not _is_address(host):
            yield ("network", name), "must be a host name or an address, nothing around it"
    if not _is_address(network.public_name_server):
        yield ("network", "public_name_server"), "must be an address such as 1.1.1.1, so that it works without names"
    if not network.tcp_ports:
        yield ("network", "tcp_ports"), "must hold at least one port"


def _check_device(organisation: Organisation) -> Found:
    device = organisation.device
    if device.firmware.url and not device.firmware.sha256:
        yield ("device", "firmware", "sha256"), "is needed beside url: nothing is installed unchecked"
    if device.driver == "http" and not device.endpoints.base_url:
        yield ("device", "endpoints", "base_url"), "is needed for the driver http"
    for name in ("identify_path", "install_path"):
        if not re.fullmatch(r"/(?!/)[!-~]*", getattr(device.endpoints, name)):
            yield ("device", "endpoints", name), "must begin with one / and hold no blank"


def _check_apps(organisation: Organisation) -> Found:
    app = organisation.app
    if app.main not in app.table:
        known = ", ".join(app.table) or "none"
        yield ("app", "main"), f"names no table [app.table.{app.main}]; known: {known}"
    for name, cached in app.table.items():
        yield from _check_folders(("app", "table", name, "cache_folders"), cached.cache_folders, cleared=True)
    yield from _check_folders(("app", "crash_log_folders"), app.crash_log_folders, cleared=False)


def _check_folders(path: ValuePath, folders: Folders, *, cleared: bool) -> Found:
    for system, listed in folders.items():
        for index, folder in enumerate(listed):
            message = folder_fault(folder, cleared=cleared)
            if message:
                yield (*path, system, index), message


def folder_fault(folder: str, *, cleared: bool) -> str | None:
    """Return what is wrong with a folder such as ``{cache}/Example``, None when nothing is.

    A folder that is ``cleared`` must lie below ``{cache}``, or two levels below another root: right below it an
    app keeps what it cannot make again.
    """
    matched = _FOLDER.fullmatch(folder)
    if matched is None or matched.group(1) not in KNOWN_ROOTS:
        return "must begin with one of " + ", ".join(f"{{{root}}}" for root in sorted(KNOWN_ROOTS)) + ", then /names"
    names = matched.group(2).split("/")[1:]
    if any(name.strip(" .") == "" or name != name.strip() or name.endswith(".") for name in names):
        return "must not hold .. or . or a name that ends with a dot or blank"
    if cleared and matched.group(1) in NO_CACHE_ROOTS:
        return f"names no cache: nothing below {{{matched.group(1)}}} is ever cleared"
    if cleared and len(names) < (1 if matched.group(1) == "cache" else 2):
        return "is too wide to be cleared; name the app's own cache folder"
    return None


def _check_names(organisation: Organisation) -> Found:
    named: Mapping[ValuePath, Mapping[str, object]] = {
        ("links",): organisation.links,
        ("app", "table"): organisation.app.table,
    }
    for path, table in named.items():
        for name in table:
            if not _IDENTIFIER.fullmatch(name):
                yield (*path, name), "must be named with small letters, digits and _"
    for index, article in enumerate(organisation.articles):
        for at, flow in enumerate(article.flows):
            if not _FLOW_ID.fullmatch(flow):
                yield ("articles", index, "flows", at), "is no flow id"


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
