"""Where the fault lies, as a table: what was measured → the place. Never healthy out of what was not seen."""

import itertools
from typing import Any

import pytest

from wizard.probes.probe import ProbeResult
from wizard.probes.registry import PROBES
from wizard.probes.verdict import judge_place

GOOD = {
    "network.adapter": ProbeResult("connected", {"adapter": "wlan0", "adapter_kind": "wireless"}),
    "network.gateway": ProbeResult("ok", {"gateway_address": "192.168.1.1", "gateway_latency_ms": 2.0}),
    "network.dns": ProbeResult("ok", {"name_servers": "192.168.1.1", "public_answers": None}),
    "network.ping": ProbeResult("ok", {"sent": 299, "received": 299, "latency_ms": 18.0}),
    "network.sign_in": ProbeResult("open", {"portal_status": 204}),
    "network.proxy": ProbeResult("ok", {"proxy_url": None}),
    "network.service": ProbeResult("ok", {"service_status": 200}),
    "wifi.link": ProbeResult("ok", {"signal_dbm": -50}),
}


def unknown(reason: str = "timeout") -> ProbeResult:
    return ProbeResult("unknown", reason=reason)


def answer(result: str, **facts: Any) -> ProbeResult:
    return ProbeResult(result, facts)


WIRED = {
    "network.adapter": answer("connected", adapter_kind="wired"),
    "wifi.link": answer("wired"),
}
SILENCE = {
    "network.dns": answer("down", public_answers=False),
    "network.ping": answer("down", sent=20, received=0),
    "network.sign_in": unknown(),
    "network.proxy": unknown(),
    "network.service": unknown(),
}
"""Nothing beyond the router answers."""
NOT_ASKED = dict.fromkeys(
    ("network.gateway", "network.dns", "network.ping", "network.sign_in", "network.proxy", "network.service"),
    unknown("not_available"),
)

TABLE = [
    ("all good", {}, "healthy"),
    ("wired and good", WIRED, "healthy"),
    ("wifi not readable, but all works from end to end", {"wifi.link": unknown("not_permitted")}, "healthy"),
    ("router that ignores echoes", {"network.gateway": answer("silent")}, "healthy"),
    ("router that cannot be asked", {"network.gateway": unknown()}, "healthy"),
    # this computer
    ("cable out", NOT_ASKED | {"network.adapter": answer("disconnected", adapter_kind="wired")}, "this_computer"),
    ("no adapter at all", NOT_ASKED | {"network.adapter": answer("disconnected")}, "this_computer"),
    ("dead proxy", {"network.proxy": answer("proxy_dead", proxy_url="http://proxy.example:3128")}, "this_computer"),
    ("wrong clock", {"network.proxy": answer("clock_wrong", clock_skew_s=9000)}, "this_computer"),
    (
        "dead proxy on this computer, and everything silent",
        SILENCE | {"network.proxy": answer("proxy_dead", proxy_url="http://127.0.0.1:3128")},
        "this_computer",
    ),
    (
        "another computer has this one's address",
        SILENCE | {"network.gateway": answer("silent", address_taken=True)},
        "this_computer",
    ),
    (
        "large packets lost, over a VPN",
        {
            "network.service": ProbeResult("unknown", {"large_packets_lost": True}, "timeout"),
            "network.proxy": answer("ok", vpn_adapter="tun0"),
        },
        "this_computer",
    ),
    # wifi
    ("wifi off", NOT_ASKED | {"network.adapter": answer("disconnected", adapter_kind="wireless")}, "wifi"),
    (
        "too far for an address",
        NOT_ASKED | {"network.adapter": answer("no_address"), "wifi.link": answer("weak")},
        "wifi",
    ),
    (
        "router out of reach over a weak link",
        SILENCE | {"network.gateway": answer("unreachable"), "wifi.link": answer("weak")},
        "wifi",
    ),
    ("weak and lossy", {"wifi.link": answer("weak"), "network.ping": answer("lossy", received=80)}, "wifi"),
    ("weak but fast", {"wifi.link": answer("weak")}, "wifi"),
    ("crowded and slow", {"wifi.scan": answer("crowded"), "network.ping": answer("slow", received=299)}, "wifi"),
    (
        "slow on the way to the router already",
        {"network.gateway": answer("ok", gateway_latency_ms=64.0), "network.ping": answer("lossy", received=80)},
        "wifi",
    ),
    # router
    ("no address from the router", NOT_ASKED | {"network.adapter": answer("no_address")}, "router"),
    ("no default route", SILENCE | {"network.gateway": answer("missing")}, "router"),
    ("router gone", SILENCE | {"network.gateway": answer("unreachable")}, "router"),
    (
        "slow on the cable to the router already",
        WIRED
        | {"network.gateway": answer("ok", gateway_latency_ms=96.0), "network.ping": answer("slow", received=299)},
        "router",
    ),
    ("own name server broken", {"network.dns": answer("broken", name_servers="192.168.1.1")}, "router"),
    ("own name server slow", {"network.dns": answer("slow", name_servers="fe80::1%eth0")}, "router"),
    ("stub resolver broken", {"network.dns": answer("broken", name_servers="127.0.0.53")}, "router"),
    ("name servers not known", {"network.dns": answer("broken", name_servers=None)}, "router"),
    # provider
    ("router there, nothing behind it", SILENCE, "provider"),
    (
        "large packets lost on the way",
        {"network.service": ProbeResult("unknown", {"large_packets_lost": True}, "timeout")},
        "provider",
    ),
    ("silent router, nothing behind it", SILENCE | {"network.gateway": answer("silent")}, "provider"),
    ("lossy beyond the router", {"network.ping": answer("lossy", received=80)}, "provider"),
    (
        "the provider's name server broken",
        {"network.dns": answer("broken", name_servers="8.8.4.4, 8.8.8.8")},
        "provider",
    ),
    (
        "dead proxy on the internet, and everything silent",
        SILENCE | {"network.proxy": answer("proxy_dead", proxy_url="http://proxy.example:3128")},
        "provider",
    ),
    # service, sign-in
    ("service down", {"network.service": answer("down", service_status=503)}, "service"),
    ("sign-in page", {"network.sign_in": answer("sign_in", portal_status=302)}, "sign_in_page"),
    ("sign-in page that swallows echoes", SILENCE | {"network.sign_in": answer("sign_in")}, "sign_in_page"),
    # cannot tell
    ("nothing measured", dict.fromkeys(GOOD, unknown()), "cannot_tell"),
    ("echoes swallowed, the rest works", {"network.ping": answer("down", received=0)}, "cannot_tell"),
    ("silence, and the router could not be asked", SILENCE | {"network.gateway": unknown()}, "cannot_tell"),
    ("echoes not permitted", {"network.ping": unknown("not_permitted")}, "cannot_tell"),
    ("clock not measured", {"network.proxy": unknown()}, "cannot_tell"),
    ("portal not measured", {"network.sign_in": unknown()}, "cannot_tell"),
    ("names not measured", {"network.dns": unknown()}, "cannot_tell"),
    ("service not measured", {"network.service": unknown()}, "cannot_tell"),
    (
        "slow over the air, and the router gives no time",
        {"network.gateway": answer("silent", gateway_latency_ms=None), "network.ping": answer("slow", received=299)},
        "cannot_tell",
    ),
]


@pytest.mark.parametrize(("changes", "place"), [row[1:] for row in TABLE], ids=[row[0] for row in TABLE])
def test_table(changes: dict[str, ProbeResult], place: str) -> None:
    verdict = judge_place(GOOD | changes)
    assert verdict.place == place, verdict.because
    assert verdict.because


def test_no_service_in_the_profile_is_no_gap() -> None:
    assert judge_place({name: result for name, result in GOOD.items() if name != "network.service"}).place == "healthy"


def test_nothing_at_all_is_not_healthy() -> None:
    assert judge_place({}).place == "cannot_tell"


@pytest.mark.parametrize("name", GOOD)
def test_one_bad_answer_is_never_healthy(name: str) -> None:
    """Each probe in turn, each of its bad results, all others good."""
    signature = PROBES[name].signature
    for result in signature.results:
        if result in signature.good:
            continue
        verdict = judge_place(GOOD | {name: ProbeResult(result, dict.fromkeys(signature.facts))})
        if (name, result) in {("network.gateway", "unreachable"), ("network.gateway", "missing")}:
            assert verdict.place == "healthy", "the internet answers, so there is a way to it (IPv6, a tunnel)"
        elif (name, result) == ("wifi.link", "disconnected"):
            assert verdict.place == "healthy", "the way out is another one"
        else:
            assert verdict.place != "healthy", f"{name} is {result}"


def test_every_combination_of_the_far_probes() -> None:
    """Whatever meets whatever: healthy exactly when ping, names, portal, settings and service were seen good."""
    far = {
        "network.dns": ("ok", "slow", "broken", "down", "unknown"),
        "network.ping": ("ok", "slow", "lossy", "down", "unknown"),
        "network.sign_in": ("open", "sign_in", "unknown"),
        "network.proxy": ("ok", "proxy_dead", "clock_wrong", "unknown"),
        "network.service": ("ok", "down", "unknown"),
    }
    for results in itertools.product(*far.values()):
        given = dict(zip(far, results, strict=True))
        place = judge_place(GOOD | {name: ProbeResult(result, {}) for name, result in given.items()}).place
        is_good = results == ("ok", "ok", "open", "ok", "ok")
        assert (place == "healthy") == is_good, given
