"""Which Wi-Fi channel is the calmest? Pure: neighbours in, a channel and its reason out (FACTS A4).

A channel's load is the sum of the powers (in mW, not in dB) of all networks that overlap it. On 2.4 GHz channels
overlap when they are fewer than five apart. On 5 GHz networks fill blocks of 20, 40, 80 or 160 MHz (IEEE 802.11,
table E-4); 36 and 40 lie in one block of 80 MHz, so that a wide network fills both, and a change between
them helps only where all are narrow. A width that is not known is taken for 80 MHz.

Where a neighbour has no signal value (macOS keeps some back), networks are counted instead.
"""

import math
from dataclasses import dataclass

CANDIDATES: dict[float, tuple[int, ...]] = {2.4: (1, 6, 11), 5.0: (36, 40)}
OVERLAP_CHANNELS = 5
AUDIBLE_DBM = -82.0
"""Below it a radio does not wait for others (preamble detection, IEEE 802.11-2020, 17.3.10.6)."""
CLEARLY_CALMER = 0.5
"""A channel is clearly calmer at half the load or less (3 dB): readings waver, and changing is work."""
_USUAL_WIDTH_MHZ = 80


@dataclass(frozen=True)
class Neighbour:
    """A network of somebody else in the own band. ``signal_dbm`` and ``width_mhz`` are None when not known."""

    channel: int
    signal_dbm: int | None
    width_mhz: int | None = None


@dataclass(frozen=True)
class Choice:
    """The calmest channel; ``neighbours`` overlap the own channel, ``neighbours_there`` the calmest one.

    ``is_crowded``: the own channel is audibly loaded and the calmest one is clearly calmer. ``because`` is English.
    """

    channel: int
    neighbours: int
    neighbours_there: int
    is_crowded: bool
    because: str


def choose(
    own_channel: int, band_ghz: float | None, own_width_mhz: int | None, others: tuple[Neighbour, ...]
) -> Choice:
    """Return the least loaded of the own channel and the band's candidates; a tie keeps the own one."""
    by_power = all(_is_signal(other.signal_dbm) for other in others)

    def overlapping(channel: int) -> list[Neighbour]:
        return [other for other in others if overlaps(channel, own_width_mhz, other, band_ghz)]

    def load(channel: int) -> float:
        near = overlapping(channel)
        return math.fsum(_milliwatts(other.signal_dbm) for other in near) if by_power else float(len(near))

    candidates = (own_channel, *CANDIDATES.get(band_ghz or 0.0, ()))
    best = min(candidates, key=load)  # the first of equals: the own channel
    here, there = load(own_channel), load(best)
    if math.isclose(here, there, rel_tol=1e-9):
        best, there = own_channel, here
    is_audible = not by_power or here >= 10 ** (AUDIBLE_DBM / 10)
    because = "; ".join(_describe(channel, overlapping(channel), by_power) for channel in dict.fromkeys(candidates))
    if band_ghz == 5.0:
        because += "; 36 and 40 share one block of 80 MHz, so choosing between them rarely helps"
    return Choice(
        channel=best,
        neighbours=len(overlapping(own_channel)),
        neighbours_there=len(overlapping(best)),
        is_crowded=best != own_channel and is_audible and there <= here * CLEARLY_CALMER,
        because=because,
    )


def overlaps(channel: int, width_mhz: int | None, other: Neighbour, band_ghz: float | None) -> bool:
    """Return whether a network on ``channel`` shares air with a neighbour of the same band."""
    if band_ghz == 2.4:
        return abs(channel - other.channel) < OVERLAP_CHANNELS
    if band_ghz == 5.0:
        return bool(_filled(channel, width_mhz) & _filled(other.channel, other.width_mhz))
    return channel == other.channel


def _filled(channel: int, width_mhz: int | None) -> frozenset[int]:
    """Return the 20 MHz slots that a 5 GHz network fills: its primary channel's block of that width."""
    first, number = (149, 100) if channel >= 149 else (36, 0)
    slot = number + (channel - first) // 4
    slots = max(1, (width_mhz or _USUAL_WIDTH_MHZ) // 20)
    start = slot - (slot - number) % slots
    return frozenset(range(start, start + slots))


def _is_signal(signal_dbm: int | None) -> bool:
    return signal_dbm is not None and -120 <= signal_dbm < 0


def _milliwatts(signal_dbm: int | None) -> float:
    return 0.0 if signal_dbm is None else math.pow(10, signal_dbm / 10)


def _describe(channel: int, near: list[Neighbour], by_power: bool) -> str:
    if not by_power or not near:
        return f"channel {channel}: {len(near)} other networks"
    power_dbm = 10 * math.log10(math.fsum(_milliwatts(other.signal_dbm) for other in near))
    return f"channel {channel}: {len(near)} other networks, {power_dbm:.0f} dBm together"
