"""The way to people: tables told apart by their kind, channels that work, ladder and clocks in order (FACTS D, E)."""

from pathlib import Path

import pytest

from wizard.organisation import OrganisationError, load_organisation
from wizard.organisation.addresses import mail_fault

DESK = '[channels.desk]\nkind = "mail"\naddress = "help@example.com"\n'
SERVED = DESK + 'server = "smtp.example.com"\nsender = "wizard@example.com"\n'
RT = '[channels.rt]\nkind = "rt"\nurl = "https://rt.example.com"\nrequestor = "wizard@example.com"\nsecret = "rt"\n'
PAGE = '[channels.page]\nkind = "page"\nurl = "https://example.com/complaints"\n'


def faults(tmp_path: Path, text: str) -> list[str]:
    file = tmp_path / "own.toml"
    file.write_text(text, encoding="utf-8")
    try:
        load_organisation(file)
    except OrganisationError as error:
        assert all(fault.line for fault in error.faults), error
        return [f"{fault.line}: {fault.field}: {fault.message}" for fault in error.faults]
    return []


def rung(role: str, more: str = "") -> str:
    return f'[[rungs]]\nrole = "{role}"\nresponse_h = 24\n{more}'


# the shape of tables that a kind tells apart


def test_an_unknown_kind_is_named_with_the_known_ones(tmp_path: Path) -> None:
    found = faults(tmp_path, '[channels.desk]\nkind = "fax"\nnumber = "5"\n')
    assert found == [
        '2: channels.desk.kind: must be one of folder, mail, rt, portal, phone, chat, page, not "fax"',
    ]


def test_a_missing_kind_is_named(tmp_path: Path) -> None:
    (found,) = faults(tmp_path, '[channels.desk]\naddress = "help@example.com"\n')
    assert found == "1: channels.desk: kind is missing; known are folder, mail, rt, portal, phone, chat, page"


@pytest.mark.parametrize("kind", ["5", "true", "[]", "{}", '"Mail"', '""'])
def test_a_kind_that_is_none_is_one_fault(tmp_path: Path, kind: str) -> None:
    (found,) = faults(tmp_path, f"channels.desk.kind = {kind}\n")
    assert found.startswith("1: channels.desk.kind: must be one of folder, mail, ")


@pytest.mark.parametrize("channel", ["5", "[]", '"mail"'])
def test_a_channel_that_is_no_table(tmp_path: Path, channel: str) -> None:
    (found,) = faults(tmp_path, f"channels.desk = {channel}\n")
    assert found.startswith("1: channels.desk: must be a table, not ")


def test_the_kind_picks_the_table(tmp_path: Path) -> None:
    text = '[channels.desk]\nkind = "mail"\nserver = 5\nport = 70000\nqueue = "x"\nadress = "a@b.example"\n'
    found = faults(tmp_path, text)
    assert found[0] == "3: channels.desk.server: must be text in quotes, not 5"
    assert found[1] == "4: channels.desk.port: must be a port from 1 to 65535, not 70000"
    assert found[2].startswith("5: channels.desk.queue: is no field of a profile")
    assert found[3] == "6: channels.desk.adress: is no field of a profile; did you mean address?"


@pytest.mark.parametrize("field", ["password", "token", "api_key", "Password"])
def test_a_secret_is_sent_to_the_keyring_and_not_shown(tmp_path: Path, field: str) -> None:
    (found,) = faults(tmp_path, DESK + f'{field} = "Hunter-2!"\n')
    assert found.endswith("it belongs in the keyring, and its name there in secret")
    assert "Hunter" not in found


@pytest.mark.parametrize("secret", ['"Hunter-2!"', "1234567", '"hunter 2"'])
def test_a_secret_where_its_name_belongs_is_not_shown(tmp_path: Path, secret: str) -> None:
    (found,) = faults(tmp_path, f'{SERVED}authentication = "password"\nuser = "w"\nsecret = {secret}\n')
    assert found == "8: channels.desk.secret: must be a name of small letters, digits and _, or empty"


# what it means


@pytest.mark.parametrize(
    "text",
    [
        DESK,
        SERVED,
        DESK + 'server = "::1"\nport = 2525\nsender = "w@example.com"\n',
        DESK + 'server = "smtp.example.com"\nauthentication = "password"\nuser = "w@example.com"\nsecret = "desk"\n',
        SERVED + 'port = 465\nsecurity = "tls"\nauthentication = "xoauth2"\nuser = "w"\nsecret = "desk"\n',
        RT,
        RT + 'authentication = "password"\nuser = "wizard"\n',
        '[channels.local]\nkind = "rt"\nurl = "http://127.0.0.1:8899"\nrequestor = "w@example.com"\nsecret = "rt"\n',
        '[channels.folder]\nkind = "folder"\n',
        "[channels.share]\nkind = \"folder\"\npath = '\\\\server\\share\\reports'\n",
        '[channels.share]\nkind = "folder"\npath = "Z:/reports"\n',
        '[channels.share]\nkind = "folder"\npath = "/srv/reports"\n',
        '[channels.own_mail]\nkind = "mail"\naddress = "help@example.com"\n',
        '[channels.phone]\nkind = "phone"\nnumber = "+420 555 123 456"\n',
        '[channels.chat]\nkind = "chat"\nurl = "https://chat.example.com"\n',
        DESK + PAGE + rung("first_line", 'channel = "desk"\n') + rung("regulator", 'public_channel = "page"\n'),
        'people.p1_flows = ["connection", "pack/flow"]\npeople.vip_accounts = ["a.b+c@example.com"]\n',
        'clocks.daily_mail_at = ""\n',
        "clocks.level_2_min = 120\n",
    ],
)
def test_what_may_be_used(tmp_path: Path, text: str) -> None:
    assert faults(tmp_path, text) == []


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ('[channels.Desk]\nkind = "phone"\nnumber = "555 123"\n', "1: channels.Desk: must be named with small"),
        ('[channels."a b"]\nkind = "phone"\nnumber = "555 123"\n', "1: channels.a b: must be named with small"),
        ('[channels.folder]\nkind = "phone"\nnumber = "555 123"\n', "1: channels.folder: is the name of the folder"),
        (SERVED.replace("desk", "own_mail"), "1: channels.own_mail: is the name of the person's own mail"),
        ('[channels.share]\nkind = "folder"\npath = "reports"\n', "3: channels.share.path: must be a whole path"),
        ('[channels.share]\nkind = "folder"\npath = "/srv/../etc"\n', "3: channels.share.path: must be a whole"),
        ("[channels.share]\nkind = \"folder\"\npath = 'C:\\a\\..\\b'\n", "3: channels.share.path: must be a whole"),
        ('[channels.desk]\nkind = "mail"\n', "1: channels.desk: address is missing"),
        (DESK.replace("help@", "<help@"), "3: channels.desk.address: must be one plain"),
        (DESK + 'copy = ["a@example.com", "b,c@example.com"]\n', "4: channels.desk.copy.1: must be one plain"),
        (DESK + 'copy = [""]\n', "4: channels.desk.copy.0: must be an e-mail address"),
        (DESK + 'secret = "desk"\n', "4: channels.desk.secret: is of no use without server"),
        (DESK + 'authentication = "password"\n', "4: channels.desk.authentication: is of no use without server"),
        (DESK + 'server = "smtp.example.com"\n', "1: channels.desk: sender is needed beside server"),
        (
            DESK + 'server = "smtp.example.com"\nuser = "w"\nauthentication = "password"\nsecret = "s"\n',
            "1: channels.desk",
        ),
        (SERVED.replace("smtp.", "smtp://"), "4: channels.desk.server: must be a host name"),
        (SERVED.replace("smtp.example.com", "smtp.example.com:25"), "4: channels.desk.server: must be a host name"),
        (SERVED + "port = 465\n", '1: channels.desk.security: must be "tls" on port 465'),
        (SERVED + 'security = "tls"\n', '6: channels.desk.security: must be "starttls" on port 587'),
        (SERVED + 'security = "none"\n', "6: channels.desk.security: must be one of starttls, tls"),
        (SERVED + 'authentication = "password"\nuser = "w"\n', "1: channels.desk: secret is missing"),
        (SERVED + 'authentication = "xoauth2"\nsecret = "s"\n', "1: channels.desk: user is missing"),
        (SERVED + 'secret = "s"\n', "6: channels.desk.secret: is of no use while"),
        ('[channels.rt]\nkind = "rt"\nrequestor = "w@example.com"\nsecret = "rt"\n', "1: channels.rt: url is missing"),
        (RT.replace("https", "http"), "3: channels.rt.url: must begin with https://"),
        (RT.replace("https://", "https://me:word@"), "3: channels.rt.url: holds a user name or password"),
        (RT.replace('requestor = "wizard@example.com"\n', ""), "1: channels.rt: requestor is missing"),
        (RT.replace("wizard@", "wizard wizard@"), "4: channels.rt.requestor: must be"),
        (RT.replace('secret = "rt"\n', ""), "1: channels.rt: secret is missing"),
        (RT + 'authentication = "password"\n', "1: channels.rt: user is missing"),
        (RT + 'queue = " "\n', "6: channels.rt.queue: must be the name of a queue"),
        ('[channels.phone]\nkind = "phone"\n', "1: channels.phone: number is missing"),
        (
            '[channels.phone]\nkind = "phone"\nnumber = "call me"\n',
            "3: channels.phone.number: must be a telephone number",
        ),
        ('[channels.chat]\nkind = "chat"\n', "1: channels.chat: url is missing"),
        ('[channels.page]\nkind = "page"\nurl = "http://example.com"\n', "3: channels.page.url: must begin with https"),
        (rung("supervisor") + rung("team_lead"), "5: rungs.1.role: must stand after the lower ones"),
        (rung("supervisor") + rung("supervisor"), "5: rungs.1.role: must stand after the lower ones"),
        (rung("boss"), "2: rungs.0.role: must be one of first_line, team_lead, "),
        (rung("first_line", 'channel = "desk"\n'), "4: rungs.0.channel: names no table [channels.desk]; known: none"),
        (
            DESK + rung("director", 'public_channel = "page"\n'),
            "7: rungs.0.public_channel: names no table [channels.page]",
        ),
        (
            DESK + rung("director", 'public_channel = "desk"\n'),
            "7: rungs.0.public_channel: must name a channel of kind",
        ),
        (rung("director", 'email = "a@b@example.com"\n'), "4: rungs.0.email: must be an e-mail address, or empty"),
        (rung("director", 'email = "a;b@example.com"\n'), "4: rungs.0.email: must be one plain e-mail address"),
        (
            rung("team_lead", 'answers_for = "stability"\n') + rung("director", 'answers_for = "stability"\n'),
            "8: rungs.1.answers_for: stability stands on another rung",
        ),
        ("clocks.level_2_min = 121\n", "1: clocks.level_2_min: must not be longer than tier_2_min, which is 120"),
        ("clocks.p1_update_min = 241\n", "1: clocks.p1_update_min: must not be longer than p1_final_min"),
        ("clocks.p1_acknowledge_min = 241\n", "1: clocks.p1_acknowledge_min: must not be longer than p1_final_min"),
        ("clocks.mail_acknowledge_h = 49\n", "1: clocks.mail_acknowledge_h: must not be longer than mail_deadline_h"),
        ('clocks.daily_mail_at = "24:00"\n', "1: clocks.daily_mail_at: must be a time like 16:00, or empty"),
        ('people.vip_accounts = [""]\n', "1: people.vip_accounts.0: must be an e-mail address"),
        ('people.access_flows = ["Door Lock"]\n', "1: people.access_flows.0: is no flow id"),
        ('support.email = "Help <help@example.com>"\n', "1: support.email: must be an e-mail address, or empty"),
        ('support.email = "<help@example.com>"\n', "1: support.email: must be one plain e-mail address"),
    ],
)
def test_what_cannot_be_used_is_named_with_its_line(tmp_path: Path, text: str, fault: str) -> None:
    (found,) = faults(tmp_path, text)
    assert found.startswith(fault), found


@pytest.mark.parametrize(
    "address",
    ["a@example.com", "a.b+c=d@mail.example.com", "x@localhost", "o'neill@example.com", "a@xn--bcher-kva.example", ""],
)
def test_an_address_that_mail_can_go_to(address: str) -> None:
    assert mail_fault(address) is None


@pytest.mark.parametrize(
    "address",
    [
        "a",
        "a@",
        "@example.com",
        "a..b@example.com",
        ".a@example.com",
        "a@b@example.com",
        "a@-x.example",
        "<a@example.com>",
        "a@example.com,b@example.com",
        "a@example.com\nBcc: b@example.com",
        "a@example.com\n",
        "ä@example.com",
        "a@bücher.example",
        '"a b"@example.com',
        "x" * 65 + "@example.com",
        "a@" + "x." * 130 + "example",
        "a@example.com.",
    ],
)
def test_what_is_no_address(address: str) -> None:
    assert mail_fault(address)
