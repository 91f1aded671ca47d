"""What the pages on the way to people ask the rest of the program for; each function runs on the worker's thread."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtGui import QImage

from wizard.escalation.handing_over import HandingOver, Way, Ways
from wizard.escalation.handing_over_ways import BY_PERSON, is_by_person
from wizard.escalation.model import Draft, Entry
from wizard.escalation.outbox import outbox_of
from wizard.escalation.scripts import Script
from wizard.handover import keep_picture, pictures, remove_picture, save_report
from wizard.marking import N_
from wizard.report.bundle import TEXT_NAME, ReportBundle
from wizard.report.particulars import Particulars
from wizard.session import Session
from wizard.settings import private_folder, write_private
from wizard.system.base import Cancel, Missing, Progress, Report
from wizard.ui.pages.handover.preview import FileLine

if TYPE_CHECKING:
    from wizard.environment import Environment
    from wizard.escalation.ladder import DueStep
    from wizard.escalation.sender import SendProgress
    from wizard.ui.pages.handover.measurements import Parts


@dataclass(frozen=True, kw_only=True)
class Begun:
    """A walk whose problem is being handed over: what is known, and how much goes along besides."""

    handing: HandingOver
    particulars: Particulars
    pictures: Mapping[str, QImage] = field(default_factory=dict)
    collected: int = 0


@dataclass(frozen=True, kw_only=True)
class Composed:
    """The report as ticked and, where a way was chosen, the draft of exactly what leaves by it.

    ``whole`` is the report with every file, None where its walk was deleted meanwhile.
    """

    whole: ReportBundle | None
    files: tuple[FileLine, ...]
    text: str
    draft: Draft | None = None
    script: Script | None = None


@dataclass(frozen=True, kw_only=True)
class PreparedStep:
    """The next step of a case, prepared: whom it goes to in words, and the draft or the words to say."""

    handing: HandingOver
    step: "DueStep"
    to: str
    by_person: bool
    composed: Composed


def begin(environment: "Environment", session_id: str) -> Begun:
    """Go on with a walk to hand its problem over."""
    session = Session.resume(environment, session_id)
    return look_again(HandingOver(environment, session))


def look_again(handing: HandingOver) -> Begun:
    """Return what is known by now."""
    from wizard.diagnosis import collected

    assert handing.session is not None
    images = {name: QImage.fromData(content) for name, content in pictures(handing.session).items()}
    return Begun(
        handing=handing,
        particulars=handing.particulars(),
        pictures=images,
        collected=len(collected(handing.session)),
    )


def keep(begun: Begun, typed: Mapping[str, str]) -> Begun:
    """Keep what was typed on the disk."""
    return replace(begun, particulars=begun.handing.keep(typed))


def keep_one_picture(begun: Begun, name: str, png: bytes) -> Begun:
    assert begun.handing.session is not None
    keep_picture(begun.handing.session, name, png)
    return look_again(begun.handing)


def remove_one_picture(begun: Begun, name: str) -> Begun:
    assert begun.handing.session is not None
    remove_picture(begun.handing.session, name)
    return look_again(begun.handing)


def parts(environment: "Environment", begun: Begun) -> "Parts":
    """Return what was measured besides, and what has to be agreed to before traffic is recorded."""
    return _parts(environment, begun, {})


def collect(
    environment: "Environment",
    begun: Begun,
    wanted: frozenset[str],
    report: Report,
    *,
    cancel: Cancel,
    stops: Mapping[str, Cancel],
) -> "tuple[Begun, Parts]":
    """Collect these parts; one that fails or is stopped says so and stops no other."""
    from wizard.diagnosis import PARTS, agree_to_capture, capture_consent, collect_service_diagnostics

    session = begun.handing.session
    assert session is not None
    chosen = frozenset(part for part in PARTS if part in wanted)
    if "capture" in chosen:
        agree_to_capture(session, capture_consent(session))
    stop_of = {part: stops[part] for part in chosen}
    results = collect_service_diagnostics(environment, session, chosen, report, cancel, stops=stop_of)
    missing: dict[str, Missing] = {part: found for part, found in results.items() if isinstance(found, Missing)}
    begun = look_again(begun.handing)
    return begun, _parts(environment, begun, missing)


def _parts(environment: "Environment", begun: Begun, missing: Mapping[str, Missing]) -> "Parts":
    from wizard.diagnosis import PARTS, capture_consent, collected
    from wizard.report.words import RESULTS
    from wizard.ui.pages.handover.measurements import PartLine, Parts

    session, texts = begun.handing.session, environment.texts
    assert session is not None
    there = collected(session)
    lines: dict[str, PartLine] = {}
    for part in PARTS:
        if part in missing and missing[part].detail != "stopped":
            facts = {"why": texts.message(RESULTS[missing[part].reason]), "detail": missing[part].detail}
            lines[part] = PartLine(state="failed", sentence=texts.message(N_("Not collected: {why} ({detail})"), facts))
        elif part in there:
            size = sum(file.size_bytes for file in there[part].files)
            collected_text = texts.message(N_("Collected, {size_bytes}"), {"size_bytes": size})
            lines[part] = PartLine(state="collected", sentence=collected_text)
        else:
            lines[part] = PartLine(state="none", sentence="")
    may = environment.system.may_capture()
    no_capture = ""
    if may != "yes":
        detail = may.detail if isinstance(may, Missing) else ""
        why = N_("Recording traffic needs an administrator here. {detail}")
        no_capture = texts.message(why, {"detail": detail}).strip()
        if lines["capture"].state == "none":
            lines["capture"] = PartLine(state="none", sentence=no_capture)
    return Parts(lines=lines, consent=capture_consent(session), no_capture=no_capture)


def find_ways(begun: Begun, answers: Mapping[str, str]) -> Ways:
    return begun.handing.ways(begun.particulars, answers)


def compose(begun: Begun, way: Way | None, cancel: Cancel) -> Composed:
    """Put the report together. Recorded traffic is not ticked by itself: no machine can hide what it holds."""
    whole = begun.handing.prepare(begun.particulars, cancel)
    return retick(begun, way, whole, frozenset(file.name for file in whole.offered if file.ticked))


def retick(begun: Begun, way: Way | None, whole: ReportBundle, ticked: frozenset[str]) -> Composed:
    """Return the report, and the draft, with only these files."""
    if way is None or way.name == "folder":
        bundle = whole.select(ticked) if ticked else whole
        return Composed(whole=whole, files=_lines(whole, bundle, ticked, None), text=bundle.text)
    handing, particulars = begun.handing, begun.particulars
    ticked |= {TEXT_NAME}  # the message itself: it always leaves
    draft = handing.draft(way, whole, particulars, ticked)
    script = handing.script(way, whole, particulars) if way.kind in BY_PERSON else None
    lines = _lines(whole, whole.select(ticked), ticked, draft)
    return Composed(whole=whole, files=lines, text=draft.text, draft=draft, script=script)


def _lines(
    whole: ReportBundle, bundle: ReportBundle, ticked: frozenset[str], draft: Draft | None
) -> tuple[FileLine, ...]:
    """Return the files to tick, as they stand now, each under the name by which it leaves."""
    now = {file.name: file for file in bundle.listing}
    leaving = {file.sha256: file.name for file in draft.files} if draft is not None else {}
    lines = []
    for offered in whole.offered:
        if draft is not None and offered.name == TEXT_NAME and offered.sha256 not in leaving:
            continue  # it is the message itself
        file = now.get(offered.name, offered)
        folder, _, short = offered.name.rpartition("/")
        lines.append(
            FileLine(
                name=offered.name,
                shown=leaving.get(file.sha256, short),
                folder=folder,
                size_bytes=file.size_bytes,
                looked_through=file.looked_through,
                chosen=offered.name in ticked,
            )
        )
    return tuple(lines)


def content_of(composed: Composed, name: str) -> bytes:
    """Return a file as it leaves; one that is not ticked as it would."""
    if composed.draft is not None:
        shown = next((line.shown for line in composed.files if line.name == name), name)
        for file in composed.draft.files:
            if file.name in (name, shown):
                return file.content if isinstance(file.content, bytes) else file.content.read_bytes()
    assert composed.whole is not None
    chosen = frozenset(line.name for line in composed.files if line.chosen)
    bundle = composed.whole.select(chosen) if name in chosen else composed.whole.select({*chosen, name})
    return bundle.files[name]


def prepare_step(
    environment: "Environment", case_id: str, key: str, ticked: frozenset[str] | None, cancel: Cancel
) -> PreparedStep | None:
    """Prepare the step of that key; None when it is not due any more."""
    from wizard.ui.ticket_jobs import due_step

    case = outbox_of(environment).case(case_id)
    step = due_step(environment, case, key)
    if step is None:
        return None
    handing = HandingOver(environment, case=case)
    return draft_step(handing, step, ticked, cancel)


def draft_step(handing: HandingOver, step: "DueStep", ticked: frozenset[str] | None, cancel: Cancel) -> PreparedStep:
    """Return a step's draft with only these files (None: all that go by themselves)."""
    from wizard.escalation.composer import channel_kind
    from wizard.escalation.handing_over_steps import way_of_step

    environment, case = handing.environment, handing.case
    assert case is not None
    draft = handing.draft_step(step, cancel, ticked)
    way = way_of_step(step, case, environment.organisation, practice=environment.practice is not None)
    kind = channel_kind(way.channel)
    script = handing.step_script(step, cancel) if kind in BY_PERSON else None
    title = way.channel.title or ", ".join(draft.to) or environment.texts.message(step.title)
    whole = handing.bundle
    chosen = ticked if ticked is not None else frozenset(whole.chosen if whole is not None else ())
    lines = _lines(whole, whole.select(chosen), chosen, draft) if whole is not None else _frozen_lines(draft)
    return PreparedStep(
        handing=handing,
        step=step,
        to=title,
        by_person=is_by_person(way.channel),
        composed=Composed(whole=whole, files=lines, text=draft.text, draft=draft, script=script),
    )


def _frozen_lines(draft: Draft) -> tuple[FileLine, ...]:
    """Return the files of a step whose walk was deleted: those of the first report, as they were sent."""
    return tuple(
        FileLine(
            name=file.name, shown=file.name, folder="", size_bytes=file.size_bytes, looked_through=True, chosen=True
        )
        for file in draft.files
    )


def copy_outside(environment: "Environment", handing: HandingOver, composed: Composed, name: str) -> Path:
    """Write a private copy of one file into the walk's work folder, for another program to show; return it."""
    session_id = composed.draft.session_id if composed.draft is not None else ""
    if handing.session is not None:
        session_id = handing.session.id
    folder = private_folder(environment.settings.work_folder(session_id) / "looked-at")
    copy = folder / name.rpartition("/")[2]
    write_private(copy, content_of(composed, name))
    return copy


def save(begun: Begun, whole: ReportBundle, files: frozenset[str], folder: Path | None) -> Path:
    """Save the chosen files of a composed report; return the new folder."""
    assert begun.handing.session is not None
    return save_report(begun.handing.session, whole, files, folder)


def send(handing: HandingOver, draft: Draft, seen_sha256: str, report: Report, cancel: Cancel) -> Entry:
    """Freeze what the person agreed to, and try to send it at once."""
    entry = handing.consent_and_queue(draft, seen_sha256)
    if entry.state != "consented":
        return entry
    return send_now(handing, entry, report, cancel)


def send_now(handing: HandingOver, entry: Entry, report: Report, cancel: Cancel) -> Entry:
    def pass_on(progress: "SendProgress") -> None:
        share = progress.sent_bytes / progress.size_bytes if progress.size_bytes else None
        report(Progress(share, {"file": progress.file or ""}))

    return handing.send_now(entry, pass_on, cancel)
