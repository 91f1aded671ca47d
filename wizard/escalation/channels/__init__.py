"""The ways that send by themselves, each behind ``base.Channel``; ``open_channel`` makes one from its profile."""

import ssl
from pathlib import Path
from typing import TYPE_CHECKING

from wizard.escalation.channels.base import Channel
from wizard.escalation.errors import RefusedError
from wizard.marking import N_
from wizard.organisation.channels import FolderChannel, MailChannel, RtChannel
from wizard.organisation.portal import PortalChannel
from wizard.organisation.profile import Channel as ChannelProfile
from wizard.system.http import Proxies

if TYPE_CHECKING:
    from wizard.escalation.secrets import Secrets


def open_channel(
    profile: ChannelProfile,
    name: str,
    *,
    secrets: "Secrets",
    proxies: Proxies,
    report_folder: Path,
    ssl_context: ssl.SSLContext | None = None,
) -> Channel:
    """Return the channel; nothing is asked or connected yet, and its code is loaded only now.

    ``name`` is its name in the profile, for messages; ``report_folder`` the person's own, for a folder channel without
    a path; ``ssl_context`` None: the certificates this system trusts. Raises RefusedError for a way that only the
    person can go: telephone, chat, a page, or mail without a server.
    """
    match profile:
        case FolderChannel():
            from wizard.escalation.channels.folder import FolderDelivery

            return FolderDelivery(profile, report_folder)
        case MailChannel() if profile.server:
            from wizard.escalation.channels.mail import MailDelivery

            return MailDelivery(profile, secrets, ssl_context)
        case RtChannel():
            from wizard.escalation.channels.rt import RtTickets

            return RtTickets(profile, secrets, proxies, ssl_context)
        case PortalChannel():
            from wizard.escalation.channels.portal import PortalTickets

            return PortalTickets(profile, secrets, proxies, ssl_context)
        case _:
            raise RefusedError(
                N_("The way {channel} is one that you go yourself. The program can only prepare it."), channel=name
            )
