"""Nothing that names this computer or its user is in any byte that leaves (promise 2)."""

import gzip
import io
import json
import stat
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

import pytest

from wizard.flow.events import Answered, Event, Finished, Guided, Measured
from wizard.organisation import Article
from wizard.report.build import build_report
from wizard.report.bundle import ReportBundle
from wizard.report.errors import ReportSaveError
from wizard.report.model import FiveThings, ReportInput
from wizard.system.base import Health, Missing
from wizard.texts import Texts

Make = Callable[..., ReportInput]
NEEDLES = (
    "jnovotny", "Jiří Novotný", "Jiri Novotny", "novotny-thinkpad", "pobocka.priklad.cz", "192.168.77.23",
    "fe80::1c2d:3eff:fe4f:5a6b", "2001:db8:77::2f", "3c:22:fb:aa:17:cc", "3c-22-fb-aa-17-cc", "3cfbaa", "3c22fbaa17cc",
    "Novotných 5G", "PF-3KX91Q", "tajne-heslo-1", "karel.cizi@jinde.example", "10.20.30.40", "00:1b:44:11:3a:b7",
    "eyJhbGciOiJIUzI1NiJ9", "Petr Kos", "XYZ-99871",
)  # fmt: skip
PLANTED = """\
user=jnovotny name="Jiří Novotný" home=/home/jnovotny/Dokumenty host=novotny-thinkpad.pobocka.priklad.cz
C:\\Users\\jnovotny\\AppData C:\\\\Users\\\\Petr Kos\\\\x %2Fhome%2Fjnovotny%2Fa file:///home/jnovotny/b
-home-jnovotny-c {"name": "Ji\\u0159\\u00ed Novotn\\u00fd", "mac": "3C-22-FB-AA-17-CC"}
{"mac2": "3c22.fbaa.17cc", "mac3": "3c22fbaa17cc"}
eth0 192.168.77.23/24 fe80::1c2d:3eff:fe4f:5a6b%eth0 2001:DB8:77:0:0:0:0:2F ip-192-168-77-23 23.77.168.192.in-addr.arpa
ESSID:"Novotných 5G" BSSID 00:1b:44:11:3a:b7 peer 10.20.30.40 serial: XYZ-99871 chassis PF-3KX91Q
Authorization: Bearer eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.sig
password=tajne-heslo-1 https://jnovotny:tajne-heslo-1@proxy.pobocka.priklad.cz:3128/ karel.cizi@jinde.example
Ji\u0159i\u0301 Novotny\u0301 J\u200bi\u0159\u00ed Novotn\u00fd JIRI.NOVOTNY jiri_novotny.log NOVOTNY-THINKPAD
\x1b[1mjno\x1b[0mvotny jno\u202evotny\u202c <img src=x onerror=alert(1)> JIŘÍ NOVOTNÝ pana Novotného
"""


def png_with_notes() -> bytes:
    """Return a picture of one pixel with its author and its folder in it."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
    note = chunk(b"tEXt", b"Author\x00jnovotny /home/jnovotny")
    body = chunk(b"IDAT", zlib.compress(b"\x00\x7f"))
    return b"\x89PNG\r\n\x1a\n" + head + note + body + chunk(b"IEND", b"")


def jpeg_with_notes() -> bytes:
    """Return the frame of a JPEG picture with EXIF and a comment in it."""

    def segment(marker: int, data: bytes) -> bytes:
        return bytes((0xFF, marker)) + struct.pack(">H", len(data) + 2) + data

    exif = segment(0xE1, b"Exif\0\0jnovotny") + segment(0xFE, b"made by Jiri Novotny")
    return b"\xff\xd8" + exif + segment(0xDA, b"\x01") + b"\x12\xff\x00\x34" + b"\xff\xd9" + b"jnovotny"


def zip_of(files: dict[str, bytes]) -> bytes:
    """Return an archive with a talkative comment."""
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w") as archive:
        archive.comment = b"made by jnovotny"
        for name, data in files.items():
            archive.writestr(name, data)
    return output.getvalue()


@pytest.fixture
def bundle(make: Make) -> ReportBundle:
    """A report with everything planted everywhere it can be."""
    base = make()
    text = PLANTED
    events: list[Event] = [
        *base.effective,
        Answered(at=base.started_utc, step="wifi/what", choice="given", value=text),
        Guided(at=base.started_utc, step="wifi/look", result="cannot", changed_something=False),
        Measured(
            at=base.started_utc, step="wifi/logs", probe="crash.logs", result="found", good=False, reason=text,
            facts={
                "crash_application": text,
                "crash_files": [{"path": "/home/jnovotny/.crash/jnovotny.crash", "application": "x", text[:60]: text}],
                "crash_code_hex": "0xDEAD",
            },
        ),
        Finished(
            at=base.started_utc, step="wifi/export", fix="diagnostics.export", result="failed", reason=text,
            facts={"export_path": "/home/jnovotny/export.zip"},
        ),
    ]  # fmt: skip
    return build_report(
        replace(
            base,
            effective=tuple(events),
            history=tuple(events),
            facts={"name": text, "path": "/home/jnovotny/x"},
            particulars=replace(
                base.particulars,
                five=FiveThings(last_success=text, exact_message=text, went_down=text, recent_changes=text),
            ),
            titles={**base.titles, "crash.logs": "Logs of {name}"},
            articles=(Article(number="402", title="Slow Wi-Fi", flows=("wifi",)),),
            part=text,
            health=Health(1.0, 2, 1, 4, 2, 9.0, "boot-77-id", top_processes=(("jnovotny-agent", 5.0, 7),)),
            configuration={"routes of novotny-thinkpad": text, "addresses": text},
            log=(text * 50).encode(),
            attachments={
                "crash-jnovotny-novotny-thinkpad.log": text.encode(),
                "C:\\Users\\jnovotny\\report.wer": text.encode("utf-16"),
                "../../novotny.txt": "Jiří Novotný má pokoj\n".encode("cp1250"),
                "packed.log.gz": gzip.compress(text.encode(), mtime=0),
                "export.zip": zip_of({"home/jnovotny/a.log": text.encode(), "core.bin": bytes(range(256)) * 20}),
                "core.dmp": b"MDMP" + bytes(range(256)) * 100 + b"jnovotny",
                "jnovotny-missing.log": Missing("not_permitted", "/home/jnovotny/missing.log: permission denied"),
            },
            pictures={"jnovotny screen.png": png_with_notes(), "screen.jpg": jpeg_with_notes()},
        ),
        Texts("en", "linux"),
    )


def every_byte(files: dict[str, bytes]) -> Iterator[tuple[str, bytes]]:
    """Yield names and contents, archives opened, down to the last member."""
    for name, data in files.items():
        yield f"name of {name}", name.encode()
        yield name, data
        if data.startswith(b"PK"):
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                assert archive.comment == b""
                yield from every_byte({f"{name}!{member}": archive.read(member) for member in archive.namelist()})


def forms(needle: str) -> set[bytes]:
    """Return a name in every encoding and escape it might survive in."""
    texts = {needle, unicodedata.normalize("NFD", needle), quote(needle, safe=""), json.dumps(needle)[1:-1]}
    found = set()
    for text in texts:
        for encoding in ("utf-8", "utf-16-le", "utf-16-be", "cp1250", "latin-1", "cp852"):
            try:
                found.add(text.lower().encode(encoding))
            except UnicodeEncodeError:
                continue
    return found


def test_nothing_planted_survives_anywhere(bundle: ReportBundle) -> None:
    """Every file, every name, every archive member, in every encoding and any case."""
    whole = {**bundle.files, "all.zip": bundle.zip_bytes()}
    kept = b"jiri.novotny@priklad.cz"
    leaks = []
    for name, data in every_byte(whole):
        lower = data.replace(kept, b"").lower()
        text_lower = lower.decode("utf-8", "replace").lower().encode()
        for needle in NEEDLES:
            leaks += [(name, needle) for form in forms(needle) if form in lower or form in text_lower]
    assert leaks == []
    assert b"boot-77-id" not in b"".join(whole.values())


def test_what_names_the_case_survives(bundle: ReportBundle) -> None:
    """B2, A6: the account, the order, the device's serial and version, the code, the well-known target."""
    for name in ("report.html", "report.json"):
        text = bundle.files[name].decode()
        for value in ("jiri.novotny@priklad.cz", "2026-00417", "SN-5512-88X", "2.3.1.0", "0xDEAD", "8.8.8.8"):
            assert value in text, (name, value)


def test_names_are_the_same_in_all_files(bundle: ReportBundle) -> None:
    """One map for the whole report: the user's name is one name in the log, the readings and the file names."""
    log = bundle.files["diagnostics/program.log"].decode()
    assert log.startswith('user=<user-1> name="<name-1>" home=<home>/Dokumenty host=<host-1>')
    assert "diagnostics/crash-user-1-host-1.log" in bundle.files
    assert "eth0 <address-1>/24" in bundle.files["diagnostics/network.txt"].decode()
    assert json.loads(bundle.files["diagnostics/computer.json"])["top_processes"][0]["name"] == "<user-1>-agent"


def test_originals_stay_here(bundle: ReportBundle, tmp_path: Path) -> None:
    """The map is in no file, not in the text form of the bundle, and nothing writes it unasked."""
    assert "jnovotny" not in repr(bundle)
    assert bundle.originals["<user-1>"] == "jnovotny"
    saved = bundle.save(tmp_path)
    assert not any(b"jnovotny" in file.read_bytes().lower() for file in saved.rglob("*") if file.is_file())


def test_the_map_is_private_and_new(bundle: ReportBundle, tmp_path: Path) -> None:
    """Written only when asked for, readable by its owner only, never over a file, and without secrets."""
    file = tmp_path / "map.json"
    bundle.save_map(file)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    names = json.loads(file.read_text())["names"]
    assert names["<name-1>"].casefold() == "jiří novotný"
    assert "tajne-heslo-1" not in file.read_text()
    with pytest.raises(ReportSaveError, match="already"):
        bundle.save_map(file)
    with pytest.raises(ReportSaveError, match="save again"):
        bundle.save_map(file / "map.json")


def test_what_cannot_be_redacted_does_not_go(bundle: ReportBundle) -> None:
    """A memory image is no text: it stays here, and the report says so."""
    assert not any(name.endswith("core.dmp") for name in bundle.files)
    assert "it is not text, so names in it cannot be hidden" in bundle.html
    with zipfile.ZipFile(io.BytesIO(bundle.files["diagnostics/export.zip"])) as archive:
        assert archive.namelist() == ["home/user-1/a.log", "core.bin", "redaction.txt"]
        assert archive.read("core.bin").startswith(b"Left out")


def test_pictures_lose_their_notes(bundle: ReportBundle) -> None:
    """Author, folder, EXIF and what hangs behind the end are gone; the picture stays, marked as not looked through."""
    png = bundle.files["diagnostics/user-1 screen.png"]
    assert png.endswith(b"IEND" + struct.pack(">I", zlib.crc32(b"IEND")))
    assert b"tEXt" not in png
    jpeg = bundle.files["diagnostics/screen.jpg"]
    assert jpeg.endswith(b"\x12\xff\x00\x34\xff\xd9")
    blind = {file.name for file in bundle.listing if not file.looked_through}
    assert blind == {"diagnostics/user-1 screen.png", "diagnostics/screen.jpg"}


def test_redaction_can_be_turned_off_and_says_so(make: Make) -> None:
    """On by default; turned off by the person, the report says so and is still clean of control signs."""
    assert make().redact
    bundle = build_report(make(redact=False, log=b"user jnovotny \x1b[31mred\r\n"), Texts("en", "linux"))
    assert bundle.files["diagnostics/program.log"] == b"user jnovotny red\n"
    assert "Names and addresses were not hidden." in bundle.text
    assert bundle.replaced == 0
