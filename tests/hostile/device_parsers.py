"""The device being repaired: its answers, its record, its versions; answers of helpers of this program."""

from pathlib import Path

from tests.hostile.table import Parser, in_file, text
from wizard.device.download import Wanted, _Task
from wizard.device.http import HttpDriver
from wizard.device.record import DeviceRecord, clean
from wizard.device.transport import address_refusal
from wizard.device.version import Version, VersionError
from wizard.organisation import DeviceProfile
from wizard.organisation.profile import DeviceEndpoints, Firmware
from wizard.system.base import Cancel

IDENTITY = b'{"model":"Router X","serial":"SN-1","hardware":"rev2","firmware":"2.2.0","free_bytes":9,"boot":7}'
RECORD = b'{"format":1,"known":{"serial":{"value":"SN-1","said":true,"at":"2026-01-05T12:00:00Z"}}}'
NOTE = b'{"url":"https://firmware.example.org/a.bin","etag":"\\"abc\\""}'
VERSIONS = (b"2.3.1", b"v10.0-beta.2", b"2.3.1b2+build.7")
DRIVER = HttpDriver(
    DeviceProfile(
        name="box",
        driver="http",
        firmware=Firmware(version="2.3.1", size_bytes=10),
        endpoints=DeviceEndpoints(base_url="https://device.example.org"),
    )
)


def _noted(root: Path) -> object:
    wanted = Wanted("https://firmware.example.org/a.bin", 10, "0" * 64)
    return _Task(wanted, root, lambda _size: None, Cancel(), limits=None, proxy_url=None)._known_etag()  # type: ignore[arg-type]


def _judged(content: bytes) -> object:
    """Read a firmware server's headers as they may come."""
    from wizard.device.download import _CONTENT_RANGE, _STRONG_ETAG

    return bool(_CONTENT_RANGE.fullmatch(text(content))), bool(_STRONG_ETAG.fullmatch(text(content)))


def _record(root: Path) -> object:
    record = DeviceRecord(root / "device.json")
    return [(field, known.value) for field, known in record.known.items()]


PARSERS = (
    Parser("answer of a device", ("wizard.device.http",), DRIVER._device, (IDENTITY,)),
    Parser("text of a device", ("wizard.device.record",), lambda data: clean(text(data)), (b"Router X",)),
    Parser("record of a device", ("wizard.device.record",), in_file("device.json", _record, 70_000), (RECORD,)),
    Parser("version", ("wizard.device.version",), lambda data: Version.parse(text(data)), VERSIONS, (VersionError,)),
    Parser(
        "note of a download", ("wizard.device.download",), in_file("firmware-0000000000000000.json", _noted), (NOTE,)
    ),
    Parser("headers of a download", ("wizard.device.download",), _judged, (b"bytes 0-9/10", b'"abc"')),
    Parser(
        "address", ("wizard.device.transport",), lambda data: address_refusal(text(data), True), (b"http://[::1]:80/",)
    ),
)
