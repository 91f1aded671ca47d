"""A report reaches a real ticket system exactly once, whatever is cut, refused or killed on the way.

Each run is drawn from its number alone: what befalls which request, where the sender is killed, which files go along.
It ends when nothing is left to do; then there is one ticket with the text and every file, byte for byte, each once.
"""

import hashlib
import random
import tomllib
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.tickets.cutting_proxy import CuttingProxy
from tests.tickets.faults import nothing_wrong, seeded
from tests.tickets.request_tracker import RequestTracker, missing
from tests.tickets.roundup_server import RoundupServer
from tests.tickets.ticket_server import TicketServer
from tests.tickets.victims import Kennel, Order
from wizard.escalation.model import ChannelKind, Draft, DraftFile, new_id
from wizard.escalation.outbox import Outbox

NOW = datetime(2026, 11, 22, 14, 2, tzinfo=UTC)
MOST_PASSES = 80
_EXAMPLE = Path(__file__).resolve().parents[2] / "docs" / "portal-examples" / "roundup.toml"
_TEXT = "Account:[jana@example.com]; Symptom: service down since [2026-11-22 14:02]\n\nPříliš žluťoučký kůň – “quoted”."


@dataclass(frozen=True)
class System:
    """One real ticket system, its proxy, and how the wizard signs in."""

    name: str
    kind: ChannelKind
    server: TicketServer
    proxy: CuttingProxy
    profile: dict[str, object]
    secret: str


@pytest.fixture
def tracker(roundup: RoundupServer, roundup_proxy: CuttingProxy) -> System:
    text = _EXAMPLE.read_text(encoding="utf-8").replace("https://tracker.example.com/support", roundup.url)
    text = text.replace("https://tracker.example.com", roundup.origin)
    text = text.replace('"customer"', f'"{roundup.customer.name}"')
    profile = tomllib.loads(text)["channels"]["support_tracker"]
    return System("roundup", "portal", roundup, roundup_proxy, profile, roundup.customer.password)


@pytest.fixture
def desk(rt: RequestTracker, rt_proxy: CuttingProxy) -> System:
    profile: dict[str, object] = {
        "kind": "rt", "url": rt.url, "queue": rt.queue, "requestor": rt.customer.email, "secret": "desk",
        "authentication": "password", "user": rt.customer.name,
    }  # fmt: skip
    return System("rt", "rt", rt, rt_proxy, profile, rt.customer.password)


def draft_of(chance: random.Random, kind: ChannelKind) -> Draft:
    """Draw a report: up to four files, empty ones left out, as no ticket system takes them."""
    names = ["report.html", "logs.zip", "měření.json", "screenshot 1.png", "capture.pcap"]
    files = []
    for name in names[: chance.randint(0, 4)]:
        data = chance.randbytes(chance.choice([1, 700, 30_000, 300_000]))
        files.append(DraftFile(name, "application/octet-stream", data, len(data), hashlib.sha256(data).hexdigest()))
    identity = new_id()
    draft = Draft(
        id=identity,
        case_id=new_id(),
        session_id="s1",
        flow_id="connection",
        language="en",
        channel="desk",
        kind=kind,
        to=("help@example.com",) if kind == "mail" else (),
        subject="",
        text=_TEXT,
        files=tuple(files),
    )
    return replace(draft, subject=f"Connection lost [{draft.key}]")


def send_through_faults(folder: Path, seed: int, system: System, kennel: Kennel) -> int:
    """Send one report through everything that its number draws; return how often the sender was killed."""
    chance = random.Random(f"once/{system.name}/{seed}")
    draft = draft_of(chance, system.kind)
    outbox = Outbox(folder)
    entry = outbox.consent(draft, draft.sha256, NOW, title="Connection lost")
    faulty_requests, kills = chance.randint(1, 14), 0
    system.proxy.restart(seeded(seed, faulty_requests))
    now = NOW
    for number in range(MOST_PASSES):
        due_at = outbox.next_due_at(now)
        if due_at is None:
            break
        now = max(now, due_at) + timedelta(seconds=1)
        dies_at = chance.randint(1, 24) if number < 12 and chance.random() < 0.6 else 0
        outbox.close()
        order = Order(str(folder), now.isoformat(), system.kind, system.profile, system.secret, dies_at, seed + number)
        ended, _ = kennel.send(order)
        kills += ended == "killed"
        system.proxy.quiet()  # as after the minute that an empty answer has to wait: nothing is under way any more
        outbox = Outbox(folder)
    final = outbox.entry(entry.id)
    notes = "\n".join(map(str, system.proxy.notes()))
    assert final.state == "sent", f"run {seed}: {final}\n{notes}"
    arrived_as_agreed(system, draft, f"run {seed} at {system.name}\n{notes}")
    outbox.close()
    return kills


def arrived_as_agreed(system: System, draft: Draft, told: str) -> None:
    numbers = system.server.tickets_with(draft.key)
    assert len(numbers) == 1, f"{len(numbers)} tickets: {told}"
    ticket = system.server.ticket(numbers[0])
    assert ticket.text == draft.text, told
    wanted = sorted((file.name, file.sha256) for file in draft.files)
    there = sorted((file.name, hashlib.sha256(file.content).hexdigest()) for file in ticket.attachments)
    assert there == wanted, told


@pytest.mark.timeout(0)
def test_exactly_one_ticket_in_roundup(tmp_path: Path, tracker: System, kennel: Kennel, ticket_runs: int) -> None:
    runs = ticket_runs if missing() else max(12, ticket_runs // 2)
    kills = sum(send_through_faults(tmp_path / str(seed), seed, tracker, kennel) for seed in range(runs))
    print(f"roundup: {runs} reports through cut requests, {kills} kills, each one ticket with every file")
    assert kills > 0


@pytest.mark.timeout(0)
def test_exactly_one_ticket_in_request_tracker(tmp_path: Path, desk: System, kennel: Kennel, ticket_runs: int) -> None:
    runs = max(3, ticket_runs // 2) if ticket_runs > 12 else 3
    kills = sum(send_through_faults(tmp_path / str(seed), seed, desk, kennel) for seed in range(runs))
    print(f"RT: {runs} reports through cut requests, {kills} kills, each one ticket with every file")
    assert kills > 0


def test_the_check_itself_notices_a_second_ticket(tmp_path: Path, tracker: System, kennel: Kennel) -> None:
    """A sender that forgot to look would be seen: the same report sent again from a copy of the outbox."""
    chance = random.Random("twice")
    draft = draft_of(chance, tracker.kind)
    tracker.proxy.restart(nothing_wrong)
    for copy in ("one", "two"):
        outbox = Outbox(tmp_path / copy)
        outbox.consent(draft, draft.sha256, NOW, title="Connection lost")
        outbox.close()
        order = Order(
            str(tmp_path / copy), NOW.isoformat(), tracker.kind, tracker.profile, tracker.secret, dies_at=0, seed=1
        )
        kennel.send(order)
    with pytest.raises(AssertionError, match="2 tickets"):
        arrived_as_agreed(tracker, draft, "")
