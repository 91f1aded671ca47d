"""The frozen program hands over: its secret lies in a real keyring, its report arrives at real servers, over TLS."""

import email
import hashlib
import json
from collections.abc import Callable, Iterator
from email import policy
from pathlib import Path
from typing import Any

import pytest

from tests.bundle.desktop import Result, run_program
from tests.own_keyring import own_desktop
from tests.tickets.certificates import CertificateAuthority
from tests.tickets.cutting_proxy import CuttingProxy
from tests.tickets.mail_server import MailServer
from tests.tickets.roundup_server import RoundupServer, roundup_server
from tests.tickets.test_unplugged import ANSWERS, channel_toml

MAIL = """
[channels.desk]
kind = "mail"
address = "help@laboratory.example"
server = "localhost"
port = {port}
authentication = "password"
user = "{user}"
secret = "desk"
sender = "{user}"
"""

Program = Callable[..., Result]


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> CertificateAuthority:
    return CertificateAuthority(tmp_path_factory.mktemp("authority"))


@pytest.fixture
def tracker(authority: CertificateAuthority) -> Iterator[RoundupServer]:
    """A real roundup behind HTTPS."""
    with CuttingProxy(tls=authority.server_context()) as front, roundup_server(front.url) as server:
        front.server = server.address
        yield server


@pytest.fixture
def program(elsewhere: Path, home: Path, tmp_path: Path, authority: CertificateAuthority) -> Iterator[Program]:
    """The frozen program with a keyring, and a system that trusts the authority of the test."""
    with own_desktop(tmp_path / "d") as desktop:
        desktop.start_keyring()

        def run(*arguments: str, typed: str = "", trusted: bool = True) -> Result:
            environment = {
                "PATH": "/usr/bin:/bin", "HOME": str(home), "WIZARD_HOME": str(home), "LANG": "C.UTF-8",
                "DBUS_SESSION_BUS_ADDRESS": desktop.address,
            }  # fmt: skip
            if trusted:
                environment["SSL_CERT_FILE"] = str(authority.certificate)
            command = [str(elsewhere), *arguments, "--organisation", str(tmp_path / "organisation.toml")]
            if typed:
                command = ["sh", "-c", 'printf %s "$0" | "$@"', typed, *command]
            return run_program(command, environment)

        yield run


def test_a_secret_is_kept_in_the_keyring_and_taken_out_again(program: Program, tmp_path: Path) -> None:
    (tmp_path / "organisation.toml").write_text(MAIL.format(port=587, user="customer@laboratory.example"), "utf-8")

    assert state_of_secret(program) == "missing"
    stored = program("secret", "set", "desk", typed="Žluťoučký 4711")
    assert (stored.status, stored.errors) == (0, "")
    assert state_of_secret(program) == "stored"
    assert program("secret", "delete", "desk").status == 0
    assert state_of_secret(program) == "missing"
    assert program("secret", "delete", "desk").status == 2


def test_a_report_becomes_a_ticket_once_the_certificate_is_trusted(
    program: Program, tracker: RoundupServer, tmp_path: Path
) -> None:
    (tmp_path / "organisation.toml").write_text(channel_toml(tracker, "portal"), "utf-8")
    assert program("secret", "set", "desk", typed=tracker.customer.password).status == 0
    escalation = walked(program, tmp_path, trusted=False)
    assert escalation["state"] == "consented"
    shown = document(program("outbox", "show", escalation["key"], "--json"))
    assert shown["entry"]["waits_for"] == "person"
    assert tracker.tickets_with(escalation["key"]) == ()

    assert program("outbox", "send", escalation["key"]).status == 0
    (number,) = tracker.tickets_with(escalation["key"])
    there = {file.name: hashlib.sha256(file.content).hexdigest() for file in tracker.ticket(number).attachments}
    assert there == {file["name"]: file["sha256"] for file in shown["files"]}
    assert {"report.html", "report.json"} <= there.keys()


def test_a_report_is_mailed(program: Program, authority: CertificateAuthority, tmp_path: Path) -> None:
    with MailServer(authority.server_context()) as server:
        profile = MAIL.format(port=server.address[1], user=server.account.name)
        (tmp_path / "organisation.toml").write_text(profile, "utf-8")
        assert program("secret", "set", "desk", typed=server.account.password).status == 0
        escalation = walked(program, tmp_path)
        assert escalation["state"] == "sent"
        (message,) = server.messages()
    read = email.message_from_bytes(message.content, policy=policy.default)
    assert escalation["key"] in read["Subject"]
    assert message.recipients == ("help@laboratory.example",)
    assert "report.html" in {part.get_filename() for part in read.walk()}


def state_of_secret(program: Program) -> str:
    (secret,) = document(program("secret", "list", "--json"))["secrets"]
    assert secret["name"] == "desk"
    return str(secret["state"])


def walked(program: Program, folder: Path, *, trusted: bool = True) -> dict[str, Any]:
    """Walk to a hand-over with nobody there; returns what became of the report."""
    (folder / "answers.toml").write_text(ANSWERS, "utf-8")
    ended = program("walk", "app_cache", "--answers", str(folder / "answers.toml"), "--json", trusted=trusted)
    escalation: dict[str, Any] = document(ended)["escalation"]
    return escalation


def document(ended: Result) -> dict[str, Any]:
    assert ended.errors == ""
    found: dict[str, Any] = json.loads(ended.output)
    return found
