"""Checks of a portal's description that its types cannot say: what each action needs, and in which order."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from urllib.parse import urlsplit

from wizard.organisation.addresses import is_host, url_faults
from wizard.organisation.check_portal_request import HEADER_NAME, Allowed, check_headers, check_request, check_text
from wizard.organisation.portal import (
    EMBEDDABLE,
    FILE_VALUES,
    MESSAGE_VALUES,
    PLACEHOLDER,
    TICKET_VALUES,
    TIME_FORMATS,
    PortalChannel,
    PortalRequest,
    texts_of,
)

ValuePath = tuple[str | int, ...]
Found = Iterator[tuple[ValuePath, str]]


def check_portal(path: ValuePath, channel: PortalChannel) -> Found:
    """Yield the path and a sentence for everything in a portal channel that cannot work."""
    yield from _check_whole(path, channel)
    signed_in = Allowed(frozenset({"key", "id"}))
    for index, request in enumerate(channel.sign_in):
        yield from check_request((*path, "sign_in", index), request, signed_in, needed=True)
        signed_in = signed_in.with_kept(request)
    yield from _check_create(path, channel, signed_in)
    yield from _check_attach(path, channel, signed_in)
    yield from _check_find((*path, "find"), channel, signed_in)
    known = replace(signed_in, names=signed_in.names | TICKET_VALUES)
    one = replace(known, names=known.names | {"item"})
    for name in ("files", "state", "updates"):
        request = getattr(channel, name)
        yield from check_request((*path, name), request, known)
        for inner in ("each", "content"):
            below = getattr(request, inner, PortalRequest())
            yield from check_request((*path, name, inner), below, one)
            if below.is_there and not request.is_there:
                yield (*path, name, inner), f"is of no use without a path in {name}"
    yield from _check_reading(path, channel)


def _check_whole(path: ValuePath, channel: PortalChannel) -> Found:
    for index, host in enumerate(channel.hosts):
        if not _is_listed_host(host):
            yield (*path, "hosts", index), "must be a host name or name:port, nothing around it"
    yield from _check_authentication(path, channel)
    yield from check_headers((*path, "headers"), channel.headers, Allowed(EMBEDDABLE & {"key", "id"}))
    if channel.time_format not in TIME_FORMATS and not _is_time_format(channel.time_format):
        known = ", ".join(TIME_FORMATS)
        yield (*path, "time_format"), f"must be {known}, or a pattern with at least %Y, %m, %d, %H and %M"
    if channel.ticket_page:
        for message in url_faults(PLACEHOLDER.sub("1", channel.ticket_page)):
            yield (*path, "ticket_page"), message
        yield from check_text((*path, "ticket_page"), channel.ticket_page, Allowed(TICKET_VALUES))


def _check_authentication(path: ValuePath, channel: PortalChannel) -> Found:
    kind = channel.authentication
    if kind == "none":
        for name in ("user", "secret"):
            if getattr(channel, name):
                yield (*path, name), 'is of no use while authentication is "none"'
    elif not channel.secret:
        yield path, f'secret is missing: the name under which the keyring holds what "{kind}" needs'
    if kind == "basic" and not channel.user:
        yield path, 'user is missing, which "basic" needs'
    if kind == "header":
        if not HEADER_NAME.fullmatch(channel.header):
            yield (*path, "header"), "must name the header that takes the secret, such as X-Api-Key"
    elif channel.header or channel.prefix:
        yield (*path, "header" if channel.header else "prefix"), 'is only for authentication = "header"'
    if not (channel.prefix.isascii() and (not channel.prefix or channel.prefix.isprintable())):
        yield (*path, "prefix"), "must hold plain characters only"


def _check_create(path: ValuePath, channel: PortalChannel, signed_in: Allowed) -> Found:
    if not channel.create:
        yield path, f"create is missing: [[{'.'.join(map(str, path))}.create]], the request that makes a ticket"
        return
    allowed = replace(signed_in, names=signed_in.names | MESSAGE_VALUES, files=True)
    for index, request in enumerate(channel.create):
        yield from check_request((*path, "create", index), request, allowed, needed=True)
        allowed = allowed.with_kept(request)
    last = len(channel.create) - 1
    for index, request in enumerate(channel.create):
        if index < last and "ticket" in request.keep:
            # A request after it could fail, and leave a ticket that nobody knows is half made.
            yield (
                (*path, "create", index, "keep", "ticket"),
                "must come from the last request: that one makes the ticket",
            )
    if "ticket" not in channel.create[last].keep:
        yield (*path, "create", last), "keep.ticket is missing: where the answer names the ticket's id"
    if channel.create[last].method == "GET":
        yield (*path, "create", last, "method"), "must not be GET: the last request makes the ticket"


def _check_attach(path: ValuePath, channel: PortalChannel, signed_in: Allowed) -> Found:
    allowed = replace(signed_in, names=signed_in.names | MESSAGE_VALUES | TICKET_VALUES | FILE_VALUES)
    for index, request in enumerate(channel.attach):
        yield from check_request((*path, "attach", index), request, allowed, needed=True)
        allowed = allowed.with_kept(request)
    if not channel.attach:
        return
    if channel.attach[-1].method == "GET":
        yield (*path, "attach", len(channel.attach) - 1, "method"), "must not be GET: the last request adds the file"
    if not any(_carries_file(request) for request in channel.attach):
        yield (*path, "attach", 0), "sends no file: use {file_base64}, file_field with multipart, or encoding raw"


def _check_find(path: ValuePath, channel: PortalChannel, signed_in: Allowed) -> Found:
    find = channel.find
    yield from check_request(path, find, signed_in)
    if not find.is_there:
        return
    for name, why in (
        ("ticket", "where an element names the ticket's id"),
        ("holds_key", "the text of an element in which the key must stand, such as its title"),
    ):
        if not getattr(find, name):
            yield path, f"{name} is missing: {why}"
    asked = " ".join((find.path, *find.query.values(), *texts_of(find.body)))
    if "{key}" not in asked and "{id}" not in asked:
        yield path, "must ask for {key}: it finds one ticket among all"


def _check_reading(path: ValuePath, channel: PortalChannel) -> Found:
    if channel.state.is_there and not channel.state.status:
        yield (*path, "state"), "status is missing: where the answer tells it"
    if channel.updates.is_there and not channel.state.is_there:
        yield (*path, "updates"), "is of no use without a path in state"
    if channel.updates.is_there and not channel.updates.at:
        yield (*path, "updates"), "at is missing: where the time of an update stands"
    if channel.attach and not channel.files.is_there:
        yield path, "files is missing: with it a file whose answer was lost is looked up instead of sent again"
    if channel.files.is_there and not channel.files.name:
        yield (*path, "files"), "name is missing: where a file's name stands"


def _carries_file(request: PortalRequest) -> bool:
    return request.encoding == "raw" or bool(request.file_field) or "{file_base64}" in texts_of(request.body)


def _is_listed_host(host: str) -> bool:
    try:
        parts = urlsplit(f"//{host}")
        _ = parts.port
    except ValueError:
        return False
    return parts.netloc == host and bool(parts.hostname) and "@" not in host and is_host(parts.hostname or "")


def _is_time_format(pattern: str) -> bool:
    moment = datetime(2026, 11, 22, 13, 45, tzinfo=UTC)
    try:
        read = datetime.strptime(moment.strftime(pattern), pattern).replace(tzinfo=UTC)
    except (ValueError, re.error):
        return False
    return read.replace(second=0, microsecond=0) == moment
