"""The sender: what it tries when, what it waits for, what it says, and that there is only one."""

import subprocess
import sys
import threading
from datetime import UTC, datetime, timedelta
from itertools import cycle
from pathlib import Path

import pytest

from tests.escalation.outbox_case import FILES, NOW, Desk, make_draft
from tests.escalation.scripted_server import ALL, NO_FIND, KilledError, ScriptedChannel, Server, first, in_turn
from wizard.escalation.backoff import CAP_S
from wizard.escalation.channels.base import Abilities, Channel
from wizard.escalation.errors import (
    AlreadySendingError,
    EscalationError,
    NotReachedError,
    OutboxError,
    RefusedError,
    SecretError,
)
from wizard.escalation.handing_over_standing import standing
from wizard.escalation.model import Attachment, Entry, Message, RemoteFile, Ticket
from wizard.escalation.outbox import Outbox
from wizard.escalation.sender import Sender
from wizard.escalation.sender_attempt import is_same
from wizard.escalation.timeline import lines_of
from wizard.system.cancel import Cancel
from wizard.texts import Texts


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path / "data", ScriptedChannel(Server()), chance=lambda: 0.5)


def test_it_tells_how_far_it_is(desk: Desk) -> None:
    draft = make_draft()
    desk.consent(draft)
    desk.send()
    told = [(each.stage, each.file, each.sent_bytes, each.size_bytes) for each in desk.progress]
    sizes = [len(content) for _, content in FILES]
    assert [line for line in told if line[0] != "checking"] == [
        ("creating", None, 0, None),
        ("attaching", "report.html", 0, sizes[0]),
        ("attaching", "report.html", sizes[0], sizes[0]),
        ("attaching", "logs.zip", 0, sizes[1]),
        ("attaching", "logs.zip", sizes[1], sizes[1]),
        ("done", None, 0, None),
    ]
    assert desk.progress[-1].entry.state == "sent"


def test_what_happens_is_on_the_disk_before_the_next_request(desk: Desk) -> None:
    """Another process sees it at the moment of each request."""
    draft = make_draft()
    desk.consent(draft)
    seen: list[tuple[str, str, int, bool]] = []

    def look(request: str) -> str:
        other = Outbox(desk.folder)
        entry = other.entry(draft.id)
        seen.append((request, entry.state, entry.files_arrived, entry.ticket is not None))
        other.close()
        return "ok"

    desk.channel.fault = look
    desk.send()
    assert seen == [("create", "sending", 0, False), ("attach", "sending", 0, True), ("attach", "sending", 1, True)]


def test_the_most_severe_goes_first(desk: Desk) -> None:
    drafts = [make_draft(severity=severity, files=()) for severity in ("low", "normal", "p1", "high", "p1")]
    for draft in drafts:
        desk.consent(draft)
    assert [entry.severity for entry in desk.send()] == ["p1", "p1", "high", "normal", "low"]
    assert desk.channel.server.keys[:2] == [drafts[2].key, drafts[4].key]


def test_one_that_fails_stops_no_other(desk: Desk) -> None:
    drafts = [make_draft(files=()) for _ in range(4)]
    for draft in drafts:
        desk.consent(draft)
    desk.channel.fault = first("create", "refused", "before", "locked")
    states = [(entry.state, entry.waits_for) for entry in desk.send()]
    assert states == [("failed", "person"), ("consented", "network"), ("consented", "person"), ("sent", None)]


def test_the_network_is_waited_for_longer_and_longer(desk: Desk) -> None:
    draft = make_draft(files=())
    desk.consent(draft)
    desk.channel.fault = lambda _request: "before"
    waits = []
    for _ in range(12):
        entry = desk.send(only=draft.id)[0]
        assert entry.next_at is not None
        waits.append((entry.next_at - desk.clock()).total_seconds())
        assert (entry.state, entry.waits_for) == ("consented", "network")
    assert waits == [2.5, 5, 10, 20, 40, 80, 160, 320, 450, 450, 450, 450]
    assert desk.kinds(draft.case_id).count("waiting") == 1, "the record tells it once, not at each try"
    assert desk.outbox.entry(draft.id).attempts == 12


def test_when_the_network_is_back_it_goes_at_once_and_in_no_burst(desk: Desk) -> None:
    draft = make_draft(files=())
    desk.consent(draft)
    desk.channel.fault = lambda _request: "before"
    for _ in range(9):
        desk.send(only=draft.id)
    assert desk.outbox.next_due_at(desk.clock()) == NOW + timedelta(seconds=450)
    desk.outbox.wake(desk.clock())
    assert desk.outbox.next_due_at(desk.clock()) == NOW + timedelta(seconds=5), "not right after the last try"
    assert desk.send() == ()
    desk.clock.forward(60)
    desk.outbox.wake(desk.clock())
    assert desk.outbox.next_due_at(desk.clock()) <= desk.clock()  # type: ignore[operator]
    desk.channel.fault = lambda _request: "ok"
    assert [entry.state for entry in desk.send()] == ["sent"]


def test_waking_leaves_alone_what_waits_for_something_else(desk: Desk) -> None:
    busy, window, locked, lost = (make_draft(files=()) for _ in range(4))
    desk.channel.fault = first("create", "busy", "locked", "inside")
    for draft in (busy, locked, lost):
        desk.consent(draft)
    desk.consent(window, not_before=NOW + timedelta(hours=2))
    desk.send()
    before = {entry.id: entry.next_at for entry in desk.outbox.entries()}
    desk.clock.forward(30)
    desk.outbox.wake(desk.clock())
    assert {entry.id: entry.next_at for entry in desk.outbox.entries()} == before
    assert before[busy.id] == NOW + timedelta(seconds=122.5)
    assert before[locked.id] is None
    assert before[lost.id] == NOW + timedelta(seconds=60)


@pytest.mark.parametrize("fault", ["certificate", "locked"])
def test_what_only_a_person_can_change_waits_for_them(desk: Desk, fault: str) -> None:
    draft = make_draft(files=())
    desk.consent(draft)
    desk.channel.fault = first("create", fault)
    entry = desk.send()[0]
    assert (entry.state, entry.waits_for, entry.next_at) == ("consented", "person", None)
    assert entry.problem is not None
    desk.clock.forward(86_400)
    desk.outbox.wake(desk.clock())
    assert desk.send() == ()
    desk.outbox.release(draft.id, desk.clock())
    assert [entry.state for entry in desk.send()] == ["sent"]


def test_the_last_problem_keeps_its_placeholders_for_translation(desk: Desk) -> None:
    draft = make_draft(files=())
    desk.consent(draft)
    desk.channel.fault = first("create", "certificate")
    entry = desk.send()[0]
    assert entry.problem == "The certificate of {host} does not match."
    assert entry.problem_details == {"host": "desk"}


@pytest.mark.parametrize("error", [SecretError("locked"), EscalationError("gone"), NotReachedError("no network")])
def test_a_channel_that_cannot_be_opened_is_noted(desk: Desk, error: EscalationError) -> None:
    draft = make_draft(files=())
    desk.consent(draft)

    def closed(_entry: Entry) -> Channel:
        raise error

    sender = Sender(desk.outbox, closed, desk.clock, lambda: 0.5)
    (entry,) = sender.send_due(desk.progress.append, Cancel())
    assert entry.state == "consented"
    assert entry.waits_for == ("network" if isinstance(error, NotReachedError) else "person")
    assert desk.outbox.cancel(draft.id, NOW).state == "cancelled", "nothing left"


def test_a_refused_file_leaves_the_ticket_and_says_which(desk: Desk) -> None:
    draft = make_draft((("a.txt", b"a"), ("large.zip", b"b" * 100), ("c.txt", b"c")))
    desk.consent(draft)
    desk.channel.fault = first("attach", "ok", "refused")
    entry = desk.send()[0]
    assert entry.state == "failed"
    assert entry.ticket is not None
    assert (entry.files_arrived, entry.files_total) == (2, 3)
    assert entry.problem is not None
    assert entry.problem.format(**entry.problem_details).startswith(
        "Ticket 1 is there, but these files were refused: large"
    )
    assert [name for name, _ in desk.channel.server.files[0]] == ["a.txt", "c.txt"]
    desk.outbox.release(draft.id, NOW)
    desk.send()
    assert [name for name, _ in desk.channel.server.files[0]] == ["a.txt", "c.txt", "large.zip"]
    assert desk.outbox.entry(draft.id).state == "sent"
    assert desk.channel.server.keys == [draft.key]


def test_stopped_by_the_person_it_goes_on_at_once_and_nothing_went_wrong(desk: Desk) -> None:
    draft = make_draft()
    desk.consent(draft)

    def stop(request: str) -> str:
        if request == "attach":
            desk.cancel.set()
        return "ok"

    desk.channel.fault = stop
    entry = desk.send()[0]
    assert (entry.state, entry.problem, entry.files_arrived) == ("consented", None, 1)
    desk.cancel = Cancel()
    desk.channel.fault = lambda _request: "ok"
    assert [each.state for each in desk.send()] == ["sent"]
    assert desk.channel.server.files == [list(FILES)]


def test_stopped_inside_a_request_that_never_arrived(desk: Desk) -> None:
    draft = make_draft(files=())
    desk.consent(draft)

    def stop(request: str) -> str:
        desk.cancel.set()
        return "before"

    desk.channel.fault = stop
    entry = desk.send()[0]
    assert (entry.state, entry.next_at, entry.problem) == ("consented", desk.clock(), None)


def test_several_files_of_one_name_each_arrive_once(desk: Desk) -> None:
    files = (("log.txt", b"same"), ("log.txt", b"same"), ("log.txt", b"diff"))
    for script in (
        ("ok", "after", "ok"),
        ("after", "ok", "after"),
        ("ok", "inside", "after"),
        ("inside", "after", "inside"),
    ):
        draft = make_draft(files)
        desk.channel.fault = first("attach", *script)
        desk.consent(draft)
        desk.drive()
        assert desk.outbox.entry(draft.id).state == "sent"
    assert [sorted(files) for files in desk.channel.server.files] == [sorted(files)] * 4


def attachment(name: str = "a.txt") -> Attachment:
    return Attachment(name, "text/plain", 3, "ab" * 32, Path("unused"))


@pytest.mark.parametrize(
    ("remote", "same"),
    [
        (RemoteFile("1", "a.txt", 3, "ab" * 32), True),
        (RemoteFile("1", "renamed", 3, "ab" * 32), True),
        (RemoteFile("1", "a.txt", 3, "cd" * 32), False),
        (RemoteFile("1", "a.txt", 3), True),
        (RemoteFile("1", "a.txt", 2), False),
        (RemoteFile("1", "b.txt", 3), False),
        (RemoteFile("1", "a.txt"), True),
    ],
)
def test_what_is_there_is_told_by_checksum_else_by_name_and_size(remote: RemoteFile, same: bool) -> None:
    assert is_same(remote, attachment()) is same


def test_a_lost_file_nobody_can_look_up_is_unknown_with_its_ticket(desk: Desk) -> None:
    desk.channel.fault = first("attach", "after")

    def no_listing(ticket: Ticket, message: Message, cancel: Cancel) -> tuple[RemoteFile, ...]:
        raise RefusedError("You may not list files.")

    desk.channel.files = no_listing  # type: ignore[method-assign]
    draft = make_draft()
    desk.consent(draft)
    entry = desk.send()[0]
    assert (entry.state, entry.files_arrived) == ("unknown", 0)
    assert entry.ticket is not None
    assert desk.outbox.confirm_unknown(draft.id, True, NOW).state == "sending"
    desk.send()
    assert desk.outbox.entry(draft.id).state == "sent"
    assert desk.channel.server.files == [list(FILES)]


def test_a_find_that_breaks_is_unknown_and_repeats_nothing(desk: Desk) -> None:
    desk.channel.fault = in_turn(["inside"])

    def broken(message: Message, cancel: Cancel) -> tuple[Ticket, ...]:
        raise KeyError("items")

    find = desk.channel.find
    desk.channel.find = broken  # type: ignore[method-assign]
    draft = make_draft(files=())
    desk.consent(draft)
    assert desk.send()[0].state == "unknown"
    desk.clock.forward(3_600)
    assert desk.send() == ()
    desk.channel.find = find  # type: ignore[method-assign]
    desk.outbox.release(draft.id, desk.clock())
    desk.drive()
    assert desk.channel.server.keys == [draft.key]


def test_a_doubt_stays_when_the_channel_is_no_longer_open_to_us(desk: Desk) -> None:
    draft = make_draft(files=())
    desk.consent(draft)
    desk.channel.fault = in_turn(["after", "before"])
    desk.send()

    def refused(_entry: Entry) -> Channel:
        raise RefusedError("This channel is not there any more.")

    desk.clock.forward(1000)
    (entry,) = Sender(desk.outbox, refused, desk.clock, lambda: 0.5).send_due(desk.progress.append, Cancel())
    assert entry.state == "failed"
    with pytest.raises(OutboxError, match="cannot be taken back"):
        desk.outbox.cancel(draft.id, desk.clock())
    desk.outbox.release(draft.id, desk.clock())
    desk.drive()
    assert desk.channel.server.keys == [draft.key]


def test_a_person_who_is_faster_than_the_sender_wins(desk: Desk) -> None:
    """Between the list of what is due and the first step, the person takes it back."""
    taken, other = make_draft(files=()), make_draft(files=())
    desk.consent(taken)
    desk.consent(other)

    def opened(entry: Entry) -> Channel:
        if entry.id == taken.id:
            desk.outbox.cancel(taken.id, NOW)
        return desk.channel

    Sender(desk.outbox, opened, desk.clock, lambda: 0.5).send_due(desk.progress.append, Cancel())
    assert desk.channel.server.keys == [other.key]
    assert desk.outbox.entry(taken.id).state == "cancelled"


# one sender


def test_a_second_sender_says_so_at_once(desk: Desk) -> None:
    desk.consent(make_draft(files=()))
    inside, go_on = threading.Event(), threading.Event()

    def hold(_request: str) -> str:
        inside.set()
        assert go_on.wait(30)
        return "ok"

    desk.channel.fault = hold
    sending = threading.Thread(target=desk.send)
    sending.start()
    assert inside.wait(30)
    try:
        with pytest.raises(AlreadySendingError):
            Sender(Outbox(desk.folder), lambda _entry: desk.channel, desk.clock, lambda: 0.5).send_due(
                desk.progress.append, Cancel()
            )
        assert another_process_says(desk.folder) == "AlreadySendingError"
    finally:
        go_on.set()
        sending.join()
    assert desk.channel.requests == ["create"]
    assert another_process_says(desk.folder) == "()"


SEND = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from wizard.escalation.errors import AlreadySendingError
from wizard.escalation.outbox import Outbox
from wizard.escalation.sender import Sender
from wizard.system.cancel import Cancel

def no_channel(entry):
    raise AssertionError("it is already being sent")

try:
    sender = Sender(Outbox(Path(sys.argv[1])), no_channel, lambda: datetime.now(UTC), lambda: 0.5)
    print(sender.send_due(print, Cancel()))
except AlreadySendingError:
    print("AlreadySendingError")
"""


def another_process_says(folder: Path) -> str:
    asked = subprocess.run([sys.executable, "-c", SEND, str(folder)], capture_output=True, text=True, check=True)
    return asked.stdout.strip()


# clocks


def test_a_clock_that_was_set_back_blocks_nothing(desk: Desk) -> None:
    """The wait was noted while the clock was ten years ahead."""
    desk.clock.now = datetime(2036, 1, 1, tzinfo=UTC)
    draft, window = make_draft(files=()), make_draft(files=())
    desk.consent(draft)
    desk.consent(window, not_before=desk.clock() + timedelta(hours=3))
    desk.channel.fault = first("create", *["before"] * 9)
    for _ in range(9):
        desk.send(only=draft.id)
    desk.clock.now = NOW
    assert desk.outbox.next_due_at(NOW) == NOW + timedelta(seconds=450), "as long as it had to wait, from now"
    assert desk.outbox.entry(window.id).next_at == NOW + timedelta(hours=3)
    desk.clock.forward(451)
    assert [entry.state for entry in desk.send()] == ["sent"]


def test_a_clock_that_jumps_ahead_makes_no_burst(desk: Desk) -> None:
    draft = make_draft(files=())
    desk.consent(draft)
    desk.channel.fault = lambda _request: "before"
    for _ in range(8):
        desk.send(only=draft.id)
    desk.clock.forward(10 * 365 * 86_400)
    assert len(desk.send()) == 1
    assert desk.send() == ()
    entry = desk.outbox.entry(draft.id)
    assert entry.next_at is not None and entry.next_at - desk.clock() > timedelta(minutes=1)


def test_a_doubt_of_a_clock_that_ran_ahead_is_waited_for_anew(desk: Desk) -> None:
    draft = make_draft(files=())
    desk.channel.fault = in_turn(["inside"])
    desk.clock.now = datetime(2036, 1, 1, tzinfo=UTC)
    desk.consent(draft)
    desk.send()
    desk.clock.now = NOW
    desk.send(only=draft.id)
    assert desk.outbox.entry(draft.id).next_at == NOW + timedelta(seconds=60)
    desk.drive()
    assert desk.channel.server.keys == [draft.key]
    assert desk.clock() >= NOW + timedelta(seconds=90)


def test_what_was_being_sent_when_the_program_ended_is_looked_up_first(desk: Desk) -> None:
    draft = make_draft(files=())
    desk.consent(draft)
    desk.channel.fault = in_turn(["killed_after"])
    with pytest.raises(KilledError):
        desk.send()
    assert desk.outbox.entry(draft.id).state == "sending"
    desk.restart()
    assert desk.outbox.next_due_at(desk.clock()) == NOW, "at once"
    desk.send()
    assert desk.channel.requests == ["create", "find"]
    assert desk.outbox.entry(draft.id).state == "sent"


def test_in_one_piece_means_every_file_arrived_with_it(desk: Desk) -> None:
    for abilities in (NO_FIND, Abilities(find=True, separate_files=False, state=False)):
        desk.channel.abilities = abilities
        draft = make_draft()
        desk.consent(draft)
        entry = desk.send()[0]
        assert (entry.state, entry.files_arrived) == ("sent", 2)
        assert desk.kinds(draft.case_id).count("attached") == 2
        assert {each.remote_id for each in desk.outbox.message(draft.id).attachments} == {entry.ticket.id}  # type: ignore[union-attr]


def test_a_channel_that_became_another_one_says_which_files_are_missing(desk: Desk) -> None:
    draft = make_draft()
    desk.consent(draft)
    desk.channel.fault = first("attach", "before")
    desk.send()
    desk.channel.abilities = NO_FIND
    desk.drive()
    entry = desk.outbox.entry(draft.id)
    assert entry.state == "failed"
    assert entry.problem_details["files"] == "report.html, logs.zip"
    assert ALL.separate_files


def test_sizes_are_told_as_sizes_at_the_delivery_and_in_the_record(desk: Desk) -> None:
    draft = make_draft(files=())
    desk.consent(draft)

    def refuse(_request: str) -> str:
        message = "{file}: {size_bytes}, at most {limit_bytes}."
        raise RefusedError(message, file="a.log", size_bytes=2_000_000_000, limit_bytes=25)

    desk.channel.fault = refuse
    (entry,) = desk.send()
    assert entry.problem_details == {"file": "a.log", "size_bytes": 2_000_000_000, "limit_bytes": 25}
    texts = Texts("en", "linux")
    assert "a.log: 2 GB, at most 25 B." in standing(entry, texts)
    line = lines_of(desk.outbox.case(draft.case_id), desk.outbox.case(draft.case_id).events)[-1]
    assert line.sentence.text(texts) == "It was not taken. a.log: 2 GB, at most 25 B."


def test_a_week_without_network_fills_no_record(desk: Desk) -> None:
    draft = make_draft(files=())
    desk.consent(draft)
    faults = cycle(("before", "before", "busy"))
    desk.channel.fault = lambda _request: next(faults)
    end = desk.clock() + timedelta(days=7)
    while desk.clock() < end:
        desk.send()
        due_at = desk.outbox.next_due_at(desk.clock())
        assert due_at is not None
        desk.clock.now = max(due_at, desk.clock())
    assert desk.outbox.entry(draft.id).attempts > 500
    assert desk.kinds(draft.case_id) == ["consented", "attempted", "waiting", "waiting"]  # each reason once
    desk.channel.fault = lambda _request: "ok"
    desk.send()
    assert desk.kinds(draft.case_id)[-2:] == ["created", "sent"]


def test_a_server_that_breaks_at_every_try_is_asked_more_and_more_seldom(desk: Desk) -> None:
    desk.consent(make_draft(files=()))
    desk.channel.fault = lambda request: "inside" if request == "create" else "ok"
    end = desk.clock() + timedelta(days=1)
    while desk.clock() < end:
        desk.send()
        due_at = desk.outbox.next_due_at(desk.clock())
        assert due_at is not None
        desk.clock.now = max(due_at, desk.clock())
    assert desk.channel.requests.count("create") < 86_400 / (CAP_S / 2)
