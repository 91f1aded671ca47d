"""A described ticket system for the tests: a server that answers as told, and pieces of descriptions."""

import json
import tomllib
from dataclasses import dataclass, field
from typing import Any

import msgspec
from werkzeug import Request, Response

from tests.escalation.channels.fakes import (
    KnownSecrets,
)
from wizard.escalation.channels.portal import PortalTickets
from wizard.escalation.model import Ticket
from wizard.organisation.check_portal import check_portal
from wizard.organisation.portal import PortalChannel
from wizard.organisation.shape import check_shape
from wizard.system.cancel import Cancel
from wizard.system.http import Proxies

GO = Cancel()
TICKET = Ticket("7", "#7")
CREATE = """
[[create]]
method = "POST"
path = "tickets"
body = { title = "{subject}", text = "{text}" }
keep = { ticket = "/id" }
"""
FILES = """
[files]
path = "tickets/{ticket}/files"
name = "/name"
id = "/id"
size = "/size"
"""
FIND = """
[find]
path = "tickets"
query = { q = "title:{key}", exact = "true" }
elements = "/found"
ticket = "/id"
number = "/number"
holds_key = "/title"
"""


def profile_of(text: str, url: str) -> PortalChannel:
    raw: dict[str, Any] = {"kind": "portal", "url": url, **tomllib.loads(text)}
    assert list(check_shape(raw, PortalChannel)) == []
    profile = msgspec.convert(raw, PortalChannel)
    assert list(check_portal((), profile)) == []
    return profile


def channel(text: str, url: str) -> PortalTickets:
    return PortalTickets(profile_of(text, url), KnownSecrets(), Proxies())


@dataclass
class Seen:
    """One request as the server read it."""

    line: str
    headers: dict[str, str]
    body: bytes
    form: dict[str, str]
    files: list[tuple[str, str | None, str, bytes]]

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class Desk:
    """A server that answers by method and path, and keeps what it was asked."""

    url: str = ""
    answers: dict[str, object] = field(default_factory=dict)
    seen: list[Seen] = field(default_factory=list)

    def answer(self, request: Request) -> Response:
        body = request.get_data(cache=True, parse_form_data=False)
        files = [(name, file.filename, file.mimetype, file.read()) for name, file in request.files.items(multi=True)]
        line = f"{request.method} {request.environ['REQUEST_URI']}"  # as it was sent, nothing decoded
        self.seen.append(Seen(line, dict(request.headers), body, request.form.to_dict(), files))
        said = self.answers.get(f"{request.method} {request.path}", {})
        if isinstance(said, Response):
            return said
        return Response(said if isinstance(said, bytes) else json.dumps(said), 200, {"ETag": '"e1"'})


STATE = """
closed_statuses = ["closed", "5"]
own_authors = ["customer"]
automatic_authors = ["Desk Bot"]
time_format = "%d.%m.%Y %H:%M"
"""
FOLLOW = """
[state]
path = "tickets/{ticket}"
status = "/status"
owner = "/owner/name"
due = "/promised"
changed_at = "/changed"
[updates]
path = "tickets/{ticket}/notes"
elements = "/notes"
id = "/id"
at = "/at"
author = "/by"
text = "/body"
html = true
automatic = "/auto"
private = "/visibility"
private_values = ["internal", "staff"]
"""
