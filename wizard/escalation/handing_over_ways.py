"""The ways a problem can be handed over from here, with what each needs and how long it usually takes (FACTS E)."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from wizard.escalation.advice import Advice, advise
from wizard.escalation.advice_channels import first_channels, is_draft
from wizard.escalation.advice_rows import KIND_TITLES, NEEDS, row_of, usual_times
from wizard.escalation.composer import channel_kind
from wizard.escalation.model import ChannelKind
from wizard.escalation.ready import ReadyItem, items_for
from wizard.escalation.situation import Situation
from wizard.marking import N_
from wizard.organisation import text_facts
from wizard.organisation.channels import (
    FOLDER,
    OWN_MAIL,
    ChatChannel,
    FolderChannel,
    MailChannel,
    PhoneChannel,
)
from wizard.organisation.profile import Channel, Organisation
from wizard.report.particulars import Particulars
from wizard.texts import Texts

BY_PERSON: frozenset[ChannelKind] = frozenset({"phone", "chat", "page"})
_TITLES: Mapping[str, str] = {FOLDER: N_("Save to a folder"), OWN_MAIL: N_("Your own mail program")}
_PRACTICE = N_("This is practice, so the report can only be saved to a folder.")
_NO_CHANNELS = N_("No way to people is set up here. {support_advice}")


@dataclass(frozen=True, kw_only=True)
class Way:
    """One way to people. ``name`` is the channel's in the profile, or ``folder`` / ``own_mail``, which need none
    (``own_mail`` where an address is known). ``by_person``: the person calls, chats or sends; the program prepares.
    ``row`` is the row of FACTS E, empty for a folder; ``title`` and ``usual`` are in the person's language.
    """

    name: str
    kind: ChannelKind
    title: str
    usual: str
    row: str
    by_person: bool
    channel: Channel = field(repr=False)
    ready_items: tuple[ReadyItem, ...] = ()
    asks: tuple[str, ...] = ()
    """Names of particulars this way needs and nobody has given yet (``call_back_number``, …)."""


@dataclass(frozen=True, kw_only=True)
class Ways:
    """The ways there are, best first, and the advice. ``why_only_folder`` is set in practice and without channels."""

    advice: Advice
    ways: tuple[Way, ...]
    sentence: str
    """The advice in one sentence of the person's language."""
    why_only_folder: str | None = None

    def named(self, name: str) -> Way:
        """Return the way of this name; raises KeyError."""
        return {way.name: way for way in self.ways}[name]


def all_channels(organisation: Organisation) -> Mapping[str, Channel]:
    """Return every channel by name: the profile's, and the two that need none. The profile's own names win."""
    channels: dict[str, Channel] = {FOLDER: FolderChannel()}
    address = organisation.support.email
    if address:
        channels[OWN_MAIL] = MailChannel(address=address)
    return {**channels, **organisation.channels}


def is_by_person(channel: Channel) -> bool:
    """Return whether the program only prepares and the person does the rest."""
    return channel_kind(channel) in BY_PERSON or is_draft(channel)


def find_ways(
    organisation: Organisation, texts: Texts, situation: Situation, particulars: Particulars, *, practice: bool
) -> Ways:
    """Return the ways for a first report, best first, and the advice in one sentence."""
    offered = _offered(organisation, practice=practice)
    drafts = {name for name, channel in offered.items() if is_draft(channel)}
    kinds = {name: channel_kind(channel) for name, channel in offered.items()}
    titles = {name: channel.title for name, channel in offered.items() if channel.title}
    advice = advise(situation, kinds, drafts=drafts, titles=titles)
    ways = tuple(_way(name, offered[name], texts, particulars) for name in advice.channels)
    why = None
    if practice:
        why = texts.message(_PRACTICE)
    elif all(way.name == FOLDER for way in ways):
        facts = text_facts(organisation)
        why = texts.message(_NO_CHANNELS, {**facts, "support_advice": texts.word(str(facts["support_advice"]))})
    return Ways(advice=advice, ways=ways, sentence=why or advice.reason.text(texts), why_only_folder=why)


def _offered(organisation: Organisation, *, practice: bool) -> Mapping[str, Channel]:
    """Return the channels of a first report; in practice, folders alone (DESIGN 7)."""
    offered = {**first_channels(organisation)}
    for name, channel in all_channels(organisation).items():
        has_mail = any(isinstance(other, MailChannel) for other in offered.values())
        if name == FOLDER or (name == OWN_MAIL and not has_mail):
            offered.setdefault(name, channel)
    if practice:
        return {FOLDER: FolderChannel()}
    return offered


def _usual(channel: Channel, kind: ChannelKind, texts: Texts) -> str:
    """Return how long this way usually takes, and when somebody answers at all where the profile says so."""
    usual = usual_times(kind).text(texts)
    hours = channel.hours if isinstance(channel, PhoneChannel | ChatChannel) else ""
    return texts.message(N_("{usual} Open: {hours}"), {"usual": usual, "hours": hours}) if hours else usual


def _way(name: str, channel: Channel, texts: Texts, particulars: Particulars) -> Way:
    kind = channel_kind(channel)
    row = row_of(kind)
    given = particulars.typed()
    needs = NEEDS[row] if row is not None else ()
    return Way(
        name=name,
        kind=kind,
        title=channel.title or texts.message(_TITLES.get(name) or KIND_TITLES[kind]),
        usual=_usual(channel, kind, texts),
        row=row or "",
        by_person=is_by_person(channel),
        channel=channel,
        ready_items=items_for(row) if row is not None else (),
        asks=tuple(need.name for need in needs if need.source == "person" and need.name not in given),
    )
