"""Persons, clocks, faults and kills in any order: nothing is lost, nothing is there twice, nothing is said unseen."""

import shutil
import tempfile
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from tests.escalation.outbox_case import FILES, Desk, make_draft
from tests.escalation.scripted_server import ALL, LOOKING, MAKING, NO_FIND, KilledError, ScriptedChannel, Server
from wizard.escalation.errors import ConsentError, OutboxError
from wizard.escalation.model import Draft

FAULTS = st.sampled_from([*MAKING, "refused", "locked", "certificate"])


class HandedOver(RuleBasedStateMachine):
    """Reports over a channel with find and over one without."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.server = Server()
        self.script: list[str] = []
        self.drafts: list[Draft] = []
        self.cancelled: set[str] = set()
        self.desk = Desk(self.folder / "data", ScriptedChannel(self.server, self.fault), chance=lambda: 0.5)

    def fault(self, request: str) -> str:
        happens = self.script.pop(0) if self.script else "ok"
        if request in ("find", "files"):
            return happens if happens in (*LOOKING, "refused", "locked") else "ok"
        return happens

    def pick(self, number: int) -> Draft | None:
        return self.drafts[number % len(self.drafts)] if self.drafts else None

    @rule(find=st.booleans(), with_files=st.booleans(), wait_min=st.sampled_from([0, 0, 90]))
    def agree(self, find: bool, with_files: bool, wait_min: int) -> None:
        draft = make_draft(FILES if with_files else (), kind="rt" if find else "mail")
        self.drafts.append(draft)
        window = self.desk.clock() + timedelta(minutes=wait_min) if wait_min else None
        self.desk.consent(draft, not_before=window)

    @rule(script=st.lists(FAULTS, min_size=1, max_size=4))
    def things_go_wrong(self, script: list[str]) -> None:
        self.script = script

    @rule(number=st.integers(0, 5), all_due=st.booleans())
    def send(self, number: int, all_due: bool) -> None:
        draft = self.pick(number)
        if draft is None:
            return
        due = self.desk.outbox.due(self.desk.clock()) if all_due else (draft.id,)
        for identity in due:  # one at a time: each over its own kind of channel
            kind = self.desk.outbox.entry(identity).kind
            self.desk.channel.abilities = ALL if kind == "rt" else NO_FIND
            try:
                self.desk.send(only=identity)
            except KilledError:
                self.desk.restart()

    @rule(seconds=st.sampled_from([1, 31, 61, 1000, 90_000, -5_000, -(10**8), 10**8]))
    def time_passes(self, seconds: int) -> None:
        self.desk.clock.forward(seconds)
        self.desk.outbox.wake(self.desk.clock())

    @rule()
    def the_program_starts_anew(self) -> None:
        self.desk.restart()

    @rule(number=st.integers(0, 5))
    def take_back(self, number: int) -> None:
        draft = self.pick(number)
        if draft is not None:
            with suppress(OutboxError):
                self.desk.outbox.cancel(draft.id, self.desk.clock())
                self.cancelled.add(draft.id)

    @rule(number=st.integers(0, 5))
    def release(self, number: int) -> None:
        draft = self.pick(number)
        if draft is not None:
            with suppress(OutboxError, ConsentError):
                self.desk.outbox.release(draft.id, self.desk.clock())

    @rule(number=st.integers(0, 5))
    def look_there_and_say(self, number: int) -> None:
        """The person looks at the server and says the truth."""
        draft = self.pick(number)
        if draft is None or self.desk.outbox.entry(draft.id).state != "unknown":
            return
        entry = self.desk.outbox.entry(draft.id)
        arrived = bool(self.server.found(draft.key)) if entry.ticket is None else self.all_there(draft)
        self.desk.outbox.confirm_unknown(draft.id, arrived, self.desk.clock())

    @rule(number=st.integers(0, 5))
    def agree_again(self, number: int) -> None:
        draft = self.pick(number)
        if draft is not None:
            self.desk.consent(draft)

    def all_there(self, draft: Draft) -> bool:
        found = self.server.found(draft.key)
        return len(self.server.files[found[0] - 1]) == len(draft.files)

    @invariant()
    def nothing_is_there_twice(self) -> None:
        for draft in self.drafts:
            assert len(self.server.found(draft.key)) <= 1
        for number, files in enumerate(self.server.files):
            assert len(files) == len(set(files)), f"a file of ticket {number + 1} is there twice"

    @invariant()
    def nothing_is_lost_and_nothing_is_said_unseen(self) -> None:
        entries = {entry.id: entry for entry in self.desk.outbox.entries()}
        assert set(entries) == {draft.id for draft in self.drafts}
        for draft in self.drafts:
            state = entries[draft.id].state
            if state == "sent":
                assert self.server.found(draft.key) and self.all_there(draft)
            if state == "cancelled":
                assert not self.server.found(draft.key)
            if draft.id in self.cancelled:
                assert state == "cancelled"

    def teardown(self) -> None:
        """In the end everything that can be looked up is there once, whatever happened before."""
        self.script = []
        for draft in self.drafts:
            for _ in range(8):
                entry = self.desk.outbox.entry(draft.id)
                if entry.state not in ("consented", "sending", "failed", "unknown"):
                    break
                self.look_there_and_say(self.drafts.index(draft))
                self.agree_again(self.drafts.index(draft))
                self.release(self.drafts.index(draft))
                self.desk.clock.forward(1000)
                self.send(self.drafts.index(draft), False)
            state = self.desk.outbox.entry(draft.id).state
            assert state in ("sent", "cancelled", "said_so")
            assert len(self.server.found(draft.key)) == (state != "cancelled")
        self.nothing_is_there_twice()
        self.nothing_is_lost_and_nothing_is_said_unseen()
        self.desk.outbox.close()
        shutil.rmtree(self.folder)


TestHandedOver = HandedOver.TestCase
TestHandedOver.settings = settings(
    derandomize=True,
    max_examples=200,
    stateful_step_count=25,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
