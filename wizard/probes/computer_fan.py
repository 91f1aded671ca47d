"""computer.fan: does the fan of a hot computer turn? (FACTS A9, A12)"""

from wizard.flow.catalogue import Fact, ProbeSignature
from wizard.marking import N_
from wizard.probes.probe import Probe, ProbeContext, ProbeResult
from wizard.probes.unknown import unknown, unknown_because
from wizard.system.base import Missing

SIGNATURE = ProbeSignature(
    name="computer.fan",
    results=("turning", "still"),
    good=frozenset({"turning"}),
    facts={
        "fan_rpm": Fact(int, "Turns a minute of the fastest fan; null where none reports"),
        "fans": Fact(int, "Fans, and sockets for fans, that report"),
    },
    timeout_s=8.0,
)

TITLE = N_("Fan of this computer")
SENTENCES = {
    "turning": N_("The fan turns."),
    "still": N_(
        "No fan of your computer turns. A cool computer can be still, but a hot one should not be. "
        "Dust may block the fan. Clean its vents, then look again."
    ),
    "unknown": N_("Your computer does not tell whether its fan turns. Hold your hand to its vents to feel the air."),
}


def run(context: ProbeContext) -> ProbeResult:
    """Look at every fan once: one that turns is enough, as boards have sockets with no fan in them."""
    reading = context.system.sensors(context.cancel)
    if isinstance(reading, Missing):
        return unknown_because(reading, dict.fromkeys(SIGNATURE.facts))
    if not reading.fans:
        return unknown("not_available", "no fan reports its speed", dict.fromkeys(SIGNATURE.facts))
    fastest_rpm = max(fan.speed_rpm for fan in reading.fans)
    return ProbeResult("turning" if fastest_rpm > 0 else "still", {"fan_rpm": fastest_rpm, "fans": len(reading.fans)})


PROBE = Probe(SIGNATURE, TITLE, SENTENCES, run, in_check_up=False)
