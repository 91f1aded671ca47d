"""What a portal's description can say of files: the ways to send them, and how they are listed."""

import base64
import os
import re
from pathlib import Path

import pytest
from werkzeug import Response

from tests.escalation.channels.desk import (
    CREATE,
    FILES,
    FIND,
    GO,
    TICKET,
    Desk,
    channel,
)
from tests.escalation.channels.fakes import (
    ScriptedServer,
    answering,
    attachment_of,
    http_answer,
    message_with,
)
from wizard.escalation.channels.web import ignore
from wizard.escalation.errors import AmbiguousError, BusyError, NotReachedError, RefusedError
from wizard.escalation.model import Attachment, RemoteFile


def attached(desk: Desk, steps: str, file: Attachment, answers: dict[str, object]) -> RemoteFile:
    desk.answers |= answers
    progress = [0]
    made = channel(CREATE + steps + FILES, desk.url).attach(TICKET, message_with(file), file, progress.append, GO)
    assert progress[-1] == file.size_bytes
    return made


CONTENT = "žluť\r\n".encode() + bytes(range(256)) * 100


def test_multipart(desk: Desk, tmp_path: Path) -> None:
    steps = """
    [[attach]]
    method = "POST"
    path = "tickets/{ticket}/files"
    encoding = "multipart"
    body = { comment = "{key}", private = false }
    file_field = "attachments[]"
    headers = { X-Atlassian-Token = "no-check" }
    success = [200, 204]
    """
    file = attachment_of(tmp_path, "žluť.bin", CONTENT, "application/octet-stream")
    made = attached(desk, steps, file, {"POST /api/tickets/7/files": Response("", 204)})
    assert made == RemoteFile(file.sha256, "žluť.bin", len(CONTENT))
    (seen,) = desk.seen
    assert seen.files == [("attachments[]", "žluť.bin", "application/octet-stream", CONTENT)]
    assert seen.form["private"] == "false"


def test_base64_in_json(desk: Desk, tmp_path: Path) -> None:
    steps = """
    [[attach]]
    method = "PUT"
    path = "tickets/{number}"
    [attach.body.article]
    internal = false
    [[attach.body.article.attachments]]
    filename = "{file_name}"
    data = "{file_base64}"
    mime-type = "{file_type}"
    size = "{file_size}"
    [attach.keep]
    file = "/files/0"
    """
    file = attachment_of(tmp_path, "žluť.bin", CONTENT, "image/png")
    made = attached(desk, steps, file, {"PUT /api/tickets/#7": {"files": [99]}})
    assert made == RemoteFile("99", "žluť.bin", len(CONTENT))
    assert desk.seen[0].line == "PUT /api/tickets/%237"
    (sent,) = desk.seen[0].json["article"]["attachments"]
    assert (sent["filename"], sent["mime-type"], sent["size"]) == ("žluť.bin", "image/png", len(CONTENT))
    assert base64.b64decode(sent["data"]) == CONTENT


def test_the_file_itself_as_body(desk: Desk, tmp_path: Path) -> None:
    steps = """
    [[attach]]
    method = "POST"
    path = "attachment/file"
    query = { table_name = "incident", table_sys_id = "{ticket}", file_name = "{file_name}" }
    encoding = "raw"
    keep = { file = "/result/sys_id" }
    """
    file = attachment_of(tmp_path, "a & ž.png", CONTENT, "image/png")
    made = attached(desk, steps, file, {"POST /api/attachment/file": {"result": {"sys_id": "x"}}})
    assert made.id == "x"
    (seen,) = desk.seen
    assert seen.line.endswith("table_name=incident&table_sys_id=7&file_name=a%20%26%20%C5%BE.png")
    assert (seen.headers["Content-Type"], seen.body) == ("image/png", CONTENT)


def test_two_steps(desk: Desk, tmp_path: Path) -> None:
    """Uploaded, then linked; only the second one can leave a doubt."""
    steps = """
    [[attach]]
    method = "POST"
    path = "uploads"
    encoding = "multipart"
    file_field = "file"
    keep = { upload = "/id", link = "/link" }
    [[attach]]
    method = "POST"
    address = "{link}"
    body = { ticket = "{ticket}", uploads = ["{upload}"] }
    busy = [409]
    """
    file = attachment_of(tmp_path, "log", CONTENT)
    upload = {"id": 31, "link": "/api/links?x=1"}
    attached(desk, steps, file, {"POST /api/uploads": upload})
    assert [seen.line for seen in desk.seen] == ["POST /api/uploads", "POST /api/links?x=1"]
    assert desk.seen[1].json == {"ticket": "7", "uploads": [31]}
    for status, kind in ((500, AmbiguousError), (409, BusyError), (404, RefusedError)):
        with pytest.raises(kind):
            attached(desk, steps, file, {"POST /api/links": Response("", status)})
    with pytest.raises(NotReachedError):
        attached(desk, steps, file, {"POST /api/uploads": Response("", 500)})


@pytest.mark.parametrize(
    ("answer", "believed"),
    [(b"", True), (b" \n", True), (b"[]", True), (b"{}", True), (b"<html>Bad Gateway</html>", False), (b"{", False)],
)
def test_a_page_with_status_200_proves_nothing(desk: Desk, tmp_path: Path, answer: bytes, believed: bool) -> None:
    """Nothing is kept of this answer, and still it must be one of the ticket system's."""
    steps = '[[attach]]\nmethod = "POST"\npath = "files"\nencoding = "raw"\n'
    file = attachment_of(tmp_path, "log", b"1")
    if believed:
        attached(desk, steps, file, {"POST /api/files": answer})
    else:
        with pytest.raises(AmbiguousError):
            attached(desk, steps, file, {"POST /api/files": answer})


def test_an_answer_cannot_lead_elsewhere(desk: Desk, tmp_path: Path) -> None:
    """Not to another host, not out of the path it stands in, and not into a header line of its own."""
    steps = """
    [[attach]]
    method = "POST"
    path = "uploads"
    encoding = "raw"
    keep = { upload = "/id", link = "/link", tag = "/tag" }
    [[attach]]
    method = "POST"
    path = "tickets/{ticket}/{upload}"
    headers = { If-Match = "{tag}" }
    [[attach]]
    method = "POST"
    address = "{link}"
    """
    file = attachment_of(tmp_path, "log", b"1")
    good = {"id": "5", "link": "/api/done", "tag": "t"}
    attached(desk, steps, file, {"POST /api/uploads": good})
    with ScriptedServer(answering(http_answer(b"{}"))) as other:
        for evil in ({"link": other.url}, {"link": "https://evil.example.com/"}, {"link": "file:///etc/passwd"}):
            with pytest.raises(RefusedError):
                attached(desk, steps, file, {"POST /api/uploads": {**good, **evil}})
        assert other.connections == 0
    before = len(desk.seen)
    for bad in ({"id": ".."}, {"id": "."}, {"tag": "a\r\nX-Evil: 1"}, {"tag": "ž"}, {"id": {}}, {"tag": "x" * 9000}):
        with pytest.raises(NotReachedError):
            attached(desk, steps, file, {"POST /api/uploads": {**good, **bad}})
    assert {seen.line for seen in desk.seen[before:]} == {"POST /api/uploads"}
    attached(desk, steps, file, {"POST /api/uploads": {**good, "id": "../../admin?x=1#y"}})
    assert desk.seen[-2].line == "POST /api/tickets/7/..%2F..%2Fadmin%3Fx%3D1%23y"


def test_all_files_with_the_ticket(desk: Desk, tmp_path: Path) -> None:
    """For systems that take files only when the ticket is made."""
    text = """
    [[create]]
    method = "POST"
    path = "tickets"
    body = { text = "{text}", attachments = "{files}" }
    each_file = { name = "{file_name}", data = "{file_base64}", type = "{file_type}" }
    keep = { ticket = "/id" }
    """
    files = [attachment_of(tmp_path, "a.txt", b""), attachment_of(tmp_path, "b.bin", CONTENT)]
    desk.answers["POST /api/tickets"] = {"id": 1}
    tickets = channel(text, desk.url)
    assert not tickets.abilities.separate_files
    tickets.create(message_with(*files), ignore, GO)
    tickets.create(message_with(), ignore, GO)
    sent = desk.seen[0].json["attachments"]
    assert [(one["name"], base64.b64decode(one["data"])) for one in sent] == [("a.txt", b""), ("b.bin", CONTENT)]
    assert desk.seen[1].json["attachments"] == []

    form = text.replace('attachments = "{files}"', 'more = "x"').replace("each_file", "keep_not")
    form = re.sub("keep_not.*", 'encoding = "multipart"\nfile_field = "attachments[]"', form)
    channel(form, desk.url).create(message_with(*files), ignore, GO)
    assert [(name, content) for _, name, _, content in desk.seen[2].files] == [("a.txt", b""), ("b.bin", CONTENT)]


def test_files_that_are_not_taken(desk: Desk, tmp_path: Path) -> None:
    """Too large, empty, or no files at all: said before anything is sent."""
    sparse = tmp_path / "capture.pcap"
    sparse.touch()
    os.truncate(sparse, 2_000_000_000)
    large = Attachment("capture.pcap", "application/octet-stream", 2_000_000_000, "0" * 64, sparse)
    empty = attachment_of(tmp_path, "empty.txt", b"")
    steps = '[[attach]]\nmethod = "POST"\npath = "f"\nencoding = "raw"\n'
    for text, file, sentence in (
        (CREATE + steps + FILES, large, "capture.pcap is too large for this way"),
        ("takes_empty_files = false\n" + CREATE + steps + FILES, empty, "empty.txt is empty"),
        (CREATE, empty, "This way takes no files"),
    ):
        with pytest.raises(RefusedError) as caught:
            channel(text, desk.url).create(message_with(file), ignore, GO)
        assert sentence in str(caught.value)
    with pytest.raises(RefusedError):
        channel(CREATE + steps + FILES, desk.url).attach(TICKET, message_with(large), large, ignore, GO)
    assert desk.seen == []


def test_files_are_listed(desk: Desk, tmp_path: Path) -> None:
    """With what the system tells; page after page; nothing is fetched that is not named like ours."""
    ours = attachment_of(tmp_path, "log", b"12345")
    steps = '[[attach]]\nmethod = "POST"\npath = "f"\nencoding = "raw"\n'
    text = CREATE + steps + FILES + 'elements = "/data"\nnext_page = "/next"\nsha256 = "/sum"\n'
    text += 'content = { path = "files/{item}/raw" }\n'
    desk.answers |= {
        "GET /api/tickets/7/files": {
            "data": [{"id": 1, "name": "log", "size": "5"}, {"id": 2, "name": "other", "size": 3}, {"name": "no id"}],
            "next": "/api/more?page=2",
        },
        "GET /api/more": {"data": [{"id": "x/3", "name": "log", "size": "?", "sum": "ab"}, "odd", None]},
        "GET /api/files/1/raw": b"12345",
    }
    assert channel(text, desk.url).files(TICKET, message_with(ours), GO) == (
        RemoteFile("1", "log", 5, ours.sha256),
        RemoteFile("2", "other", 3, None),
        RemoteFile("x/3", "log", None, "ab"),
    )
    assert [seen.line for seen in desk.seen] == [
        "GET /api/tickets/7/files", "GET /api/files/1/raw", "GET /api/more?page=2",
    ]  # fmt: skip
    assert desk.seen[1].headers["Accept"] == "*/*"


def test_pages_that_never_end_or_lead_away(desk: Desk) -> None:
    text = CREATE + FIND + 'next_page = "/next"\n'
    desk.answers["GET /api/tickets"] = {"found": [{"id": 1, "title": "x"}], "next": "/api/tickets"}
    assert channel(text, desk.url).find(message_with(), GO) == ()
    assert 1 < len(desk.seen) <= 50
    desk.answers["GET /api/tickets"] = {"found": [{"id": 1}], "next": "https://evil.example.com/"}
    with pytest.raises(RefusedError):
        channel(text, desk.url).find(message_with(), GO)
