"""Checks of the profile's way to people: channels that can work, ladder and clocks in their order (FACTS D, E)."""

from collections.abc import Iterator
from pathlib import PurePosixPath, PureWindowsPath
from typing import get_args

from wizard.organisation.addresses import is_host, mail_fault, url_faults
from wizard.organisation.channels import (
    FOLDER,
    OWN_MAIL,
    ChatChannel,
    FolderChannel,
    MailChannel,
    PageChannel,
    PhoneChannel,
    Role,
    RtChannel,
    Rung,
)
from wizard.organisation.check_portal import check_portal
from wizard.organisation.portal import PortalChannel
from wizard.organisation.profile import Channel, Organisation
from wizard.organisation.tables import FLOW_ID, IDENTIFIER

ValuePath = tuple[str | int, ...]
Found = Iterator[tuple[ValuePath, str]]
IMPLICIT_TLS_PORT, STARTTLS_PORT = 465, 587
_SENDER_NEEDED = "is needed beside server: the address that mail comes from (or an address as user)"


def check_handing_over(organisation: Organisation) -> Found:
    """Yield the path and a sentence for every value of channels, rungs, clocks and people that cannot be used."""
    for name, channel in organisation.channels.items():
        path: ValuePath = ("channels", name)
        yield from _check_name(path, name, channel)
        yield from _check_channel(path, channel)
    yield from _check_rungs(organisation)
    yield from _check_clocks(organisation)
    yield from _check_people(organisation)


def _check_name(path: ValuePath, name: str, channel: Channel) -> Found:
    if not IDENTIFIER.fullmatch(name):
        yield path, "must be named with small letters, digits and _"
    elif name == FOLDER and not isinstance(channel, FolderChannel):
        yield path, "is the name of the folder that is always there; choose another"
    elif name == OWN_MAIL and not (isinstance(channel, MailChannel) and not channel.server):
        yield path, "is the name of the person's own mail program; choose another"


def _check_channel(path: ValuePath, channel: Channel) -> Found:
    match channel:
        case FolderChannel():
            yield from _check_folder(path, channel)
        case MailChannel():
            yield from _check_mail(path, channel)
        case RtChannel():
            yield from _check_rt(path, channel)
        case PhoneChannel():
            if not channel.number:
                yield path, "number is missing: whom to call"
        case ChatChannel() | PageChannel():
            yield from _check_url(path, channel.url)
        case PortalChannel():
            yield from _check_url(path, channel.url)
            yield from check_portal(path, channel)


def _check_url(path: ValuePath, url: str) -> Found:
    if not url:
        yield path, "url is missing: where it is reached"
    for message in url_faults(url):
        yield (*path, "url"), message


def _check_folder(path: ValuePath, channel: FolderChannel) -> Found:
    """A path of any system: the profile is written once for all of them."""
    if not channel.path:
        return
    for kind in (PurePosixPath, PureWindowsPath):
        folder = kind(channel.path)
        if folder.is_absolute() and ".." not in folder.parts:
            return
    yield (*path, "path"), r"must be a whole path such as /srv/reports or \\server\share\reports, without .."


def _check_mail(path: ValuePath, channel: MailChannel) -> Found:
    if not channel.address:
        yield path, "address is missing: where mail goes"
    for field in ("address", "sender"):
        if message := mail_fault(getattr(channel, field)):
            yield (*path, field), message
    for index, address in enumerate(channel.copy):
        yield from _check_copy((*path, "copy", index), address)
    if channel.server:
        yield from _check_mail_server(path, channel)
        return
    for field in ("user", "secret"):
        if getattr(channel, field):
            yield (*path, field), "is of no use without server"
    if channel.authentication != "none":
        yield (*path, "authentication"), "is of no use without server"


def _check_mail_server(path: ValuePath, channel: MailChannel) -> Found:
    if not is_host(channel.server):
        yield (*path, "server"), "must be a host name or an address, nothing around it; the port stands in port"
    if not channel.sender and (not channel.user or mail_fault(channel.user)):
        yield path, f"sender {_SENDER_NEEDED}"
    if channel.port == IMPLICIT_TLS_PORT and channel.security != "tls":  # RFC 8314, 3.3
        yield (*path, "security"), 'must be "tls" on port 465, which is encrypted from the first byte'
    if channel.port == STARTTLS_PORT and channel.security != "starttls":  # RFC 6409, 3.1
        yield (*path, "security"), 'must be "starttls" on port 587; encrypted from the first byte is port 465'
    yield from _check_credentials(path, channel.authentication, channel.user, channel.secret, with_user=True)


def _check_rt(path: ValuePath, channel: RtChannel) -> Found:
    yield from _check_url(path, channel.url)
    if not channel.queue.strip():
        yield (*path, "queue"), "must be the name of a queue"
    # RT shows a ticket only to whom it belongs: without this the ticket just made could not be found again.
    if not channel.requestor:
        yield path, "requestor is missing: the e-mail address of the account that secret belongs to"
    elif message := mail_fault(channel.requestor):
        yield (*path, "requestor"), message
    with_user = channel.authentication == "password"
    yield from _check_credentials(path, channel.authentication, channel.user, channel.secret, with_user=with_user)


def _check_credentials(path: ValuePath, authentication: str, user: str, secret: str, *, with_user: bool) -> Found:
    if authentication == "none":
        for field, given in (("user", user), ("secret", secret)):
            if given and not (field == "user" and not mail_fault(user)):  # an address may name the sender
                yield (*path, field), 'is of no use while authentication is "none"'
        return
    if not secret:
        yield path, f'secret is missing: the name under which the keyring holds what "{authentication}" needs'
    if with_user and not user:
        yield path, f'user is missing, which "{authentication}" needs'


def _check_rungs(organisation: Organisation) -> Found:
    order = get_args(Role)
    duties: set[str] = set()
    highest = -1
    for index, rung in enumerate(organisation.rungs):
        path: ValuePath = ("rungs", index)
        place = order.index(rung.role)
        if place <= highest:
            yield (*path, "role"), f"must stand after the lower ones, and once: {', '.join(order)}"
        highest = max(highest, place)
        if rung.answers_for and rung.answers_for in duties:
            yield (*path, "answers_for"), f"{rung.answers_for} stands on another rung already"
        duties.add(rung.answers_for)
        yield from _check_rung(path, rung, organisation)


def _check_rung(path: ValuePath, rung: Rung, organisation: Organisation) -> Found:
    known = ", ".join(organisation.channels) or "none"
    for field in ("channel", "public_channel"):
        name = getattr(rung, field)
        if name and name not in organisation.channels:
            yield (*path, field), f"names no table [channels.{name}]; known: {known}"
    public = organisation.channels.get(rung.public_channel)
    if public is not None and not isinstance(public, PageChannel):
        yield (*path, "public_channel"), 'must name a channel of kind "page"'
    if message := mail_fault(rung.email):
        yield (*path, "email"), message
    for index, address in enumerate(rung.copy):
        yield from _check_copy((*path, "copy", index), address)


def _check_copy(path: ValuePath, address: str) -> Found:
    if not address:
        yield path, "must be an e-mail address"
    elif message := mail_fault(address):
        yield path, message


def _check_clocks(organisation: Organisation) -> Found:
    clocks = organisation.clocks
    for shorter, longer in (
        ("level_2_min", "tier_2_min"),
        ("p1_acknowledge_min", "p1_final_min"),
        ("p1_update_min", "p1_final_min"),
        ("mail_acknowledge_h", "mail_deadline_h"),
    ):
        if getattr(clocks, shorter) > getattr(clocks, longer):
            yield ("clocks", shorter), f"must not be longer than {longer}, which is {getattr(clocks, longer)}"


def _check_people(organisation: Organisation) -> Found:
    people = organisation.people
    for index, address in enumerate(people.vip_accounts):
        yield from _check_copy(("people", "vip_accounts", index), address)
    for field in ("p1_flows", "safety_flows", "access_flows"):
        for index, flow in enumerate(getattr(people, field)):
            if not FLOW_ID.fullmatch(flow):
                yield ("people", field, index), "is no flow id"
