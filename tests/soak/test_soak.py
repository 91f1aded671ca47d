"""Kill the process anywhere: no event lost, none doubled, no repair done twice without a measurement between.

`make test` does 20 seeded kills, `make soak` 200. The process is real and killed by SIGKILL; the flow is played on a
simulated computer. (Loss of power is another matter and was not tested.)
"""

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

from wizard.flow.engine import next_view, without_taken_back
from wizard.flow.events import Finished, Intended, Measured
from wizard.flow.load import decode_flow
from wizard.flow.views import ShowOutcome
from wizard.journal.journal import Journal

ROOT = Path(__file__).resolve().parent.parent.parent
SCENE, FLOW = "stubborn-connection", "connection"


class Victim:
    """One run of the walker; ``promised`` is the last number of events it announced, by session."""

    def __init__(self, home: Path, side_effects: Path) -> None:
        environment = {**os.environ, "WIZARD_HOME": str(home), "PYTHONPATH": str(ROOT)}
        command = [sys.executable, str(ROOT / "tests" / "soak" / "walker.py"), SCENE, FLOW, str(side_effects)]
        self._process = subprocess.Popen(
            command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
        )

    def run(self, kill_after_lines: int | None, kill_after_s: float) -> tuple[dict[str, int], bool]:
        """Read announcements; kill some moment after the given one. Return what was promised and whether it ended."""
        assert self._process.stdout is not None
        promised: dict[str, int] = {}
        ended = False
        for number, line in enumerate(self._process.stdout):
            if line.startswith("ended"):
                ended = True
                continue
            session, count = line.split()
            promised[session] = int(count)
            if number == kill_after_lines:
                time.sleep(kill_after_s)  # a random moment is the point of this test, not a wait for something
                os.killpg(self._process.pid, signal.SIGKILL)
        _, errors = self._process.communicate()
        assert self._process.returncode in (0, -signal.SIGKILL), errors
        return promised, ended


def check_journal(path: Path, promised: dict[str, int], side_effects: Path) -> None:
    """Compare the journal with what was promised and with what really happened."""
    journal = Journal(path)
    runs: Counter[str] = Counter(side_effects.read_text().splitlines()) if side_effects.exists() else Counter()
    for record in journal.sessions():
        history = journal.history(record.id)  # raises when a number is missing or doubled
        assert len(history) >= promised.get(record.id, 0), "an announced event is lost"
        flows = {name: decode_flow(content) for name, (_, content) in journal.pinned(record.id).items()}
        next_view(flows, record.flow, history)  # raises when an event does not follow from those before it
        intended = Counter(f"{record.id} {event.fix}" for event in history if isinstance(event, Intended))
        for fix, count in intended.items():
            assert runs[fix] <= count, f"{fix} ran {runs[fix]} times for {count} intentions"
        open_intent = False
        for event in without_taken_back(history):
            if isinstance(event, Intended):
                assert not open_intent, "a repair began again although nothing was measured since"
                open_intent = True
            elif isinstance(event, Measured) or (isinstance(event, Finished) and event.result != "interrupted"):
                open_intent = False
    journal.close()


@pytest.mark.timeout(1800)
def test_a_walk_survives_being_killed_at_any_point(tmp_path: Path, soak_kills: int) -> None:
    chance = random.Random(20261122)
    home, side_effects = tmp_path / "home", tmp_path / "side-effects"
    journal_path = home / "data" / "journal.sqlite"
    promised: dict[str, int] = {}
    kills = finished = 0
    while kills < soak_kills:
        last_line = chance.randrange(0, 8)
        said, ended = Victim(home, side_effects).run(last_line, chance.random() * 0.25)
        promised.update(said)
        finished += ended
        kills += not ended
        check_journal(journal_path, promised, side_effects)
    Victim(home, side_effects).run(None, 0)
    journal = Journal(journal_path)
    walks = [
        record for record in journal.sessions() if record.events
    ]  # the others were killed before anything happened
    for record in walks:
        flows = {name: decode_flow(content) for name, (_, content) in journal.pinned(record.id).items()}
        assert isinstance(next_view(flows, record.flow, journal.history(record.id)), ShowOutcome)
    assert side_effects.exists(), "no repair ever ran: the soak showed nothing about repairs"
    print(f"\n{kills} kills, {len(walks)} walks, every one ended, no event lost, none doubled")
