"""A portal's description is checked before it is ever used; every mistake is named where it stands."""

import tomllib
from pathlib import Path

import msgspec
import pytest

from wizard.organisation import OrganisationError, load_organisation
from wizard.organisation.check_portal import check_portal
from wizard.organisation.portal import PortalChannel

EXAMPLES = Path(__file__).resolve().parents[2] / "docs" / "portal-examples"
PAGE = Path(__file__).resolve().parents[2] / "docs" / "channels.md"

GOOD = """\
[channels.t]
kind = "portal"
url = "https://t.example.com/api"
[[channels.t.create]]
method = "POST"
path = "tickets"
body = { title = "{subject}", text = ["{text}", { key = "[{key}]" }], open = true, weight = 1.5 }
keep = { ticket = "/id" }
"""
ATTACH = """\
[[channels.t.attach]]
method = "POST"
path = "tickets/{ticket}/files"
encoding = "multipart"
file_field = "file"
[channels.t.files]
path = "tickets/{ticket}/files"
id = "/id"
name = "/name"
"""
FIND = """\
[channels.t.find]
path = "tickets"
query = { q = "title:{key}" }
ticket = "/id"
holds_key = "/title"
"""
STATE = """\
[channels.t.state]
path = "tickets/{ticket}"
status = "/status"
[channels.t.updates]
path = "tickets/{ticket}/notes"
at = "/at"
"""
ALL = GOOD + ATTACH + FIND + STATE


def faults(folder: Path, text: str) -> list[str]:
    profile = folder / "organisation.toml"
    profile.write_text(text, encoding="utf-8")
    try:
        load_organisation(profile)
    except OrganisationError as error:
        return [str(fault).removeprefix(f"{profile}:") for fault in error.faults]
    return []


@pytest.mark.parametrize("text", [GOOD, ALL])
def test_what_can_be_used(tmp_path: Path, text: str) -> None:
    assert faults(tmp_path, text) == []


@pytest.mark.parametrize("example", sorted(EXAMPLES.glob("*.toml")), ids=lambda path: str(path.stem))
def test_every_example_can_be_used_and_says_whether_it_was_run(tmp_path: Path, example: Path) -> None:
    text = example.read_text(encoding="utf-8")
    assert faults(tmp_path, text) == []
    (channel,) = tomllib.loads(text)["channels"].values()
    assert list(check_portal((), msgspec.convert(channel, PortalChannel))) == []
    assert ("NEVER RUN" in text) is (example.stem != "roundup")


def test_the_example_of_the_page_can_be_used(tmp_path: Path) -> None:
    blocks = [block for block in PAGE.read_text(encoding="utf-8").split("```toml\n")[1:] if "[channels." in block]
    assert len(blocks) == 2  # the third is of an answers file, and has a test of its own
    for block in blocks:
        assert faults(tmp_path, block.split("```")[0]) == []


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ('method = "POST"\npath = "tickets"\n', 'method = "POST"\n', "4: channels.t.create.0: path is missing"),
        ("keep = {", 'pth = "x"\nkeep = {', "8: channels.t.create.0.pth: is no field of a profile; did you mean path?"),
        (
            "{subject}",
            "{sbuject}",
            "7: channels.t.create.0.body.title: {sbuject} has no value here; known are {account_",
        ),
        (
            "{subject}",
            "Re: {subject}",
            "7: channels.t.create.0.body.title: {subject} must stand alone; inside a text only",
        ),
        ("{subject}", "{Subject}", "7: channels.t.create.0.body.title: {Subject} is no placeholder"),
        ('"{text}"', '"{ticket}"', "7: channels.t.create.0.body.text.0: {ticket} has no value here"),
        ("true", "2026-11-22", "7: channels.t.create.0.body.open: must be a text, a number, true or false"),
        ("1.5", "inf", "7: channels.t.create.0.body.weight: must be a number"),
        ("{subject}", "a\\nb", "7: channels.t.create.0.body.title: holds a line break"),
        ('ticket = "/id"', 'nothing = "/id"', "4: channels.t.create.0: keep.ticket is missing"),
        ('ticket = "/id"', 'ticket = "id"', "8: channels.t.create.0.keep.ticket: must be a place in the answer"),
        (
            'ticket = "/id"',
            'ticket = "/id", key = "/k"',
            "8: channels.t.create.0.keep.key: is the name of a value that",
        ),
        ('ticket = "/id"', 'ticket = "header:a b"', "8: channels.t.create.0.keep.ticket: must name a header"),
        ('"tickets"\nb', '"../tickets"\nb', "6: channels.t.create.0.path: must be a path below url"),
        ('"tickets"\nb', '"tickets?x=1"\nb', "6: channels.t.create.0.path: must be a path below url"),
        ('"tickets"\nb', '"https://x.example.com/"\nb', "6: channels.t.create.0.path: must be a path below url"),
        ('"tickets"\nb', '"t"\naddress = "{key}"\nb', "7: channels.t.create.0.address: must not stand beside path"),
        ('path = "tickets"\nb', 'address = "x{key}"\nb', "6: channels.t.create.0.address: must be one placeholder"),
        ("keep = {", 'encoding = "form"\nkeep = {', "7: channels.t.create.0.body.text: must be a single value: a form"),
        (
            "keep = {",
            'encoding = "multipart"\nkeep = {',
            "4: channels.t.create.0.file_field: belongs to encoding multipart",
        ),
        ("keep = {", 'encoding = "raw"\nkeep = {', "7: channels.t.create.0.body: is of no use with encoding raw"),
        (
            "keep = {",
            'headers = { Authorization = "x" }\nkeep = {',
            "8: channels.t.create.0.headers.Authorization: is set by",
        ),
        (
            "keep = {",
            'headers = { "a b" = "x" }\nkeep = {',
            "8: channels.t.create.0.headers.a b: is no name of a header",
        ),
        (
            "keep = {",
            'headers = { X = "{text}" }\nkeep = {',
            "8: channels.t.create.0.headers.X: {text} has no value here",
        ),
        ("keep = {", "success = [99]\nkeep = {", "8: channels.t.create.0.success.0: must be an HTTP status"),
        ('"{text}"', '"{files}"', "7: channels.t.create.0.body: uses {files}, which needs encoding json and each_file"),
        (
            "keep = {",
            'each_file = { n = "{file_name}" }\nkeep = {',
            "8: channels.t.create.0.each_file: is of no use without",
        ),
        ('file_field = "file"', "", "file_field: belongs to encoding multipart"),
        ('encoding = "multipart"\nfile_field = "file"\n', "", "channels.t.attach.0: sends no file"),
        ('method = "POST"\npath = "tickets/', 'path = "tickets/', "channels.t.attach.0.method: must not be GET"),
        ('[channels.t.files]\npath = "tickets/{ticket}/files"', "[channels.t.files]", "channels.t: files is missing"),
        ('name = "/name"', "", "channels.t.files: name is missing"),
        ('id = "/id"\nname', 'each = { path = "{text}" }\nname', "files.each.path: {text} has no value here"),
        ("title:{key}", "title", "channels.t.find: must ask for {key}"),
        ('holds_key = "/title"', "", "channels.t.find: holds_key is missing"),
        ('ticket = "/id"\nholds', "holds", "channels.t.find: ticket is missing"),
        ('status = "/status"', "", "channels.t.state: status is missing"),
        ('at = "/at"', "", "channels.t.updates: at is missing"),
        (
            '[channels.t.state]\npath = "tickets/{ticket}"',
            "[channels.t.state]",
            "channels.t.updates: is of no use without",
        ),
        ("https://t.", "http://t.", "3: channels.t.url: must begin with https"),
        (
            "[[channels.t.create",
            'hosts = ["https://x.example.com"]\n[[channels.t.create',
            "4: channels.t.hosts.0: must be a host",
        ),
        (
            "[[channels.t.create",
            'authentication = "basic"\nsecret = "s"\n[[channels.t.create',
            "1: channels.t: user is missing",
        ),
        ("[[channels.t.create", 'authentication = "bearer"\n[[channels.t.create', "1: channels.t: secret is missing"),
        ("[[channels.t.create", 'secret = "s"\n[[channels.t.create', "4: channels.t.secret: is of no use while"),
        ("[[channels.t.create", 'prefix = "s"\n[[channels.t.create', "4: channels.t.prefix: is only for"),
        (
            "[[channels.t.create",
            'authentication = "header"\nsecret = "s"\nheader = "X Y"\n[[channels.t.create',
            "6: channels.t.header: must name the header",
        ),
        (
            "[[channels.t.create",
            'time_format = "%H:%M"\n[[channels.t.create',
            "4: channels.t.time_format: must be iso8601",
        ),
        (
            "[[channels.t.create",
            'ticket_page = "http://x.example.com/{ticket}"\n[[channels.t.create',
            "4: channels.t.ticket_page",
        ),
        (
            "[[channels.t.create",
            'ticket_page = "https://x.example.com/{text}"\n[[channels.t.create',
            "{text} has no value here",
        ),
        (
            "[[channels.t.create",
            "closed_statuses = [1]\n[[channels.t.create",
            "4: channels.t.closed_statuses.0: must be text",
        ),
    ],
)
def test_what_cannot_be_used_is_named_where_it_stands(tmp_path: Path, old: str, new: str, fault: str) -> None:
    assert old in ALL
    found = faults(tmp_path, ALL.replace(old, new, 1))
    assert fault in "\n".join(found)
    assert len(found) <= 2, found  # a slip can make a second thing wrong, never a whole list


def test_a_ticket_that_is_not_made_by_the_last_request(tmp_path: Path) -> None:
    """The second one could fail, and a ticket be half made."""
    second = '[[channels.t.create]]\nmethod = "POST"\npath = "tickets/{ticket}/text"\nkeep = { number = "/n" }\n'
    assert faults(tmp_path, GOOD + second) == [
        "8: channels.t.create.0.keep.ticket: must come from the last request: that one makes the ticket",
        "9: channels.t.create.1: keep.ticket is missing: where the answer names the ticket's id",
    ]


def test_without_create(tmp_path: Path) -> None:
    (found,) = faults(tmp_path, '[channels.t]\nkind = "portal"\nurl = "https://t.example.com"\n')
    assert found == "1: channels.t: create is missing: [[channels.t.create]], the request that makes a ticket"


def test_the_fields_a_person_is_asked_for() -> None:
    """Only what making a ticket can carry."""
    raw = tomllib.loads(GOOD.replace("{text}", "{account_number}").replace("true", '"{severity}"'))["channels"]["t"]
    assert msgspec.convert(raw, PortalChannel).wanted_fields == {"account_number", "severity"}
