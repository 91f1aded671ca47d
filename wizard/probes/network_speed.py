"""network.speed: how much does the line carry each way? It moves real data, so no check-up runs it by itself."""

from wizard.flow.catalogue import Fact, Parameter, ProbeSignature
from wizard.flow.events import FactValue
from wizard.marking import N_
from wizard.probes.network_metered import is_metered, most_bytes
from wizard.probes.probe import Probe, ProbeContext, ProbeResult
from wizard.probes.unknown import STOPPED, unknown_because
from wizard.system.base import Missing, Progress, SpeedRequest

LONGEST_S = 55.0
CALL_MBPS = (3.8, 3.0)
"""Down and up for a group video call in Full HD (Zoom's system requirements, support.zoom.com KB0060748)."""
FILM_HD_MBPS, FILM_4K_MBPS = 5.0, 15.0
"""For films in Full HD and in 4K (Netflix, recommended speeds, help.netflix.com/node/306)."""
_GIGABYTE_BITS = 8e9

_FORBIDDEN = Missing("not_permitted", "the organisation has no server for it and forbids public ones")

SIGNATURE = ProbeSignature(
    name="network.speed",
    results=("ok", "slow"),
    good=frozenset({"ok"}),
    facts={
        "download_mbps": Fact(float, "What comes in, in Mbit/s of content"),
        "upload_mbps": Fact(float, "What goes out, in Mbit/s of content"),
        "latency_ms": Fact(float, "Median round trip to the server of the test"),
        "jitter_ms": Fact(float, "Average change from one round trip to the next"),
        "method": Fact(str, "librespeed: the organisation's own server; speedtest_cli: a public one; practice"),
        "server": Fact(str, "Host that the speed was measured against"),
        "moved_bytes": Fact(int, "How much data the test moved, both ways"),
        "suits_calls": Fact(bool, "Whether it is enough for a video call in Full HD"),
        "suits_films": Fact(bool, "Whether it is enough for a film in Full HD"),
        "suits_films_4k": Fact(bool, "Whether it is enough for a film in 4K"),
        "gigabyte_s": Fact(int, "How long a download of 1 GB takes"),
    },
    parameters={
        "minimum_download_mbps": Parameter(float, "Lowest speed coming in that is still fine", 25.0),
        "minimum_upload_mbps": Parameter(float, "Lowest speed going out that is still fine", 3.0),
    },
    timeout_s=60.0,
    depends_on=("network.adapter",),
)

TITLE = N_("Speed of the line")
SENTENCES = {
    "ok": N_("Your line is fast enough: {download_mbps} in, {upload_mbps} out."),
    "slow": N_(
        "Your line carries {download_mbps} in and {upload_mbps} out, which is slow. "
        "Weak Wi-Fi, other devices or the line itself may be the cause. Move closer to the router, then measure again."
    ),
    "unknown": N_("We could not measure the speed of your line. The server of the test may be busy. Try again later."),
}


def run(context: ProbeContext) -> ProbeResult:
    """Measure both ways and compare with the limits; exactly the limit is fine."""
    nothing: dict[str, FactValue] = dict.fromkeys(SIGNATURE.facts)
    speed = context.organisation.speed
    if not speed.server_url and not context.organisation.policy.public_speed_test:
        return unknown_because(_FORBIDDEN, nothing)
    request = SpeedRequest(
        server_url=speed.server_url or None,
        longest_s=LONGEST_S,
        most_bytes=most_bytes(context, is_metered(context)),
        plain_http=speed.plain_http,
    )

    def report(progress: Progress) -> None:
        known = {name: fact for name, fact in progress.facts.items() if name in SIGNATURE.facts}
        context.report(Progress(progress.fraction, known, progress.sample))

    measured = context.system.speed_test(request, context.cancel, report)
    if context.cancel.requested:
        return unknown_because(STOPPED, nothing)
    if isinstance(measured, Missing):
        return unknown_because(measured, nothing)
    download, upload = measured.download_mbps, measured.upload_mbps
    facts: dict[str, FactValue] = {
        "download_mbps": download,
        "upload_mbps": upload,
        "latency_ms": measured.latency_ms,
        "jitter_ms": measured.jitter_ms,
        "method": measured.method,
        "server": measured.server,
        "moved_bytes": measured.moved_bytes,
        "suits_calls": None if upload is None else download >= CALL_MBPS[0] and upload >= CALL_MBPS[1],
        "suits_films": download >= FILM_HD_MBPS,
        "suits_films_4k": download >= FILM_4K_MBPS,
        "gigabyte_s": max(1, round(_GIGABYTE_BITS / (download * 1e6))),
    }
    slow_down = download < float(context.parameters["minimum_download_mbps"])
    slow_up = upload is not None and upload < float(context.parameters["minimum_upload_mbps"])
    return ProbeResult("slow" if slow_down or slow_up else "ok", facts)


PROBE = Probe(SIGNATURE, TITLE, SENTENCES, run, limit_parameter="minimum_download_mbps", in_check_up=False)
