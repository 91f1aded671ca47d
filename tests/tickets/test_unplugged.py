"""Unplugged, a report waits; plugged in, there is one ticket: the program itself, real servers, a cable that is pulled.

The laptop and the server are network namespaces of the test. The program runs as it is installed: its own command
line, its keyring, HTTPS, the certificates its system trusts (the test's authority among them).
"""

import contextlib
import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests import own_keyring
from tests.tickets import request_tracker
from tests.tickets.cable import SERVER, Cable
from tests.tickets.certificates import CertificateAuthority
from tests.tickets.cutting_proxy import CuttingProxy
from tests.tickets.roundup_server import roundup_server
from tests.tickets.ticket_server import StoredTicket, TicketServer
from wizard.escalation.model import ChannelKind, Draft, DraftFile, new_id
from wizard.escalation.outbox import Outbox

ROOT = Path(__file__).resolve().parents[2]
EXAMPLE = ROOT / "docs" / "portal-examples" / "roundup.toml"
ANSWERS = """
[answers.app_cache]
symptom = "crashes"
other_symptom = "crashes"

[answers.app_reinstall]
remove = "cannot"
install = "cannot"

[handover]
consent = true
channel = "desk"
account_email = "jana@example.com"
exact_message = "Žádná odpověď – “nothing”"
"""
LARGE_BYTES = 900_000
LATER = """
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from wizard.app import compose
from wizard.cli.arguments import parse
from wizard.cli.commands import run_command
options = parse(sys.argv[2:])
with compose(options) as environment:
    ahead = timedelta(seconds=float(sys.argv[1]))
    sys.exit(run_command(options, replace(environment, now_utc=lambda: datetime.now(UTC) + ahead)))
"""
"""The command line with a clock that is ahead: an answer that was lost is looked into a minute later."""
COURIER = """
import sys
from PySide6.QtCore import QCoreApplication, QTimer
from wizard.app import compose
from wizard.cli.arguments import parse
from wizard.escalation.outbox import outbox_of
from wizard.ui.courier import Courier
application = QCoreApplication([])
with compose(parse([*sys.argv[1:], "outbox", "list"])) as environment:
    courier = Courier(look_ms=200, first_look_ms=1)
    def news(_news):
        (entry,) = outbox_of(environment).entries()
        print(entry.state, entry.waits_for, flush=True)
        if entry.state == "sent":
            application.quit()
    courier.news.connect(news)
    courier.trouble.connect(lambda error: (print(error), application.exit(1)))
    courier.begin(environment)
    status = application.exec()
    sys.exit(status if courier.close() else 2)
"""
"""What a window does while it is open, without one."""


@dataclass(frozen=True)
class Laptop:
    """The computer of a person, its cable, and the ticket system at the other end."""

    cable: Cable
    server: TicketServer
    kind: ChannelKind
    home: Path
    profile: Path
    variables: dict[str, str]

    def start(self, *arguments: str) -> "subprocess.Popen[bytes]":
        """Start Python with these arguments at the laptop."""
        return subprocess.Popen(
            (*self.cable.laptop, sys.executable, *arguments),
            cwd=ROOT,
            env=self.variables,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )

    def wizard(self, *arguments: str, ahead_s: float = 0.0) -> tuple[int, Any]:
        """Run a command with ``--json``; return exit status and document. ``ahead_s`` moves its clock on."""
        given = ("--organisation", str(self.profile), *arguments, "--json")
        return ended(self.start(*(("-c", LATER, str(ahead_s)) if ahead_s else ("-m", "wizard")), *given))

    def ticket(self, key: str) -> StoredTicket:
        """Return the one ticket with this key, as the server's staff see it."""
        (number,) = self.cable.at_server(lambda: self.server.tickets_with(key))
        return self.cable.at_server(lambda: self.server.ticket(number))


def ended(running: "subprocess.Popen[bytes]") -> tuple[int, Any]:
    out, err = running.communicate(timeout=110)
    assert err == b"", err.decode()
    return running.returncode, json.loads(out)


@contextlib.contextmanager
def ticket_server(cable: Cable, kind: ChannelKind, front: CuttingProxy) -> Iterator[TicketServer]:
    """Run the ticket system in the server's namespace, behind HTTPS."""
    running: AbstractContextManager[TicketServer]
    running = request_tracker.request_tracker(front.url) if kind == "rt" else roundup_server(front.url)
    server: TicketServer = cable.at_server(lambda: running.__enter__())
    try:
        front.server = server.address
        yield server
    finally:
        cable.at_server(lambda: running.__exit__(None, None, None))


def channel_toml(server: Any, kind: ChannelKind) -> str:
    """Return the channel as an administrator writes it."""
    if kind == "rt":
        return f"""
[channels.desk]
kind = "rt"
url = "{server.url}"
queue = "{server.queue}"
authentication = "token"
secret = "desk"
requestor = "{server.customer.email}"
"""
    text = EXAMPLE.read_text(encoding="utf-8").replace("https://tracker.example.com/support", server.url)
    return text.replace("https://tracker.example.com", server.origin).replace("support_tracker", "desk")


@dataclass(frozen=True)
class Place:
    """A cable with a ticket system at its other end."""

    cable: Cable
    server: TicketServer
    kind: ChannelKind


@pytest.fixture(scope="module", params=["portal", "rt"], ids=["roundup", "request tracker"])
def place(request: pytest.FixtureRequest, authority: CertificateAuthority) -> Iterator[Place]:
    kind: ChannelKind = request.param
    if os.geteuid() != 0:
        pytest.skip("needs root: only root may make a network namespace")
    if kind == "rt" and (reason := request_tracker.missing()):
        pytest.skip(reason)
    with contextlib.ExitStack() as stack:
        cable = stack.enter_context(Cable().laid())
        front = cable.at_server(lambda: CuttingProxy(tls=authority.server_context(SERVER), address=SERVER))
        stack.enter_context(front)
        yield Place(cable, stack.enter_context(ticket_server(cable, kind, front)), kind)


@pytest.fixture
def laptop(place: Place, tmp_path: Path, authority: CertificateAuthority) -> Iterator[Laptop]:
    """A laptop whose cable is not plugged in, and whose keyring has what the channel needs."""
    if reason := own_keyring.missing():
        pytest.skip(reason)
    place.cable.pull()
    with own_keyring.own_desktop(tmp_path / "d") as desktop:
        desktop.start_keyring()
        profile, home = tmp_path / "organisation.toml", tmp_path / "home"
        profile.write_text(channel_toml(place.server, place.kind))
        kept = ("PATH", "PYTHONPATH", "LD_LIBRARY_PATH")
        variables = {
            **{name: os.environ[name] for name in kept if name in os.environ},
            "HOME": str(tmp_path), "WIZARD_HOME": str(home), "LANGUAGE": "en", "LC_ALL": "C.UTF-8",
            "DBUS_SESSION_BUS_ADDRESS": desktop.address, "SSL_CERT_FILE": str(authority.certificate),
        }  # fmt: skip
        made = Laptop(place.cable, place.server, place.kind, home, profile, variables)
        customer = place.server.customer
        store_secret(made, customer.token or customer.password)
        yield made


def store_secret(laptop: Laptop, secret: str) -> None:
    """As an administrator does."""
    command = (sys.executable, "-m", "wizard", "secret", "set", "desk")
    subprocess.run(command, input=secret.encode(), env=laptop.variables, cwd=ROOT, check=True, capture_output=True)


def walk_unplugged(laptop: Laptop, tmp_path: Path) -> dict[str, Any]:
    """Walk to a hand-over at the laptop that is not plugged in; return what ``outbox show`` says of it."""
    answers = tmp_path / "answers.toml"
    answers.write_text(ANSWERS)
    status, walked = laptop.wizard("walk", "app_cache", "--answers", str(answers))
    assert (status, walked["outcome"]) == (1, "escalate")
    escalation = walked["escalation"]
    assert (escalation["state"], escalation["ticket"]) == ("consented", None)
    status, listed = laptop.wizard("outbox", "list")
    assert status == 3
    (entry,) = listed["entries"]
    assert (entry["key"], entry["state"], entry["waits_for"]) == (escalation["key"], "consented", "network")
    status, shown = laptop.wizard("outbox", "show", entry["key"])
    assert status == 3
    assert isinstance(shown, dict)
    return shown


def assert_arrived_once(laptop: Laptop, shown: dict[str, Any]) -> None:
    """There is one ticket; it holds the text, and each file once, to the byte as they were agreed to."""
    key = shown["entry"]["key"]
    ticket = laptop.ticket(key)
    there = sorted((file.name, hashlib.sha256(file.content).hexdigest()) for file in ticket.attachments)
    assert there == sorted((file["name"], file["sha256"]) for file in shown["files"])
    assert ticket.subject == shown["entry"]["subject"]
    assert ticket.text.strip() == frozen_text(laptop, key).strip()
    assert [message for message in ticket.messages if message.strip()] == []


def frozen_text(laptop: Laptop, key: str) -> str:
    outbox = Outbox(laptop.home / "data")
    try:
        return outbox.message(outbox.entry(key).id).text
    finally:
        outbox.close()


def test_unplugged_it_waits_and_plugged_in_there_is_one_ticket(laptop: Laptop, tmp_path: Path) -> None:
    shown = walk_unplugged(laptop, tmp_path)
    key = shown["entry"]["key"]
    assert len(shown["files"]) > 3
    for_people = laptop.start("-m", "wizard", "--organisation", str(laptop.profile), "outbox", "show", key)
    said, _ = for_people.communicate(timeout=60)
    assert "It waits for the network" in said.decode()
    status, _ = laptop.wizard("outbox", "send", key)
    assert status == 3, "still unplugged"
    assert laptop.cable.at_server(lambda: laptop.server.tickets_with(key)) == ()

    laptop.cable.plug_in()
    status, sent = laptop.wizard("outbox", "send", ahead_s=6)  # five seconds lie between two tries
    (entry,) = sent["entries"]
    assert (status, entry["key"], entry["state"]) == (0, key, "sent")
    assert_arrived_once(laptop, shown)
    assert entry["ticket"]["id"] == laptop.ticket(key).id
    status, _ = laptop.wizard("outbox", "send", ahead_s=7200)
    assert status == 0
    assert_arrived_once(laptop, shown)


def test_an_open_window_sends_it_by_itself(laptop: Laptop, tmp_path: Path) -> None:
    """The courier of a window that was open all the while notices the cable."""
    shown = walk_unplugged(laptop, tmp_path)
    courier = laptop.start("-c", COURIER, "--organisation", str(laptop.profile))
    assert courier.stdout is not None
    assert courier.stdout.readline() == b"consented network\n", "it tried, and waits on"
    laptop.cable.plug_in()
    said, err = courier.communicate(timeout=100)
    assert (courier.returncode, err) == (0, b"")
    assert said.splitlines()[-1].startswith(b"sent ")
    assert_arrived_once(laptop, shown)


def test_pulled_in_the_middle_of_a_file_it_goes_on_later(laptop: Laptop) -> None:
    """What arrived before is not sent again; the file that was cut arrives once, whole."""
    contents = {"first.txt": b"measured\n" * 40, "large.bin": os.urandom(LARGE_BYTES), "last.txt": b"the end\n"}
    files = tuple(
        DraftFile(name, "application/octet-stream", data, len(data), hashlib.sha256(data).hexdigest())
        for name, data in contents.items()
    )
    draft = Draft(
        id=new_id(), case_id=new_id(), session_id="s1", flow_id="connection", language="en", channel="desk",
        kind=laptop.kind, to=(), subject="", text="Account:[jana@example.com]; Symptom: service down", files=files,
    )  # fmt: skip
    draft = replace(draft, subject=f"Connection lost [{draft.key}]")
    outbox = Outbox(laptop.home / "data")
    outbox.consent(draft, draft.sha256, datetime.now(UTC), title="Connection lost")
    outbox.close()
    laptop.cable.plug_in()
    laptop.cable.slow_down("2mbit")
    _, shown = laptop.wizard("outbox", "show", draft.key)
    sending = laptop.start("-m", "wizard", "--organisation", str(laptop.profile), "outbox", "send", draft.key, "--json")
    laptop.cable.wait_until_sent(LARGE_BYTES // 2, sending)
    laptop.cable.pull()
    status, broken = ended(sending)
    assert status == 3
    assert broken["entry"]["state"] in ("consented", "sending"), "in doubt or not, it is not called sent"
    assert broken["entry"]["waits_for"] == "network"
    assert broken["entry"]["files"] == {"total": 3, "arrived": 1}
    ticket = laptop.ticket(draft.key)
    assert [file.name for file in ticket.attachments] == ["first.txt"]

    laptop.cable.plug_in()
    laptop.cable.full_speed()
    states = []
    for ahead_s in (0, 120, 240):  # a lost answer is looked into for a minute, and again, before it is repeated
        status, document = laptop.wizard("outbox", "send", draft.key, ahead_s=ahead_s)
        states.append((status, document["entry"]["state"]))
    assert states[-1] == (0, "sent"), states
    assert_arrived_once(laptop, shown)
