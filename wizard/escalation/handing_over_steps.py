"""Which way a step of the ladder takes, and the evidence that goes with it (FACTS D4-D8)."""

from collections.abc import Iterator
from dataclasses import dataclass

from wizard.escalation.advice_channels import is_draft
from wizard.escalation.handing_over_ways import all_channels
from wizard.escalation.ladder_model import DueStep
from wizard.escalation.model import Case, DraftFile
from wizard.escalation.outbox import Outbox
from wizard.organisation.channels import (
    FOLDER,
    OWN_MAIL,
    FolderChannel,
    MailChannel,
    PageChannel,
    PhoneChannel,
    RtChannel,
)
from wizard.organisation.portal import PortalChannel
from wizard.organisation.profile import Channel, Organisation

_WRITTEN = (MailChannel, RtChannel, PortalChannel)
_CALL = "phone"


@dataclass(frozen=True)
class StepWay:
    """The channel of a step by the name it goes under."""

    name: str
    channel: Channel


def way_of_step(step: DueStep, case: Case, organisation: Organisation, *, practice: bool) -> StepWay:
    """Return the way a step takes: a call where time is short, the rung's own way, else the way of the first report.

    Where nothing is known the step ends in a folder, as a report does.
    """
    if practice:
        return StepWay(FOLDER, FolderChannel())
    if step.kind == "public_channel":
        ways = _public(step, organisation)
    elif step.way == "call" or step.kind == "phone_and_meeting":
        ways = _calls(step, organisation)
    else:
        ways = _letters(step, case, organisation)
    return next(ways, StepWay(FOLDER, FolderChannel()))


def _public(step: DueStep, organisation: Organisation) -> Iterator[StepWay]:
    named = step.rung.public_channel if step.rung is not None else ""
    pages = {name: one for name, one in organisation.channels.items() if isinstance(one, PageChannel) and one.url}
    if named in pages:
        yield StepWay(named, pages[named])
    yield from (StepWay(name, page) for name, page in pages.items())


def _calls(step: DueStep, organisation: Organisation) -> Iterator[StepWay]:
    rung, channels = step.rung, organisation.channels
    phones = {name: one for name, one in channels.items() if isinstance(one, PhoneChannel)}
    if rung is not None and rung.phone:
        name = rung.channel if rung.channel in phones else _CALL
        yield StepWay(name, PhoneChannel(title=rung.name, number=rung.phone))
    if rung is not None and rung.channel in phones:
        yield StepWay(rung.channel, phones[rung.channel])
    yield from (StepWay(name, phone) for name, phone in phones.items() if phone.number)


def _letters(step: DueStep, case: Case, organisation: Organisation) -> Iterator[StepWay]:
    rung, channels = step.rung, all_channels(organisation)
    if rung is not None and isinstance(channels.get(rung.channel), (*_WRITTEN, PageChannel)):
        yield StepWay(rung.channel, channels[rung.channel])
    if rung is not None and rung.email:
        mails = [StepWay(name, one) for name, one in organisation.channels.items() if isinstance(one, MailChannel)]
        yield from sorted(mails, key=lambda way: is_draft(way.channel))
        yield StepWay(OWN_MAIL, MailChannel(address=rung.email))
    if rung is not None and isinstance(channels.get(rung.channel), PhoneChannel):
        yield StepWay(rung.channel, channels[rung.channel])
    used = (entry.channel for entry in case.entries)
    yield from (StepWay(name, channels[name]) for name in used if isinstance(channels.get(name), _WRITTEN))
    if OWN_MAIL in channels:
        yield StepWay(OWN_MAIL, channels[OWN_MAIL])


def evidence_of(case: Case, outbox: Outbox) -> tuple[DraftFile, ...]:
    """Return the files of the case's first report as they were frozen, for when its walk was deleted.

    Raises ConsentError when one of them is not what it was.
    """
    for entry in case.entries:
        message = outbox.message(entry.id)
        if message.attachments:
            return tuple(
                DraftFile(file.name, file.media_type, file.path, file.size_bytes, file.sha256)
                for file in message.attachments
            )
    return ()
