"""``wizard outbox`` as it is started: what it prints, its exit status, and what it does."""

import hashlib
import json
import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.escalation.outbox_case import FILES, draft_file, make_draft
from tests.escalation.scripted_server import NO_FIND, ScriptedChannel, Server, in_turn
from wizard.app import main
from wizard.escalation.errors import NotReachedError
from wizard.escalation.model import Draft, Entry, TicketState, TicketUpdate
from wizard.escalation.outbox import Outbox

Run = Callable[..., tuple[int, str]]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Keep settings and data in the test's own folder, in English, with nobody at the keyboard and no display."""
    monkeypatch.setenv("WIZARD_HOME", str(tmp_path))
    monkeypatch.setenv("LANGUAGE", "en")
    for display in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(display, raising=False)
    with Path(os.devnull).open("r") as nobody:
        monkeypatch.setattr("sys.stdin", nobody)
        yield tmp_path


@pytest.fixture
def channel(monkeypatch: pytest.MonkeyPatch) -> ScriptedChannel:
    """Send over a played server instead of the profile's channels."""
    played = ScriptedChannel(Server())
    monkeypatch.setattr("wizard.cli.outbox_command.channel_opener", lambda _environment: lambda _entry: played)
    return played


@pytest.fixture
def wizard(home: Path, channel: ScriptedChannel, capfdbinary: pytest.CaptureFixture[bytes]) -> Run:
    def run(*arguments: str) -> tuple[int, str]:
        capfdbinary.readouterr()
        status = main(["outbox", *arguments])
        captured = capfdbinary.readouterr()
        return status, (captured.out + captured.err).decode()

    return run


def queue(home: Path, **changes: Any) -> Draft:
    outbox = Outbox(home / "data")
    draft = replace(make_draft(), **changes)
    outbox.consent(draft, draft.sha256, datetime.now(UTC), title="Slow connection")
    outbox.close()
    return draft


def entry(home: Path, draft: Draft) -> Entry:
    outbox = Outbox(home / "data")
    found = outbox.entry(draft.id)
    outbox.close()
    return found


def test_an_empty_outbox_is_fine_and_looking_makes_nothing(wizard: Run, home: Path) -> None:
    assert wizard("list") == (0, "Nothing was handed over yet.\n")
    status, printed = wizard("list", "--json")
    assert (status, json.loads(printed)) == (0, {"format": 1, "entries": []})
    assert wizard("send") == (0, "Nothing is due now.\n")


def test_what_waits_is_sent_and_shown(wizard: Run, home: Path, channel: ScriptedChannel) -> None:
    draft = queue(home)
    status, printed = wizard("list")
    assert status == 3
    assert f"{draft.key}" in printed and "Slow connection: It waits for its turn." in printed
    status, printed = wizard("send")
    assert status == 0
    assert f"{draft.key}: It was sent, and the other side has it. Ticket number: 1." in printed
    assert channel.server.files == [list(FILES)]
    status, printed = wizard("show", draft.key.lower())
    assert status == 0
    lines = printed.splitlines()
    assert lines[:2] == ["Slow connection", "Loss 12 %"]
    for name, content in FILES:
        assert any(name in line and hashlib.sha256(content).hexdigest() in line for line in lines)
    assert any(line.endswith("You agreed to send it.") for line in lines)


def test_what_waits_for_the_network_is_tried_now(wizard: Run, home: Path, channel: ScriptedChannel) -> None:
    """And not in the quarter of an hour that the backoff may come to: the cable is plugged in again."""
    draft = queue(home)
    outbox = Outbox(home / "data")
    tried_at = datetime.now(UTC) - timedelta(minutes=1)
    outbox.delivery(draft.id).begin(tried_at)
    waits = NotReachedError("no network")
    outbox.delivery(draft.id).put_off(tried_at, tried_at + timedelta(minutes=15), "network", waits, nothing_made=True)
    outbox.close()
    assert entry(home, draft).waits_for == "network"
    status, _ = wizard("send")
    assert (status, entry(home, draft).state) == (0, "sent")
    assert channel.server.files == [list(FILES)]


def test_show_as_a_document(wizard: Run, home: Path) -> None:
    draft = queue(home, to=("help@example.org",), severity="high")
    wizard("send")
    status, printed = wizard("show", draft.key, "--json")
    document = json.loads(printed)
    assert (status, document["format"]) == (0, 1)
    assert document["entry"]["state"] == "sent"
    assert document["entry"]["ticket"] == {"id": "1", "number": "1", "url": None}
    assert document["entry"]["files"] == {"total": 2, "arrived": 2}
    assert document["entry"]["consent_sha256"] == draft.sha256
    assert [(file["name"], file["sha256"], file["arrived"]) for file in document["files"]] == [
        (name, hashlib.sha256(content).hexdigest(), True) for name, content in FILES
    ]
    kinds = [line["kind"] for line in document["case"]["timeline"]]
    assert kinds == ["consented", "attempted", "created", "attached", "attached", "sent"]
    assert document["case"]["due"] == []
    assert document["case"]["entries"] == [draft.key]


@pytest.mark.parametrize(
    ("fault", "status", "said"),
    [
        ("before", 3, "It waits for the network"),
        ("busy", 3, "The other side is busy"),
        ("locked", 3, "It waits for you"),
        ("refused", 1, "The help desk refused it."),
    ],
)
def test_the_exit_status_says_whether_something_is_left(
    wizard: Run, home: Path, channel: ScriptedChannel, fault: str, status: int, said: str
) -> None:
    channel.fault = in_turn([fault])
    draft = queue(home)
    for command in (("send",), ("list",), ("show", draft.key), ("list", "--json")):
        ended, printed = wizard(*command)
        assert ended == status
        assert said in printed or "list" in command
    ended, printed = wizard("release", draft.key, "--json")
    assert (ended, json.loads(printed)["entry"]["state"]) == (3, "consented")
    assert wizard("send", draft.key)[0] == 0
    assert channel.server.keys == [draft.key]


def test_a_failed_one_wins_over_one_that_waits(wizard: Run, home: Path, channel: ScriptedChannel) -> None:
    channel.fault = in_turn(["refused", "before"])
    queue(home)
    queue(home)
    assert wizard("send")[0] == 1


def test_trying_one_now_says_where_it_stands(wizard: Run, home: Path, channel: ScriptedChannel) -> None:
    channel.fault = in_turn(["before", "before", "refused"])
    draft = queue(home)
    wizard("send")
    status, printed = wizard("send")
    assert (status, printed) == (3, "Nothing is due now.\n")
    assert wizard("send", draft.key)[0] == 3
    assert wizard("send", draft.key)[0] == 1
    status, printed = wizard("send", draft.key, "--json")
    assert (status, json.loads(printed)["entry"]["state"]) == (0, "sent")
    assert entry(home, draft).attempts == 4


def test_taking_back(wizard: Run, home: Path, channel: ScriptedChannel) -> None:
    draft = queue(home)
    status, printed = wizard("cancel", draft.key)
    assert (status, entry(home, draft).state) == (0, "cancelled")
    assert "taken back" in printed
    sent = queue(home)
    wizard("send")
    status, printed = wizard("cancel", sent.key)
    assert status == 3
    assert "cannot be taken back" in printed
    assert channel.server.keys == [sent.key]


def test_what_nobody_knows_is_settled_by_the_person(wizard: Run, home: Path, channel: ScriptedChannel) -> None:
    channel.abilities, channel.fault = NO_FIND, in_turn(["after", "inside"])
    arrived, missing = queue(home, kind="mail"), queue(home, kind="mail")
    assert wizard("send")[0] == 3
    assert wizard("list")[1].count("Nobody knows whether it arrived") == 2
    assert wizard("send", missing.key)[0] == 3, "looked up again, never repeated"
    assert wizard("found", arrived.key, "arrived")[0] == 0
    assert wizard("found", missing.key, "missing")[0] == 1
    assert channel.server.keys == [arrived.key]


def test_what_the_person_did_themselves(wizard: Run, home: Path) -> None:
    draft = queue(home, kind="phone")
    status, printed = wizard("show", draft.key)
    assert status == 3
    assert "It lies ready for you." in printed
    status, printed = wizard("said-so", draft.key, "--number", "INC-77")
    assert status == 0
    assert "INC-77" in printed
    assert wizard("list")[0] == 0
    assert wizard("close", draft.key)[0] == 0


def test_news_of_a_ticket_and_a_server_that_does_not_answer(wizard: Run, home: Path, channel: ScriptedChannel) -> None:
    draft = queue(home, files=())
    reply = TicketUpdate(
        id="5", at=datetime.now(UTC), kind="replied", author="root", text="Restart the router.\n\nThen tell us."
    )
    channel.states = [TicketState(status="open", open=True, owner="root", updates=(reply,))]
    status, printed = wizard("send")
    assert status == 0
    assert f"wizard outbox show {draft.key}" in printed
    printed = wizard("show", draft.key)[1]
    assert "    Restart the router.\n    \n    Then tell us." in printed
    document = json.loads(wizard("show", draft.key, "--json")[1])
    (line,) = (line for line in document["case"]["timeline"] if line["kind"] == "replied")
    assert line["text"] == "Restart the router.\n\nThen tell us."


def test_a_key_that_is_none_is_wrong_usage(wizard: Run, home: Path) -> None:
    for action in (("show",), ("send",), ("cancel",), ("release",), ("said-so",), ("close",)):
        status, printed = wizard(*action, "WZ-000000000000")
        assert status == 2
        assert "WZ-000000000000" in printed
    assert wizard("found", "WZ-000000000000", "arrived")[0] == 2
    assert wizard()[0] == 2


def test_a_file_that_changed_is_asked_about_again(wizard: Run, home: Path, channel: ScriptedChannel) -> None:
    draft = queue(home, files=(draft_file("a.txt", b"one"),))
    (frozen,) = (home / "data" / "outbox" / draft.id).iterdir()
    frozen.write_bytes(b"two")
    status, printed = wizard("send")
    assert status == 1
    assert "a.txt is no longer what you agreed to send" in printed
    assert wizard("release", draft.key)[0] == 3
    assert channel.requests == []


def test_practice_has_an_outbox_of_its_own(wizard: Run, home: Path) -> None:
    draft = queue(home)
    assert main(["--practice", "healthy", "outbox", "list"]) == 0
    assert entry(home, draft).state == "consented"


def test_a_damaged_outbox_is_said(wizard: Run, home: Path) -> None:
    (home / "data").mkdir()
    (home / "data" / "outbox.sqlite").write_bytes(b"this is no database" * 100)
    status, printed = wizard("list")
    assert status == 0
    assert "The outbox was damaged, so a new one was begun." in printed
    assert str(home / "data" / "outbox.sqlite.damaged-") in printed


def test_deleting_the_history_waits_for_what_is_not_sent(wizard: Run, home: Path, channel: ScriptedChannel) -> None:
    draft = queue(home)
    assert main(["history", "--delete-all"]) == 3
    assert entry(home, draft).state == "consented"
    wizard("send")
    assert main(["history", "--delete-all"]) == 0
    assert wizard("list") == (0, "Nothing was handed over yet.\n")
    assert not list((home / "data" / "outbox").iterdir())
