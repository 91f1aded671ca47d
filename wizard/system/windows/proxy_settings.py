"""The texts in which Windows keeps a proxy: per-scheme lists, hosts that go direct, the answer of a script.

Formats: Windows documentation, "WINHTTP_CURRENT_USER_IE_PROXY_CONFIG", "WinHttpGetProxyForUrl" and
"INTERNET_PER_CONN_OPTION" (INTERNET_PER_CONN_PROXY_SERVER).
"""

import re

from wizard.system.http import Proxies

_SEPARATORS = re.compile(r"[;\s]+")
_LONGEST = 10_000
"""Characters of a setting that are read; nobody types more."""


def manual(server: str, bypass: str) -> Proxies | None:
    """Read ``host:port`` for all schemes, or ``http=host:port;https=host:port``; None without a proxy for the web.

    An entry for ``socks`` alone is none that this program could use.
    """
    every: str | None = None
    by_scheme: dict[str, str] = {}
    for entry in _entries(server):
        scheme, equals, address = entry.partition("=")
        if not equals:
            every = every or _url(entry)
        elif url := _url(address):
            by_scheme.setdefault(scheme.lower(), url)
    http_url, https_url = by_scheme.get("http", every), by_scheme.get("https", every)
    if http_url is None and https_url is None:
        return None
    return Proxies(http_url, https_url, direct_hosts(bypass))


def direct_hosts(bypass: str) -> tuple[str, ...]:
    """Read the list of hosts that go direct: names, ``*`` for any part, ``<local>`` for names without a dot."""
    found: list[str] = []
    for entry in _entries(bypass):
        host = re.sub(r"^[a-z]+://", "", entry.lower())
        host = re.sub(r":[0-9]{1,5}$", "", host) if host.count(":") == 1 else host
        if host and host != "<-loopback>":  # it sends loopback through the proxy, which this program never does
            found.append(host.strip("[]"))
    return tuple(dict.fromkeys(found))


def first_of_script(answer: str) -> str | None:
    """Return the first proxy that a script named (``host:port;host:port``); None when it named none."""
    return next((url for entry in _entries(answer) if (url := _url(entry.rpartition("=")[2]))), None)


def _entries(text: str) -> list[str]:
    return [entry for entry in _SEPARATORS.split(text[:_LONGEST].partition("\0")[0]) if entry]


def _url(address: str) -> str | None:
    """Return a proxy as a URL; one without a scheme is spoken to by plain HTTP."""
    address = address.strip().rstrip("/")
    if not address:
        return None
    scheme, separator, rest = address.partition("://")
    if not separator:
        return f"http://{address}"
    return address if rest and scheme.lower() in ("http", "https") else None
