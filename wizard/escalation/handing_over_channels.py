"""Opens the channel of an escalation by its name in the profile, for sending and for asking how it stands."""

from collections.abc import Callable

from wizard.environment import Environment
from wizard.escalation.channels.base import Channel
from wizard.escalation.composer import channel_kind
from wizard.escalation.errors import RefusedError
from wizard.escalation.handing_over_ways import all_channels
from wizard.escalation.model import Entry
from wizard.escalation.secrets import AskedOnce, SystemSecrets
from wizard.marking import N_


def channel_opener(environment: Environment) -> Callable[[Entry], Channel]:
    """Return what opens an escalation's channel, for one round; it raises RefusedError for one that the profile has no
    more.
    """
    from wizard.escalation.channels import open_channel

    channels = all_channels(environment.organisation)
    secrets = AskedOnce(SystemSecrets())

    def opened(entry: Entry) -> Channel:
        profile_channel = channels.get(entry.channel)
        if profile_channel is None:
            raise RefusedError(
                N_("The way {channel} is no longer in the organisation's profile. Prepare the report for another way."),
                channel=entry.channel,
            )
        if channel_kind(profile_channel) != entry.kind:
            raise RefusedError(
                N_("The way {channel} is another one now than when you agreed. Prepare the report anew."),
                channel=entry.channel,
            )
        return open_channel(
            profile_channel,
            entry.channel,
            secrets=secrets,
            proxies=environment.system.proxies(),
            report_folder=environment.settings.report_folder,
        )

    return opened
