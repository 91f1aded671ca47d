"""Over a real SMTP server with STARTTLS a report is never sent twice, whatever is cut or killed on the way.

Mail cannot be looked up, so once only is not claimed: a lost answer is *unknown*, and stays so.
"""

import email.policy
import random
from datetime import timedelta
from email import message_from_bytes
from email.message import EmailMessage
from pathlib import Path

import pytest

from tests.tickets.certificates import CertificateAuthority
from tests.tickets.cutting_mail_proxy import CuttingMailProxy, MailFault
from tests.tickets.mail_server import AcceptedMessage, MailServer
from tests.tickets.test_once import NOW, draft_of
from tests.tickets.victims import Kennel, Order
from wizard.escalation.model import DeliveryState, Draft
from wizard.escalation.outbox import Outbox

MOST_PASSES = 30


def send_by_mail(
    folder: Path, seed: int, authority: CertificateAuthority, kennel: Kennel
) -> tuple[DeliveryState, int, int]:
    """Send one report by mail through drawn faults; return where it stands, how often it arrived, and the kills."""
    chance = random.Random(f"mail/{seed}")
    draft = draft_of(chance, "mail")
    faults = list(MailFault)
    plan = {number: chance.choice(faults) for number in range(chance.randint(0, 4))}
    outbox = Outbox(folder)
    entry = outbox.consent(draft, draft.sha256, NOW, title="Connection lost")
    kills, now = 0, NOW
    with (
        MailServer(authority.server_context()) as server,
        CuttingMailProxy(server.address, authority.server_context(), plan) as proxy,
    ):
        profile = {
            "kind": "mail", "address": "help@example.com", "server": "127.0.0.1", "port": proxy.port,
            "security": "starttls", "authentication": "password", "user": server.account.name, "secret": "mailbox",
            "sender": server.account.name,
        }  # fmt: skip
        for number in range(MOST_PASSES):
            due_at = outbox.next_due_at(now)
            if due_at is None:
                break
            now = max(now, due_at) + timedelta(seconds=1)
            dies_at = chance.randint(1, 12) if number < 4 and chance.random() < 0.4 else 0
            outbox.close()
            order = Order(
                str(folder), now.isoformat(), "mail", profile, server.account.password, dies_at, seed + number,
                str(authority.certificate),
            )  # fmt: skip
            ended, _ = kennel.send(order)
            kills += ended == "killed"
            outbox = Outbox(folder)
        arrived = [one for one in server.messages() if draft.key.encode() in one.content]
    final = outbox.entry(entry.id)
    outbox.close()
    for one in arrived:
        holds_what_was_agreed(one, draft)
    if final.state == "sent":
        assert len(arrived) == 1, f"run {seed}: sent was said, and {len(arrived)} arrived"
    return final.state, len(arrived), kills


def holds_what_was_agreed(mail: AcceptedMessage, draft: Draft) -> None:
    read = message_from_bytes(mail.content, policy=email.policy.default)
    assert isinstance(read, EmailMessage)
    body = read.get_body(("plain",))
    assert body is not None
    written = body.get_payload(decode=True)
    assert isinstance(written, bytes)
    assert written.replace(b"\r\n", b"\n").rstrip(b"\n") == draft.text.encode().rstrip(b"\n")
    files = [(part.get_filename(), part.get_payload(decode=True)) for part in read.iter_attachments()]
    assert files == [(file.name, file.content) for file in draft.files]


@pytest.mark.timeout(0)
def test_never_two_by_mail(tmp_path: Path, authority: CertificateAuthority, kennel: Kennel, ticket_runs: int) -> None:
    """Sent: exactly one. Unknown: none or one. Nothing else may be the end."""
    runs = max(12, ticket_runs // 3)
    ends = [send_by_mail(tmp_path / str(seed), seed, authority, kennel) for seed in range(runs)]
    assert {state for state, _, _ in ends} <= {"sent", "unknown"}
    assert max(arrived for _, arrived, _ in ends) == 1
    unknown = [arrived for state, arrived, _ in ends if state == "unknown"]
    sent, kills = len(ends) - len(unknown), sum(kills for _, _, kills in ends)
    print(f"SMTP: {runs} reports, {kills} kills: {sent} sent, {len(unknown)} unknown ({sum(unknown)} had arrived)")
    assert sent
    assert unknown, "the faults never hit the answer: the test shows nothing"
