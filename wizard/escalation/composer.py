"""From a report to exactly what leaves: text, subject, recipients, fields and files for each kind of channel."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta

from wizard.escalation.advice_rows import row_of
from wizard.escalation.composer_files import ComposeError, files_for, refuse_large
from wizard.escalation.model import ChannelKind, Draft, key_of
from wizard.escalation.ready import items_for
from wizard.escalation.scripts import Script, ScriptRequest, chat_script, phone_script
from wizard.marking import N_
from wizard.organisation.channels import (
    ChatChannel,
    FolderChannel,
    MailChannel,
    PageChannel,
    PhoneChannel,
    Role,
    RtChannel,
)
from wizard.organisation.portal import MESSAGE_FIELDS, PortalChannel
from wizard.organisation.profile import Channel, Organisation
from wizard.report.bundle import TEXT_NAME, ReportBundle
from wizard.report.page import short
from wizard.report.particulars import PERSONAL, Particulars, Severity
from wizard.texts import Texts

__all__ = ["ComposeError", "HandoverRequest", "channel_kind", "compose_draft", "compose_script", "wanted_for"]

_KINDS: Mapping[type[Channel], ChannelKind] = {
    FolderChannel: "folder",
    MailChannel: "mail",
    RtChannel: "rt",
    PortalChannel: "portal",
    PhoneChannel: "phone",
    ChatChannel: "chat",
    PageChannel: "page",
}
_MORE_WANTED: Mapping[str, frozenset[str]] = {
    "E1": frozenset({"browser"}),
    "E2": frozenset({"time_slots"}),
    "E3": frozenset({"browser"}),
}
_MOST_SUBJECT_CHARACTERS = 180


@dataclass(frozen=True, kw_only=True)
class HandoverRequest:
    """Everything a draft is made from. ``ticked`` names the files to send (None: all); ``escalation_id`` stays the same
    while the person looks at one draft after the other, so that the key in the subject does, too.
    """

    escalation_id: str
    case_id: str
    bundle: ReportBundle
    ticked: Collection[str] | None = None
    particulars: Particulars
    channel_name: str
    channel: Channel
    organisation: Organisation
    texts: Texts
    role: Role = "first_line"

    @property
    def kind(self) -> ChannelKind:
        return channel_kind(self.channel)

    @property
    def severity(self) -> Severity:
        return self.particulars.severity or "normal"


def channel_kind(channel: Channel) -> ChannelKind:
    """Return the kind of a channel of the profile."""
    return _KINDS[type(channel)]


def wanted_for(kind: ChannelKind) -> frozenset[str]:
    """Return the particulars that may go this way: what the row of FACTS E wants. A folder is the person's own."""
    if kind == "folder":
        return frozenset(PERSONAL)
    row = row_of(kind) or "E1"  # a page is written to like a chat
    return frozenset(item.particular for item in items_for(row) if item.particular) | _MORE_WANTED[row]


def compose_draft(request: HandoverRequest) -> Draft:
    """Return the report as this channel takes it; raises ComposeError for a file that is too large for the channel.

    The same request gives the same draft, byte for byte: its times are the report's own.
    """
    kind, channel = request.kind, request.channel
    bundle = _bundle(request)
    files = files_for(kind, bundle)
    refuse_large(files, channel.max_attachment_bytes)
    mail = channel if isinstance(channel, MailChannel) else None
    content = bundle.content
    return Draft(
        id=request.escalation_id,
        case_id=request.case_id,
        session_id=content.session_id,
        flow_id=content.flow_id,
        language=request.texts.language,
        channel=request.channel_name,
        kind=kind,
        severity=request.severity,
        role=request.role,
        to=(mail.address,) if mail is not None and mail.address else (),
        copy=mail.copy if mail is not None else (),
        reply_to=content.said.account_email if kind in ("mail", "rt", "portal") else None,
        subject=_subject(request, bundle),
        text=_text(request, bundle),
        fields=_fields(request, bundle) if kind == "portal" else {},
        files=files,
        can_wait=kind == "mail" and request.severity == "low",
    )


def compose_script(request: HandoverRequest) -> Script:
    """Return what to say on the phone, or paste into a chat or a page."""
    return _script(request, _bundle(request))


def _bundle(request: HandoverRequest) -> ReportBundle:
    """Return the report with the files that are ticked, the particulars that may go this way, and its deadline."""
    bundle = request.bundle
    if request.ticked is not None:  # without any file, what is written is still the text
        bundle = bundle.select(frozenset(request.ticked) | {TEXT_NAME})
    hours = request.organisation.clocks.mail_deadline_h
    deadline = None
    if request.kind in ("mail", "rt", "portal"):
        allowed = timedelta(hours=hours)
        if request.severity == "p1":
            allowed = timedelta(minutes=request.organisation.clocks.p1_final_min)
        deadline = (bundle.content.made_at + allowed).replace(second=0, microsecond=0)
    return bundle.for_channel(wanted_for(request.kind), deadline)


def _subject(request: HandoverRequest, bundle: ReportBundle) -> str:
    """Return the subject: what and since when, the account number first where it was given (FACTS E3), the key last."""
    content, say = bundle.content, request.texts.message
    facts = {
        "symptom": short(content.symptom, 12),
        "since": short(content.said.five.went_down or "", 4),
        "account": content.said.account_number or "",
    }
    subject = say(N_("{symptom} since {since}") if facts["since"] else "{symptom}", facts)
    if facts["account"]:
        subject = say(N_("Account {account}: {subject}"), {**facts, "subject": subject})
    if content.practice is not None:
        subject = say(N_("Practice: {subject}"), {"subject": subject})
    return with_key(subject, request.escalation_id)


def with_key(subject: str, escalation_id: str) -> str:
    """Return a subject on one line with the key that it is found again by."""
    line = " ".join(subject.split())[:_MOST_SUBJECT_CHARACTERS].rstrip()
    return f"{line} [{key_of(escalation_id)}]"


def _text(request: HandoverRequest, bundle: ReportBundle) -> str:
    match request.kind:
        case "phone":
            return _script(request, bundle).text
        case "chat" | "page":
            return "\n".join(_script(request, bundle).lines) + "\n"
        case _:
            return bundle.text


def _script(request: HandoverRequest, bundle: ReportBundle) -> Script:
    channel, content = request.channel, bundle.content
    organisation = request.organisation
    script_request = ScriptRequest(
        who=who_answers(channel, organisation, request.texts),
        key=key_of(request.escalation_id),
        content=content,
        symptom=content.symptom,
        particulars=replace(content.said, device_serial=content.device["serial"]),
        number=channel.number or None if isinstance(channel, PhoneChannel) else None,
        page=channel.url or None if isinstance(channel, ChatChannel | PageChannel) else None,
        hours=channel.hours or None if isinstance(channel, PhoneChannel | ChatChannel) else None,
        practice=content.practice,
    )
    write = phone_script if request.kind == "phone" else chat_script
    return write(script_request, request.texts)


def who_answers(channel: Channel, organisation: Organisation, texts: Texts) -> str:
    """Return who is at the other end, in words."""
    identity = organisation.identity
    return channel.title or identity.support_name or identity.name or texts.message(N_("your support team"))


def _fields(request: HandoverRequest, bundle: ReportBundle) -> dict[str, str]:
    """Return the single values a portal's request may take: only what stands in the report as it is shown."""
    said, content = bundle.content.said, bundle.content
    values = {name: getattr(said, name, None) for name in MESSAGE_FIELDS}
    values |= {
        "severity": request.severity,
        "error_codes": ", ".join(content.codes),
        "transaction_numbers": ", ".join(said.transaction_numbers),
        "device_serial": content.device.get("serial"),
    }
    return {name: value for name, value in sorted(values.items()) if value}
