"""The proxy that this computer uses, in the form that every system answers in, and out of the environment."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit, urlunsplit

from wizard.system.base import ProxySettings
from wizard.system.http import Proxies


@dataclass(frozen=True)
class SystemProxy:
    """What is configured, with credentials where a URL holds them; ``settings`` is the part that may be shown."""

    proxies: Proxies
    automatic_url: str | None = None
    source: str = ""

    @property
    def settings(self) -> ProxySettings:
        url = self.proxies.https_url or self.proxies.http_url
        return ProxySettings(without_credentials(url), without_credentials(self.automatic_url), self.source)


def from_environment(environment: Mapping[str, str]) -> SystemProxy | None:
    """Read ``https_proxy``, ``http_proxy``, ``all_proxy`` and ``no_proxy``; lower case wins, as in curl."""

    def value(name: str) -> str | None:
        return environment.get(name) or environment.get(name.upper()) or None

    every = value("all_proxy")
    http_url, https_url = value("http_proxy") or every, value("https_proxy") or every
    if not http_url and not https_url:
        return None
    direct = tuple(entry.strip() for entry in (value("no_proxy") or "").split(",") if entry.strip())
    return SystemProxy(Proxies(with_scheme(http_url), with_scheme(https_url), direct), source="environment")


def without_credentials(url: str | None) -> str | None:
    """Return a URL without its user name and password."""
    if not url:
        return None
    try:
        parts = urlsplit(url)
        host = parts.netloc.rpartition("@")[2]
        return urlunsplit((parts.scheme, host, parts.path, parts.query, ""))
    except ValueError:
        return None


def with_scheme(url: str | None) -> str | None:
    """Return a proxy as a URL: one without a scheme is spoken to by plain HTTP."""
    return url if not url or "://" in url else f"http://{url}"
