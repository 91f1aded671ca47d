"""The channels' web client: what it asks, and which of four errors each answer means."""

import logging
import socket
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from tests.escalation.channels.fakes import (
    SECRET,
    KnownSecrets,
    ScriptedServer,
    answering,
    attachment_of,
    http_answer,
    read_head,
)
from tests.escalation.channels.web_client import NAME, failure, get, post, web
from tests.tickets.cutting_proxy import CuttingProxy
from tests.tickets.faults import CutAfterCommit, CutBeforeRequest, CutInsideAnswer, CutInsideRequest, Fault, in_turn
from wizard.escalation.channels.web import SignIn
from wizard.escalation.channels.web_body import raw_body
from wizard.escalation.errors import (
    AmbiguousError,
    BusyError,
    ChannelError,
    NotReachedError,
    RefusedError,
    SecretError,
)
from wizard.system.cancel import Cancel

# what goes well


def test_what_is_asked_and_what_comes_back(httpserver: HTTPServer) -> None:
    seen: list[Request] = []

    def answer(request: Request) -> Response:
        seen.append(request)
        return Response('{"id": "ž"}', 201, {"Date": "Sun, 22 Nov 2026 12:00:00 GMT"})

    httpserver.expect_request("/t", method="POST").respond_with_handler(answer)
    answered, value = web(httpserver.url_for("/")).send_for_json(post(httpserver.url_for("/t")), Cancel())
    assert value == {"id": "ž"}
    assert answered.server_time == datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
    (request,) = seen
    assert request.headers["Authorization"] == f"token {SECRET}"
    assert request.headers["Content-Type"] == "application/json"
    assert request.headers["User-Agent"].startswith("self-help-wizard/")
    assert request.get_data() == '{"text":"žluť"}'.encode()


@pytest.mark.parametrize(
    ("sign_in", "header", "shown"),
    [
        (SignIn(), "Authorization", None),
        (SignIn(NAME, user="ann"), "Authorization", "Basic YW5uOnMzY3JldC1Xb3Jk"),
        (SignIn(NAME, header="X-Api-Key"), "X-Api-Key", SECRET),
    ],
)
def test_ways_to_sign_in(httpserver: HTTPServer, sign_in: SignIn, header: str, shown: str | None) -> None:
    seen: list[str | None] = []

    def answer(request: Request) -> Response:
        seen.append(request.headers.get(header))
        return Response("{}")

    httpserver.expect_request("/").respond_with_handler(answer)
    web(httpserver.url_for("/"), sign_in=sign_in).send(get(httpserver.url_for("/")), Cancel())
    assert seen == [shown]


@pytest.mark.parametrize("word", ["two\r\nX-Evil: 1", "žluť", "tab\there"])
def test_a_secret_that_is_no_token_never_leaves(word: str) -> None:
    client = web("http://127.0.0.1:9", secrets=KnownSecrets(word))
    with pytest.raises(SecretError) as caught:
        client.send(get("http://127.0.0.1:9/"), Cancel())
    assert word not in f"{caught.value} {caught.value.details}"


def test_a_locked_keyring_is_said_before_anything_leaves() -> None:
    class Locked(KnownSecrets):
        def get(self, name: str, cancel: Cancel | None = None) -> str:
            raise SecretError("locked")

    with ScriptedServer(answering(http_answer(b"{}"))) as server:
        with pytest.raises(SecretError):
            web(server.url, secrets=Locked()).send(post(server.url + "/"), Cancel())
        assert server.connections == 0


# nobody there


def test_nobody_listens() -> None:
    error = failure(web("http://127.0.0.1:9"), post("http://127.0.0.1:9/"))
    assert isinstance(error, NotReachedError)
    assert "cannot be reached" in str(error)
    assert "waits_for_person" not in error.details


def test_a_name_that_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    def look_up(*_: object, **__: object) -> object:
        raise socket.gaierror(socket.EAI_NONAME, "no such name")

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    error = failure(web("https://nowhere.example"), post("https://nowhere.example/"))
    assert isinstance(error, NotReachedError)
    assert "nowhere.example cannot be found" in str(error)


# connections that break


@pytest.mark.parametrize(
    "fault",
    [CutBeforeRequest(), CutBeforeRequest(reset=True), CutInsideRequest(0.5), CutAfterCommit(), CutInsideAnswer(0.5)],
    ids=lambda fault: type(fault).__name__,
)
def test_a_connection_that_breaks_after_something_was_written(httpserver: HTTPServer, fault: Fault) -> None:
    """It may have arrived; a request that only reads is simply asked again."""
    httpserver.expect_request("/t").respond_with_data('{"id": "a long enough answer to be cut in the middle"}')
    with CuttingProxy((httpserver.host, httpserver.port), in_turn(fault, fault)) as front:
        assert type(failure(web(front.url), post(front.url + "/t"))) is AmbiguousError
        assert type(failure(web(front.url), get(front.url + "/t"))) is NotReachedError


def test_a_refusal_in_the_middle_of_an_upload_is_heard(tmp_path: Path) -> None:
    """A server need not read 20 MB to say that they are too many."""

    def serve(connection: socket.socket) -> None:
        read_head(connection)
        connection.sendall(http_answer(b"", "413 Request Entity Too Large"))
        connection.shutdown(socket.SHUT_WR)
        while connection.recv(65_536):  # close() with unread bytes would reset the answer away
            pass

    file = attachment_of(tmp_path, "large", b"x" * 20_000_000)
    with ScriptedServer(serve) as server:
        error = failure(web(server.url), replace(post(server.url + "/"), body=raw_body(file)))
    assert isinstance(error, RefusedError)
    assert "too large" in str(error)


# statuses


@pytest.mark.parametrize(
    ("status", "kind", "reading", "sentence"),
    [
        (400, RefusedError, RefusedError, "did not understand the request"),
        (401, RefusedError, RefusedError, "did not accept the user name, password or token"),
        (403, RefusedError, RefusedError, "does not permit this"),
        (404, RefusedError, RefusedError, "knows no such address"),
        (405, RefusedError, RefusedError, "knows no such address"),
        (407, NotReachedError, NotReachedError, "proxy on the way"),
        (408, NotReachedError, NotReachedError, "took too long"),
        (409, RefusedError, RefusedError, "refused the request (status 409)"),
        (413, RefusedError, RefusedError, "too large"),
        (415, RefusedError, RefusedError, "did not understand"),
        (418, RefusedError, RefusedError, "refused the request (status 418)"),
        (422, RefusedError, RefusedError, "did not understand"),
        (423, BusyError, BusyError, "is busy"),
        (429, BusyError, BusyError, "is busy"),
        (500, AmbiguousError, NotReachedError, "a fault of its own (status 500)"),
        (502, AmbiguousError, NotReachedError, "a fault of its own (status 502)"),
        (503, BusyError, BusyError, "is busy"),
        (504, AmbiguousError, NotReachedError, "a fault of its own (status 504)"),
        (599, AmbiguousError, NotReachedError, "a fault of its own (status 599)"),
        (204, AmbiguousError, NotReachedError, "cannot be read"),
        (304, AmbiguousError, NotReachedError, "cannot be read"),
    ],
)
def test_statuses(
    httpserver: HTTPServer, status: int, kind: type[ChannelError], reading: type[ChannelError], sentence: str
) -> None:
    """Each has its sentence, and says what certainly was not done; 423 is one the profile calls busy."""
    httpserver.expect_request("/t").respond_with_data("<html>no</html>", status)
    url = httpserver.url_for("/t")
    for request, expected in ((post(url), kind), (get(url), reading)):
        error = failure(web(url), replace(request, busy=(423,)))
        assert type(error) is expected
        assert sentence in str(error)
        assert "localhost" in str(error)


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ('{"message": "No permission in \\u202equeue\\nX\\u001b[31m"}', "No permission in queue X"),
        ('{"error": {"status": 403, "msg": "nosy must be a list"}}', "nosy must be a list"),
        ('{"error": "plain"}', "plain"),
        ("<h1>Forbidden</h1>", ""),
        ("[" * 5000, ""),
        (f'{{"message": "token {SECRET} is wrong"}}', ""),
        ('{"message": 5}', ""),
    ],
)
def test_the_servers_own_words(httpserver: HTTPServer, said: str, shown: str) -> None:
    """They help whoever must put it right; they are made harmless, and never repeat a secret."""
    httpserver.expect_request("/t").respond_with_data(said, 403)
    error = failure(web(httpserver.url_for("/t")), post(httpserver.url_for("/t")))
    assert error.details["words"] == (f" ({shown})" if shown else "")


def test_long_words_are_cut(httpserver: HTTPServer) -> None:
    httpserver.expect_request("/t").respond_with_data('{"message": "' + "x" * 9_000 + '"}', 403)
    assert len(str(failure(web(httpserver.url_for("/t")), get(httpserver.url_for("/t"))))) < 400


NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        ("150", 150.0),
        ("0", 0.0),
        (format_datetime(NOON + timedelta(seconds=90), usegmt=True), 90.0),
        (format_datetime(NOON - timedelta(days=1), usegmt=True), 0.0),
        ("Sun, 22 Nov 2099 12:00:00 GMT", 86_400.0),
        ("9" * 400, 86_400.0),
        ("soon", None),
        ("-5", None),
        ("1e9", None),
        ("", None),
        (None, None),
    ],
)
@pytest.mark.parametrize("status", [429, 503])
def test_retry_after(httpserver: HTTPServer, status: int, said: str | None, seconds: float | None) -> None:
    """Seconds or a date, which is compared with the server's own clock; never longer than a day."""
    headers = {"Date": format_datetime(NOON, usegmt=True), **({"Retry-After": said} if said is not None else {})}
    httpserver.expect_request("/t").respond_with_data("", status, headers)
    error = failure(web(httpserver.url_for("/t")), post(httpserver.url_for("/t")))
    assert isinstance(error, BusyError)
    assert error.retry_after_s == seconds


# redirects


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_no_redirect_leads_to_another_host(httpserver: HTTPServer, status: int) -> None:
    """Not even to another port of the same computer; the credentials stay where they belong."""
    with ScriptedServer(answering(http_answer(b"{}"))) as other:
        httpserver.expect_request("/t").respond_with_data("", status, {"Location": other.url + "/login"})
        for request in (post(httpserver.url_for("/t")), get(httpserver.url_for("/t"))):
            error = failure(web(httpserver.url_for("/"), hosts=("127.0.0.1",)), request)
            assert type(error) is (AmbiguousError if request.changes and status == 303 else RefusedError)
            assert "127.0.0.1" in str(error)
        assert other.connections == 0


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_on_the_same_host_is_followed_for_reading_only(httpserver: HTTPServer, status: int) -> None:
    httpserver.expect_request("/old").respond_with_data("", status, {"Location": "/new"})
    httpserver.expect_request("/new").respond_with_data("[]")
    client = web(httpserver.url_for("/"))
    assert client.send_for_json(get(httpserver.url_for("/old")), Cancel())[1] == []
    failure(client, post(httpserver.url_for("/old")))
    assert [request.path for request, _ in httpserver.log] == ["/old", "/new", "/old"]


@pytest.mark.parametrize("target", ["/t", "", "http://[", "file:///etc/passwd", "//"])
def test_redirects_that_lead_nowhere(httpserver: HTTPServer, target: str) -> None:
    httpserver.expect_request("/t").respond_with_data("", 302, {"Location": target})
    failure(web(httpserver.url_for("/")), get(httpserver.url_for("/t")))
    assert len(httpserver.log) <= 3


# where requests may go


@pytest.mark.parametrize(
    "url",
    [
        "http://tickets.example.com/",
        "https://elsewhere.example.com/",
        "https://tickets.example.com:444/",
        "https://ann:word@tickets.example.com/",
        "ftp://tickets.example.com/",
        "//tickets.example.com/",
        "https://tickets.example.com:x/",
        "https://[::1/",
        "",
    ],
)
def test_only_named_hosts_over_https(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def look_up(*_: object, **__: object) -> object:
        raise AssertionError("something was looked up")

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    error = failure(web("https://tickets.example.com/api", hosts=("files.example.com:444",)), get(url))
    assert isinstance(error, RefusedError)
    assert "Nothing was sent" in str(error)


def test_a_listed_host_gets_no_credentials(httpserver: HTTPServer) -> None:
    seen: list[str | None] = []

    def answer(request: Request) -> Response:
        seen.append(request.headers.get("Authorization"))
        return Response("{}")

    httpserver.expect_request("/").respond_with_handler(answer)
    client = web("https://tickets.example.com", hosts=(f"localhost:{httpserver.port}",))
    client.send(get(httpserver.url_for("/")), Cancel())
    assert seen == [None]


# nothing of a secret is written anywhere


def test_no_secret_is_logged_or_shown(httpserver: HTTPServer, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    httpserver.expect_request("/t").respond_with_data("<html>", 500)
    client = web(httpserver.url_for("/"), sign_in=SignIn(NAME, user="ann"))
    failure(client, post(httpserver.url_for("/t")))
    failure(web("http://127.0.0.1:9"), post("http://127.0.0.1:9/"))
    shown = f"{client!r}" + "".join(f"{record.getMessage()}{record.args}" for record in caplog.records)
    assert caplog.records
    assert SECRET not in shown
    assert "YW5uOn" not in shown
