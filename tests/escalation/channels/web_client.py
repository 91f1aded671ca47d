"""A web client as the tests use it, and what it is asked."""

from dataclasses import replace

import pytest

from tests.escalation.channels.fakes import (
    SECRET,
    KnownSecrets,
)
from wizard.escalation.channels.web import SignIn, Web
from wizard.escalation.channels.web_body import json_body
from wizard.escalation.channels.web_exchange import Patience
from wizard.escalation.channels.web_request import WebRequest
from wizard.escalation.errors import (
    ChannelError,
)
from wizard.system.cancel import Cancel
from wizard.system.http import Proxies

NAME = "tracker"
BY_TOKEN = SignIn(NAME, prefix="token ")
QUICK = Patience(connect_s=5, read_s=5, whole_s=0.3)


def web(url: str, **more: object) -> Web:
    made = Web(url, KnownSecrets(), Proxies(), BY_TOKEN)
    return replace(made, **more)  # type: ignore[arg-type]


def post(url: str) -> WebRequest:
    return WebRequest(method="POST", url=url, changes=True, body=json_body({"text": "žluť"}))


def get(url: str) -> WebRequest:
    return WebRequest(method="GET", url=url, changes=False)


def failure(client: Web, request: WebRequest, cancel: Cancel | None = None) -> ChannelError:
    with pytest.raises(ChannelError) as caught:
        client.send_for_json(request, cancel or Cancel())
    error = caught.value
    assert SECRET not in f"{error!r} {error} {error.details}"
    assert error.__cause__ is None or SECRET not in repr(error.__cause__)
    return error
