"""Which of the profile's channels a first report can take: those that reach somebody, and are not kept for later."""

from collections.abc import Mapping

from wizard.organisation.channels import ChatChannel, FolderChannel, MailChannel, PageChannel, PhoneChannel, RtChannel
from wizard.organisation.portal import PortalChannel
from wizard.organisation.profile import Channel, Organisation


def first_channels(organisation: Organisation) -> Mapping[str, Channel]:
    """Return the channels for a first report, in the profile's order.

    Left out are channels without an address, pages (for when private channels are stuck, FACTS D8), and channels that
    only higher rungs name as their own (the executive office's number, FACTS D5).
    """
    return {
        name: channel
        for name, channel in organisation.channels.items()
        if _reaches_somebody(channel) and not _kept_for_later(name, organisation)
    }


def is_draft(channel: Channel) -> bool:
    """Return whether this way only lays a draft ready for the person's own mail program."""
    return isinstance(channel, MailChannel) and not channel.server


def _reaches_somebody(channel: Channel) -> bool:
    match channel:
        case PhoneChannel():
            return bool(channel.number)
        case ChatChannel() | RtChannel() | PortalChannel():
            return bool(channel.url)
        case MailChannel():
            return bool(channel.address)
        case FolderChannel():
            return True
        case PageChannel():
            return False


def _kept_for_later(name: str, organisation: Organisation) -> bool:
    """Return whether only rungs above the first name it, and with no address of their own beside it."""
    named = [rung for rung in organisation.rungs if rung.channel == name]
    return bool(named) and all(rung.role != "first_line" and not rung.email and not rung.phone for rung in named)
