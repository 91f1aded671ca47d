"""Words of the report: what results, proofs, readings and ends are called. All are catalogue messages."""

from collections.abc import Mapping
from typing import Protocol

from wizard.flow.model import OutcomeResult
from wizard.flow.views import ProofWord
from wizard.marking import N_


class Words(Protocol):
    """The texts of one language, as far as a report needs them (``wizard.texts.Texts``)."""

    language: str

    def message(self, msgid: str, facts: Mapping[str, object] = ..., /) -> str: ...
    def plural(self, singular: str, plural: str, count: int, facts: Mapping[str, object] = ..., /) -> str: ...
    def flow(self, flow_id: str, key: str, facts: Mapping[str, object] = ..., /) -> str | None: ...
    def format_fact(self, name: str, value: object, /) -> str: ...


PRACTICE = N_("Practice: {scene}. Nothing here happened to a real device.")
SAID_SO = N_("you said so")
NOT_GIVEN = N_("not given")
NONE_TRIED = N_("none")
PROOF_WORDS: Mapping[ProofWord, str] = {
    "fixed": N_("fixed"),
    "not_fixed": N_("not fixed"),
    "could_not_measure": N_("could not measure"),
    "said_so": SAID_SO,
}
ENDS: Mapping[OutcomeResult, str] = {
    "healthy": N_("The checks found no problem."),
    "hardware": N_("A part is the likely cause."),
    "escalate": N_("It is not solved. This needs a person."),
    "not_supported": N_("This cannot be done on this computer."),
}
SOLVED: Mapping[ProofWord | None, str] = {
    "fixed": N_("Fixed: it was measured before and after."),
    "said_so": N_("You said so: it works now. It was not measured."),
    "not_fixed": N_("The guide came to its end, but the last measurement still shows the problem."),
    "could_not_measure": N_("The guide came to its end. Nobody could measure whether it helped."),
    None: N_("The guide came to its end. It was not measured whether it helped."),
}
NOT_ENDED = N_("The guide has not come to its end yet.")
REQUESTS: Mapping[OutcomeResult | None, str] = {
    "solved": N_("Keep this for the record. Nothing else is needed."),
    "healthy": N_("Keep this for the record. Nothing else is needed."),
    "hardware": N_("Confirm the part, and say when it comes."),
    "escalate": N_("Say what the cause is, who looks after it, and by when."),
    "not_supported": N_("Say where this can be done, and who looks after it."),
    None: N_("Read this. The guide is still open."),
}
RESULTS: Mapping[str, str] = {
    "ok": N_("good"),
    "connected": N_("connected"),
    "healthy": N_("good"),
    "clear": N_("good"),
    "current": N_("up to date"),
    "open": N_("good"),
    "none": N_("none found"),
    "wired": N_("cable, no Wi-Fi"),
    "absent": N_("nothing stored"),
    "silent": N_("there, but does not answer a ping"),
    "slow": N_("slow"),
    "lossy": N_("messages get lost"),
    "down": N_("no answer"),
    "gone": N_("no answer"),
    "unreachable": N_("no answer"),
    "missing": N_("not there"),
    "no_address": N_("no address"),
    "disconnected": N_("not connected"),
    "broken": N_("does not work"),
    "sign_in": N_("asks to sign in"),
    "proxy_dead": N_("the proxy does not answer"),
    "clock_wrong": N_("the clock is wrong"),
    "weak": N_("weak"),
    "crowded": N_("crowded"),
    "over": N_("over the limit"),
    "old": N_("too old"),
    "beta": N_("a test version"),
    "found": N_("found"),
    "hot": N_("too hot"),
    "danger": N_("dangerously hot"),
    "turning": N_("turns"),
    "newer": N_("newer than needed"),
    "software": N_("drawn without the graphics chip"),
    "no_driver": N_("no driver"),
    "still": N_("stands still"),
    "recent": N_("new enough"),
    "low_disk": N_("disk nearly full"),
    "low_memory": N_("memory nearly full"),
    "unknown": N_("not known"),
    "this_computer": N_("this computer"),
    "wifi": N_("the Wi-Fi"),
    "router": N_("the router"),
    "provider": N_("the internet provider"),
    "service": N_("the service"),
    "sign_in_page": N_("a page to sign in to"),
    "done": N_("done"),
    "changed": N_("done, the change was seen"),
    "cannot": N_("could not be done"),
    "expired": N_("the time ran out"),
    "failed": N_("did not work"),
    "declined": N_("not wanted"),
    "not_available": N_("not possible here"),
    "interrupted": N_("broken off"),
    "changed_since": N_("left alone, as somebody else has changed it since"),
    "timeout": N_("no answer in time"),
    "not_permitted": N_("not allowed"),
}
"""Results of probes, fixes and guides, and reasons of ``unknown``."""
CHOICES: Mapping[str, str] = {
    "not_sure": N_("I'm not sure"),
    "yes": N_("Yes"),
    "no": N_("No"),
    "given": N_("answered, not kept"),
}
FACTS: Mapping[str, str] = {
    "loss_percent": N_("Lost messages"),
    "latency_ms": N_("Answer time"),
    "jitter_ms": N_("Uneven answer times"),
    "verdict": N_("Where the fault lies"),
    "firmware_version": N_("Firmware version"),
    "version_before": N_("Version before"),
    "target_version": N_("Version it should have"),
    "size_bytes": N_("Stored copies"),
    "freed_bytes": N_("Freed space"),
    "limit_bytes": N_("Limit"),
    "crash_code_hex": N_("Code of the crash"),
    "crash_application": N_("Program that crashed"),
    "crash_time": N_("When it crashed"),
    "crash_count": N_("Crash records"),
    "signal_dbm": N_("Wi-Fi strength"),
    "channel": N_("Wi-Fi channel"),
    "recommended_channel": N_("Better channel"),
    "neighbours": N_("Other networks on the channel"),
    "rate_mbps": N_("Wi-Fi speed"),
    "download_mbps": N_("Speed coming in"),
    "upload_mbps": N_("Speed going out"),
    "band_ghz": N_("Wi-Fi band"),
    "dns_latency_ms": N_("Time to find an address"),
    "gateway_latency_ms": N_("Answer time of the router"),
    "service_status": N_("Answer of the service"),
    "service_latency_ms": N_("Answer time of the service"),
    "page_status": N_("Answer of the page"),
    "page_latency_ms": N_("Answer time of the page"),
    "portal_status": N_("Answer of the check page"),
    "clock_skew_s": N_("Clock is off by"),
    "disk_free_bytes": N_("Free disk space"),
    "memory_available_bytes": N_("Free memory"),
    "temperature_celsius": N_("Temperature"),
    "fan_rpm": N_("Turns of the fan a minute"),
    "installed_version": N_("Installed version"),
    "wanted_version": N_("Version it should have"),
    "installed_copies": N_("Installed copies"),
    "graphics_name": N_("Graphics chip"),
    "graphics_driver": N_("Graphics driver"),
    "graphics_driver_version": N_("Version of the graphics driver"),
    "graphics_renderer": N_("What draws the picture"),
    "screen_resolution": N_("Pixels on the screen"),
    "computer_firmware_version": N_("Firmware of the computer"),
    "computer_firmware_date": N_("Date of that firmware"),
    "cpu_percent": N_("Processor load"),
    "battery_percent": N_("Battery"),
    "uptime_s": N_("Running for"),
    "sent": N_("Messages sent"),
    "received": N_("Messages that came back"),
    "files": N_("Files"),
    "answer": N_("Your answer"),
}
"""Readings with plain names, the most telling first; all others are shown by the name of their fact."""


LABELS: Mapping[str, str] = {
    "user": N_("user name"),
    "name": N_("person's name"),
    "home": N_("home folder"),
    "host": N_("computer name"),
    "domain": N_("domain"),
    "mac": N_("hardware address"),
    "serial": N_("serial number"),
    "ssid": N_("Wi-Fi name"),
    "email": N_("e-mail address"),
    "secret": N_("password, key or token"),
    "data": N_("encoded data"),
    "sid": N_("Windows account number"),
    "card": N_("card number"),
    "personal-number": N_("personal number"),
    "phone": N_("telephone number"),
    "account": N_("bank account"),
    "place": N_("place on the map"),
}
"""What the names that stand for hidden values mean (``<user-1>``)."""
ADDRESS_SORTS = (
    N_("address"),
    N_("private IPv4 address"),
    N_("private IPv6 address"),
    N_("public IPv4 address"),
    N_("public IPv6 address"),
    N_("link-local IPv4 address"),
    N_("link-local IPv6 address"),
)
"""What ``judgement.address_sort`` answers."""


def result_words(words: Words, result: str) -> str:
    """Return what a result is called; a result of an added probe by its own name."""
    return words.message(RESULTS[result]) if result in RESULTS else result.replace("_", " ")


def fact_words(words: Words, name: str) -> str:
    """Return what a reading is called."""
    return words.message(FACTS[name]) if name in FACTS else name


def end_words(words: Words, outcome: OutcomeResult | None, proof: ProofWord | None) -> str:
    """Return the sentence of the end; it says *fixed* only where the last proof does."""
    if outcome is None:
        return words.message(NOT_ENDED)
    return words.message(SOLVED[proof] if outcome == "solved" else ENDS[outcome])
