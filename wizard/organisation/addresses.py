"""What a web address, a host or an e-mail address of the profile must look like, beyond the pattern of the schema."""

import ipaddress
import re
from collections.abc import Iterator
from urllib.parse import urlsplit

_LABEL = r"[0-9A-Za-z_](?:[0-9A-Za-z_-]{0,61}[0-9A-Za-z_])?"
_HOST = re.compile(rf"{_LABEL}(?:\.{_LABEL})*\.?")
# RFC 5322's dot-atom, as mail servers take it without extensions: no quotes, no comments, nothing outside ASCII.
_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_MAIL = re.compile(rf"(?=.{{1,254}}$)(?=[^@]{{1,64}}@){_ATOM}(?:\.{_ATOM})*@(?P<host>[^@]+)")
LOCAL_SUFFIXES = (".local", ".lan", ".home", ".home.arpa", ".internal", ".box")
"""Names that only a local network answers for (RFC 6762, RFC 8375, and what routers call themselves)."""


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


def is_address(host: str) -> bool:
    """Return whether a host is written as an IP address."""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def is_host(text: str) -> bool:
    """Return whether a text is a host name or an address, with nothing around it."""
    return bool(_HOST.fullmatch(text)) or is_address(text)


def url_faults(url: str, *, plain: bool = False, plain_local: bool = False) -> Iterator[str]:
    """Yield what is wrong with a web address; an empty one is none and has no faults.

    Plain http is for this computer itself, with ``plain_local`` also for the local network, with ``plain`` for all.
    """
    if not url:
        return
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        host, parts = None, None
    if not host or parts is None or not is_host(host):
        yield "names no host, or a port that cannot be"
        return
    if parts.username is not None or parts.password is not None:
        yield "holds a user name or password; those belong in the keyring"
    if parts.scheme != "https" and not (plain or is_loopback(host) or (plain_local and is_local(host))):
        hint = "; http is for the local network only" if plain_local else ""
        yield f"must begin with https://{hint}"


def mail_fault(address: str) -> str | None:
    """Return what is wrong with one e-mail address, None when nothing is or it is empty."""
    if not address:
        return None
    matched = _MAIL.fullmatch(address)
    if matched is None or not is_host(matched["host"]) or matched["host"].endswith("."):
        return "must be one plain e-mail address such as help@example.com, without a name or signs around it"
    return None
