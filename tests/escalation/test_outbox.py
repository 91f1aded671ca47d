"""The outbox: consent, frozen bytes, what the person decides, the record, forgetting."""

import hashlib
import os
import sqlite3
import stat
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from tests.escalation.outbox_case import FILES, NOW, Desk, draft_file, make_draft
from tests.escalation.scripted_server import NO_FIND, ScriptedChannel, Server, first, in_turn
from wizard.escalation.errors import ConsentError, NoEntryError, OutboxError
from wizard.escalation.model import Draft, Entry
from wizard.escalation.outbox import Outbox
from wizard.journal.hold import exclusive


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path / "data", ScriptedChannel(Server()))


def frozen(desk: Desk, draft: Draft) -> list[Path]:
    folder = desk.folder / "outbox" / draft.id
    return sorted(folder.iterdir()) if folder.exists() else []


def unknown_entry(desk: Desk) -> tuple[Draft, Entry]:
    desk.channel.abilities, desk.channel.fault = NO_FIND, in_turn(["after"])
    draft = make_draft(kind="mail")
    desk.consent(draft)
    desk.send()
    return draft, desk.outbox.entry(draft.id)


# consent


def test_nothing_is_made_before_it_is_used(desk: Desk) -> None:
    assert not desk.outbox.has_unsent
    assert desk.outbox.next_due_at(NOW) is None
    desk.outbox.wake(NOW)
    desk.outbox.forget_all()
    assert not desk.folder.exists()
    assert not desk.outbox.is_open


def test_the_next_start_finds_what_was_agreed_to(desk: Desk) -> None:
    draft = make_draft(to=("help@example.org",), copy=("lead@example.org",), reply_to="anna@example.org")
    entry = desk.consent(draft)
    desk.restart()
    assert desk.outbox.entry(draft.id) == entry
    assert desk.outbox.entry(draft.key.lower()) == entry
    message = desk.outbox.message(draft.id)
    assert (message.id, message.key, message.subject, message.text) == (draft.id, draft.key, draft.subject, draft.text)
    assert (message.to, message.copy, message.reply_to) == (draft.to, draft.copy, draft.reply_to)
    assert message.fields == draft.fields
    assert [(each.name, each.path.read_bytes()) for each in message.attachments] == list(FILES)
    assert entry.state == "consented"
    assert entry.consented_at == NOW
    assert entry.files_total == 2


def test_files_are_private_and_named_by_their_content(desk: Desk) -> None:
    draft = make_draft()
    desk.consent(draft)
    files = frozen(desk, draft)
    names = [f"{position}-{hashlib.sha256(content).hexdigest()[:16]}" for position, (_, content) in enumerate(FILES)]
    assert [file.name for file in files] == names
    assert {stat.S_IMODE(file.stat().st_mode) for file in (*files, desk.outbox.path)} == {0o600}
    folders = (desk.folder, desk.folder / "outbox", desk.folder / "outbox" / draft.id)
    assert {stat.S_IMODE(folder.stat().st_mode) for folder in folders} == {0o700}


def test_the_bytes_are_on_the_disk_before_the_row(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.outbox.entries()
    order: list[int | str] = []
    fsync, transaction = os.fsync, desk.outbox._database.transaction

    def noting_fsync(descriptor: int) -> None:
        order.append(os.fstat(descriptor).st_ino)
        fsync(descriptor)

    @contextmanager
    def noting_transaction() -> Iterator[sqlite3.Connection]:
        order.append("row")
        with transaction() as connection:
            yield connection

    monkeypatch.setattr(os, "fsync", noting_fsync)
    monkeypatch.setattr(desk.outbox._database, "transaction", noting_transaction)
    draft = make_draft()
    desk.consent(draft)
    folder = desk.folder / "outbox"
    assert order == [*(path.stat().st_ino for path in (*frozen(desk, draft), folder / draft.id, folder)), "row"]


def test_another_checksum_is_no_consent(desk: Desk) -> None:
    draft = make_draft()
    with pytest.raises(ConsentError):
        desk.outbox.consent(draft, make_draft(text="Another text").sha256, NOW, title="x")
    assert desk.outbox.entries() == ()
    assert frozen(desk, draft) == []


def test_a_file_that_is_not_what_the_draft_says_is_no_consent(desk: Desk, tmp_path: Path) -> None:
    large = tmp_path / "capture.pcap"
    large.write_bytes(b"0123456789" * 200_000)
    file = draft_file("capture.pcap", large)
    for content in (b"0123456789" * 200_001, b"0123456780" * 200_000, b""):
        draft = replace(make_draft(), files=(file,))
        large.write_bytes(content)
        with pytest.raises(ConsentError, match=r"capture\.pcap"):
            desk.consent(draft)
        assert frozen(desk, draft) == []
    large.unlink()
    with pytest.raises(ConsentError):
        desk.consent(replace(make_draft(), files=(file,)))
    large.symlink_to(__file__)
    with pytest.raises(ConsentError):
        desk.consent(replace(make_draft(), files=(draft_file("capture.pcap", large),)))
    assert desk.outbox.entries() == ()


def test_large_files_are_frozen_from_where_they_lie(desk: Desk, tmp_path: Path) -> None:
    large = tmp_path / "capture.pcap"
    large.write_bytes(b"0123456789" * 300_000)
    draft = replace(make_draft(), files=(draft_file("capture.pcap", large),))
    desk.consent(draft)
    large.unlink()
    (attachment,) = desk.outbox.message(draft.id).attachments
    assert attachment.path.read_bytes() == b"0123456789" * 300_000


def test_agreeing_twice_queues_once(desk: Desk) -> None:
    draft = make_draft()
    first_time = desk.consent(draft)
    desk.clock.forward(5)
    assert desk.consent(draft) == first_time
    desk.send()
    assert desk.consent(draft).state == "sent"
    assert desk.channel.server.keys == [draft.key]


def test_two_at_once_queue_it_once(desk: Desk) -> None:
    draft = make_draft()
    others = [Outbox(desk.folder) for _ in range(4)]
    threads = [
        threading.Thread(target=lambda outbox=outbox: outbox.consent(draft, draft.sha256, NOW, title="x"))
        for outbox in others
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(desk.outbox.entries()) == 1
    assert desk.kinds(draft.case_id) == ["consented"]
    assert len(frozen(desk, draft)) == 2


def test_a_key_is_never_used_for_two_contents(desk: Desk) -> None:
    draft = make_draft()
    desk.consent(draft)
    other = replace(draft, text="Something else")
    with pytest.raises(ConsentError, match="other contents"):
        desk.consent(other)
    assert desk.outbox.message(draft.id).text == draft.text


@pytest.mark.parametrize("kind", ["phone", "chat", "page"])
def test_what_the_person_does_themselves_is_only_prepared(desk: Desk, kind: str) -> None:
    draft = make_draft(kind=kind)
    assert desk.consent(draft).state == "prepared"
    assert desk.outbox.next_due_at(NOW) is None
    assert desk.send() == ()
    assert desk.outbox.said_so(draft.id, NOW, "INC-77").state == "said_so"
    entry = desk.outbox.entry(draft.id)
    assert entry.ticket is not None and entry.ticket.number == "INC-77"
    assert desk.kinds(draft.case_id) == ["consented", "prepared", "said_so"]


def test_a_mail_without_a_server_is_prepared_and_never_sent(desk: Desk) -> None:
    draft = make_draft(kind="mail")
    assert desk.consent(draft, by_person=True).state == "prepared"
    assert desk.send(only=draft.id) == ()
    assert desk.outbox.message(draft.id).attachments


def test_a_mail_that_can_wait_goes_in_its_window(desk: Desk) -> None:
    draft = make_draft(kind="mail", severity="low")
    window = NOW + timedelta(hours=1)
    entry = desk.consent(draft, not_before=window)
    assert (entry.next_at, entry.waits_for) == (window, "window")
    assert desk.send() == ()
    assert desk.outbox.next_due_at(NOW) == window
    desk.clock.now = window
    assert [sent.state for sent in desk.send()] == ["sent"]


# what the person decides


def test_it_is_taken_back_only_before_anything_left(desk: Desk) -> None:
    waiting, sent, doubtful = make_draft(), make_draft(), make_draft()
    desk.consent(sent)
    desk.send()
    desk.channel.fault = in_turn(["inside"])
    desk.consent(doubtful)
    desk.send()
    desk.consent(waiting)
    assert desk.outbox.cancel(waiting.id, NOW).state == "cancelled"
    assert frozen(desk, waiting) == []
    for draft in (sent, doubtful):
        with pytest.raises(OutboxError, match="cannot be taken back"):
            desk.outbox.cancel(draft.id, NOW)
    desk.drive()
    assert desk.channel.server.keys == [sent.key, doubtful.key]
    with pytest.raises(OutboxError):
        desk.outbox.release(waiting.id, NOW)
    with pytest.raises(OutboxError):
        desk.outbox.said_so(waiting.id, NOW)


def test_a_ticket_without_its_files_is_not_taken_back(desk: Desk) -> None:
    desk.channel.fault = first("attach", "before")
    draft = make_draft()
    desk.consent(draft)
    desk.send()
    entry = desk.outbox.entry(draft.id)
    assert (entry.state, entry.waits_for) == ("consented", "network")
    assert entry.ticket is not None
    with pytest.raises(OutboxError, match="cannot be taken back"):
        desk.outbox.cancel(draft.id, NOW)


def test_the_person_says_that_an_unknown_one_arrived(desk: Desk) -> None:
    draft, entry = unknown_entry(desk)
    assert entry.state == "unknown"
    assert desk.outbox.has_unsent
    assert desk.outbox.confirm_unknown(draft.id, True, NOW).state == "said_so"
    assert desk.kinds(draft.case_id)[-1] == "said_so"
    assert not desk.outbox.has_unsent
    assert len(desk.channel.server.keys) == 1
    with pytest.raises(OutboxError):
        desk.outbox.confirm_unknown(draft.id, True, NOW)


def test_what_did_not_arrive_is_sent_again_only_with_a_new_consent(desk: Desk) -> None:
    draft, _ = unknown_entry(desk)
    entry = desk.outbox.confirm_unknown(draft.id, False, NOW)
    assert entry.state == "failed"
    assert entry.problem is not None and "did not arrive" in entry.problem
    with pytest.raises(ConsentError):
        desk.outbox.release(draft.id, NOW)
    assert desk.send(only=draft.id) == ()
    desk.clock.forward(60)
    assert desk.consent(draft).state == "consented"
    desk.send()
    assert desk.outbox.entry(draft.id).state == "sent"
    assert desk.kinds(draft.case_id).count("consented") == 2


def test_looking_up_an_unknown_one_again_repeats_nothing(desk: Desk) -> None:
    draft, _ = unknown_entry(desk)
    for _ in range(3):
        assert desk.outbox.release(draft.id, NOW).state == "sending"
        desk.send()
        assert desk.outbox.entry(draft.id).state == "unknown"
    assert desk.channel.requests == ["create"]


def test_a_refused_one_can_be_tried_again_or_done_by_hand(desk: Desk) -> None:
    desk.channel.fault = in_turn(["refused"])
    draft, other = make_draft(), make_draft()
    desk.consent(draft)
    desk.send()
    entry = desk.outbox.entry(draft.id)
    assert (entry.state, entry.problem, entry.next_at) == ("failed", "The help desk refused it.", None)
    assert desk.outbox.release(draft.id, NOW).state == "consented"
    desk.send()
    assert desk.outbox.entry(draft.id).state == "sent"
    desk.channel.fault = in_turn(["refused"])
    desk.consent(other)
    desk.send()
    assert desk.outbox.said_so(other.id, NOW).state == "said_so"


def test_a_ticket_number_as_it_was_typed_is_one_clean_line(desk: Desk) -> None:
    """It stands in the subjects of later letters, where a line break would stop them all."""
    draft = make_draft(kind="phone", files=())
    desk.consent(draft)
    entry = desk.outbox.said_so(draft.id, NOW, " 47\n11\x1b[31m\u202e " + "9" * 1000)
    assert entry.ticket is not None
    assert entry.ticket.number.startswith("47 11 9") and len(entry.ticket.number) == 100


def test_a_case_is_closed_only_when_nothing_waits(desk: Desk) -> None:
    draft = make_draft()
    desk.consent(draft)
    with pytest.raises(OutboxError, match="waits to be sent"):
        desk.outbox.close_case(draft.case_id, NOW)
    desk.send()
    assert desk.outbox.close_case(draft.case_id, NOW).closed
    desk.outbox.close_case(draft.case_id, NOW)
    assert desk.kinds(draft.case_id).count("closed") == 1
    with pytest.raises(NoEntryError):
        desk.outbox.close_case("nothing", NOW)
    desk.consent(make_draft(case_id=draft.case_id))
    assert not desk.outbox.case(draft.case_id).closed


# cases and the record


def test_a_case_holds_its_escalations_in_order_and_the_severest_word(desk: Desk) -> None:
    report = make_draft()
    letter = make_draft(case_id=report.case_id, purpose="letter", role="supervisor", severity="p1")
    later = make_draft(case_id=report.case_id, severity="low")
    desk.consent(report)
    desk.consent(letter, access_affected=True)
    desk.consent(later)
    case = desk.outbox.case(report.case_id)
    assert [entry.id for entry in case.entries] == [report.id, letter.id, later.id]
    assert (case.severity, case.access_affected, case.title) == ("p1", True, "Slow connection")
    assert case.clock_offset_s is None
    assert desk.outbox.cases() == (case,)
    desk.clock.forward(1)
    desk.consent(make_draft())
    assert [each.id for each in desk.outbox.cases()][1:] == [case.id]
    assert [each.id for each in desk.outbox.entries()][-1] == report.id
    with pytest.raises(NoEntryError):
        desk.outbox.case("nothing")
    with pytest.raises(NoEntryError):
        desk.outbox.entry("WZ-000000000000")


def test_an_event_of_the_other_side_is_noted_once(desk: Desk) -> None:
    draft = make_draft()
    desk.consent(draft)
    server_time = NOW + timedelta(minutes=3)
    noted = desk.outbox.add_event(
        draft.id, "replied", server_time, NOW, {"author": "root", "text": "Dobrý den"}, remote_id="46"
    )
    again = desk.outbox.add_event(draft.id, "replied", server_time, NOW, {"author": "other"}, remote_id="46")
    assert again == noted
    desk.outbox.add_event(draft.id, "due", NOW, NOW, {"step": "level_2"})
    desk.outbox.add_event(draft.id, "due", NOW, NOW, {"step": "level_2"})
    events = desk.outbox.case(draft.case_id).events
    assert [event.kind for event in events] == ["consented", "replied", "due", "due"]
    assert (events[1].at, events[1].noted_at, events[1].detail["text"]) == (server_time, NOW, "Dobrý den")
    assert [event.number for event in events] == sorted(event.number for event in events)
    with pytest.raises(NoEntryError):
        desk.outbox.add_event("nothing", "due", NOW, NOW)


def test_what_was_typed_survives_and_can_be_forgotten(desk: Desk) -> None:
    desk.outbox.keep_typed("s1", {"order": "77", "impact": "šest lidí"})
    desk.outbox.keep_typed("s1", {"order": "78"})
    desk.restart()
    assert desk.outbox.typed("s1") == {"order": "78"}
    assert desk.outbox.typed("s2") == {}
    desk.outbox.keep_typed("s1", {})
    assert desk.outbox.typed("s1") == {}


# frozen files


@pytest.mark.parametrize("harm", ["changed", "gone", "longer", "link"])
def test_what_is_no_longer_what_was_agreed_to_never_leaves(desk: Desk, tmp_path: Path, harm: str) -> None:
    draft = make_draft()
    desk.consent(draft)
    victim = frozen(desk, draft)[1]
    match harm:
        case "changed":
            victim.write_bytes(b"other bytes")
        case "longer":
            victim.write_bytes(victim.read_bytes() + b"x")
        case "gone":
            victim.unlink()
        case "link":
            copy = tmp_path / "copy"
            victim.rename(copy)
            victim.symlink_to(copy)
    with pytest.raises(ConsentError, match=r"logs\.zip"):
        desk.outbox.message(draft.id)
    desk.send()
    entry = desk.outbox.entry(draft.id)
    assert entry.state == "failed"
    assert desk.channel.requests == []
    with pytest.raises(ConsentError):
        desk.outbox.release(draft.id, NOW)
    desk.consent(draft)  # asked again: the same bytes are frozen anew
    desk.drive()
    assert desk.channel.server.files == [list(FILES)]


@pytest.mark.parametrize("column", ["recipients", "copies", "reply_to", "subject", "text", "fields", "channel"])
def test_words_and_addresses_that_changed_in_the_outbox_never_leave(desk: Desk, column: str) -> None:
    draft = make_draft()
    desk.consent(draft)
    changed = {"recipients": '["eve@example.com"]', "copies": '["eve@example.com"]', "fields": '{"account": "1"}'}
    with sqlite3.connect(desk.outbox.path) as connection:
        connection.execute(f"UPDATE escalation SET {column} = ?", (changed.get(column, "other"),))  # noqa: S608
    connection.close()
    desk.send()
    entry = desk.outbox.entry(draft.id)
    assert (entry.state, entry.needs_consent, desk.channel.requests) == ("failed", True, [])


def test_a_file_is_looked_at_again_right_before_it_leaves(desk: Desk) -> None:
    draft = make_draft()
    desk.consent(draft)
    victim = frozen(desk, draft)[1]

    def harm_after_creating(request: str) -> str:
        if request == "create":
            victim.write_bytes(b"other bytes")
        return "ok"

    desk.channel.fault = harm_after_creating
    desk.send()
    entry = desk.outbox.entry(draft.id)
    assert entry.state == "failed"
    assert entry.ticket is not None
    assert desk.channel.server.files == [[FILES[0]]]
    desk.consent(draft)
    desk.drive()
    assert desk.channel.server.keys == [draft.key]
    assert desk.channel.server.files == [list(FILES)]


def test_what_a_kill_left_is_removed_at_the_next_start(desk: Desk, tmp_path: Path) -> None:
    draft = make_draft()
    desk.consent(draft)
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "keep").write_text("keep")
    orphan = desk.folder / "outbox" / ("f" * 32)
    orphan.mkdir()
    (orphan / "0-abc").write_bytes(b"half of a f")
    (desk.folder / "outbox" / "link").symlink_to(outside)
    (desk.folder / "outbox" / draft.id / "2-left").write_bytes(b"left")
    (desk.folder / "outbox" / draft.id / "3-link").symlink_to(outside / "keep")
    desk.restart()
    assert len(desk.outbox.message(draft.id).attachments) == 2
    assert [path.name for path in (desk.folder / "outbox").iterdir()] == [draft.id]
    assert len(frozen(desk, draft)) == 2
    assert (outside / "keep").read_text() == "keep"


def test_a_start_leaves_what_another_process_is_freezing(desk: Desk) -> None:
    desk.consent(make_draft())
    other = desk.folder / "outbox" / ("e" * 32)
    with exclusive(desk.folder / "outbox.freezing") as got:
        assert got
        other.mkdir()
        desk.restart()
        assert desk.outbox.entries()
        assert other.exists()


# the file itself


def test_a_damaged_outbox_is_kept_aside_with_its_files(desk: Desk) -> None:
    draft = make_draft()
    desk.consent(draft)
    desk.outbox.close()
    desk.outbox.path.write_bytes(b"this is no database" * 100)
    desk.outbox = Outbox(desk.folder)
    assert desk.outbox.entries() == ()
    assert desk.outbox.set_aside is not None
    assert desk.outbox.set_aside.read_bytes().startswith(b"this is no database")
    (aside,) = desk.folder.glob("outbox.damaged-*")
    assert len(list((aside / draft.id).iterdir())) == 2
    desk.consent(make_draft())
    assert len(desk.outbox.entries()) == 1


def test_damage_in_the_middle_is_found_at_the_start(desk: Desk) -> None:
    for _ in range(40):
        desk.consent(make_draft(text="x" * 3_000, files=()))
    desk.outbox.close()
    content = bytearray(desk.outbox.path.read_bytes())
    for page in range(6, len(content) // 4096):
        content[page * 4096 : page * 4096 + 100] = b"\xff" * 100
    desk.outbox.path.write_bytes(content)
    desk.outbox = Outbox(desk.folder)
    assert desk.outbox.entries() == ()
    assert desk.outbox.set_aside is not None


def test_an_outbox_of_a_newer_version_is_left_alone(desk: Desk) -> None:
    draft = make_draft()
    desk.consent(draft)
    desk.outbox.close()
    with closing(sqlite3.connect(desk.outbox.path)) as connection:
        connection.execute("PRAGMA user_version = 99")
    desk.outbox = Outbox(desk.folder)
    with pytest.raises(OutboxError, match="newer version"):
        desk.outbox.entries()
    assert len(frozen(desk, draft)) == 2


# forgetting


def test_nothing_unsent_is_forgotten(desk: Desk) -> None:
    draft = make_draft()
    desk.consent(draft)
    desk.outbox.keep_typed("s1", {"order": "77"})
    for forget in (desk.outbox.forget_all, lambda: desk.outbox.forget_session("s1")):
        with pytest.raises(OutboxError, match="not sent yet"):
            forget()
    assert desk.outbox.prune(NOW + timedelta(days=1000), 90) == 0
    assert desk.outbox.entry(draft.id).state == "consented"
    assert len(frozen(desk, draft)) == 2


def test_wiping_leaves_nothing_in_the_file_or_beside_it(desk: Desk) -> None:
    draft = make_draft((("SECRET-NAME", b"SECRET-BYTES"),), text="SECRET-WORD", subject="SECRET-SUBJECT")
    desk.consent(draft)
    desk.outbox.keep_typed("s1", {"order": "SECRET-ORDER"})
    desk.send()
    desk.outbox.forget_all()
    assert desk.outbox.cases() == ()
    assert desk.outbox.typed("s1") == {}
    left = [path for path in desk.folder.rglob("*") if path.is_file()]
    assert left
    assert all(b"SECRET" not in path.read_bytes() for path in left)


def test_one_walk_is_forgotten_without_the_others(desk: Desk) -> None:
    mine, other = make_draft(session_id="s1"), make_draft(session_id="s2")
    desk.consent(mine)
    desk.consent(other)
    desk.send()
    desk.outbox.keep_typed("s1", {"order": "1"})
    desk.outbox.keep_typed("s2", {"order": "2"})
    desk.outbox.forget_session("s1")
    assert [entry.id for entry in desk.outbox.entries()] == [other.id]
    assert frozen(desk, mine) == []
    assert len(frozen(desk, other)) == 2
    assert (desk.outbox.typed("s1"), desk.outbox.typed("s2")) == ({}, {"order": "2"})


def test_cases_closed_long_ago_go_and_open_ones_stay(desk: Desk) -> None:
    closed, still_open = make_draft(), make_draft()
    desk.consent(closed)
    desk.consent(still_open)
    desk.send()
    desk.outbox.close_case(closed.case_id, NOW)
    later = NOW + timedelta(days=30)
    desk.outbox.add_event(still_open.id, "replied", later, later, {"text": "We look at it."})
    assert desk.outbox.prune(NOW + timedelta(days=90), 90) == 0
    assert desk.outbox.prune(NOW + timedelta(days=91), 90) == 1
    assert [entry.id for entry in desk.outbox.entries()] == [still_open.id]
    assert frozen(desk, closed) == []


@pytest.mark.parametrize(("keep_days", "gone_after"), [(90, 90), (365, 365), (7, 90), (0, 90)])
def test_an_open_case_in_which_nothing_happens_goes_too(desk: Desk, keep_days: int, gone_after: int) -> None:
    """Not before the last one who may answer has had their time (FACTS D5), however little is kept."""
    quiet, unsent = make_draft(), make_draft()
    desk.consent(quiet)
    desk.send()
    desk.consent(unsent)
    last = max(event.noted_at for event in desk.outbox.case(quiet.case_id).events)
    assert desk.outbox.prune(last + timedelta(days=gone_after), keep_days) == 0
    assert desk.outbox.prune(last + timedelta(days=gone_after, seconds=1), keep_days) == 1
    assert [entry.id for entry in desk.outbox.entries()] == [unsent.id], "what is not sent never goes"
    assert frozen(desk, quiet) == []
    assert len(frozen(desk, unsent)) == 2


def test_a_case_with_one_unsent_letter_stays_whole(desk: Desk) -> None:
    first = make_draft()
    desk.consent(first)
    desk.send()
    desk.consent(make_draft(case_id=first.case_id))
    assert desk.outbox.prune(NOW + timedelta(days=4000), 90) == 0
    assert len(desk.outbox.case(first.case_id).entries) == 2


@pytest.mark.parametrize("outage", [True, False, None])
def test_a_case_keeps_whether_the_service_is_down(tmp_path: Path, outage: bool | None) -> None:
    """FACTS D1: level 2 within the hour is for a service that is down."""
    outbox = Outbox(tmp_path)
    draft = make_draft()
    outbox.consent(draft, draft.sha256, NOW, title="Slow connection", outage=outage)
    assert outbox.case(draft.case_id).outage is outage
    later = make_draft(case_id=draft.case_id)
    outbox.consent(later, later.sha256, NOW, title="Slow connection")
    assert outbox.case(draft.case_id).outage is outage, "a next step that does not say leaves it as it was"
    outbox.close()
