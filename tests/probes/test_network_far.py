"""network.dns, network.sign_in, network.proxy, network.service, account.page: names, portals, settings, pages."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import pytest

from wizard.system.base import Cancel, HttpAnswer, HttpPolicy, Missing, NetworkInterface, ProxySettings, Resolution

# names

FOUND = Resolution("one.one.one.one", ("1.1.1.1",), 24.0)
SILENT = Resolution("one.one.one.one", (), 6000.0, "no_answer")
NO_SUCH = Resolution("one.one.one.one", (), 20.0, "no_such_name")


def names(made, own, public=SILENT, servers=("192.168.1.1", "192.168.1.2")):
    return made(resolve=own, ask_name_server=public, name_servers=servers)


@pytest.mark.parametrize(
    ("own", "public", "result", "public_answers"),
    [
        (FOUND, SILENT, "ok", None),
        (SILENT, FOUND, "broken", True),
        (NO_SUCH, FOUND, "broken", True),
        (Missing("timeout"), FOUND, "broken", True),
        (SILENT, SILENT, "down", False),
        (NO_SUCH, NO_SUCH, "down", False),
        (Missing("timeout"), Missing("timeout"), "down", False),
    ],
)
def test_names(measure, made, own, public, result: str, public_answers: bool | None) -> None:
    answer = measure("network.dns", names(made, own, public))
    assert (answer.result, answer.facts["public_answers"]) == (result, public_answers)
    assert answer.facts["name_servers"] == "192.168.1.1, 192.168.1.2"
    assert answer.facts["dns_latency_ms"] == (24.0 if result == "ok" else None)


@pytest.mark.parametrize(("latency_ms", "result"), [(1000.0, "ok"), (1000.5, "slow"), (1480.0, "slow")])
def test_the_limit_of_a_look_up_itself_is_fine(measure, made, latency_ms: float, result: str) -> None:
    answer = measure("network.dns", names(made, Resolution("one.one.one.one", ("1.1.1.1",), latency_ms)))
    assert (answer.result, answer.facts["dns_latency_ms"]) == (result, latency_ms)


def test_another_limit(measure, made) -> None:
    assert measure("network.dns", names(made, FOUND), max_latency_ms=20).result == "slow"


@pytest.mark.parametrize("reason", ["not_permitted", "not_available"])
def test_names_that_cannot_be_asked(measure, made, reason: str) -> None:
    own = measure("network.dns", names(made, Missing(reason, "no rights"), FOUND))
    assert (own.result, own.reason) == ("unknown", reason)
    other = measure("network.dns", names(made, SILENT, Missing(reason, "no rights")))
    assert (other.result, other.reason, other.facts["public_answers"]) == ("unknown", reason, None)
    assert "no_answer" in other.detail


def test_name_servers_that_cannot_be_read_change_nothing(measure, made) -> None:
    answer = measure("network.dns", names(made, FOUND, servers=Missing("not_permitted")))
    assert (answer.result, answer.facts["name_servers"]) == ("ok", None)
    assert measure("network.dns", names(made, FOUND, servers=())).facts["name_servers"] is None


def test_a_stopped_look_up_is_no_answer(measure, made) -> None:
    cancel = Cancel()
    cancel.set()
    assert measure("network.dns", names(made, Missing("timeout", "stopped"), FOUND), cancel=cancel).result == "unknown"


# sign-in page


def page(status: int, location: str | None = None, body: bytes = b"", date: str | None = None) -> HttpAnswer:
    headers = {}
    if location is not None:
        headers["location"] = location
    if date is not None:
        headers["date"] = date
    return HttpAnswer(status, headers, body, 60.0)


@pytest.mark.parametrize(
    ("answer", "result", "host"),
    [
        (page(204), "open", None),
        (page(200), "open", None),  # what a proxy makes of an empty 204
        (page(200, body=b" \n"), "open", None),
        (page(302, "https://login.hotel.example/?id=7"), "sign_in", "login.hotel.example"),
        (page(307, "http://10.0.0.1:8880/portal"), "sign_in", "10.0.0.1"),
        (page(511), "sign_in", None),
        (page(200, body=b"<html>Welcome"), "sign_in", None),
        (page(301, "https://connectivitycheck.gstatic.com/generate_204"), "unknown", "connectivitycheck.gstatic.com"),
        (page(302, "/login"), "unknown", None),
        (page(302, "http://[broken"), "unknown", None),
        (page(302), "unknown", None),
        (page(403, body=b"blocked"), "unknown", None),
        (page(407), "unknown", None),
        (page(503), "unknown", None),
    ],
)
def test_sign_in(measure, made, answer: HttpAnswer, result: str, host: str | None) -> None:
    seen = measure("network.sign_in", made(fetch=answer))
    assert (seen.result, seen.facts["portal_host"], seen.facts["portal_status"]) == (result, host, answer.status)


def test_plain_http_is_asked_for_the_test_page_only(measure, made) -> None:
    asked: list[tuple[str, HttpPolicy]] = []

    def fetch(url: str, timeout_s: float, policy: HttpPolicy) -> HttpAnswer:
        asked.append((url, policy))
        return page(204)

    measure("network.sign_in", made(fetch=fetch))
    assert asked == [
        (
            "http://connectivitycheck.gstatic.com/generate_204",
            HttpPolicy(frozenset({"connectivitycheck.gstatic.com"})),
        )
    ]


@pytest.mark.parametrize("reason", ["not_permitted", "timeout", "not_available"])
def test_a_test_page_that_cannot_be_had(measure, made, reason: str) -> None:
    answer = measure("network.sign_in", made(fetch=Missing(reason)))
    assert (answer.result, answer.reason) == ("unknown", reason)


# proxy and clock


def clock(ahead_s: float = 0.0) -> HttpAnswer:
    return page(204, date=format_datetime(datetime.now(UTC) - timedelta(seconds=ahead_s), usegmt=True))


def settings(made, proxy: Any, fetch: Any, *interfaces: NetworkInterface):
    return made(proxy=proxy, fetch=fetch, interfaces=tuple(interfaces))


@pytest.mark.parametrize(
    ("ahead_s", "result"), [(0, "ok"), (295, "ok"), (-295, "ok"), (310, "clock_wrong"), (-90_000, "clock_wrong")]
)
def test_clock(measure, made, ahead_s: int, result: str) -> None:
    answer = measure("network.proxy", settings(made, ProxySettings(None), clock(ahead_s)))
    assert answer.result == result
    assert answer.facts["clock_skew_s"] == pytest.approx(ahead_s, abs=3)
    assert answer.facts["proxy_url"] is None
    assert answer.facts["proxy_reachable"] is None


@pytest.mark.parametrize(
    "answer",
    [
        page(204),
        page(204, date="yesterday"),
        page(204, date=""),
        page(302, "https://login.hotel.example/", date="Thu, 01 Jan 1970 00:00:07 GMT"),
        page(200, body=b"Welcome", date="Thu, 01 Jan 1970 00:00:07 GMT"),
    ],
)
def test_a_clock_that_is_not_told_is_unknown(measure, made, answer: HttpAnswer) -> None:
    """A portal of a router without a clock says 1970: that says nothing of this computer's."""
    seen = measure("network.proxy", settings(made, ProxySettings(None), answer))
    assert (seen.result, seen.facts["clock_skew_s"]) == ("unknown", None)


def test_a_living_proxy(measure, made) -> None:
    system = settings(made, ProxySettings("http://alex:secret@proxy.example:3128"), clock())
    answer = measure("network.proxy", system)
    assert (answer.result, answer.facts["proxy_reachable"]) == ("ok", True)
    assert answer.facts["proxy_url"] == "http://proxy.example:3128", "no name and no password"
    assert "secret" not in repr(answer)


@pytest.mark.parametrize(
    ("address", "asked_at"),
    [
        ("http://proxy.example:3128", "http://proxy.example:3128/"),
        ("proxy.example:3128", "http://proxy.example:3128/"),
        ("https://alex:secret@[2001:db8::1]:8443", "http://[2001:db8::1]:8443/"),
    ],
)
def test_a_dead_proxy(measure, made, address: str, asked_at: str) -> None:
    asked: list[str] = []

    def fetch(url: str, timeout_s: float, policy: HttpPolicy) -> Missing:
        asked.append(url)
        return Missing("not_available", "proxy: refused")

    answer = measure("network.proxy", settings(made, ProxySettings(address), fetch))
    assert (answer.result, answer.facts["proxy_reachable"]) == ("proxy_dead", False)
    assert asked[-1] == asked_at


def test_a_proxy_that_lives_while_the_line_is_dead(measure, made) -> None:
    """It answers 502 when it is asked itself, so it is not the fault; the clock stays unknown."""

    def fetch(url: str, timeout_s: float, policy: HttpPolicy) -> HttpAnswer | Missing:
        return page(502) if "3128" in url else Missing("timeout", "no answer")

    answer = measure("network.proxy", settings(made, ProxySettings("http://proxy.example:3128"), fetch))
    assert (answer.result, answer.reason, answer.facts["proxy_reachable"]) == ("unknown", "timeout", True)


@pytest.mark.parametrize(
    "address", ["socks5://proxy.example:1080", "http://[broken", "http://proxy.example:99999", "x:y:z"]
)
def test_a_proxy_that_cannot_be_asked(measure, made, address: str) -> None:
    answer = measure("network.proxy", settings(made, ProxySettings(address), Missing("timeout")))
    assert (answer.result, answer.facts["proxy_reachable"]) == ("unknown", None)


def test_proxy_settings_that_cannot_be_read(measure, made) -> None:
    answer = measure("network.proxy", settings(made, Missing("not_permitted"), clock()))
    assert (answer.result, answer.reason) == ("unknown", "not_permitted")


def test_no_line_says_nothing_of_the_clock(measure, made) -> None:
    answer = measure("network.proxy", settings(made, ProxySettings(None), Missing("timeout")))
    assert (answer.result, answer.reason) == ("unknown", "timeout")


def test_a_vpn_is_named(measure, made) -> None:
    tunnels = (NetworkInterface("tun0", "vpn", True, ()), NetworkInterface("tun1", "vpn", False, ()))
    system = settings(made, ProxySettings(None, "http://wpad.example/wpad.dat"), clock(), *tunnels)
    answer = measure("network.proxy", system)
    assert (answer.facts["vpn_adapter"], answer.facts["proxy_url"]) == ("tun0", "http://wpad.example/wpad.dat")
    assert answer.facts["proxy_reachable"] is None


# the organisation's pages


@pytest.fixture(params=["network.service", "account.page"])
def probe(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def profile(probe: str, with_values):
    if probe == "account.page":
        return with_values("account", page_url="https://page.example/health")
    return with_values("network", service_url="https://page.example/health", service_name="Page")


ELSEWHERE = page(204)


def pages(made, own: Any, other: Any = ELSEWHERE):
    return made(fetch=lambda url, timeout_s, policy: own if "page.example" in url else other)


@pytest.mark.parametrize(
    ("status", "result"),
    [
        (200, "ok"),
        (302, "ok"),
        (401, "ok"),
        (403, "ok"),
        (429, "ok"),
        (500, "down"),
        (503, "down"),
        (404, "unknown"),
        (410, "unknown"),
        (511, "unknown"),
    ],
)
def test_page(measure, made, probe: str, profile, status: int, result: str) -> None:
    answer = measure(probe, pages(made, page(status)), organisation=profile)
    assert answer.result == result
    assert status in answer.facts.values()
    assert 60.0 in answer.facts.values()


@pytest.mark.parametrize("reason", ["timeout", "not_available"])
def test_a_silent_page_is_down_when_others_answer(measure, made, probe: str, profile, reason: str) -> None:
    answer = measure(probe, pages(made, Missing(reason, "no answer")), organisation=profile)
    assert (answer.result, answer.reason) == ("down", None)


@pytest.mark.parametrize("other", [Missing("timeout"), page(302, "https://login.example/"), page(503)])
def test_a_silent_page_on_a_dead_line_is_not_blamed(measure, made, probe: str, profile, other) -> None:
    answer = measure(probe, pages(made, Missing("timeout", "no answer"), other), organisation=profile)
    assert (answer.result, answer.reason) == ("unknown", "timeout")


def test_a_page_that_may_not_be_asked(measure, made, probe: str, profile) -> None:
    answer = measure(probe, pages(made, Missing("not_permitted", "plain http")), organisation=profile)
    assert (answer.result, answer.reason) == ("unknown", "not_permitted")


def test_no_page_in_the_profile(measure, made, probe: str) -> None:
    answer = measure(probe, pages(made, page(200)))
    assert (answer.result, answer.reason) == ("unknown", "not_available")
    assert "names no" in answer.detail
    assert set(answer.facts.values()) == {None}


@pytest.mark.parametrize("small_ones_pass", [True, False])
def test_a_page_that_comes_in_small_packets_only(measure, made, with_values, small_ones_pass: bool) -> None:
    """A black hole for large packets (RFC 2923) is no fault of the service."""

    def fetch(url: str, timeout_s: float, policy: HttpPolicy) -> HttpAnswer | Missing:
        if url.startswith("http://"):
            return HttpAnswer(204, {}, b"", 20.0)
        small = policy.small_packets and small_ones_pass
        return HttpAnswer(200, {}, b"page", 30.0) if small else Missing("timeout", "no whole answer")

    measure.organisation = with_values("network", service_url="https://page.example/", service_name="Page")
    answer = measure("network.service", made(fetch=fetch))
    if small_ones_pass:
        assert (answer.result, answer.reason, answer.facts["large_packets_lost"]) == ("unknown", "timeout", True)
    else:
        assert (answer.result, answer.facts["large_packets_lost"]) == ("down", None)
