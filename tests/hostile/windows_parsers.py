"""What Windows hands out as buffers and values, as far as it is read without Windows' own calls."""

from collections.abc import Callable

from tests.hostile.table import Parser, text
from wizard.system.windows import (
    adapters,
    drive_answers,
    files_listing,
    pending,
    proxy_settings,
    remote_access,
    routes,
    smbios,
    wifi_answers,
    wifi_elements,
)
from wizard.system.windows.memory import DamagedError

WINDOWS = "wizard.system.windows"
ELEMENTS = bytes.fromhex("00036162632d1a") + bytes(26) + bytes.fromhex("c0050100000000")
SMBIOS = bytes.fromhex("0003030090000000011b01000102030400000000000000000000000000000000000600")
SMBIOS += b"Maker\0Model\0V\0SN1\0\0"
LISTING = bytes(4) + bytes(60) + (8).to_bytes(4, "little") + bytes(40) + "name".encode("utf-16-le")
ZEROS = bytes(2000)
V4, V6 = b"\x02\0\0\0\xc0\0\2\1" + bytes(8), b"\x17\0" + bytes(26)
RENAMES = b"\\??\\C:\\a\0\0\\??\\C:\\b\0!c"
SERVERS, EXCEPTIONS = b"http=a:80;https=b:443", b"<local>;*.example.org"


def row(name: str, module: str, read: Callable[[bytes], object], *seeds: bytes) -> Parser:
    return Parser(name, (f"{WINDOWS}.{module}",), read, seeds or (ZEROS,), (DamagedError,))


PARSERS = (
    row("elements of a network", "wifi_elements", wifi_elements.width_mhz, ELEMENTS),
    row("wireless adapters", "wifi_answers", wifi_answers.decode_interfaces),
    row("wireless link", "wifi_answers", lambda data: wifi_answers.decode_link("a", data)),
    row("wireless number", "wifi_answers", wifi_answers.decode_number, b"\1\0\0\0"),
    row("switched off", "wifi_answers", wifi_answers.decode_switched_off),
    row("networks", "wifi_answers", wifi_answers.decode_stations),
    row("routes", "routes", lambda data: len(routes.decode_routes(data))),
    row("socket address", "adapters", adapters.decode_address, V4, V6),
    row("listing", "files_listing", lambda data: len(files_listing.decode_listing(data)), LISTING),
    row("health of NVMe", "drive_answers", drive_answers.nvme_health),
    row("SMBIOS", "smbios", smbios.serials, SMBIOS),
    row(
        "proxy", "proxy_settings", lambda data: proxy_settings.manual(text(data), text(data)), b"http=a:80;https=b:443"
    ),
    row("exceptions", "proxy_settings", lambda data: proxy_settings.direct_hosts(text(data)), EXCEPTIONS),
    row("script", "proxy_settings", lambda data: proxy_settings.first_of_script(text(data)), b"PROXY a:80; DIRECT"),
    row(
        "renames",
        "pending",
        lambda data: pending.replacements(text(data).split("\0")),
        b"\\??\\C:\\a\0\0\\??\\C:\\b\0!c",
    ),
    row("remote access", "remote_access", lambda data: remote_access.device_type(text(data)), b"VPN\0"),
)
