"""crash.logs: did an app leave crash logs with the code that support knows? (FACTS A6)"""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from wizard.flow.catalogue import Fact, Parameter, ProbeSignature
from wizard.flow.events import FactValue
from wizard.marking import N_
from wizard.probes.probe import Probe, ProbeContext, ProbeResult
from wizard.probes.unknown import unknown, unknown_because
from wizard.system.base import CrashLog, Missing
from wizard.system.folders import UnsafeFolder, displayed, resolve_folder

_MOST_FILES = 20

SIGNATURE = ProbeSignature(
    name="crash.logs",
    results=("found", "none"),
    good=frozenset({"none"}),
    facts={
        "crash_count": Fact(int, "Logs that hold the code"),
        "crash_code_hex": Fact(str, "The code, for Details and report"),
        "crash_application": Fact(str, "App of the newest of them"),
        "crash_time": Fact(str, "UTC time of the newest of them"),
        "logs_examined": Fact(int, "Logs that were looked at"),
        "crash_files": Fact(list, "Rows: path, application, time; newest first"),
    },
    parameters={
        "code": Parameter(int, "Code to look for; -1: the profile's", -1),
        "within_days": Parameter(int, "How old a log may be", 30),
    },
    timeout_s=30.0,
    evidence="logs",
)

TITLE = N_("Crash logs")
SENTENCES = {
    "found": N_(
        "We found crash logs with the code that support looks for: {crash_count}. "
        "They say what went wrong. Save them and send them with your report."
    ),
    "none": N_("None of the crash logs holds the code that support looks for. We looked at {logs_examined}."),
    "unknown": N_(
        "We could not read all crash logs. Some may belong to another user. "
        "You can go on and tell support what you saw."
    ),
}


def run(context: ProbeContext) -> ProbeResult:
    """Compare the codes of the crash logs, as integers, with the one that support knows.

    A log that does not tell its time counts: it may be recent.
    """
    code = int(context.parameters["code"])
    code = context.organisation.app.crash_code if code < 0 else code
    facts: dict[str, FactValue] = {**dict.fromkeys(SIGNATURE.facts), "crash_code_hex": f"0x{code:04X}"}
    folders = _folders(context)
    if isinstance(folders, Missing):
        return unknown_because(folders, facts)
    logs = context.system.crash_logs(tuple(folders), context.cancel)
    if isinstance(logs, Missing):
        return unknown_because(logs, facts)
    oldest = datetime.now(UTC) - timedelta(days=min(int(context.parameters["within_days"]), 36_500))
    closed = [log for log in logs if log.format == "unreadable"]
    read = [log for log in logs if log.format != "unreadable"]
    recent = [log for log in read if (when := _time(log)) is None or when >= oldest]
    hits = sorted((log for log in recent if code in log.codes), key=lambda log: log.at_utc or "", reverse=True)
    facts |= {"crash_count": len(hits), "logs_examined": len(recent)}
    if not hits and closed:
        return unknown("not_permitted", f"{len(closed)} could not be read, first {_place(closed[0])}", facts)
    if not hits:
        return ProbeResult("none", {**facts, "crash_files": []})
    facts |= {
        "crash_application": hits[0].application,
        "crash_time": hits[0].at_utc,
        "crash_files": [
            {"path": _place(log), "application": log.application, "time": log.at_utc} for log in hits[:_MOST_FILES]
        ],
    }
    return ProbeResult("found", facts)


def _folders(context: ProbeContext) -> list[Path] | Missing:
    platform = context.system.platform
    templates = () if platform == "other" else context.organisation.app.crash_log_folders.get(platform, ())
    known_folders = context.system.known_folders()
    resolved = [resolve_folder(template, known_folders) for template in templates]
    folders = [folder for folder in resolved if not isinstance(folder, UnsafeFolder)]
    if folders:
        return folders
    details = "; ".join(folder.detail for folder in resolved if isinstance(folder, UnsafeFolder))
    return Missing("not_available", details or "the organisation profile names no folder of crash logs on this system")


def _place(log: CrashLog) -> str:
    return displayed(log.path) if log.path else log.format


def _time(log: CrashLog) -> datetime | None:
    try:
        when = datetime.fromisoformat(log.at_utc or "")
    except ValueError:
        return None
    return when if when.tzinfo else when.replace(tzinfo=UTC)


PROBE = Probe(SIGNATURE, TITLE, SENTENCES, run)
