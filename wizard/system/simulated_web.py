"""Web requests of a simulated computer: answers made up, except on this computer's own address."""

import ipaddress
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from urllib.parse import urlsplit

from wizard.system import http
from wizard.system.base import HttpAnswer, HttpPolicy, Missing
from wizard.system.simulated_state import SimulatedComputer


def fetch(
    url: str,
    timeout_s: float,
    policy: HttpPolicy,
    computer: SimulatedComputer,
    *,
    reaches_internet: bool,
    names_work: bool,
) -> HttpAnswer | Missing:
    """Answer a GET as the scene has it.

    Loopback is real: the practice device and its firmware are served there. An unknown host answers 200, or 204
    where its path says so; a sign-in page stands before all of them, and breaks every certificate.
    """
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").lower()
    except ValueError:
        parts, host = urlsplit(""), ""
    if parts.scheme not in ("http", "https") or not host:
        return Missing("not_available", f"address: {url} is not a web address")
    if http.is_loopback(host):
        return http.fetch(url, timeout_s, policy, http.Proxies())
    if parts.scheme == "http" and host not in policy.plain_hosts:
        return Missing("not_permitted", f"address: plain http to {host} is not allowed")
    web = computer.web
    if not (computer.network.up and computer.network.address):
        return Missing("not_available", f"connection: {host}: no network")
    if web.proxy_url and not web.proxy_answers:
        return Missing("not_available", f"proxy: on the way to {host}: no answer")
    if not reaches_internet:
        return Missing("timeout", f"{host} did not answer within {timeout_s:g} s")
    if not names_work and not _is_address(host):
        return Missing("not_available", f"name: {host} has no address")
    if web.sign_in:
        if parts.scheme == "https":
            return Missing("not_available", f"certificate: {host}: it belongs to somebody else")
        return HttpAnswer(302, {"location": f"https://{web.sign_in_host}/"}, b"", web.latency_ms)
    status = web.statuses.get(host, 204 if "204" in parts.path else 200)
    if status == 0:
        return Missing("timeout", f"{host} did not answer within {timeout_s:g} s")
    there = datetime.now(UTC) - timedelta(seconds=web.clock_ahead_s)
    body = b"" if status == 204 else b"practice\n"
    return HttpAnswer(status, {"date": format_datetime(there, usegmt=True)}, body, web.latency_ms)


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
