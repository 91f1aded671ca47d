"""Read-only parsers of crash logs. Whatever the bytes are, they answer: what is not understood holds no codes.

Sources: Windows Error Reporting's ``Report.wer`` (key=value lines in UTF-16), Apple's ``.ips`` (a JSON header, then a
JSON document) and its older text, Ubuntu's apport (``Key: value`` lines, deb822 style), ``MINIDUMP_HEADER`` of the
Windows SDK (also what Crashpad writes), and an app's own logs as text, JSON or JSON lines.
"""

import itertools
import json
import re
import struct
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import PurePosixPath, PureWindowsPath

from wizard.system.crash_codes import code_of, codes_in_document, codes_in_text, is_code_field, parse_code
from wizard.system.minidump import ReadAt, minidump_facts

_WER_CODE_INDEX = {"APPCRASH": 6, "BEX": 7, "BEX64": 7, "MOAPPCRASH": 7, "MOBEX": 8}
"""Which signature holds the exception code, by event: Windows translates the names of signatures."""
_WER_SIGNATURE = re.compile(r"Sig\[(\d{1,3})\]\.(Name|Value)", re.IGNORECASE)
_MACOS_CODES = re.compile(r"^(?:Exception Codes|Termination Reason):(.{0,400})$", re.MULTILINE)
_FILETIME_EPOCH = datetime(1601, 1, 1, tzinfo=UTC)
_MACOS_NAMED_CODE = re.compile(r"\s*[A-Z_]{2,40} ([0-9]{1,20})\b")
"""``FRONTBOARD 2343432205``, ``SIGNAL 6 Abort trap: 6``: how Apple writes a termination since macOS 12 and iOS 15."""
_APPORT_DATE = re.compile(
    r"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) (?P<month>[A-Z][a-z]{2}) +(?P<day>\d{1,2}) "
    r"(?P<hour>\d\d):(?P<minute>\d\d):(?P<second>\d\d) (?P<year>\d{4})",
    re.ASCII,
)
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_MAX_LINES = 50_000
_LONGEST_FIELD = 100


@dataclass(frozen=True)
class CrashReading:
    """What one log says. ``at`` is in UTC, None where the log names no time of its own."""

    format: str
    application: str | None = None
    at: datetime | None = None
    codes: tuple[int, ...] = ()


def read_crash_log(name: str, head: bytes, tail: bytes = b"", read_at: ReadAt | None = None) -> CrashReading:
    """Return what a log says, from its first bytes and, of a large one, its last (``head`` is all when no ``tail``).

    ``read_at`` reads from the middle of a large log: a dump may hold its exception anywhere. Never raises, whatever
    the bytes are, but what ``read_at`` raises.
    """
    try:
        reading = _read(name.lower(), head, tail, read_at)
        return replace(reading, at=reading.at.astimezone(UTC)) if reading.at else reading
    except (ValueError, LookupError, TypeError, OverflowError, RecursionError, struct.error):
        return CrashReading("binary")


def _read(name: str, head: bytes, tail: bytes, read_at: ReadAt | None) -> CrashReading:
    if head.startswith(b"MDMP"):
        return _minidump(name, head, read_at)
    if head.startswith(b"\x7fELF"):
        return CrashReading("core")
    text = decode(head)
    if text is None:
        return CrashReading("binary")
    if name.endswith(".wer"):
        return _wer(text)
    if text.startswith("ProblemType:"):
        return _apport(text)
    if name.endswith((".ips", ".crash")) and text.lstrip().startswith("{"):
        return _ips(text)
    if _MACOS_CODES.search(text) and "Incident Identifier:" in text:
        return _macos_text(text)
    if text.lstrip().startswith(("{", "[")):
        document = _json(text, tail)
        if document is not None:
            return document
    if tail:
        return CrashReading("text", codes=_merged(codes_in_text(_head_text(text)), codes_in_text(_tail_text(tail))))
    return CrashReading("text", codes=codes_in_text(text))


def decode(data: bytes) -> str | None:
    """Return text of UTF-16 (with or without a byte order mark) or UTF-8, None for what is no text."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace").lstrip("\ufeff")
    sample = data[:2000]
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    if odd > len(sample) // 5 and even < odd // 8:
        return data.decode("utf-16-le", "replace")
    if even > len(sample) // 5 and odd < even // 8:
        return data.decode("utf-16-be", "replace")
    if b"\0" in data:
        return None
    return data.decode("utf-8-sig", "replace")


def _head_text(head: str) -> str:
    """Return the whole lines of a large log's beginning: the last one was cut, and a number in it may be."""
    return head[: head.rfind("\n") + 1] or head[:-_LONGEST_FIELD]


def _tail_text(tail: bytes) -> str:
    """Return the whole lines of a large log's end, whose first line was cut."""
    text = decode(tail) or ""
    _, found, whole = text.partition("\n")
    return whole if found else text[_LONGEST_FIELD:]


def _merged(*codes: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(dict.fromkeys(code for group in codes for code in group))


def _wer(text: str) -> CrashReading:
    fields: dict[str, str] = {}
    signatures: dict[str, dict[str, str]] = {}
    for line in text.splitlines()[:_MAX_LINES]:
        key, separator, value = line.partition("=")
        if not separator:
            continue
        fields.setdefault(key.strip().lower(), value.strip())
        if signature := _WER_SIGNATURE.fullmatch(key.strip()):
            signatures.setdefault(signature[1], {})[signature[2].lower()] = value.strip()
    named = [each.get("value", "") for each in signatures.values() if is_code_field(each.get("name", ""))]
    if not named:
        index = _WER_CODE_INDEX.get(fields.get("eventtype", "").upper())
        named = [signatures.get(str(index), {}).get("value", "")]
    own = [value for key, value in fields.items() if is_code_field(key)]
    return CrashReading(
        "wer",
        application=_file_name(fields.get("appname") or fields.get("nsappname") or ""),
        at=_filetime(fields.get("eventtime", "")),
        codes=_merged(*(parse_code(value, bare_is_hexadecimal=True) for value in (*named, *own))),
    )


def _filetime(value: str) -> datetime | None:
    """Return a time given in 100 ns since 1601."""
    if not re.fullmatch(r"[0-9]{1,18}", value):
        return None
    return _FILETIME_EPOCH + timedelta(microseconds=int(value) // 10)


def _zoned(text: str) -> datetime | None:
    """Return a time in UTC; None for one that lies outside of the calendar there."""
    try:
        return datetime.fromisoformat(text).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _ips(text: str) -> CrashReading:
    text = text.lstrip()
    try:
        header, end = json.JSONDecoder().raw_decode(text)
    except ValueError:
        return CrashReading("ips")
    header = header if isinstance(header, dict) else {}
    named = header.get("app_name") or header.get("name")
    if _MACOS_CODES.search(text, end):
        # Until iOS 14 and macOS 11 the older text followed the header.
        older = _macos_text(text[end:])
        name = _file_name(named) if isinstance(named, str) else None
        return CrashReading("ips", name or older.application, _time_with_zone(header.get("timestamp")), older.codes)
    body = _loads(text[end:])
    if not isinstance(body, dict):
        # Cut short, or damaged: the two objects that matter stand before the long list of threads.
        body = {key: _object_after(text, key) for key in ("exception", "termination")}
        if not any(body.values()):
            body = header
    codes: list[tuple[int, ...]] = []
    if isinstance(exception := body.get("exception"), dict):
        codes += [parse_code(token) for token in str(exception.get("codes", ""))[:2000].split(",")]
        raw = exception.get("rawCodes")
        codes += [code_of(value) for value in (raw[:100] if isinstance(raw, list) else [])]
        codes.append(codes_in_document({key: value for key, value in exception.items() if key != "codes"}))
    if isinstance(termination := body.get("termination"), dict):
        codes.append(code_of(termination.get("code")))
    codes += [code_of(value) for key, value in body.items() if is_code_field(key)]
    application = named or body.get("procName")
    return CrashReading(
        "ips",
        application=_file_name(application) if isinstance(application, str) else None,
        at=_time_with_zone(header.get("timestamp") or body.get("captureTime")),
        codes=_merged(*codes),
    )


def _object_after(text: str, key: str) -> object:
    found = re.search(rf'"{key}"\s{{0,9}}:\s{{0,9}}(?={{)', text)
    if found is None:
        return None
    try:
        return json.JSONDecoder().raw_decode(text, found.end())[0]
    except ValueError:
        return None


def _time_with_zone(value: object) -> datetime | None:
    """Return ``2024-01-05 12:34:56.00 +0100`` as a time; None without a zone, because it could be any."""
    if not isinstance(value, str):
        return None
    found = re.fullmatch(r"(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d)(?:\.\d{1,9})? ?([+-]\d\d):?(\d\d)", value.strip()[:40])
    return _zoned(f"{found[1]}T{found[2]}{found[3]}:{found[4]}") if found else None


def _macos_text(text: str) -> CrashReading:
    codes: list[tuple[int, ...]] = []
    for line in _MACOS_CODES.finditer(text):
        words = re.split(r"[,\s]+", line[1])
        if "Namespace" in words:
            codes += [parse_code(after) for word, after in itertools.pairwise(words) if word == "Code"]
        elif named := _MACOS_NAMED_CODE.match(line[1]):
            codes.append(parse_code(named[1]))
        else:
            # "KERN_INVALID_ADDRESS at 0xDEAD": what follows is an address.
            codes += [parse_code(word) for before, word in itertools.pairwise(["", *words]) if _is_code(before, word)]
    process = re.search(r"^Process:[ \t]{0,40}(.{1,200}?)(?: \[\d+\])?$", text, re.MULTILINE)
    when = re.search(r"^Date/Time:[ \t]{0,40}(.{1,60})$", text, re.MULTILINE)
    return CrashReading(
        "macos",
        application=_file_name(process[1]) if process else None,
        at=_time_with_zone(when[1]) if when else None,
        codes=_merged(*codes),
    )


def _is_code(before: str, word: str) -> bool:
    return word.startswith("0x") and before != "at"


def _apport(text: str) -> CrashReading:
    fields: dict[str, str] = {}
    for line in text.splitlines()[:_MAX_LINES]:
        if line.startswith("CoreDump:"):
            break
        key, separator, value = line.partition(":")
        if separator and not line.startswith((" ", "\t")):
            fields.setdefault(key, value.strip())
    return CrashReading(
        "apport",
        application=_file_name(fields.get("ExecutablePath", "")),
        at=_local_time(fields.get("Date", "")),
        codes=_merged(*(parse_code(value) for key, value in fields.items() if is_code_field(key))),
    )


def _local_time(value: str) -> datetime | None:
    """Return ``Wed Jan  5 12:34:56 2024`` as a time: apport writes this computer's, in English on every system."""
    found = _APPORT_DATE.fullmatch(value)
    if found is None or found["month"] not in _MONTHS:
        return None
    month = _MONTHS.index(found["month"]) + 1
    day, hour, minute, second, year = (int(found[name]) for name in ("day", "hour", "minute", "second", "year"))
    try:
        return datetime(year, month, day, hour, minute, second).astimezone(UTC)
    except (ValueError, OverflowError, OSError):
        return None


def _minidump(name: str, head: bytes, read_at: ReadAt | None) -> CrashReading:
    code, at = minidump_facts(head, read_at)
    application = re.fullmatch(r"(.{1,200}\.exe)\.\d{1,10}\.dmp", name)
    return CrashReading(
        "minidump",
        application=_file_name(application[1]) if application else None,
        at=at,
        codes=() if code is None else (code,),
    )


def _json(head: str, tail: bytes) -> CrashReading | None:
    """Return the codes of one JSON document, or of a document on each line; None for what is neither."""
    if not tail and (document := _loads(head)) is not None:
        return CrashReading("json", codes=codes_in_document(document))
    lines = [*(_head_text(head) if tail else head).splitlines(), *_tail_text(tail).splitlines()]
    documents = [document for line in lines if (document := _loads(line)) is not None]
    if not documents:
        if not tail:
            return None
        # One large document: its fields can be found, its nesting cannot.
        return CrashReading("json", codes=_merged(codes_in_text(_head_text(head)), codes_in_text(_tail_text(tail))))
    return CrashReading("json", codes=codes_in_document(documents))


def _loads(text: str) -> object:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _file_name(path: str) -> str | None:
    """Return the last part of a path of any system, cut to what a person can read."""
    name = PureWindowsPath(path).name if "\\" in path else PurePosixPath(path).name
    return "".join(letter for letter in name[:200] if letter.isprintable()).strip() or None
