"""Kill the sending process anywhere: in the end one ticket with every file, none lost.

`make test` does 20 random kills, `make soak` 200, and both kill it once at every single step. The processes are real
and killed by SIGKILL; the server is played. (Real ticket systems are in tests/tickets.)
"""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.escalation.outbox_case import FILES, Clock, Desk, make_draft
from tests.escalation.scripted_server import ScriptedChannel, Server
from tests.soak.ticket_server import ticket_server
from wizard.escalation.model import Draft

ROOT = Path(__file__).resolve().parent.parent.parent


def victim(folder: Path, server: str, dies_at: int | None = None) -> "subprocess.Popen[str]":
    command = [sys.executable, str(ROOT / "tests" / "soak" / "outbox_victim.py"), str(folder), server]
    if dies_at is not None:
        command.append(str(dies_at))
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def ended(process: "subprocess.Popen[str]") -> tuple[bool, list[str]]:
    """Wait for a victim; return whether it came to its own end, and what it announced."""
    output, errors = process.communicate(timeout=60)
    assert process.returncode in (0, -signal.SIGKILL), errors
    lines = output.splitlines()
    assert (process.returncode == 0) == (lines[-1:] == ["done"]), errors
    return process.returncode == 0, lines


def queued(folder: Path, count: int = 1) -> list[Draft]:
    desk = Desk(folder, ScriptedChannel(Server()), Clock())
    drafts = [make_draft() for _ in range(count)]
    for draft in drafts:
        desk.consent(draft)
    desk.outbox.close()
    return drafts


def assert_all_there_once(folder: Path, drafts: list[Draft], server: Server) -> None:
    assert sorted(server.keys) == sorted(draft.key for draft in drafts)
    assert all(sorted(files) == sorted(FILES) for files in server.files)
    desk = Desk(folder, ScriptedChannel(Server()))
    assert [entry.state for entry in desk.outbox.entries()] == ["sent"] * len(drafts)
    for draft in drafts:
        kinds = desk.kinds(draft.case_id)
        assert [kinds.count(kind) for kind in ("consented", "created", "attached", "sent")] == [1, 1, 2, 1]
    desk.outbox.close()


@pytest.mark.timeout(600)
def test_killed_at_every_single_step(tmp_path: Path) -> None:
    deaths = 0
    for step in range(1, 100):
        folder, server = tmp_path / str(step), tmp_path / f"{step}.json"
        drafts = queued(folder)
        done, lines = ended(victim(folder, str(server), step))
        if not done:
            deaths += 1
            assert len(lines) == step
            done, _ = ended(victim(folder, str(server)))
            assert done
        assert_all_there_once(folder, drafts, Server.at(server))
        if deaths < step:
            break
    assert deaths >= 20
    print(f"\nkilled at each of {deaths} steps, one ticket with every file each time")


@pytest.mark.timeout(1800)
def test_killed_at_random_moments(tmp_path: Path, soak_kills: int) -> None:
    """The server goes on when the sender is gone, and takes in what it has got."""
    chance = random.Random(20261122)
    kills = rounds = 0
    while kills < soak_kills:
        folder, tickets = tmp_path / str(rounds), Server()
        drafts = queued(folder, 3)
        with ticket_server(tickets) as address:
            done = False
            while not done:
                process = victim(folder, address)
                assert process.stdout is not None
                if kills < soak_kills:
                    for _ in range(chance.randrange(1, 12)):
                        process.stdout.readline()
                    time.sleep(chance.random() * 0.05)  # a random moment is the point of this test
                    process.kill()
                done, _ = ended_after_reading(process)
                kills += not done
        assert_all_there_once(folder, drafts, tickets)
        rounds += 1
    print(f"\n{kills} kills, {3 * rounds} reports, one ticket with every file each")


def ended_after_reading(process: "subprocess.Popen[str]") -> tuple[bool, str]:
    output, errors = process.communicate(timeout=60)
    assert process.returncode in (0, -signal.SIGKILL), errors
    return process.returncode == 0, output


@pytest.mark.timeout(120)
def test_of_four_processes_at_once_one_sends(tmp_path: Path) -> None:
    tickets = Server()
    drafts = queued(tmp_path / "home", 6)
    with ticket_server(tickets) as address:
        processes = [victim(tmp_path / "home", address) for _ in range(4)]
        said = [ended(process)[1] for process in processes]
    assert any("somebody else is sending" in lines for lines in said)
    assert_all_there_once(tmp_path / "home", drafts, tickets)
