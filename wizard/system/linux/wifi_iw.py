"""Wireless readings by ``iw``, which speaks to the kernel itself; only root may scan with it."""

import re

from wizard.system.base import AccessPoint, Cancel, Missing, WifiLink
from wizard.system.command import CommandOutput, Runner
from wizard.system.wireless import channel_of, hardware_address

_QUICK_S = 3.0
_SCAN_S = 12.0
_BUSY_S = 1.0
_BLOCK = re.compile(r"^BSS ([0-9a-fA-Fx:]{17})\b", re.MULTILINE)
_VHT_WIDTHS = {"1": 80, "2": 160, "3": 160}
_ESCAPED = re.compile(r"((?:\\x[0-9a-fA-F]{2})+)")


def link(names: tuple[str, ...], cancel: Cancel, run: Runner) -> WifiLink | Missing:
    """Return the link of the first adapter that has one, else that the first adapter has none."""
    refusal: Missing | None = None
    for name in names:
        output = run(("iw", "dev", name, "link"), _QUICK_S, cancel)
        found = output if isinstance(output, Missing) else parse_link(name, output)
        if isinstance(found, Missing):
            refusal = found
        elif found.connected:
            return found
    return refusal or WifiLink(names[0], False)


def scan(names: tuple[str, ...], cancel: Cancel, run: Runner) -> tuple[AccessPoint, ...] | Missing:
    """Scan with the first adapter."""
    argv = ("iw", "dev", names[0], "scan")
    output = run(argv, _SCAN_S, cancel)
    if isinstance(output, CommandOutput) and "(-16)" in output.err and not cancel.wait(_BUSY_S):
        output = run(argv, _SCAN_S, cancel)  # busy: somebody else was scanning just then
    if isinstance(output, Missing):
        return output
    if output.status != 0:
        return _refusal(output)
    points = parse_scan(output.out)
    if not points and output.out.strip():
        return Missing("not_available", "iw: its answer cannot be read")  # never "the air is clear"
    return points


def parse_link(name: str, output: CommandOutput) -> WifiLink | Missing:
    """Read ``iw dev NAME link``."""
    if output.status != 0:
        return _refusal(output)
    match = re.search(r"^Connected to (\S+)", output.out, re.MULTILINE)
    if not match:
        return WifiLink(name, False)
    values = _values(output.out)
    frequency_mhz = _integer(values.get("freq", ""))
    rate = re.match(r"(\d{1,6}(?:\.\d+)?) MBit/s", values.get("tx bitrate", ""))
    return WifiLink(
        name,
        True,
        ssid=_ssid(values.get("SSID", "")),
        bssid=hardware_address(match[1]),
        channel=channel_of(frequency_mhz) if frequency_mhz else None,
        frequency_mhz=frequency_mhz,
        signal_dbm=_dbm(values.get("signal", "")),
        rate_mbps=float(rate[1]) if rate else None,
    )


def parse_scan(text: str) -> tuple[AccessPoint, ...]:
    """Read ``iw dev NAME scan``; a network without a usable frequency is passed over."""
    parts = _BLOCK.split(text)[1:]  # address, block, address, block, …
    points = (_point(bssid, block) for bssid, block in zip(parts[::2], parts[1::2], strict=True))
    return tuple(point for point in points if point)


def _point(bssid: str, block: str) -> AccessPoint | None:
    values = _values(block)
    frequency_mhz = _integer(values.get("freq", ""))
    channel = channel_of(frequency_mhz) if frequency_mhz else None
    if channel is None:
        return None
    return AccessPoint(
        bssid=hardware_address(bssid) or "",
        channel=channel,
        signal_dbm=_dbm(values.get("signal", "")),
        ssid=_ssid(values.get("SSID", "")),
        frequency_mhz=frequency_mhz,
        width_mhz=_width(block),
    )


def _values(block: str) -> dict[str, str]:
    """Return ``key: value`` lines; the first one counts, and a name cannot break a line (iw escapes it)."""
    found: dict[str, str] = {}
    for line in block.splitlines():
        key, colon, value = line.strip().partition(":")
        if colon:
            found.setdefault(key, value.strip())
    return found


def _width(block: str) -> int | None:
    wide = re.search(r"VHT operation:[ \t]*\n[ \t]*\* channel width: ([0-9])", block)
    if wide and wide[1] in _VHT_WIDTHS:
        return _VHT_WIDTHS[wide[1]]
    offset = re.search(r"\* secondary channel offset: (.+)", block)
    if offset is None:
        return None
    return 40 if offset[1].strip() in ("above", "below") else 20


def _ssid(text: str) -> str | None:
    def decode(match: "re.Match[str]") -> str:
        return bytes.fromhex(match[1].replace("\\x", "")).decode("utf-8", "replace")

    name = _ESCAPED.sub(decode, text)
    return name if name.strip("\0 ") else None


def _dbm(text: str) -> int | None:
    match = re.match(r"(-\d{1,3})(?:\.\d+)? dBm", text)  # some drivers only give a unitless 70/100
    return int(match[1]) if match else None


def _integer(text: str) -> int | None:
    match = re.match(r"\d{1,9}", text)
    return int(match[0]) if match else None


def _refusal(output: CommandOutput) -> Missing:
    said = (output.err.strip() or output.out.strip() or f"exit status {output.status}").splitlines()[0]
    if "(-1)" in said or "not permitted" in said:
        return Missing("not_permitted", f"iw: {said}; only an administrator may look around with it")
    if "(-16)" in said:
        return Missing("timeout", f"iw: {said}")
    return Missing("not_available", f"iw: {said}")
