"""The one door for front ends: what was typed survives, what was seen is what leaves, practice leaves nothing."""

import base64
import json
import stat
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest

from tests.escalation.handover_case import organised, walked
from wizard.app import compose
from wizard.cli.arguments import parse
from wizard.crash_report import save_crash_report
from wizard.environment import Environment
from wizard.escalation import ready
from wizard.escalation.errors import ConsentError, RefusedError
from wizard.escalation.handing_over import HandingOver, PracticeError
from wizard.escalation.handing_over_channels import channel_opener
from wizard.escalation.handing_over_files import CopyError
from wizard.escalation.handing_over_standing import standing
from wizard.escalation.handing_over_ways import Way
from wizard.escalation.ladder_model import DueStep
from wizard.escalation.model import Entry
from wizard.escalation.outbox import outbox_of
from wizard.escalation.ready import READY_ITEMS, Verdict, particulars_of
from wizard.escalation.sentence import Sentence
from wizard.flow.views import ShowOutcome
from wizard.handover import attachment_count, keep_picture, pictures, prefill, remove_picture
from wizard.organisation.channels import FOLDER, OWN_MAIL, MailChannel
from wizard.organisation.profile import Support
from wizard.session import Session
from wizard.system.cancel import Cancel

PNG = b"\x89PNG\r\n\x1a\n" + bytes.fromhex(
    "0000000d49484452000000010000000108000000003a7e9b550000000a49444154789c636000000002000148afa4710000000049454e44ae426082"
)
TYPED = {"account_email": "jana@example.com", "order_number": "2026-00417", "users_affected": "12"}


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("WIZARD_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("LANGUAGE", "en")
    monkeypatch.setenv("TMPDIR", str(tmp_path / "temporary"))
    (tmp_path / "temporary").mkdir()
    return tmp_path / "home"


@pytest.fixture
def practice(home: Path) -> Iterator[Environment]:
    with compose(parse(["--practice", "stubborn-connection"])) as composed:
        yield composed


@pytest.fixture
def environment(practice: Environment, tmp_path: Path) -> Environment:
    """A simulated computer that is taken for a real one, with an organisation that has channels and people."""
    return organised(practice, tmp_path / "desk")


@pytest.fixture
def handing(environment: Environment) -> Iterator[HandingOver]:
    session = walked(environment)
    assert isinstance(session.view, ShowOutcome) and session.view.result == "escalate"
    made = HandingOver(environment, session)
    yield made
    made.close()


def way_of(handing: HandingOver, name: str) -> Way:
    return handing.ways(handing.particulars()).named(name)


def test_what_the_journal_knows_is_prefilled_and_marked(handing: HandingOver) -> None:
    """B1: the first bad reading is when it went down at the latest; the person is asked whether it was earlier."""
    particulars = handing.particulars()
    assert particulars.five.went_down is not None
    assert "went_down" not in particulars.prefilled
    assert particulars.account_email is None


def test_the_last_success_and_the_last_repairs_come_from_earlier_walks(environment: Environment) -> None:
    first = walked(environment)
    second = walked(environment)
    found = prefill(second)
    assert "Empty the DNS cache" in (found.five.recent_changes or "")
    assert second.id != first.id
    assert prefill(first).five.recent_changes is None


def test_what_was_typed_survives_a_kill_and_only_what_may_be_kept(
    handing: HandingOver, environment: Environment
) -> None:
    handing.keep({**TYPED, "pin": "9741", "card_digits": "4242", "nonsense": "x"})
    assert handing.session is not None
    started_anew = replace(environment)  # as a new process has it: nothing of the outbox is in memory
    again = HandingOver(started_anew, Session.resume(started_anew, handing.session.id))
    assert again.particulars().account_email == "jana@example.com"
    assert again.particulars().five.users_affected == 12
    assert set(outbox_of(started_anew).typed(handing.session.id)) == set(TYPED)
    again.keep({"order_number": ""})
    assert again.particulars().order_number is None
    outbox_of(started_anew).close()


def test_ways_are_named_and_explained(handing: HandingOver) -> None:
    ways = handing.ways(handing.particulars(), {"about": "outage"})
    assert ways.advice.row == "E2"
    assert ways.ways[0].name == "line"
    assert ways.sentence.startswith("It looks like an outage, so call now")
    assert ways.why_only_folder is None
    line = ways.ways[0]
    assert {"call_back_number", "time_slot_1", "time_slot_2", "impact_text"} <= set(line.asks)
    assert line.by_person and line.ready_items
    assert line.usual.endswith("Open: Monday to Friday, 8 to 18"), "who is told to call is told when somebody is there"
    assert ways.named("mail").by_person  # without a server, it is a draft for the person's own program
    assert not ways.named(FOLDER).by_person
    then = ways.advice.then
    assert then is not None
    assert any(ways.named(then).title in note.text(handing.environment.texts) for note in ways.advice.notes)


def test_the_persons_own_mail_program_is_a_way_where_an_address_is_known(environment: Environment) -> None:
    plain = msgspec.structs.replace(environment.organisation, channels={}, support=Support(email="help@example.com"))
    handing = HandingOver(replace(environment, organisation=plain), Session.start(environment, "connection"))
    ways = handing.ways(handing.particulars())
    assert {way.name for way in ways.ways} == {FOLDER, OWN_MAIL}
    nobody = msgspec.structs.replace(plain, support=Support())
    handing = HandingOver(replace(environment, organisation=nobody), Session.start(environment, "connection"))
    ways = handing.ways(handing.particulars())
    assert [way.name for way in ways.ways] == [FOLDER]
    assert "Give the saved report to the person who looks after your computer." in (ways.why_only_folder or "")


def test_what_was_seen_is_what_is_frozen(handing: HandingOver, environment: Environment) -> None:
    """Preview = bytes: the draft's text and files are those of the message, by their SHA-256."""
    particulars = handing.keep(TYPED)
    bundle = handing.prepare(particulars, Cancel())
    draft = handing.draft(way_of(handing, "desk"), bundle, particulars)
    entry = handing.consent_and_queue(draft, draft.sha256)
    message = outbox_of(environment).message(entry.id)
    assert (message.text, message.subject) == (draft.text, draft.subject)
    assert [(file.name, file.sha256) for file in message.attachments] == [
        (file.name, file.sha256) for file in draft.files
    ]
    for frozen, seen in zip(message.attachments, draft.files, strict=True):
        assert frozen.path.read_bytes() == seen.content


@pytest.mark.parametrize("change", ["untick", "other_way", "other_text"])
def test_any_change_asks_for_consent_again(change: str, handing: HandingOver) -> None:
    particulars = handing.keep(TYPED)
    bundle = handing.prepare(particulars, Cancel())
    way = way_of(handing, "desk")
    seen = handing.draft(way, bundle, particulars)
    match change:
        case "untick":
            other = handing.draft(way, bundle, particulars, {"report.html"})
        case "other_way":
            other = handing.draft(way_of(handing, "mail"), bundle, particulars)
        case _:
            particulars = handing.keep({"impact_text": "Two orders lost"})
            other = handing.draft(way, handing.prepare(particulars, Cancel()), particulars)
    assert other.key == seen.key
    assert other.sha256 != seen.sha256
    with pytest.raises(ConsentError):
        handing.consent_and_queue(other, seen.sha256)
    assert handing.outbox.entries() == ()


def test_sent_to_a_folder_it_arrives_and_says_where(handing: HandingOver, tmp_path: Path) -> None:
    particulars = handing.keep(TYPED)
    bundle = handing.prepare(particulars, Cancel())
    draft = handing.draft(way_of(handing, "desk"), bundle, particulars)
    entry = handing.send_now(handing.consent_and_queue(draft, draft.sha256), lambda _progress: None, Cancel())
    assert entry.state == "sent"
    arrived = {path.relative_to(tmp_path / "desk").as_posix(): path for path in (tmp_path / "desk").rglob("*.html")}
    html = next(file for file in draft.files if file.name == "report.html")
    assert next(iter(arrived.values())).read_bytes() == html.content
    sentences = standing(entry, handing.environment.texts)
    assert sentences[0] == "It was sent, and the other side has it."
    assert any(draft.key in sentence for sentence in sentences)


def test_a_mail_without_a_server_lies_ready_with_its_files(handing: HandingOver) -> None:
    particulars = handing.keep(TYPED)
    bundle = handing.prepare(particulars, Cancel())
    draft = handing.draft(way_of(handing, "mail"), bundle, particulars)
    entry = handing.consent_and_queue(draft, draft.sha256)
    assert entry.state == "prepared"
    assert standing(entry, handing.environment.texts)[0] == "It lies ready for you. Nothing was sent by this program."
    content = handing.draft_file(entry.id).read_bytes()
    assert b"X-Unsent: 1" in content
    assert b"desk@example.com" in content
    html = next(file for file in draft.files if file.name == "report.html")
    assert isinstance(html.content, bytes)
    assert base64.b64encode(html.content)[:60] in content.replace(b"\r\n", b"")
    assert handing.mail_address(entry.id).startswith("mailto:desk@example.com?")


def test_a_second_report_of_the_same_problem_has_its_own_key_and_the_same_case(handing: HandingOver) -> None:
    """E4: phone, then e-mail."""
    particulars = handing.keep(TYPED)
    bundle = handing.prepare(particulars, Cancel())
    call = handing.draft(way_of(handing, "line"), bundle, particulars)
    first = handing.consent_and_queue(call, call.sha256)
    mail = handing.draft(way_of(handing, "mail"), bundle, particulars)
    second = handing.consent_and_queue(mail, mail.sha256)
    assert first.key != second.key
    assert first.case_id == second.case_id
    assert first.state == "prepared"


def test_what_is_not_urgent_waits_for_the_daily_window(handing: HandingOver) -> None:
    particulars = handing.keep({**TYPED, "severity": "low"})
    bundle = handing.prepare(particulars, Cancel())
    way = replace(way_of(handing, "mail"), channel=MailChannel(address="desk@example.com", server="mail.example.com"))
    channels = {**handing.environment.organisation.channels, "mail": way.channel}
    organisation = msgspec.structs.replace(handing.environment.organisation, channels=channels)
    handing.environment = replace(handing.environment, organisation=organisation)
    draft = handing.draft(way, bundle, particulars)
    entry = handing.consent_and_queue(draft, draft.sha256)
    assert entry.state == "consented"
    assert entry.next_at is not None and entry.next_at > handing.environment.now_utc()


def test_a_channel_that_became_another_kind_gets_nothing(handing: HandingOver, environment: Environment) -> None:
    """Its files and words were laid out, shown and agreed to for another kind of way."""
    particulars = handing.keep(TYPED)
    draft = handing.draft(way_of(handing, "desk"), handing.prepare(particulars, Cancel()), particulars)
    entry = handing.consent_and_queue(draft, draft.sha256)
    channels = {**environment.organisation.channels, "desk": MailChannel(address="a@b.cz", server="127.0.0.1", port=9)}
    organisation = msgspec.structs.replace(environment.organisation, channels=channels)
    with pytest.raises(RefusedError, match="another one now"):
        channel_opener(replace(environment, organisation=organisation))(entry)
    assert channel_opener(environment)(entry).abilities.find


def test_files_are_opened_from_a_private_copy_that_goes_again(handing: HandingOver) -> None:
    particulars = handing.particulars()
    draft = handing.draft(way_of(handing, "desk"), handing.prepare(particulars, Cancel()), particulars)
    copy = handing.open_file(draft, "diagnostics/steps.json")
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    assert copy.read_bytes() == next(file.content for file in draft.files if file.name == "diagnostics/steps.json")
    copy.write_bytes(b"changed by another program")
    entry = handing.consent_and_queue(draft, draft.sha256)
    frozen = {file.name: file.path for file in handing.outbox.message(entry.id).attachments}
    assert frozen["diagnostics/steps.json"].read_bytes() != b"changed by another program"
    with pytest.raises(CopyError):
        handing.open_file(draft, "../journal.sqlite")
    handing.close()
    assert not copy.exists()


def test_practice_goes_to_a_folder_and_nowhere_else(practice: Environment, environment: Environment) -> None:
    session = walked(practice)
    rehearsed = replace(environment, practice=practice.practice)
    handing = HandingOver(rehearsed, session)
    particulars = handing.particulars()
    ways = handing.ways(particulars)
    assert [way.kind for way in ways.ways] == ["folder"]
    assert "practice" in (ways.why_only_folder or "")
    bundle = handing.prepare(particulars, Cancel())
    real = HandingOver(environment, session)
    mail = real.draft(way_of(real, "mail"), bundle, particulars)
    with pytest.raises(PracticeError):
        handing.draft(way_of(real, "mail"), bundle, particulars)
    with pytest.raises(PracticeError):
        handing.consent_and_queue(mail, mail.sha256)
    draft = handing.draft(ways.ways[0], bundle, particulars)
    assert draft.subject.startswith("Practice: ")
    entry = handing.send_now(handing.consent_and_queue(draft, draft.sha256), lambda _progress: None, Cancel())
    assert entry.state == "sent"


def test_what_the_report_hides_is_in_no_script_and_in_no_letter(handing: HandingOver, environment: Environment) -> None:
    told = {
        **TYPED,
        "impact_text": "alex-laptop is down",
        "wanted_solution": "Free 192.168.77.12 for Alex Morgan, password: hunter2xyz",
    }
    hidden = ("alex-laptop", "192.168.77.12", "Alex Morgan", "hunter2xyz")
    particulars = handing.keep(told)
    bundle = handing.prepare(particulars, Cancel())
    draft = handing.draft(way_of(handing, "desk"), bundle, particulars)
    entry = handing.consent_and_queue(draft, draft.sha256)
    case = handing.outbox.case(entry.case_id)
    step = due("next_rung", environment, entry)
    letter = HandingOver(environment, handing.session, case).draft_step(step, Cancel()).text
    call = HandingOver(environment, handing.session, case).step_script(step, Cancel()).text
    chat = handing.script(way_of(handing, "chat"), bundle, particulars).text
    assert handing.session is not None
    environment.journal.delete(handing.session.id)
    deleted = HandingOver(environment, None, case).draft_step(step, Cancel()).text
    for text in (draft.text, letter, call, chat, deleted):
        assert [name for name in hidden if name in text] == []
        assert "jana@example.com" in text
    assert "Asked for: Free <address-" in letter


def due(kind: Any, environment: Environment, entry: Entry) -> DueStep:
    rung = environment.organisation.rungs[1]
    return DueStep(
        kind=kind, anchor=1, since=entry.consented_at, due_at=entry.consented_at + timedelta(hours=48), rung=rung,
        title="x", sentence=Sentence("x"), whom=Sentence("x"), reference=entry.key,
    )  # fmt: skip


def test_a_step_of_the_ladder_quotes_the_case_and_is_noted_as_taken(
    handing: HandingOver, environment: Environment
) -> None:
    particulars = handing.keep(TYPED)
    bundle = handing.prepare(particulars, Cancel())
    draft = handing.draft(way_of(handing, "desk"), bundle, particulars)
    sent = handing.send_now(handing.consent_and_queue(draft, draft.sha256), lambda _progress: None, Cancel())
    case = handing.outbox.case(sent.case_id)
    later = HandingOver(environment, case=case)
    step = due("next_rung", environment, sent)
    letter = later.draft_step(step, Cancel())
    assert letter.to == ("supervisor@example.com",)
    assert letter.case_id == case.id
    assert "Order: 2026-00417" in letter.text  # what was typed for the first report is still known
    assert "Earlier steps, in order:" in letter.text
    assert {"report.txt", "report.html"} <= {file.name for file in letter.files}
    fewer = later.draft_step(step, Cancel(), {"report.txt", "report.html"})
    assert {file.name for file in fewer.files} == {"report.txt", "report.html"}
    assert later.draft_step(step, Cancel()).sha256 == letter.sha256  # its deadline does not move while it is looked at
    entry = later.consent_and_queue(letter, letter.sha256)
    assert (entry.role, entry.purpose, entry.state) == ("supervisor", "letter", "prepared")
    taken = [event for event in handing.outbox.case(case.id).events if event.kind == "step_taken"]
    assert [event.detail["step"] for event in taken] == [step.key]


def test_a_step_of_a_walk_that_was_deleted_sends_the_frozen_evidence(
    handing: HandingOver, environment: Environment
) -> None:
    particulars = handing.keep(TYPED)
    draft = handing.draft(way_of(handing, "desk"), handing.prepare(particulars, Cancel()), particulars)
    sent = handing.consent_and_queue(draft, draft.sha256)
    assert handing.session is not None
    environment.journal.delete(handing.session.id)
    later = HandingOver(environment, case=handing.outbox.case(sent.case_id))
    letter = later.draft_step(due("next_rung", environment, sent), Cancel())
    assert [(file.name, file.sha256) for file in letter.files] == [(file.name, file.sha256) for file in draft.files]
    entry = later.consent_and_queue(letter, letter.sha256)
    assert len(later.outbox.message(entry.id).attachments) == len(draft.files)


def test_pictures_are_kept_privately_and_go_along(handing: HandingOver) -> None:
    session = handing.session
    assert session is not None
    keep_picture(session, "screen 1.png", PNG)
    keep_picture(session, "../../outside.png", PNG)
    assert set(pictures(session)) == {"screen 1.png", "outside.png"}
    assert attachment_count(session) >= 2
    files = list(session.work_folder.rglob("*.png"))
    assert {stat.S_IMODE(path.stat().st_mode) for path in files} == {0o600}
    bundle = handing.prepare(handing.particulars(), Cancel())
    assert "diagnostics/outside.png" in bundle.names
    remove_picture(session, "outside.png")
    remove_picture(session, "outside.png")
    assert list(pictures(session)) == ["screen 1.png"]


FORBIDDEN = {
    "postal_code": "98765", "card_digits": "4471", "pin": "974136", "verification_code": "G-482913",
    "date_of_birth": "02/29/1988", "government_id": "48X1", "home_address": "Dlouhá 12, byt 4",
    "last_payment": "2026-03-17", "usernames": "jana.tajna",
}  # fmt: skip


def test_nothing_that_may_not_be_kept_is_in_any_file_the_program_wrote(
    handing: HandingOver, home: Path, tmp_path: Path, environment: Environment
) -> None:
    """B6: a whole walk, the checklist with everything typed and ticked, a report sent, copies opened, the program
    broken at a check: then a search through every file, as it stands, in UTF-16 and in base64."""
    reports: list[Path] = []
    kept = particulars_of({**FORBIDDEN, "account_number": "123456789012"}, environment.now_utc().date())
    assert set(kept) == {"account_number"}
    particulars = handing.keep({**TYPED, **FORBIDDEN, **kept})
    bundle = handing.prepare(particulars, Cancel())
    for name in ("desk", "line", "mail", "chat"):
        draft = handing.draft(way_of(handing, name), bundle, particulars)
        for file in draft.files:
            handing.open_file(draft, file.name)
        handing.send_now(handing.consent_and_queue(draft, draft.sha256), lambda _progress: None, Cancel())
    entries = handing.outbox.entries()
    handing.draft_file(next(entry.id for entry in entries if entry.kind == "mail"))
    for name, value in FORBIDDEN.items():
        reports.append(broken_at(name, value, environment))
    assert all("in check_item" in report.read_text() for report in reports)
    written = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert len(written) > 30
    whole = b"".join(path.read_bytes() for path in written)
    assert b"123456789012" in whole  # the search finds what is there
    for name, value in FORBIDDEN.items():
        assert any(item.name == name for item in READY_ITEMS)
        for form in forms_of(value):
            assert form not in whole, f"{name} as {form!r}"


def broken_at(name: str, value: str, environment: Environment) -> Path:
    """Break the program at the check of a line, by a fault whose message quotes it, and return the crash report."""

    def check(text: str, _today: date) -> Verdict:
        raise ValueError(f"invalid literal for int() with base 10: {text!r}, again {json.dumps(text)}")

    broken = {**ready._BY_NAME, name: replace(ready._BY_NAME[name], check=check)}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ready, "_BY_NAME", broken)
        with pytest.raises(RuntimeError) as fault:
            try:
                ready.check_item(name, value, environment.now_utc().date())
            except ValueError as error:
                raise RuntimeError(f"the page broke: {error}") from error
    cause = fault.value.__cause__
    assert cause is not None
    assert save_crash_report(environment.settings.report_folder, fault.value, "a page") is not None
    path = save_crash_report(environment.settings.report_folder, cause, "a page")
    assert path is not None
    return path


def forms_of(value: str) -> Iterator[bytes]:
    """Yield the value in the encodings in which it could lie in a file; base64 at each of its three offsets."""
    for encoding in ("utf-8", "utf-16-le", "utf-16-be"):
        raw = value.encode(encoding)
        if len(raw) < 5 and encoding == "utf-8":  # four digits stand in any file by chance: with a word around them
            yield b'"' + raw + b'"'
            continue
        yield raw
        for offset in range(3):
            coded = base64.b64encode(b"\0" * offset + raw)[(0, 2, 3)[offset] : -4]
            if len(coded) >= 8:  # four letters stand in a megabyte of base64 by chance
                yield coded
