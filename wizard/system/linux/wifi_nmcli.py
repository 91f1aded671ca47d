"""Wireless readings by ``nmcli -t``, NetworkManager's own program, where its D-Bus cannot be reached directly."""

import re
from collections.abc import Mapping, Sequence

from wizard.system.base import AccessPoint, Cancel, Missing, WifiLink
from wizard.system.command import CommandOutput, Runner
from wizard.system.wireless import LAST_CHANNEL, channel_of, dbm_of_quality, hardware_address

_DEVICE_FIELDS = ("DEVICE", "TYPE", "STATE")
_LIST_FIELDS = ("IN-USE", "BSSID", "SSID", "CHAN", "FREQ", "RATE", "SIGNAL")
_QUICK_S = 5.0
_SCAN_S = 15.0
_FORBIDDEN = re.compile(r"not authorized|permission|not allowed|insufficient privileges", re.IGNORECASE)


def link(cancel: Cancel, run: Runner) -> WifiLink | Missing:
    """Return the link of the first connected wireless device, else of the first one."""
    devices = _rows(run, _DEVICE_FIELDS, ("device", "status"), _QUICK_S, cancel)
    if isinstance(devices, Missing):
        return devices
    names = [(row["DEVICE"], row["STATE"].startswith("connected")) for row in devices if row["TYPE"] == "wifi"]
    if not names:
        return Missing("not_available", "nmcli: no wireless device")
    name, connected = next((entry for entry in names if entry[1]), names[0])
    if not connected:
        return WifiLink(name, False)
    arguments = ("device", "wifi", "list", "ifname", name, "--rescan", "no")
    rows = _rows(run, _LIST_FIELDS, arguments, _QUICK_S, cancel)
    if isinstance(rows, Missing):
        return rows
    own = next((row for row in rows if row["IN-USE"] == "*"), None)
    if own is None:
        return WifiLink(name, True)
    point = access_point(own)
    return WifiLink(
        name,
        True,
        ssid=own["SSID"] or None,
        bssid=hardware_address(own["BSSID"]),
        channel=point.channel if point else None,
        frequency_mhz=point.frequency_mhz if point else None,
        signal_dbm=point.signal_dbm if point else None,
    )


def scan(cancel: Cancel, run: Runner) -> tuple[AccessPoint, ...] | Missing:
    """Scan and return the networks in the air."""
    rows = _rows(run, _LIST_FIELDS, ("device", "wifi", "list", "--rescan", "yes"), _SCAN_S, cancel)
    if isinstance(rows, Missing):
        return rows
    return tuple(point for point in map(access_point, rows) if point)


def parse_rows(text: str, fields: Sequence[str]) -> list[dict[str, str]]:
    """Read ``nmcli -t`` lines into rows by field; a line with another number of fields is damaged and passed over."""
    rows = (split_escaped(line) for line in text.splitlines())
    return [dict(zip(fields, row, strict=True)) for row in rows if len(row) == len(fields)]


def split_escaped(line: str) -> list[str]:
    r"""Split at colons; ``\:`` and ``\\`` stand for the signs themselves (nmcli(1), --escape)."""
    fields, field, signs = [], "", iter(line)
    for sign in signs:
        if sign == "\\":
            field += next(signs, "")
        elif sign == ":":
            fields.append(field)
            field = ""
        else:
            field += sign
    return [*fields, field]


def access_point(row: Mapping[str, str]) -> AccessPoint | None:
    """Read one row of ``nmcli device wifi list``; None when it has no usable channel."""
    frequency_mhz = _number(row.get("FREQ", ""))
    channel = _number(row.get("CHAN", "")) or (channel_of(frequency_mhz) if frequency_mhz else None)
    if not channel or not 1 <= channel <= LAST_CHANNEL:
        return None
    quality_percent = _number(row.get("SIGNAL", ""))
    return AccessPoint(
        bssid=hardware_address(row.get("BSSID", "")) or "",
        channel=channel,
        signal_dbm=None if quality_percent is None else dbm_of_quality(quality_percent),
        ssid=row.get("SSID") or None,
        frequency_mhz=frequency_mhz,
    )


def _rows(
    run: Runner, fields: Sequence[str], arguments: tuple[str, ...], timeout_s: float, cancel: Cancel
) -> list[dict[str, str]] | Missing:
    output = run(("nmcli", "-t", "-e", "yes", "-f", ",".join(fields), *arguments), timeout_s, cancel)
    match output:
        case Missing():
            return output
        case CommandOutput(status=0):
            rows = parse_rows(output.out, fields)
            if not rows and output.out.strip():
                return Missing("not_available", "nmcli: its answer cannot be read")  # never "the air is clear"
            return rows
        case _:
            said = (output.err.strip() or output.out.strip() or f"exit status {output.status}").splitlines()[0]
            return Missing("not_permitted" if _FORBIDDEN.search(said) else "not_available", f"nmcli: {said}")


def _number(text: str) -> int | None:
    match = re.match(r"\s*(-?\d{1,9})", text)
    return int(match[1]) if match else None
