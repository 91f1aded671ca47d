"""network.metered: does data cost money on the line in use? Asked before a test that moves much of it."""

from wizard.flow.catalogue import Fact, ProbeSignature
from wizard.flow.events import FactValue
from wizard.marking import N_
from wizard.probes.probe import Probe, ProbeContext, ProbeResult
from wizard.probes.unknown import unknown_because
from wizard.system.base import Gateway, Missing

_MOBILE = ("wwan", "wwp", "rmnet", "ppp", "pdp_ip", "usb", "rndis")
"""How adapters to mobile networks begin: those of systemd, the kernel and macOS, and a phone on a USB cable."""

SIGNATURE = ProbeSignature(
    name="network.metered",
    results=("free", "metered"),
    good=frozenset({"free"}),
    facts={
        "mobile": Fact(bool, "Whether the line in use is an adapter to a mobile network"),
        "speed_test_bytes": Fact(int, "How much a speed test moves at most on this line"),
    },
    timeout_s=8.0,
    depends_on=("network.adapter",),
)

TITLE = N_("Cost of data")
SENTENCES = {
    "free": N_("Your connection does not charge by how much data it moves."),
    "metered": N_("Your connection may charge for data. We ask before we move much of it."),
    "unknown": N_("The system does not tell if your connection charges for data. If it comes from a phone, it may."),
}


def run(context: ProbeContext) -> ProbeResult:
    """Ask the system; a mobile adapter of which it says nothing counts as metered."""
    mobile = _is_mobile(context)
    metered = is_metered(context, mobile=mobile)
    facts: dict[str, FactValue] = {"mobile": mobile, "speed_test_bytes": most_bytes(context, metered)}
    if isinstance(metered, Missing):
        return unknown_because(metered, facts)
    return ProbeResult("metered" if metered else "free", facts)


def is_metered(context: ProbeContext, *, mobile: bool | None = None) -> bool | Missing:
    """Return whether data costs money here: what the system says, else whether the line is a mobile one."""
    said = context.system.metered()
    if isinstance(said, Missing) and (_is_mobile(context) if mobile is None else mobile):
        return True
    return said


def most_bytes(context: ProbeContext, metered: bool | Missing) -> int:
    """Return how much a speed test may move on a line of that cost."""
    speed = context.organisation.speed
    return min(speed.metered_bytes, speed.most_bytes) if metered is True else speed.most_bytes


def _is_mobile(context: ProbeContext) -> bool:
    gateway = context.system.gateway(context.cancel)
    return isinstance(gateway, Gateway) and gateway.interface.lower().startswith(_MOBILE)


PROBE = Probe(SIGNATURE, TITLE, SENTENCES, run, in_check_up=False)
