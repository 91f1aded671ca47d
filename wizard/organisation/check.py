"""Checks what the schema cannot say: hosts, folders, references between values. Pure, but for the logo's presence."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from wizard.organisation.addresses import is_address, is_host, mail_fault, url_faults
from wizard.organisation.check_channels import check_handing_over
from wizard.organisation.profile import KNOWN_ROOTS, NO_CACHE_ROOTS, Folders, Organisation
from wizard.organisation.tables import FLOW_ID, IDENTIFIER

ValuePath = tuple[str | int, ...]
Found = Iterator[tuple[ValuePath, str]]
_ANY = re.compile(r"(?<=/)(?<!\}/)\*(?=/)")
_FOLDER = re.compile(r"\{([a-z]+)\}((?:/[^/\\:*?\"<>|$%~{}]+)*)")


def check_meaning(organisation: Organisation, logo: Path | None = None) -> Found:
    """Yield the path and a sentence for every value that has the right type but cannot be used."""
    yield from _check_addresses(organisation)
    yield from _check_hosts(organisation)
    yield from _check_device(organisation)
    yield from _check_apps(organisation)
    yield from _check_names(organisation)
    yield from check_handing_over(organisation)
    if logo is not None and (Path(organisation.identity.logo).name != organisation.identity.logo or not logo.is_file()):
        yield ("identity", "logo"), "must be the name of a picture in the same folder as the profile"


def _check_addresses(organisation: Organisation) -> Found:
    network, device = organisation.network, organisation.device
    yield from _address(("network", "portal_url"), network.portal_url, plain=True)  # a sign-in page only shows on http
    yield from _address(("network", "clock_url"), network.clock_url, plain=True)  # https fails when the clock is wrong
    yield from _address(("network", "service_url"), network.service_url)
    yield from _address(("speed", "server_url"), organisation.speed.server_url, plain=organisation.speed.plain_http)
    yield from _address(("device", "firmware", "url"), device.firmware.url)
    yield from _address(("device", "endpoints", "base_url"), device.endpoints.base_url, plain_local=device.plain_http)
    yield from _address(("account", "page_url"), organisation.account.page_url)
    yield from _address(("support", "portal_url"), organisation.support.portal_url)
    if message := mail_fault(organisation.support.email):
        yield ("support", "email"), message
    for name, url in organisation.links.items():
        yield from _address(("links", name), url, plain_local=True)  # a router's own page has no certificate


def _address(path: ValuePath, url: str, *, plain: bool = False, plain_local: bool = False) -> Found:
    for message in url_faults(url, plain=plain, plain_local=plain_local):
        yield path, message


def _check_hosts(organisation: Organisation) -> Found:
    network = organisation.network
    for name, host in (("ping_target", network.ping_target), ("dns_name", network.dns_name)):
        if not is_host(host):
            yield ("network", name), "must be a host name or an address, nothing around it"
    if not is_address(network.public_name_server):
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

    ``*`` is any one folder, and only in one that is ``cleared``; never the first name or the last.
    A folder that is ``cleared`` must lie below ``{cache}``, or two levels below another root: right below it an
    app keeps what it cannot make again.
    """
    matched = _FOLDER.fullmatch(_ANY.sub("any", folder) if cleared else folder)
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
            if not IDENTIFIER.fullmatch(name):
                yield (*path, name), "must be named with small letters, digits and _"
    for index, article in enumerate(organisation.articles):
        for at, flow in enumerate(article.flows):
            if not FLOW_ID.fullmatch(flow):
                yield ("articles", index, "flows", at), "is no flow id"
