"""display.graphics: does the graphics chip draw, with a driver of its own? (FACTS A8)"""

from wizard.flow.catalogue import Fact, ProbeSignature
from wizard.flow.events import FactValue
from wizard.marking import N_
from wizard.probes.probe import Probe, ProbeContext, ProbeResult
from wizard.probes.unknown import unknown, unknown_because
from wizard.system.base import Graphics, Missing

SIGNATURE = ProbeSignature(
    name="display.graphics",
    results=("ok", "software", "no_driver"),
    good=frozenset({"ok"}),
    facts={
        "graphics_name": Fact(str, "Graphics chip; one with a driver, if there is one"),
        "graphics_driver": Fact(str, "Its driver; null where it has none or the system does not tell"),
        "graphics_driver_version": Fact(str, "Version of the driver, if it has one of its own"),
        "graphics_renderer": Fact(str, "What programs draw with; null when nobody tells"),
        "screen_resolution": Fact(str, "Pixels of the main screen now, as 1920 × 1080"),
        "finest_resolution": Fact(str, "The most pixels it can show"),
        "graphics_chips": Fact(list, "Rows: name, driver, version"),
    },
    timeout_s=15.0,
)

TITLE = N_("Graphics of this computer")
SENTENCES = {
    "ok": N_("The graphics chip has its driver: {graphics_name}."),
    "software": N_(
        "The graphics chip does not draw. The processor does its work: {graphics_renderer}. "
        "Its driver is missing or broken. Install the driver again."
    ),
    "no_driver": N_(
        "The graphics chip has no driver: {graphics_name}. So it shows pictures badly or slowly. "
        "Install its driver again."
    ),
    "unknown": N_("We could not read what draws on your screen. Tell us what you see instead."),
}


def run(context: ProbeContext) -> ProbeResult:
    """Judge the driver first, then what draws. Whether a picture is right only a person can see."""
    reading = context.system.graphics(context.cancel)
    if isinstance(reading, Missing):
        return unknown_because(reading, dict.fromkeys(SIGNATURE.facts))
    facts = _facts(reading)
    if reading.adapters and not any(adapter.driver for adapter in reading.adapters):
        return ProbeResult("no_driver", facts)
    if reading.software:
        return ProbeResult("software", facts)
    if reading.software is None and not reading.adapters:
        return unknown("not_available", "neither a graphics chip nor what draws is known", facts)
    return ProbeResult("ok", facts)


def _facts(reading: Graphics) -> dict[str, FactValue]:
    chips = sorted(reading.adapters, key=lambda adapter: adapter.driver is None)
    first = chips[0] if chips else None
    return {
        "graphics_name": first.name if first else None,
        "graphics_driver": first.driver if first else None,
        "graphics_driver_version": first.driver_version if first else None,
        "graphics_renderer": reading.renderer,
        "screen_resolution": _size(reading.width_pixels, reading.height_pixels),
        "finest_resolution": _size(reading.finest_width_pixels, reading.finest_height_pixels),
        "graphics_chips": [
            {"name": adapter.name, "driver": adapter.driver, "version": adapter.driver_version}
            for adapter in reading.adapters
        ],
    }


def _size(width: int | None, height: int | None) -> str | None:
    return f"{width} × {height}" if width and height else None


PROBE = Probe(SIGNATURE, TITLE, SENTENCES, run, in_check_up=False)
