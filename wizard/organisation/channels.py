"""The part of the profile that says how a report reaches people: channels, the ladder, the clocks (FACTS D, E).

A channel is data: addresses, and the *name* of a secret in the system's keyring. No secret stands in a profile.
"""

from typing import Annotated, Literal

import msgspec

from wizard.organisation.tables import Email, Percent, Port, Positive, Table, Url

SecretName = Annotated[
    str,
    msgspec.Meta(pattern=r"^([a-z][a-z0-9_]{0,63})?$", description="a name of small letters, digits and _, or empty"),
]
PhoneNumber = Annotated[
    str, msgspec.Meta(pattern=r"^(\+?[0-9][0-9 ()/-]{2,30})?$", description="a telephone number, or empty")
]
TimeOfDay = Annotated[
    str, msgspec.Meta(pattern=r"^(([01][0-9]|2[0-3]):[0-5][0-9])?$", description="a time like 16:00, or empty")
]
FOLDER, OWN_MAIL = "folder", "own_mail"
"""The two ways that are always there, whatever a profile says: a folder, and the person's own mail program."""
Role = Literal["first_line", "team_lead", "supervisor", "operations_manager", "director", "regulator"]
"""The rungs of the ladder, lowest first (FACTS D5)."""


class ChannelTable(Table, frozen=True, kw_only=True):
    """What every channel has. ``title`` is how people call it; ``max_attachment_bytes`` what it takes in one file."""

    title: str = ""
    max_attachment_bytes: Positive = 25_000_000


class FolderChannel(ChannelTable, frozen=True, kw_only=True, tag_field="kind", tag="folder"):
    """Saved to a folder that people look into; ``path`` empty: the person's own report folder."""

    path: str = ""
    max_attachment_bytes: Positive = 4_000_000_000


class MailChannel(ChannelTable, frozen=True, kw_only=True, tag_field="kind", tag="mail"):
    """E-mail (FACTS E3). Without ``server`` the person's own mail program gets a draft."""

    address: Email = ""
    copy: tuple[Email, ...] = ()
    server: str = ""
    port: Port = 587
    security: Literal["starttls", "tls"] = "starttls"
    authentication: Literal["none", "password", "xoauth2"] = "none"
    user: str = ""
    secret: SecretName = ""
    sender: Email = ""


class RtChannel(ChannelTable, frozen=True, kw_only=True, tag_field="kind", tag="rt"):
    """Request Tracker 5 over REST2. ``key_field`` names a custom field for the key of the report, if there is one."""

    url: Url = ""
    queue: str = "General"
    authentication: Literal["token", "password"] = "token"
    user: str = ""
    secret: SecretName = ""
    requestor: Email = ""
    key_field: str = ""


class PhoneChannel(ChannelTable, frozen=True, kw_only=True, tag_field="kind", tag="phone"):
    """The person calls (FACTS E2). ``hours`` is free text: when somebody answers."""

    number: PhoneNumber = ""
    hours: str = ""


class ChatChannel(ChannelTable, frozen=True, kw_only=True, tag_field="kind", tag="chat"):
    """The person chats on a page (FACTS E1)."""

    url: Url = ""
    hours: str = ""


class PageChannel(ChannelTable, frozen=True, kw_only=True, tag_field="kind", tag="page"):
    """The complaints page or an official social channel, for when private channels are stuck (FACTS D8)."""

    url: Url = ""


class Rung(Table, frozen=True, kw_only=True):
    """One rung of the ladder (FACTS D5): who, how reached, and the longest time an answer may take there.

    ``channel`` names an entry of ``channels``; ``email`` is the rung's own address, used with a mail channel;
    ``public_channel`` what D8 allows on this rung. ``answers_for`` says who does what in a handover (FACTS D7).
    """

    role: Role
    name: str = ""
    channel: str = ""
    email: Email = ""
    copy: tuple[Email, ...] = ()
    phone: PhoneNumber = ""
    public_channel: str = ""
    response_h: Positive
    answers_for: Literal["", "stability", "root_cause", "times_and_messages"] = ""


class Clocks(Table, frozen=True, kw_only=True):
    """How long to wait for what (FACTS D1–D4), and how often a ticket is looked at."""

    level_2_min: Positive = 60
    tier_2_min: Positive = 120
    p1_users_percent: Percent = 50
    p1_acknowledge_min: Positive = 15
    p1_update_min: Positive = 60
    p1_final_min: Positive = 240
    mail_deadline_h: Positive = 48
    mail_acknowledge_h: Positive = 24
    poll_min: Positive = 5
    daily_mail_at: TimeOfDay = "16:00"
    """When mails that can wait are sent together (FACTS E6), local time; empty: at once."""


class People(Table, frozen=True, kw_only=True):
    """Who is served at once (FACTS E2), and which flows always mean a major incident (FACTS D3)."""

    vip_accounts: tuple[Email, ...] = ()
    p1_flows: tuple[str, ...] = ()
    safety_flows: tuple[str, ...] = ()
    access_flows: tuple[str, ...] = ()
    """Flows about getting into home or office: an owner is always asked for (FACTS D6)."""
