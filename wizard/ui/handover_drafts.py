"""The report and each next step as they would leave, for the preview; each function runs on the worker's thread."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from wizard.escalation.composer import ComposeError
from wizard.escalation.handing_over import HandingOver, Way
from wizard.escalation.handing_over_files import content_of as bytes_of
from wizard.escalation.handing_over_steps import way_of_step
from wizard.escalation.handing_over_ways import BY_PERSON, is_by_person
from wizard.escalation.model import Draft, DraftFile
from wizard.escalation.outbox import outbox_of
from wizard.escalation.scripts import Script
from wizard.handover import save_report
from wizard.marking import N_
from wizard.organisation.channels import FOLDER
from wizard.report.bundle import TEXT_NAME, ReportBundle
from wizard.system.base import Cancel
from wizard.ui.handover_jobs import Begun
from wizard.ui.pages.handover.preview import FileLine

if TYPE_CHECKING:
    from wizard.environment import Environment
    from wizard.escalation.ladder import DueStep

_NOTHING_TICKED = N_("A letter needs its proof. Leave at least one file ticked.")


@dataclass(frozen=True, kw_only=True)
class Composed:
    """The report as ticked and, where a way was chosen, the draft of exactly what leaves by it.

    ``whole`` is the report with every file, None where its walk was deleted meanwhile. ``remake`` makes it with other
    files ticked, None where they were frozen already. ``left_out`` are files too large for this way, in words.
    """

    whole: ReportBundle | None
    files: tuple[FileLine, ...]
    text: str
    draft: Draft | None = None
    script: Script | None = None
    left_out: tuple[str, ...] = ()
    remake: "Callable[[frozenset[str]], Composed] | None" = field(default=None, repr=False, compare=False)

    @property
    def chosen(self) -> frozenset[str]:
        return frozenset(line.name for line in self.files if line.chosen)


@dataclass(frozen=True, kw_only=True)
class PreparedStep:
    """The next step of a case, or the same once more: whom it goes to in words, and the draft or the words to say."""

    handing: HandingOver
    to: str
    by_person: bool
    composed: Composed


# a first report


def compose(begun: Begun, way: Way | None, cancel: Cancel, ticked: frozenset[str] | None = None) -> Composed:
    """Put the report together, with the same files as before where it was put together already.

    Recorded traffic is not ticked by itself: no machine can hide what it holds. What this way cannot take is left out.
    """
    whole = begun.handing.prepare(begun.particulars, cancel)
    offered = whole.offered
    wanted = frozenset(file.name for file in offered if (file.ticked if ticked is None else file.name in ticked))
    if way is None or way.name == FOLDER:
        return _report(begun, None, whole, wanted)
    most = way.channel.max_attachment_bytes
    too_large = frozenset(file.name for file in offered if file.size_bytes > most and file.name in wanted)
    return _report(begun, way, whole, wanted - too_large, too_large)


def _report(
    begun: Begun, way: Way | None, whole: ReportBundle, ticked: frozenset[str], left_out: frozenset[str] = frozenset()
) -> Composed:
    """Return the report, and the draft, with only these files."""

    def remake(files: frozenset[str]) -> Composed:
        return _report(begun, way, whole, files)

    if way is None:
        bundle = whole.select(ticked) if ticked else whole
        lines = _lines(whole, bundle, ticked, None)
        return Composed(whole=whole, files=lines, text=bundle.text, remake=remake)
    handing, particulars = begun.handing, begun.particulars
    ticked |= {TEXT_NAME}  # the message itself: it always leaves
    draft = handing.draft(way, whole, particulars, ticked)
    script = handing.script(way, whole, particulars) if way.kind in BY_PERSON else None
    return Composed(
        whole=whole,
        files=_lines(whole, whole.select(ticked), ticked, draft),
        text=draft.text,
        draft=draft,
        script=script,
        left_out=tuple(sorted(left_out)),
        remake=remake,
    )


def _lines(
    whole: ReportBundle, bundle: ReportBundle, ticked: frozenset[str], draft: Draft | None
) -> tuple[FileLine, ...]:
    """Return the files to tick, as they stand now, each under the name by which it leaves."""
    now = {file.name: file for file in bundle.listing}
    leaving = leaving_files(bundle, draft)
    lines = []
    for offered in whole.offered:
        if draft is not None and offered.name == TEXT_NAME and TEXT_NAME not in leaving:
            continue  # it is the message itself
        file = now.get(offered.name, offered)
        sent = leaving.get(offered.name)
        folder, _, short = offered.name.rpartition("/")
        lines.append(
            FileLine(
                name=offered.name,
                shown=sent.name.rpartition("/")[2] if sent is not None else short,
                folder=folder,
                size_bytes=sent.size_bytes if sent is not None else file.size_bytes,
                looked_through=file.looked_through,
                chosen=offered.name in ticked,
            )
        )
    return tuple(lines)


def leaving_files(bundle: ReportBundle, draft: Draft | None) -> dict[str, DraftFile]:
    """Return the files of a draft by their names in the report; both keep one order, the message itself may lack."""
    if draft is None:
        return {}
    names = list(bundle.files)
    for expected in (names, [name for name in names if name != TEXT_NAME]):
        if len(expected) == len(draft.files):
            return dict(zip(expected, draft.files, strict=True))
    return {}  # a call takes no files along


def content_of(composed: Composed, name: str) -> bytes:
    """Return a file as it leaves; one that is not ticked as it would."""
    if name not in composed.chosen and composed.remake is not None:
        return content_of(composed.remake(composed.chosen | {name}), name)
    draft, whole = composed.draft, composed.whole
    if draft is None or whole is None:
        if draft is not None:  # frozen: the names are those of the draft
            return next(bytes_of(file) for file in draft.files if file.name == name)
        assert whole is not None
        return whole.select(composed.chosen).files[name]
    bundle = whole.select(composed.chosen | {TEXT_NAME})
    leaving = leaving_files(bundle, draft)
    return bytes_of(leaving[name]) if name in leaving else bundle.files[name]


# a step of the ladder, or the same once more


def prepare_step(environment: "Environment", case_id: str, key: str, cancel: Cancel) -> PreparedStep | None:
    """Prepare the step of that key; None when it is not due any more."""
    from wizard.ui.ticket_jobs import due_step

    case = outbox_of(environment).case(case_id)
    step = due_step(environment, case, key)
    if step is None:
        return None
    handing = HandingOver(environment, case=case)
    way = way_of_step(step, case, environment.organisation, practice=environment.practice is not None)
    composed = _step(handing, step, None, cancel)
    assert composed.draft is not None
    title = way.channel.title or ", ".join(composed.draft.to) or environment.texts.message(step.title)
    return PreparedStep(handing=handing, to=title, by_person=is_by_person(way.channel), composed=composed)


def _step(handing: HandingOver, step: "DueStep", ticked: frozenset[str] | None, cancel: Cancel) -> Composed:
    """Return a step's draft with only these files (None: all that go by themselves)."""
    if ticked is not None and not ticked:
        raise ComposeError(_NOTHING_TICKED)
    draft = handing.draft_step(step, cancel, ticked)
    script = handing.step_script(step, cancel) if draft.kind in BY_PERSON else None
    whole = handing.bundle
    if whole is None or not draft.files:
        return _frozen(draft, script)
    chosen = ticked if ticked is not None else frozenset(whole.chosen)
    return Composed(
        whole=whole,
        files=_lines(whole, whole.select(chosen), chosen, draft),
        text=draft.text,
        draft=draft,
        script=script,
        remake=lambda files: _step(handing, step, files, Cancel()),
    )


def prepare_again(environment: "Environment", escalation_id: str) -> PreparedStep:
    """Show once more what was agreed to, for a new consent to the very same."""
    from wizard.ui.ticket_jobs import way_title

    outbox = outbox_of(environment)
    entry, message = outbox.entry(escalation_id), outbox.message(escalation_id)
    case = outbox.case(entry.case_id)
    draft = Draft(
        id=entry.id,
        case_id=entry.case_id,
        session_id=entry.session_id,
        flow_id=entry.flow_id,
        language=entry.language,
        channel=entry.channel,
        kind=entry.kind,
        severity=entry.severity,
        role=entry.role,
        to=message.to,
        copy=message.copy,
        reply_to=message.reply_to,
        subject=message.subject,
        text=message.text,
        fields=message.fields,
        files=tuple(
            DraftFile(file.name, file.media_type, file.path, file.size_bytes, file.sha256)
            for file in message.attachments
        ),
    )
    return PreparedStep(
        handing=HandingOver(environment, case=case),
        to=way_title(environment, entry),
        by_person=False,
        composed=_frozen(draft, None),
    )


def _frozen(draft: Draft, script: Script | None) -> Composed:
    """Return a draft whose files go as they are or not at all: no file can be left out singly."""
    lines = tuple(
        FileLine(
            name=file.name, shown=file.name, folder="", size_bytes=file.size_bytes, looked_through=True, chosen=True
        )
        for file in draft.files
    )
    return Composed(whole=None, files=lines, text=draft.text, draft=draft, script=script)


# leaving the preview


def copy_outside(handing: HandingOver, composed: Composed, name: str) -> Path:
    """Write a private copy of one file into the walk's work folder, for another program to show; return it."""
    return handing.copy_of(name, content_of(composed, name))


def save(begun: Begun, whole: ReportBundle, files: frozenset[str], folder: Path | None) -> Path:
    """Save the chosen files of a composed report; return the new folder."""
    assert begun.handing.session is not None
    return save_report(begun.handing.session, whole, files, folder)
