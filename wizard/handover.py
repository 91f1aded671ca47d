"""From a walk to its report: gathers what the report may say, from the walk, the device record and the computer."""

from collections.abc import Mapping
from pathlib import Path

from wizard import __version__
from wizard.device.base import Device
from wizard.fixes.registry import FIXES
from wizard.flow.engine import without_taken_back
from wizard.flow.events import Finished
from wizard.flow.views import ShowOutcome
from wizard.journal.records import SavedReport
from wizard.marking import N_
from wizard.probes.registry import PROBES
from wizard.report.build import build_report
from wizard.report.bundle import ReportBundle
from wizard.report.model import ReportInput
from wizard.report.particulars import Particulars
from wizard.session import Session
from wizard.system.base import Cancel, Health, Missing

_MOST_EXPORT_BYTES = 50_000_000


__all__ = ["Particulars", "keep_picture", "pictures", "prefill", "prepare_report", "remove_picture", "save_report"]


def prefill(session: Session) -> Particulars:
    """Return what journal and device record know already, named in ``prefilled`` so that nobody is asked for it."""
    return Particulars()


def keep_picture(session: Session, name: str, png: bytes) -> None:
    """Keep a picture of the screen with the walk, privately, under this name; one of the same name is replaced."""
    raise NotImplementedError


def pictures(session: Session) -> Mapping[str, bytes]:
    """Return the pictures kept with the walk, by name, oldest first."""
    raise NotImplementedError


def remove_picture(session: Session, name: str) -> None:
    """Forget a picture; one that is not there is no fault."""
    raise NotImplementedError


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
    title = environment.texts.flow(session.flow_id, "title", session.text_facts()) or session.flow_id
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
        device=_device(session),
        account_email=particulars.account_email,
        order_number=particulars.order_number,
        five=particulars.five,
        organisation_name=organisation.identity.name,
        support_name=organisation.identity.support_name,
        articles=tuple(article for article in organisation.articles if session.flow_id in article.flows),
        public_targets=(organisation.network.ping_target, organisation.network.public_name_server),
        practice_scene=environment.practice,
        titles=_titles(),
        health=_health(session, cancel),
        configuration=system.configuration(),
        attachments=_exports(session),
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


def _device(session: Session) -> Device | None:
    known = session.environment.device_record.known
    if not known:
        return None
    return Device(
        model=known["model"].value if "model" in known else None,
        serial=known["serial"].value if "serial" in known else None,
        hardware=known["hardware"].value if "hardware" in known else None,
        firmware_version=known["firmware_version"].value if "firmware_version" in known else None,
        said=any(value.said for value in known.values()),
    )


def _health(session: Session, cancel: Cancel) -> Health | Missing:
    return session.environment.system.health(cancel)


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
