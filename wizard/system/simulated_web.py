"""Web requests of a simulated computer: answers made up, except on this computer's own address."""

import ipaddress
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from urllib.parse import urlsplit

from wizard.system import http
from wizard.system.base import Failed, HttpAnswer, HttpPolicy, Missing
from wizard.system.proxy_state import ProxyState
from wizard.system.simulated_state import SimulatedComputer, with_values


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
    if proxy_in_use(computer) and not web.proxy_answers:
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


def proxy_in_use(computer: SimulatedComputer) -> str | None:
    """Return where everything is sent through, None for straight to the internet."""
    web = computer.web
    return web.proxy_url if web.proxy_url and (web.proxy_on or web.proxy_forced) else None


def proxy_state(computer: SimulatedComputer) -> ProxyState:
    """Return the switch of the proxy, and where it leads."""
    web = computer.web
    mode = "on" if web.proxy_url and web.proxy_on else "off"
    return ProxyState("practice", {"mode": mode}, {"mode": "off"}, {"http": web.proxy_url} if web.proxy_url else {})


def set_proxy(computer: SimulatedComputer, state: ProxyState) -> SimulatedComputer | Failed | Missing:
    """Return the computer with its proxy switched, or what the scene says that comes to."""
    wanted = state.switches.get("mode") == "on"
    match computer.web.proxy_back if wanted else computer.web.proxy_change:
        case "done":
            return with_values(computer, {"web.proxy_on": wanted})
        case "failed":
            return Failed("the settings of this practice computer did not change")
        case reason:
            return Missing(reason, "the proxy is set by an administrator of this practice computer")


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
