"""From a walk to its report: gathers what the report may say, from the walk, the device record and the computer."""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from wizard import __version__
from wizard.device.base import Device
from wizard.diagnosis import collected, files_for_report, note_affected_users
from wizard.errors import WizardError
from wizard.fixes.registry import FIXES
from wizard.flow.engine import without_taken_back
from wizard.flow.events import Event, Finished, Measured
from wizard.flow.views import ShowOutcome
from wizard.journal.errors import JournalError
from wizard.journal.records import SavedReport
from wizard.marking import N_
from wizard.probes.registry import PROBES
from wizard.report.build import build_report
from wizard.report.bundle import ReportBundle
from wizard.report.collect import CODE_FACTS
from wizard.report.hygiene import safe_name
from wizard.report.model import ReportInput
from wizard.report.particulars import FiveThings, Particulars
from wizard.report.words import result_words
from wizard.session import Session
from wizard.settings import private_folder, write_private
from wizard.system.base import Cancel, Health, Missing

__all__ = [
    "Particulars",
    "attachment_count",
    "keep_picture",
    "pictures",
    "prefill",
    "prepare_report",
    "remove_picture",
    "said_symptom",
    "save_report",
]

MOST_PICTURES = 10
SYMPTOM = "symptom"
"""The fact under which a flow keeps what is wrong in the person's own words: the symptom of its report."""
DOWN_SINCE = "down_since"
"""The fact under which a flow keeps when something stopped working; the answer is a ``datetime``."""
_MOST_EXPORT_BYTES = 50_000_000
_MOST_PICTURE_BYTES = 20_000_000
_MOST_EARLIER_WALKS, _MOST_CHANGES = 50, 4
_RECENT = timedelta(days=14)
_PICTURES = "pictures"
_PNG = b"\x89PNG\r\n\x1a\n"

Files = Mapping[str, bytes | Missing]


class PictureError(WizardError):
    """A picture of the screen cannot be kept."""


def prefill(session: Session) -> Particulars:
    """Return what journal and device record know already, named in ``prefilled`` so that nobody is asked for it.

    It went down when the person said (a question whose fact is ``down_since``), at the first bad measurement at the
    latest; where nobody said, that is a proposal and no knowledge, so that it is still asked. The last success is the
    last good measurement before it; what was changed lately are repairs of earlier walks. Raises JournalError.
    """
    serial = session.environment.device_record.known.get("serial")
    events = without_taken_back(session.history)
    bad = next((event for event in events if isinstance(event, Measured) and event.good is False), None)
    measured = bad.at if bad is not None else None
    said = _said_down_since(session)
    went_down = min(filter(None, (said, measured)), default=None)
    began = went_down or session.record.started_at
    earlier = _earlier_events(session, began)
    five = FiveThings(
        went_down=None if went_down is None else f"{went_down.astimezone():%Y-%m-%d %H:%M}",
        last_success=None if bad is None else _last_success(session, bad, earlier),
        recent_changes=_recent_changes(session, earlier) or None,
    )
    known = Particulars(
        device_serial=None if serial is None else serial.value, five=five, error_codes=_error_codes(events)
    )
    proposed = {"went_down"} if said is None else set()
    return replace(known, prefilled=frozenset(known.typed()) - proposed)


def said_symptom(session: Session) -> str | None:
    """Return what is wrong in the person's own words, where the flow asked for it."""
    said = session.view.facts.get(SYMPTOM)
    return said if isinstance(said, str) else None


def _said_down_since(session: Session) -> datetime | None:
    """Return the time the person gave (FACTS A11: the exact time), as ``inputs.checked_input`` keeps it."""
    said = session.view.facts.get(DOWN_SINCE)
    return datetime.fromisoformat(said) if isinstance(said, str) else None


def _earlier_events(session: Session, before: datetime) -> tuple[Event, ...]:
    """Return what happened in this walk and in earlier ones up to a moment, the latest first."""
    journal, record = session.environment.journal, session.record
    events = [event for event in without_taken_back(session.history) if event.at < before]
    for other in journal.sessions()[:_MOST_EARLIER_WALKS]:
        if other.id != record.id and other.practice == record.practice and other.started_at < before:
            with suppress(JournalError):  # a damaged record of another walk takes nothing from this one
                events += [event for event in without_taken_back(journal.history(other.id)) if event.at < before]
    return tuple(sorted(events, key=lambda event: event.at, reverse=True))


def _last_success(session: Session, bad: Measured, earlier: Iterable[Event]) -> str | None:
    """Return the last good reading of what is bad now; without one, the last good reading of this walk."""
    good = [event for event in earlier if isinstance(event, Measured) and event.good]
    same = next((event for event in good if event.probe == bad.probe), None)
    own = next((event for event in good if event.at >= session.record.started_at), None)
    found = same or own
    if found is None:
        return None
    texts = session.environment.texts
    probe = PROBES.get(found.probe)
    title = texts.message(probe.title, {**session.text_facts(), **found.facts}) if probe is not None else found.probe
    return f"{title}: {result_words(texts, found.result)} ({found.at.astimezone():%Y-%m-%d %H:%M})"


def _recent_changes(session: Session, earlier: Iterable[Event]) -> str:
    """Return the repairs of the last days before it went down, the latest first."""
    texts, since, known = session.environment.texts, session.record.started_at - _RECENT, session.text_facts()
    fixes = [event for event in earlier if isinstance(event, Finished) and event.result == "done" and event.at > since]

    def named(event: Finished) -> str:
        fix = FIXES.get(event.fix)
        title = event.fix if fix is None else texts.message(fix.title, {**known, **event.facts})
        return f"{title} ({event.at.astimezone():%Y-%m-%d %H:%M})"

    return "; ".join(named(event) for event in fixes[:_MOST_CHANGES])


def _error_codes(events: Iterable[Event]) -> tuple[str, ...]:
    readings = (event.facts for event in events if isinstance(event, Measured | Finished))
    codes = (
        value
        for facts in readings
        for name, value in facts.items()
        if name.endswith(CODE_FACTS) and isinstance(value, str) and value.strip()
    )
    return tuple(dict.fromkeys(codes))


def keep_picture(session: Session, name: str, png: bytes) -> None:
    """Keep a picture of the screen with the walk, privately, under this name; one of the same name is replaced.

    Raises PictureError when it is no PNG, too large or one too many, SettingsError when it cannot be written.
    """
    if not png.startswith(_PNG) or len(png) > _MOST_PICTURE_BYTES:
        raise PictureError(N_("This picture cannot be kept: it is no PNG, or larger than 20 MB. Take it again."))
    folder = private_folder(session.work_folder / _PICTURES)
    file = folder / safe_name(name)
    if not file.exists() and len(_picture_files(session)) >= MOST_PICTURES:
        raise PictureError(N_("There are {most} pictures already. Remove one first."), most=MOST_PICTURES)
    write_private(file, png)


def pictures(session: Session) -> Mapping[str, bytes]:
    """Return the pictures kept with the walk, by name, oldest first; one that cannot be read is left out."""
    return {name: png for name, png in _pictures(session).items() if isinstance(png, bytes)}


def _picture_files(session: Session) -> list[Path]:
    folder = session.work_folder / _PICTURES
    if not folder.is_dir():
        return []
    # A name that begins with a dot is one that is being written, or was left so by a kill.
    files = [file for file in folder.iterdir() if file.is_file() and not file.name.startswith(".")]
    return sorted(files, key=lambda file: (file.stat().st_mtime_ns, file.name))


def _pictures(session: Session) -> Mapping[str, bytes | Missing]:
    found: dict[str, bytes | Missing] = {}
    for file in _picture_files(session):
        try:
            found[file.name] = file.read_bytes()
        except OSError as error:
            found[file.name] = Missing("not_available", str(error))
    return found


def attachment_count(session: Session) -> int:
    """Return how many files go along beside the report itself: pictures and exported diagnostics."""
    exports = {event.facts.get("export_path") for event in session.history if isinstance(event, Finished)}
    return len(_picture_files(session)) + len(exports - {None})


def remove_picture(session: Session, name: str) -> None:
    """Forget a picture; one that is not there is no fault."""
    (session.work_folder / _PICTURES / safe_name(name)).unlink(missing_ok=True)


def prepare_report(session: Session, particulars: Particulars, cancel: Cancel) -> ReportBundle:
    """Return the report of a walk as it would be saved: exactly these bytes, already redacted.

    Takes a second or two (it looks at the computer); call it on a thread of its own.
    """
    environment = session.environment
    system = environment.system
    view = session.view
    outcome = view if isinstance(view, ShowOutcome) else None
    now_utc = environment.now_utc()
    local = now_utc.astimezone().utcoffset()
    assert local is not None
    organisation = environment.organisation
    flow_title = environment.texts.flow(session.flow_id, "title", session.text_facts())
    title = said_symptom(session) or flow_title or session.flow_id
    measured, recordings = _service_diagnostics(session, particulars.five)
    report_input = ReportInput(
        session_id=session.id,
        flow_id=session.flow_id,
        flow_title=title,
        language=environment.texts.language,
        started_utc=session.record.started_at,
        ended_utc=session.history[-1].at if outcome and session.history else None,
        utc_offset=local,
        outcome=outcome.result if outcome else None,
        part=_part(session, outcome),
        history=session.history,
        effective=without_taken_back(session.history),
        proofs=view.proofs,
        facts=session.text_facts(),
        identity=system.identity(),
        program_version=__version__,
        now_utc=now_utc,
        device=_device(session, particulars.device_serial),
        particulars=particulars,
        organisation_name=organisation.identity.name,
        support_name=organisation.identity.support_name,
        articles=tuple(article for article in organisation.articles if session.flow_id in article.flows),
        public_targets=(organisation.network.ping_target, organisation.network.public_name_server),
        practice_scene=environment.practice,
        titles=_titles(),
        health=_health(session, cancel),
        configuration=system.configuration(),
        attachments={**_exports(session), **measured},
        pictures=_pictures(session),
        recordings=recordings,
    )
    return build_report(report_input, environment.texts, cancel)


def save_report(session: Session, bundle: ReportBundle, selection: frozenset[str] | None, folder: Path | None) -> Path:
    """Save a report to a folder and note it in the journal; ``selection`` names the files to keep (None: all).

    Returns the new folder. Raises ReportSaveError with nothing half-written left.
    """
    saved = bundle.save(folder or session.environment.settings.report_folder, selection)
    sha256 = bundle.sha256_of(selection)
    session.environment.journal.add_report(SavedReport(session.id, session.environment.now_utc(), str(saved), sha256))
    return saved


def _part(session: Session, outcome: ShowOutcome | None) -> str | None:
    """Return the part to order in the flow's own words, by its identifier where the flow has none."""
    if outcome is None or outcome.part is None:
        return None
    own = session.environment.texts.flow(outcome.flow_id, f"step.{outcome.step_id}.part", session.text_facts())
    return own or outcome.part.replace("_", " ")


def _titles() -> Mapping[str, str]:
    probes = {name: probe.title for name, probe in PROBES.items()}
    return {**probes, **{name: fix.title for name, fix in FIXES.items()}}


def _device(session: Session, said_serial: str | None) -> Device | None:
    """Return what is known of the device; a serial number that the person typed stands over the remembered one."""
    known = session.environment.device_record.known
    if not known and said_serial is None:
        return None
    remembered = known["serial"].value if "serial" in known else None
    serial_said = said_serial is not None and said_serial != remembered
    return Device(
        model=known["model"].value if "model" in known else None,
        serial=said_serial or remembered,
        hardware=known["hardware"].value if "hardware" in known else None,
        firmware_version=known["firmware_version"].value if "firmware_version" in known else None,
        said=serial_said or any(value.said for value in known.values()),
    )


def _health(session: Session, cancel: Cancel) -> Health | Missing:
    return session.environment.system.health(cancel)


def _service_diagnostics(session: Session, five: FiveThings) -> tuple[Files, Files]:
    """Return what was collected while a service was down (FACTS C2), and log how many users it affects by now."""
    if not collected(session):
        return {}, {}
    with suppress(WizardError):  # a full disk takes nothing from the report
        note_affected_users(session, five.users_affected, five.users_percent)
    return files_for_report(session)


def _exports(session: Session) -> Mapping[str, bytes | Missing]:
    """Return the diagnostics this walk exported (FACTS A6), by file name."""
    exports: dict[str, bytes | Missing] = {}
    for event in session.history:
        path = event.facts.get("export_path") if isinstance(event, Finished) else None
        if not isinstance(path, str):
            continue
        file = Path(path)
        try:
            if file.stat().st_size > _MOST_EXPORT_BYTES:
                exports[file.name] = Missing("not_available", N_("too large to attach"))
            else:
                exports[file.name] = file.read_bytes()
        except OSError as error:
            exports[file.name] = Missing("not_available", str(error))
    return exports
