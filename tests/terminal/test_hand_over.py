"""Handing over at the terminal, and with nobody there: what is asked, what is shown, what leaves with a yes."""

import io
import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import get_args

import msgspec
import pytest
from rich.console import Console

from tests.escalation.handover_case import organised, walked
from wizard.answers import Answers, AnswersFile, HandoverValue, load_answers
from wizard.app import compose, main
from wizard.cli.arguments import parse
from wizard.environment import Environment
from wizard.errors import UsageError
from wizard.escalation.advice_questions import QuestionName
from wizard.escalation.handing_over import HandingOver
from wizard.escalation.handing_over_questions import QUESTIONS
from wizard.escalation.outbox import outbox_of
from wizard.organisation.channels import MailChannel
from wizard.session import Session
from wizard.terminal.hand_over import HandOver
from wizard.terminal.hand_over_unattended import hand_over, read_handover
from wizard.terminal.keyboard import Keyboard, LeftError

_ANSWERS = """
consent = ["all", "firmware.install"]
[answers.restart_firmware]
trouble = "misbehaves"
restart = "done"
trouble_again = "misbehaves"
get_ready = "done"
works_now = "no"
works_again = "misbehaves"
factory_reset = "cannot"
"""
ABOUT, WAY, FILES = "Is it one of these?", "Which way?", "s: agree"


class Person(Keyboard):
    """Answers what is on the screen: each question by a part of its words, everything else with Enter."""

    def __init__(self, screen: io.StringIO) -> None:
        super().__init__(io.StringIO())
        self._screen = screen
        self._read_up_to = 0
        self.replies: dict[str, list[str]] = {}
        self.asked: list[str] = []

    def line(self, until: Callable[[], bool] = lambda: False, wait_s: float | None = None) -> str | None:
        new = self._screen.getvalue()[self._read_up_to :]
        self._read_up_to = len(self._screen.getvalue())
        self.asked.append(new)
        if len(self.asked) > 60:
            raise LeftError
        for words, replies in self.replies.items():
            if words in new and replies:
                return replies.pop(0)
        return ""


@pytest.fixture
def environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Environment]:
    monkeypatch.setenv("WIZARD_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("LANGUAGE", "en")
    with compose(parse(["--practice", "stubborn-connection"])) as composed:
        yield organised(composed, tmp_path / "desk")


@pytest.fixture
def session(environment: Environment) -> Session:
    return walked(environment)


def talk(session: Session, replies: dict[str, list[str]]) -> str:
    screen = io.StringIO()
    person = Person(screen)
    person.replies = {ABOUT: ["7"], **replies}
    HandOver(session, Console(file=screen, width=200, markup=False, emoji=False, highlight=False), person).offer()
    return screen.getvalue()


def number_of(session: Session, title: str) -> str:
    """Return the number a way has in the list."""
    handing = HandingOver(session.environment, session)
    ways = handing.ways(handing.particulars(), {"about": "none"})
    names = [way.title for way in ways.ways]
    return str(1 + names.index(title))


def test_the_whole_way_to_a_folder_that_people_look_into(session: Session, tmp_path: Path) -> None:
    shown = talk(
        session,
        {
            "Account e-mail": ["jana@example.com"],
            "What does it cost": ["Two orders lost, a disgrace"],
            WAY: [number_of(session, "Shared folder")],
            FILES: ["s"],
        },
    )
    assert "When did it begin? 2" in shown  # known, told, not asked
    assert "Plain words help more than these: disgrace." in shown
    assert "Account:[jana@example.com]" in shown
    assert "It was sent, and the other side has it." in shown
    entry = outbox_of(session.environment).entries()[0]
    assert entry.state == "sent"
    message = outbox_of(session.environment).message(entry.id)
    assert "Effect on money or work: Two orders lost, a disgrace" in message.text  # hinted at, never changed
    assert list((tmp_path / "desk").rglob("report.html"))


def test_what_is_shown_is_what_is_agreed_to(session: Session) -> None:
    """Left out by its number, a file stays; the list has size and SHA-256, a text can be read whole."""
    shown = talk(session, {WAY: [number_of(session, "Shared folder")], FILES: ["1", "v 2", "s"]})
    assert " 1 [x] report.html" in shown
    assert " 1 [ ] report.html" in shown
    assert '"format": 1' in shown
    entry = outbox_of(session.environment).entries()[0]
    message = outbox_of(session.environment).message(entry.id)
    names = {file.name for file in message.attachments}
    assert "report.html" not in names and "report.json" in names
    last_list = shown[shown.rindex("[ ] report.html") :]
    assert all(f"{file.name}  " in last_list and file.sha256[:12] in last_list for file in message.attachments)


def test_a_call_shows_its_script_and_is_noted_when_it_was_made(session: Session) -> None:
    shown = talk(
        session,
        {
            ABOUT: ["1"],  # the service is down, for others too
            "What does it cost": ["Two orders lost"],
            "Account number": ["1234 5678 9012"],
            "Telephone number": ["601 234 567", "+420 601 234 567"],
            "Begin with +": ["+420 601 234 567"],
            "When can they call": ["today 15:00"],
            "And when else": ["tomorrow 9:00"],
            WAY: ["1"],
            FILES: ["s"],
            "type the ticket number": ["4711"],
        },
    )
    assert "It looks like an outage, so call now" in shown
    assert "Number: +420 222 333 444" in shown
    assert "Account number: 1234 5678 9012" in shown
    assert "Begin with + and the code of the country" in shown
    assert "Call back: +420601234567" in shown
    assert "Times for a call: today 15:00 / tomorrow 9:00" in shown
    assert "Security PIN: 4 to 6 digits" in shown  # named, not asked
    entry = outbox_of(session.environment).entries()[0]
    assert (entry.kind, entry.state) == ("phone", "said_so")
    assert entry.ticket is not None and entry.ticket.number == "4711"


def test_a_mail_lies_ready_for_the_persons_own_program(session: Session) -> None:
    shown = talk(session, {WAY: [number_of(session, "E-mail")], FILES: ["s"]})
    assert "To: desk@example.com" in shown
    assert "It lies ready for you. Nothing was sent by this program." in shown
    path = Path(next(line for line in shown.splitlines() if line.endswith(".eml")).rpartition(": ")[2])
    assert b"X-Unsent: 1" in path.read_bytes()
    assert outbox_of(session.environment).entries()[0].state == "prepared"


@pytest.fixture
def by_server(session: Session) -> Session:
    """Mail goes by a server of the organisation here; nothing listens on its port."""
    organisation = session.environment.organisation
    server = MailChannel(title="E-mail desk", address="desk@example.com", server="127.0.0.1", port=9, sender="a@b.cz")
    changed = msgspec.structs.replace(organisation, channels={**organisation.channels, "mail": server})
    return Session.resume(replace(session.environment, organisation=changed), session.id)


def test_a_mail_that_can_wait_is_not_sent_at_once(by_server: Session) -> None:
    """FACTS E6: also at the terminal, it goes with the mails of the day."""
    HandingOver(by_server.environment, by_server).keep({"severity": "low"})  # said in the window before
    shown = talk(by_server, {WAY: [number_of(by_server, "E-mail desk")], FILES: ["s"]})
    (entry,) = outbox_of(by_server.environment).entries()
    assert (entry.severity, entry.waits_for, entry.attempts) == ("low", "window", 0)
    assert "goes with the e-mails of the day" in shown


def test_another_way_can_be_taken_at_the_preview(session: Session) -> None:
    chat, desk = number_of(session, "Chat"), number_of(session, "Shared folder")
    shown = talk(session, {WAY: [chat, desk], FILES: ["w", "s"]})
    assert "Paste, line by line:" in shown
    assert outbox_of(session.environment).entries()[0].channel == "desk"


def test_nothing_leaves_without_a_yes(session: Session) -> None:
    assert WAY in talk(session, {WAY: ["0"]})
    with pytest.raises(LeftError):  # at last: only "s" is a yes
        talk(session, {WAY: [number_of(session, "Shared folder")], FILES: ["yes", "y", "99", "S", "v 99", "1"]})
    assert outbox_of(session.environment).entries() == ()


def test_what_was_typed_is_not_asked_twice(session: Session) -> None:
    assert "Account e-mail jana@" not in talk(session, {"Account e-mail": ["jana@example.com"], WAY: ["0"]})
    assert "Account e-mail jana@example.com" in talk(session, {WAY: ["0"]})


def test_a_wrong_form_is_asked_again(session: Session) -> None:
    shown = talk(session, {"Account e-mail": ["not an address"], WAY: ["0"]})
    assert "An e-mail address has the form name@example.com." in shown


def test_in_practice_the_report_is_saved(environment: Environment, tmp_path: Path) -> None:
    session = walked(replace(environment, practice="stubborn-connection"))
    shown = talk(session, {FILES: ["s"]})
    assert "This is practice, so the report can only be saved to a folder." in shown
    assert "Saved in" in shown
    assert list((tmp_path / "home" / "reports").rglob("report.txt"))


# with nobody there


def test_an_answers_file_hands_over_where_it_consents(session: Session, tmp_path: Path) -> None:
    table: dict[str, HandoverValue] = {
        "consent": True,
        "channel": "desk",
        "account_email": "jana@example.com",
        "users_affected": 12,
    }
    entry = hand_over(session, read_handover(table, session.environment))
    assert entry.state == "sent"
    text = outbox_of(session.environment).message(entry.id).text
    assert "Account:[jana@example.com]" in text
    assert "Impact:[12 users]" in text


def test_with_nobody_there_a_mail_that_can_wait_waits_too(by_server: Session) -> None:
    table: dict[str, HandoverValue] = {"consent": True, "channel": "mail", "severity": "low"}
    entry = hand_over(by_server, read_handover(table, by_server.environment))
    assert (entry.state, entry.waits_for, entry.attempts) == ("consented", "window", 0)


def test_without_consent_nothing_leaves(session: Session) -> None:
    with pytest.raises(UsageError, match="consent = true"):
        hand_over(session, read_handover({"channel": "desk"}, session.environment))
    assert outbox_of(session.environment).entries() == ()


def test_files_can_be_left_out(session: Session) -> None:
    table: dict[str, HandoverValue] = {
        "consent": True,
        "channel": "desk",
        "leave_out": ("report.json", "diagnostics/computer.json"),
    }
    entry = hand_over(session, read_handover(table, session.environment))
    names = {file.name for file in outbox_of(session.environment).message(entry.id).attachments}
    assert {"report.json", "diagnostics/computer.json"}.isdisjoint(names)
    assert "report.html" in names


def test_a_file_to_leave_out_that_is_misspelt_lets_nothing_go(session: Session) -> None:
    table: dict[str, HandoverValue] = {"consent": True, "channel": "desk", "leave_out": ("diagnostics/computr.json",)}
    with pytest.raises(UsageError, match="computr"):
        hand_over(session, read_handover(table, session.environment))
    assert outbox_of(session.environment).entries() == ()
    table["leave_out"] = ("diagnostics/capture.pcap",)  # there was none
    assert hand_over(session, read_handover(table, session.environment)).state == "sent"


def test_every_line_of_the_table_is_documented() -> None:
    told = Path("docs/channels.md").read_text(encoding="utf-8")
    lines = {"consent", "channel", "leave_out", *get_args(QuestionName), *QUESTIONS}
    assert [name for name in sorted(lines) if f"`{name}`" not in told] == []


@pytest.mark.parametrize(
    ("table", "named"),
    [
        ({"consent": "yes"}, "consent"),
        ({"channel": 5}, "channel"),
        ({"account_email": "nobody"}, "account_email"),
        ({"pin": "9741"}, "pin"),
        ({"severity": "worst"}, "severity"),
        ({"about": "outtage"}, "about"),
        ({"leave_out": 5}, "leave_out"),
        ({"account_number": "123"}, "account_number"),
    ],
)
def test_a_wrong_line_is_named_before_anything_is_done(
    table: dict[str, str | int], named: str, environment: Environment
) -> None:
    with pytest.raises(UsageError) as caught:
        read_handover(table, environment)
    assert named in environment.texts.error(caught.value)


def test_a_way_that_is_not_there_is_named(session: Session) -> None:
    with pytest.raises(UsageError, match="pigeon"):
        hand_over(session, read_handover({"consent": True, "channel": "pigeon"}, session.environment))


def test_the_table_is_read_from_the_file(tmp_path: Path) -> None:
    file = tmp_path / "answers.toml"
    file.write_text('[handover]\nchannel = "desk"\nconsent = true\nusers_percent = 50\nleave_out = ["report.json"]\n')
    assert load_answers(file).handover == {
        "channel": "desk", "consent": True, "users_percent": 50, "leave_out": ("report.json",),
    }  # fmt: skip
    assert Answers(AnswersFile()).handover == {}


def test_the_document_tells_what_became_of_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    """In practice, too, through the whole program: the folder is its only way."""
    monkeypatch.setenv("WIZARD_HOME", str(tmp_path / "home"))
    monkeypatch.setattr("sys.stdin", io.StringIO())
    walk = ("--practice", "stubborn-firmware", "walk", "restart_firmware", "--json")
    assert main(walk) == 1
    assert json.loads(capfdbinary.readouterr().out)["escalation"] is None
    answers = tmp_path / "answers.toml"
    answers.write_text(f'{_ANSWERS}\n[handover]\nconsent = true\naccount_email = "jana@example.com"\n')
    assert main((*walk, "--answers", str(answers))) == 1
    escalation = json.loads(capfdbinary.readouterr().out)["escalation"]
    assert escalation["state"] == "sent"
    assert escalation["key"].startswith("WZ-")
