"""The check-up: every probe that can judge alone once, side by side, one verdict, and the flows that fit best."""

from collections.abc import Callable, Container, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal, Protocol

from wizard.device.base import DeviceDriver
from wizard.flow.events import FactValue
from wizard.marking import N_
from wizard.organisation import Organisation
from wizard.probes.network_cause import applicable, cause_of
from wizard.probes.parameters import defaults
from wizard.probes.probe import ProbeContext, ProbeResult
from wizard.probes.registry import CHECKED, PROBES
from wizard.probes.side_by_side import Timed, run_side_by_side
from wizard.system.base import Cancel, Progress, Reason, Report, System

FORMAT = 1
CAUSE = "network.cause"
_DEADLINE_S = 84.0
"""Over the longest way: the adapter, then a lossy line of almost a minute, then the scan of the air."""
_AFTER = {"wifi.scan": ("network.ping",)}
"""A scan takes the radio off its channel, and the echoes of that moment get lost."""
ASKED_FIRST = frozenset({"network.speed"})
"""What is never run unasked: it uses data that may cost money."""
_ALONE = "computer.slowness"
"""Measures how hard the computer works, so it waits until nothing else is measured."""

Verdict = Literal[
    "healthy", "this_computer", "wifi", "router", "provider", "service", "sign_in_page", "device", "cannot_tell"
]
"""Where the fault lies: the words of network.cause, and ``device`` for the device being repaired."""

_PLACES: Mapping[str, Verdict] = {
    "network.tls": "this_computer",
    "network.service": "service",
    "account.page": "service",
    "device.reachable": "device",
    "device.firmware": "device",
    "storage.health": "this_computer",
    "storage.free": "this_computer",
    "storage.cache": "this_computer",
    "health.snapshot": "this_computer",
    "computer.temperature": "this_computer",
    "crash.logs": "this_computer",
    "wifi.link": "wifi",
    "wifi.scan": "wifi",
}
"""Where the fault lies when the connection as a whole is fine and this probe is bad; the gravest first."""
_FLOWS: Mapping[tuple[str, str], tuple[str, ...]] = {
    (CAUSE, "wifi"): ("wifi_channel", "connection"),
    (CAUSE, "this_computer"): ("connection",),
    (CAUSE, "router"): ("connection",),
    (CAUSE, "provider"): ("connection",),
    (CAUSE, "sign_in_page"): ("connection",),
    (CAUSE, "service"): ("service_down", "connection"),
    ("network.tls", "untrusted"): ("connection",),
    ("wifi.link", "weak"): ("wifi_channel",),
    ("wifi.scan", "crowded"): ("wifi_channel",),
    ("device.reachable", "gone"): ("restart_firmware",),
    ("device.firmware", "old"): ("restart_firmware",),
    ("device.firmware", "beta"): ("restart_firmware",),
    ("storage.health", "failing"): ("slow_computer",),
    ("storage.free", "low"): ("storage_full",),
    ("storage.free", "too_many_files"): ("storage_full",),
    ("storage.cache", "over"): ("app_cache",),
    ("health.snapshot", "low_disk"): ("storage_full", "app_cache"),
    ("health.snapshot", "low_memory"): ("slow_computer",),
    ("computer.temperature", "hot"): ("overheating",),
    ("computer.temperature", "danger"): ("overheating",),
    ("crash.logs", "found"): ("crash_export",),
    ("account.page", "down"): ("service_down", "password_reset"),
}
_MAY_STAY_UNSEEN = frozenset({"wifi.scan", "wifi.link", "network.adapter", "network.gateway", "network.tls"})
"""The way out was measured from end to end without them; a crowded channel that does harm shows in the ping."""
_BAD_PARTS = ("network.ping", "network.dns", "network.gateway", "network.adapter", "network.proxy")
"""When any of them is bad and no place is known, ``connection`` looks further."""

HEALTHY = N_("Everything that was checked is fine.")
CANNOT_TELL = N_("Nothing bad was found, but some checks gave no answer. Look at the list, then try again.")


NOTES: Mapping[str, str] = {
    "address_taken": N_(
        "Another device on your network uses the same address as your computer. "
        "Disconnect from the network and connect again to get another one."
    ),
    "large_packets_lost": N_(
        "Large packets get lost on the way, small ones pass. If you use a VPN, turn it off and try again, "
        "else restart the router."
    ),
    "only_ipv6": N_("Your network uses IPv6 only. That is fine, but an old program or device may not work in it."),
    "silent_router": N_("Your router does not answer test calls. Many stay silent by design, so this is no fault."),
    "double_nat": N_(
        "There seems to be a second router behind yours. That is fine for most uses. "
        "If calls or games do not get through, ask support about a double network."
    ),
    "inspected": N_(
        "Safe connections are opened and looked into on the way. Many companies and virus scanners do that. "
        "If one app alone does not work, this may be the cause."
    ),
    "one_site": N_(
        "One site shows a certificate that your computer does not trust; the list says which. "
        "Its own set-up is the likely cause. Type no password there, and tell support."
    ),
}
"""What the check-up may add to its verdict."""


class Sayer(Protocol):
    """What turns a catalogue message into the person's language: ``texts.Texts``."""

    def message(self, msgid: str, facts: Mapping[str, Any] = ...) -> str: ...


class CheckUpInputs(Protocol):
    """What a check-up needs of an ``environment.Environment``."""

    @property
    def system(self) -> System: ...
    @property
    def organisation(self) -> Organisation: ...
    @property
    def device(self) -> DeviceDriver: ...
    @property
    def now_s(self) -> Callable[[], float]: ...


@dataclass(frozen=True)
class CheckedProbe:
    """One probe's answer. ``good`` is None for ``unknown``; ``applies`` is False where there is nothing to check."""

    probe: str
    result: str
    reason: Reason | None
    facts: Mapping[str, FactValue]
    seconds: float
    good: bool | None
    applies: bool = True
    detail: str = ""

    def sentence(self, texts: Sayer) -> str:
        """Return what a person reads of it."""
        return texts.message(PROBES[self.probe].sentences[self.result], dict(self.facts))


@dataclass(frozen=True)
class CheckUp:
    """A finished check-up. ``decided_by`` is the probe whose answer made the verdict, None when all are good."""

    verdict: Verdict
    seconds: float
    probes: tuple[CheckedProbe, ...]
    flows: tuple[str, ...]
    decided_by: str | None = None
    notes: tuple[str, ...] = ()
    """What a person should know besides the verdict: names of ``NOTES``."""
    further: tuple[CheckedProbe, ...] = ()
    """What was measured besides, and has no part in the verdict."""

    @property
    def left_out(self) -> Mapping[str, str]:
        """The probes that were not run, by name, and why: ``asked_first`` or ``not_in_verdict``."""
        ran = {each.probe for each in (*self.probes, *self.further)}
        return {name: "asked_first" if name in ASKED_FIRST else "not_in_verdict" for name in PROBES if name not in ran}

    def sentence(self, texts: Sayer) -> str:
        """Return the verdict as a person reads it, and the notes."""
        return " ".join((self._verdict_sentence(texts), *(texts.message(NOTES[name]) for name in self.notes)))

    def _verdict_sentence(self, texts: Sayer) -> str:
        if self.verdict == "healthy":
            return texts.message(HEALTHY)
        deciding = next((each for each in self.probes if each.probe == self.decided_by), None)
        if deciding is None or (self.verdict == "cannot_tell" and deciding.probe != CAUSE):
            return texts.message(CANNOT_TELL)
        return deciding.sentence(texts)

    def document(self) -> dict[str, Any]:
        """Return the JSON document of ``wizard check --json`` (DESIGN 10)."""
        return {
            "format": FORMAT,
            "verdict": self.verdict,
            "notes": list(self.notes),
            "seconds": self.seconds,
            "probes": [
                {
                    "probe": each.probe,
                    "result": each.result,
                    "reason": each.reason,
                    "facts": dict(each.facts),
                    "seconds": each.seconds,
                    "in_verdict": each in self.probes,
                }
                for each in (*self.probes, *self.further)
            ],
            "left_out": [{"probe": name, "why": why} for name, why in self.left_out.items()],
            "flows": list(self.flows),
        }


def check_up(
    inputs: CheckUpInputs,
    report: Callable[[str, Progress], None],
    cancel: Cancel,
    known_flows: Container[str] | None = None,
    *,
    all_probes: bool = False,
) -> CheckUp:
    """Run every probe once, side by side, and judge them together; nothing is changed.

    ``all_probes``: measure afterwards also what has no part in the verdict, but for what is asked first.

    ``report`` is called with a probe's name and its progress (1.0 when it has ended), and with an empty name and
    the share of the whole. ``known_flows`` leaves out suggestions that this library does not have; ``inputs`` with
    a ``library`` give their own. When ``cancel`` is requested, what has no answer is ``unknown``.
    """
    probes = {name: probe for name, probe in CHECKED.items() if name != CAUSE}

    def measure(name: str, inner_cancel: Cancel, inner_report: Report) -> ProbeResult:
        probe = PROBES[name]
        return probe.run(
            ProbeContext(
                system=inputs.system,
                organisation=inputs.organisation,
                device=inputs.device,
                parameters=defaults(probe.signature, inputs.organisation),
                report=inner_report,
                cancel=inner_cancel,
                now_s=inputs.now_s,
            )
        )

    started_s = inputs.now_s()
    timed = run_side_by_side(
        probes,
        measure,
        cancel,
        lambda progress: report("", progress),
        after=_AFTER,
        deadline_s=_DEADLINE_S,
        report_each=report,
    )
    seconds = round(inputs.now_s() - started_s, 3)
    if known_flows is None:
        known_flows = getattr(getattr(inputs, "library", None), "flows", None)
    result = judge(timed, inputs, seconds, known_flows)
    if not all_probes:
        return result
    others = {name: probe for name, probe in PROBES.items() if name not in CHECKED and name not in ASKED_FIRST}
    after = {_ALONE: tuple(name for name in others if name != _ALONE)}
    besides = run_side_by_side(others, measure, cancel, after=after, deadline_s=_DEADLINE_S)
    return replace(result, further=tuple(_checked(name, answer, inputs) for name, answer in besides.items()))


def _checked(name: str, answer: Timed, inputs: CheckUpInputs) -> CheckedProbe:
    result = answer.result
    good = None if result.result == "unknown" else result.result in PROBES[name].signature.good
    applies = _applies(name, result, inputs)
    return CheckedProbe(name, result.result, result.reason, result.facts, answer.seconds, good, applies, result.detail)


def judge(
    timed: Mapping[str, Timed], inputs: CheckUpInputs, seconds: float, known_flows: Container[str] | None
) -> CheckUp:
    """Make the check-up out of measured probes; network.cause is judged from its parts, not measured again."""
    results = {name: answer.result for name, answer in timed.items()}
    cause = cause_of(results, inputs.organisation)
    checked = []
    longest_s = max((answer.seconds for answer in timed.values()), default=0.0)
    for name in CHECKED:
        checked.append(_checked(name, Timed(cause, longest_s) if name == CAUSE else timed[name], inputs))
    verdict, decided_by = _verdict({each.probe: each for each in checked})
    flows = _suggested({each.probe: each for each in checked}, decided_by)
    return CheckUp(
        verdict,
        seconds,
        tuple(checked),
        tuple(flow for flow in flows if known_flows is None or flow in known_flows),
        decided_by,
        _notes(results, verdict),
    )


def _notes(results: Mapping[str, ProbeResult], verdict: Verdict) -> tuple[str, ...]:
    """Return what is no fault by itself, or what names the fault more closely than the place does."""
    adapter, gateway, service = (results[f"network.{part}"] for part in ("adapter", "gateway", "service"))
    holds = {
        "address_taken": gateway.facts.get("address_taken") is True,
        "large_packets_lost": service.facts.get("large_packets_lost") is True,
        "only_ipv6": adapter.facts.get("ip_versions") == "6",
        "silent_router": gateway.result == "silent" and verdict == "healthy",
        "double_nat": bool(gateway.facts.get("second_router")),
        "inspected": results["network.tls"].result == "inspected",
        "one_site": results["network.tls"].result == "one_site",
    }
    return tuple(name for name in NOTES if holds[name])


def _verdict(checked: Mapping[str, CheckedProbe]) -> tuple[Verdict, str | None]:
    """Return the verdict and the probe that made it: a place of the connection first, then whatever else is bad.

    *healthy* only when everything that applies was measured and is good, but for ``_MAY_STAY_UNSEEN``.
    """
    cause = checked[CAUSE]
    # Somebody in between breaks the service's certificate too: then it is not the service that is down.
    in_between = cause.result == "service" and checked["network.tls"].good is False
    if cause.good is False and not in_between:
        return _as_verdict(cause.result), CAUSE
    for name, place in _PLACES.items():
        if checked[name].good is False:
            return place, name
    if cause.good is None:
        return "cannot_tell", CAUSE
    unseen = [each.probe for each in checked.values() if each.good is None and each.applies]
    unseen = [name for name in unseen if name not in _MAY_STAY_UNSEEN]
    if unseen:
        return "cannot_tell", unseen[0]
    return "healthy", None


def _as_verdict(place: str) -> Verdict:
    match place:
        case "this_computer" | "wifi" | "router" | "provider" | "service" | "sign_in_page":
            return place
        case _:
            return "cannot_tell"


def _applies(name: str, result: ProbeResult, inputs: CheckUpInputs) -> bool:
    """Return whether there is anything to check: an unknown about what does not exist hides no fault."""
    if result.result != "unknown":
        return True
    organisation, platform = inputs.organisation, inputs.system.platform
    match name:
        case "network.service":
            return bool(applicable({name: result}, organisation))
        case "account.page":
            return bool(organisation.account.page_url)
        case "device.firmware" | "device.reachable":
            return inputs.device.kind != "manual"
        case "computer.temperature" | "storage.health":
            return result.reason != "not_available"  # many computers have no sensor, or drives that say nothing
        case "storage.cache":
            return platform != "other" and bool(organisation.main_app.cache_folders.get(platform))
        case "crash.logs":
            return platform != "other" and bool(organisation.app.crash_log_folders.get(platform))
    return True


def _suggested(checked: Mapping[str, CheckedProbe], decided_by: str | None) -> tuple[str, ...]:
    """Return flow ids, best first, each once: those of the deciding probe, then of whatever else is bad."""
    order = dict.fromkeys((*((decided_by,) if decided_by else ()), CAUSE, *_PLACES))
    return tuple(dict.fromkeys(flow for name in order for flow in _flows_for(checked, name)))


def _flows_for(checked: Mapping[str, CheckedProbe], name: str) -> Iterator[str]:
    if (name, checked[name].result) == (CAUSE, "wifi") and checked["network.adapter"].result == "disconnected":
        yield "connection"  # on no Wi-Fi at all: the channel is not the question
    yield from _FLOWS.get((name, checked[name].result), ())
    if name == CAUSE and checked[CAUSE].good is None and any(checked[part].good is False for part in _BAD_PARTS):
        yield "connection"
