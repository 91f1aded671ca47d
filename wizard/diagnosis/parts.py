"""Each part by itself: measures, writes its private files whole or not at all, and says why where it cannot."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from wizard.diagnosis.kept import kept_part
from wizard.diagnosis.model import (
    CAPTURE_NAME,
    CAPTURE_S,
    CONFIGURATION_NAME,
    FILE_NAMES,
    ROUTE_SAMPLES,
    SNAPSHOT_NAME,
    Collected,
    DiagnosticPart,
    DiagnosticResult,
    diagnosis_folder,
)
from wizard.diagnosis.route_text import route_text
from wizard.diagnosis.running_log import RunningLog
from wizard.organisation import Organisation
from wizard.report.diagnostics import computer_json, network_text
from wizard.report.plain import PlainText
from wizard.session import Session
from wizard.settings import write_private
from wizard.system.base import Cancel, Missing, Progress, Report

STOPPED = Missing("timeout", "stopped")
_BETWEEN_SAMPLES_S = 0.5
_PASSWORD_S = 180.0
"""How long somebody may take to type an administrator's password before a recording."""


@dataclass(frozen=True)
class Part:
    """What a part is given. It raises SettingsError when its file cannot be written."""

    session: Session
    report: Report
    cancel: Cancel

    def write(self, name: str, content: bytes) -> None:
        write_private(diagnosis_folder(self.session) / name, content)


def snapshot(part: Part) -> DiagnosticResult:
    """Processors, memory, disk, the busiest programs (FACTS C1)."""
    health = part.session.environment.system.health(part.cancel)
    if isinstance(health, Missing):
        return health
    part.write(SNAPSHOT_NAME, computer_json(health, PlainText()))
    return kept_part(part.session, "snapshot")


def configuration(part: Part) -> DiagnosticResult:
    """The network settings."""
    settings = part.session.environment.system.configuration()
    if part.cancel.requested:
        return STOPPED
    if not settings:
        return Missing("not_available", "network settings: not available on this system")
    part.write(CONFIGURATION_NAME, network_text(settings, PlainText()))
    return kept_part(part.session, "configuration")


def route(part: Part) -> DiagnosticResult:
    """Three looks at the way to the service, each kept as soon as it is there; earlier ones go with the first."""
    environment = part.session.environment
    target = route_target(environment.organisation)
    names = FILE_NAMES["route"]
    problems: list[Missing] = []
    written = 0
    for number in range(ROUTE_SAMPLES):
        at = environment.now_utc()
        found = environment.system.trace_route(target, part.cancel, _share(part.report, number))
        if isinstance(found, Missing):
            problems.append(found)
        else:
            if not written:
                for name in names[1:]:
                    (diagnosis_folder(part.session) / name).unlink(missing_ok=True)
            part.write(names[written], route_text(found, at).encode())
            written += 1
        if part.cancel.requested or (number + 1 < ROUTE_SAMPLES and part.cancel.wait(_BETWEEN_SAMPLES_S)):
            break
    if not written:
        return problems[0] if problems else STOPPED
    why = "stopped" if part.cancel.requested else "; ".join(dict.fromkeys(problem.detail for problem in problems))
    note = f"{written} of {ROUTE_SAMPLES} samples: {why}" if written < ROUTE_SAMPLES else ""
    kept = kept_part(part.session, "route", note)
    return Collected("route", kept.files[:written], note)


def _share(report: Report, number: int) -> Report:
    """Return a report for one of the samples: its share of the whole."""

    def tell(progress: Progress) -> None:
        fraction = ((progress.fraction or 0.0) + number) / ROUTE_SAMPLES
        facts = {**progress.facts, "sample_number": number + 1}
        report(Progress(fraction, facts, progress.sample, progress.lost))

    return tell


def route_target(organisation: Organisation) -> str:
    """Return the host of the organisation's own service; without one, what is pinged."""
    network = organisation.network
    return (urlsplit(network.service_url).hostname if network.service_url else None) or network.ping_target


def capture(part: Part) -> DiagnosticResult:
    """Record packets, if the person agreed to it just now; stopped, nothing of it is kept."""
    environment = part.session.environment
    if not environment.organisation.policy.packet_recording:
        return Missing("not_permitted", "the organisation forbids recordings of traffic")
    if not RunningLog(part.session).use_agreement(environment.now_utc()):
        return Missing("not_permitted", "nobody has agreed to this recording")
    file = diagnosis_folder(part.session) / CAPTURE_NAME
    found = environment.system.capture_packets(file, CAPTURE_S, part.cancel, part.report)
    if isinstance(found, Missing):
        return found
    note = "; ".join(
        text
        for true, text in (
            (found.full, f"it ended after {found.seconds:g} s, because the file may not grow larger"),
            (bool(found.dropped), f"{found.dropped} packets came too fast to be kept"),
        )
        if true
    )
    return kept_part(part.session, "capture", note)


COLLECT: Mapping[DiagnosticPart, tuple[Callable[[Part], DiagnosticResult], float]] = {
    "snapshot": (snapshot, 15.0),
    "route": (route, 180.0),
    "configuration": (configuration, 30.0),
    "capture": (capture, CAPTURE_S + _PASSWORD_S + 30.0),
}
"""How each is collected, and after how many seconds it is given up."""
