"""Each kind of the profile opens as what it is; a way only a person can go is none the program sends by."""

import subprocess
import sys
from pathlib import Path

import pytest

from wizard.escalation.channels import open_channel
from wizard.escalation.channels.base import Abilities, Channel
from wizard.escalation.errors import RefusedError
from wizard.escalation.secrets import SystemSecrets
from wizard.organisation.channels import (
    ChatChannel,
    FolderChannel,
    MailChannel,
    PageChannel,
    PhoneChannel,
    RtChannel,
)
from wizard.organisation.portal import PortalChannel
from wizard.organisation.profile import Channel as ChannelProfile
from wizard.system.http import Proxies


def opened(profile: ChannelProfile) -> Channel:
    return open_channel(
        profile, "desk", secrets=SystemSecrets(), proxies=Proxies(), report_folder=Path("/nowhere"), ssl_context=None
    )


@pytest.mark.parametrize(
    ("profile", "kind"),
    [
        (FolderChannel(), "FolderDelivery"),
        (MailChannel(server="smtp.example.com", sender="a@example.com"), "MailDelivery"),
        (RtChannel(url="https://rt.example.com"), "RtTickets"),
        (PortalChannel(url="https://help.example.com"), "PortalTickets"),
    ],
)
def test_a_kind_opens_as_what_it_is(profile: ChannelProfile, kind: str) -> None:
    """Opening asks nothing and connects to nothing."""
    channel = opened(profile)
    assert type(channel).__name__ == kind
    assert isinstance(channel.abilities, Abilities)


def test_mail_cannot_be_searched_and_says_so() -> None:
    """Exactly-once is claimed only where *find* exists."""
    assert not opened(MailChannel(server="smtp.example.com")).abilities.find


@pytest.mark.parametrize("profile", [MailChannel(), PhoneChannel(), ChatChannel(), PageChannel()])
def test_a_way_that_a_person_goes_is_refused(profile: ChannelProfile) -> None:
    with pytest.raises(RefusedError, match="The way desk is one that you go yourself"):
        opened(profile)


def test_a_channel_costs_nothing_until_it_is_opened() -> None:
    """The window imports the factory; it must not pay for mail, web and keyring."""
    script = (
        "import sys, wizard.escalation.channels;"
        "print(*sorted({'smtplib', 'urllib3', 'keyring', 'truststore'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.strip() == ""
