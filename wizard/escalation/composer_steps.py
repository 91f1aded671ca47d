"""The prepared next step of a case as a draft: a note, a letter, a call, a word on a public page (FACTS D1-D8)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta, tzinfo
from typing import Literal

from wizard.escalation.composer import channel_kind, with_key
from wizard.escalation.composer_files import all_files, refuse_large
from wizard.escalation.ladder_model import DueStep, StepKind
from wizard.escalation.letters import LetterRequest, compose_letter, letter_subject
from wizard.escalation.letters_record import case_number, rung_name
from wizard.escalation.model import Case, ChannelKind, Draft, DraftFile, key_of
from wizard.escalation.scripts import Script, ScriptRequest, phone_script
from wizard.marking import N_
from wizard.organisation.channels import ChatChannel, MailChannel, PageChannel, PhoneChannel, Role, Rung
from wizard.organisation.profile import Channel, Organisation
from wizard.report.bundle import ReportBundle
from wizard.report.page import short
from wizard.report.particulars import PERSONAL, Particulars
from wizard.report.words import PRACTICE
from wizard.texts import Texts

Purpose = Literal["report", "level_2", "tier_2", "letter", "meeting", "ownership"]
_PURPOSES: Mapping[StepKind, Purpose] = {
    "level_2": "level_2",
    "tier_2": "tier_2",
    "p1_acknowledge": "level_2",
    "p1_update": "level_2",
    "p1_final": "level_2",
    "ownership": "ownership",
    "phone_and_meeting": "meeting",
}
_PUBLIC = N_("Case {number} has been open since {since}. The usual ways brought no solution so far.")
_PUBLIC_ASKED = N_("I ask for a contact, and for an answer to the case by {moment}.")
_PUBLIC_REFERENCE = N_("Everything else stands under this number: {number}.")
_SUBJECTS: Mapping[Purpose, str] = {
    "level_2": N_("Level 2 asked for – Case #{number}"),
    "tier_2": N_("Tier 2 review asked for – Case #{number}"),
    "ownership": N_("Named contact asked for – Case #{number}"),
    "meeting": N_("Meeting asked for – Case #{number}"),
}
"""Subjects of notes on the rung that has the case; a letter's is fixed by FACTS B4."""


@dataclass(frozen=True, kw_only=True)
class StepRequest:
    """What a step's draft is made from. ``bundle`` is the report, already with its ticked files, None when the walk was
    deleted; ``evidence`` are then the files of the first report. ``particulars`` are those of the report, redacted.
    ``now_utc`` sets the new deadline.
    """

    step: DueStep
    case: Case
    escalation_id: str
    channel_name: str
    channel: Channel
    organisation: Organisation
    texts: Texts
    now_utc: datetime
    bundle: ReportBundle | None
    particulars: Particulars = field(default_factory=Particulars)
    ticked: Collection[str] | None = None
    evidence: tuple[DraftFile, ...] = ()
    zone: tzinfo | None = None

    @property
    def kind(self) -> ChannelKind:
        return channel_kind(self.channel)

    @property
    def purpose(self) -> Purpose:
        return _PURPOSES.get(self.step.kind, "letter")

    @property
    def role(self) -> Role:
        return self.step.rung.role if self.step.rung is not None else "first_line"

    @property
    def rungs(self) -> Mapping[Role, Rung]:
        return {rung.role: rung for rung in reversed(self.organisation.rungs)}  # of two on one rung, the first

    @property
    def deadline(self) -> datetime:
        """Until when an answer is asked for: 48 h (FACTS D4), sooner where the clocks of D1-D3 run."""
        clocks = self.organisation.clocks
        allowed = timedelta(hours=clocks.mail_deadline_h)
        if self.case.severity == "p1":
            allowed = timedelta(minutes=clocks.p1_final_min)
        elif self.purpose in ("level_2", "tier_2"):
            allowed = timedelta(minutes=clocks.tier_2_min)
        return (self.now_utc + allowed).replace(second=0, microsecond=0)


def compose_step(request: StepRequest) -> Draft:
    """Return the step as a draft; raises ComposeError for a file that is too large for the channel."""
    files = _files(request)
    refuse_large(files, request.channel.max_attachment_bytes)
    letter = _letter(request, attached=bool(files))
    mail = request.channel if isinstance(request.channel, MailChannel) else None
    to, copy = _recipients(request, mail) if mail is not None else ((), ())
    case = request.case
    return Draft(
        id=request.escalation_id,
        case_id=case.id,
        session_id=case.session_id,
        flow_id=case.flow_id,
        language=request.texts.language,
        channel=request.channel_name,
        kind=request.kind,
        severity=case.severity,
        role=request.role,
        to=to,
        copy=copy,
        reply_to=request.particulars.account_email if request.kind in ("mail", "rt", "portal") else None,
        subject=_subject(request, letter),
        text=_text(request, letter),
        fields={"severity": case.severity} if request.kind == "portal" else {},
        files=files,
        purpose=request.purpose,
    )


def compose_step_script(request: StepRequest) -> Script:
    """Return the script of a call for this step, which asks for a fixed meeting or for an owner where that is due."""
    channel, content = request.channel, request.bundle.content if request.bundle is not None else None
    rung = request.step.rung
    number = channel.number if isinstance(channel, PhoneChannel) else ""
    return phone_script(
        ScriptRequest(
            who=rung_name(request.role, request.rungs, request.texts),
            key=key_of(request.escalation_id),
            content=content,
            symptom=content.symptom if content is not None else request.case.title,
            particulars=request.particulars,
            number=(rung.phone if rung is not None else "") or number or None,
            page=channel.url or None if isinstance(channel, ChatChannel | PageChannel) else None,
            hours=channel.hours or None if isinstance(channel, PhoneChannel | ChatChannel) else None,
            case_number=case_number(request.case),
            opened_at=request.case.opened_at.astimezone(request.zone),
            meeting=request.step.kind == "phone_and_meeting",
            owner=request.step.kind == "ownership" or request.case.access_affected,
            practice=content.practice if content is not None else None,
        ),
        request.texts,
    )


def _files(request: StepRequest) -> tuple[DraftFile, ...]:
    """Return the evidence: it goes with letters; a note or a call goes to who has it already."""
    if request.purpose != "letter" or request.kind in ("phone", "page") or request.step.kind == "public_channel":
        return ()
    if request.bundle is None:
        chosen = request.evidence
        return tuple(file for file in chosen if request.ticked is None or file.name in request.ticked)
    bundle = request.bundle if request.ticked is None else request.bundle.select(request.ticked)
    return all_files(bundle.for_channel(PERSONAL), flat=request.kind != "folder")


def _letter(request: StepRequest, *, attached: bool) -> LetterRequest:
    return LetterRequest(
        kind=request.step.kind,
        case=request.case,
        role=request.role,
        rung=request.step.rung,
        rungs=request.rungs,
        clocks=request.organisation.clocks,
        now_utc=request.now_utc,
        due_at=request.step.due_at,
        deadline=request.deadline,
        content=request.bundle.content if request.bundle is not None else None,
        particulars=request.particulars,
        zone=request.zone,
        attached=attached,
        beside=request.step.beside,
        reference=request.step.reference,
    )


def _recipients(request: StepRequest, mail: MailChannel) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return to whom: the rung's own address, else the channel's. At the supervisor, operations are in copy (B4)."""
    rung = request.step.rung
    to = rung.email if rung is not None and rung.email else mail.address
    copy = rung.copy if rung is not None and rung.copy else ()
    copy = (*copy, *(beside.email for beside in request.step.beside if beside.email))
    operations = request.rungs.get("operations_manager")
    if request.role == "supervisor" and operations is not None and operations.email:
        copy = (*copy, operations.email)
    return ((to,) if to else ()), tuple(address for address in dict.fromkeys(copy) if address != to)


def _subject(request: StepRequest, letter: LetterRequest) -> str:
    say = request.texts.message
    message = _SUBJECTS.get(request.purpose)
    number = case_number(request.case)
    subject = letter_subject(letter, request.texts) if message is None else say(message, {"number": number})
    return with_key(subject, request.escalation_id)


def _text(request: StepRequest, letter: LetterRequest) -> str:
    if request.kind == "phone":
        return compose_step_script(request).text
    if request.step.kind == "public_channel":
        return _public(request)
    return compose_letter(letter, request.texts)


def _public(request: StepRequest) -> str:
    """Return a few lines for a page that everybody can read: the number, and nothing of the person (FACTS D8)."""
    say = request.texts.message
    number = short(request.step.reference or case_number(request.case), 2)
    since = f"{request.case.opened_at.astimezone(request.zone):%Y-%m-%d}"
    moment = f"{request.deadline.astimezone(request.zone):%Y-%m-%d %H:%M}"
    content = request.bundle.content if request.bundle is not None else None
    practice = [say(PRACTICE, {"scene": content.practice})] if content is not None and content.practice else []
    lines = (
        *practice,
        say(_PUBLIC, {"number": number, "since": since}),
        say(_PUBLIC_ASKED, {"moment": moment}),
        say(_PUBLIC_REFERENCE, {"number": number}),
    )
    return "\n".join(lines) + "\n"
