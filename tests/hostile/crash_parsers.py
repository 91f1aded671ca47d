"""Crash logs of Windows, macOS, Ubuntu, Crashpad and apps."""

from tests.hostile.recorded import seeds
from tests.hostile.table import Parser, in_file, output, text
from wizard.system.base import Cancel
from wizard.system.crash_codes import codes_in_document, codes_in_text, parse_code
from wizard.system.crash_formats import read_crash_log
from wizard.system.crash_logs import crash_logs
from wizard.system.linux.coredump import parse_list

FORMATS = "wizard.system.crash_formats"
DUMP = "wizard.system.minidump"
APP = b'{"errorCode": "0xDEAD"}\n{"code": 57005}\nerror code: 0xDEAD\nexit code=0xDEAD\n'


def _in_halves(name: str, content: bytes) -> object:
    """Read a log as one that is too large to be read whole: its ends, and any place that it names."""
    half = max(1, len(content) // 3)
    return read_crash_log(name, content[:half], content[-half:], lambda place, size: content[place : place + size])


PARSERS = (
    Parser("Report.wer", (FORMATS,), lambda data: read_crash_log("report.wer", data), seeds("crash/*.wer")),
    Parser("large Report.wer", (FORMATS,), lambda data: _in_halves("a.wer", data), seeds("crash/wer-1*-cs*.wer")),
    Parser(".ips", (FORMATS,), lambda data: read_crash_log("a.ips", data), seeds("crash/*.ips")),
    Parser("large .ips", (FORMATS,), lambda data: _in_halves("a.ips", data), seeds("crash/macos*.ips")),
    Parser(".crash", (FORMATS,), lambda data: read_crash_log("a.crash", data), seeds("crash/*.crash")),
    Parser("minidump", (DUMP, FORMATS), lambda data: read_crash_log("a.exe.1.dmp", data), seeds("crash/*.dmp")),
    Parser("large minidump", (DUMP,), lambda data: _in_halves("a.dmp", data), seeds("crash/*.dmp")),
    Parser("an app's log", (FORMATS,), lambda data: read_crash_log("a.log", data), (APP, *seeds("crash/app*"))),
    Parser("a large log", (FORMATS,), lambda data: _in_halves("a.log", data), (APP,)),
    Parser("codes in text", ("wizard.system.crash_codes",), lambda data: codes_in_text(text(data)), (APP,)),
    Parser("codes in values", ("wizard.system.crash_codes",), lambda data: codes_in_document([text(data)]), (APP,)),
    Parser("one code", ("wizard.system.crash_codes",), lambda data: parse_code(text(data)), (b"0xDEAD", b"-8531")),
    Parser(
        "coredumpctl",
        ("wizard.system.linux.coredump",),
        lambda data: list(parse_list(output(data), 1000)),
        seeds("coredumpctl/*.json"),
    ),
    Parser(
        "a folder of logs",
        ("wizard.system.crash_logs",),
        in_file("logs/example.ips", lambda root: crash_logs((root / "logs",), Cancel())),
        seeds("crash/macos-1*.ips"),
    ),
)
