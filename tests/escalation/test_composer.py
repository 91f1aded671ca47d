"""The report as each kind of channel takes it (FACTS E): what leaves, to whom, under which subject, which files."""

import hashlib
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from tests.report.conftest import INPUT
from wizard.escalation.composer import ComposeError, HandoverRequest, channel_kind, compose_draft, compose_script
from wizard.escalation.composer_files import media_type
from wizard.escalation.model import Draft, key_of
from wizard.organisation import load_organisation
from wizard.organisation.channels import (
    ChatChannel,
    FolderChannel,
    MailChannel,
    PageChannel,
    PhoneChannel,
    RtChannel,
)
from wizard.organisation.portal import MESSAGE_FIELDS, PortalChannel
from wizard.organisation.profile import Channel
from wizard.report.build import build_report
from wizard.report.bundle import ReportBundle
from wizard.report.particulars import PERSONAL, Particulars
from wizard.texts import Texts

PARTICULARS = replace(
    INPUT.particulars,
    account_number="123456789012",
    full_name="Jana Nováková",
    invoice_number="FV-118",
    reference_number="R-7",
    transaction_numbers=("TX-1001", "TX-1002"),
    call_back_number="+420601234567",
    time_slots=("today 15:00–17:00", "tomorrow 9:00–11:00"),
    impact_text="Two orders lost since morning",
    browser="Firefox 145",
)
PNG = b"\x89PNG\r\n\x1a\n" + bytes.fromhex(
    "0000000d49484452000000010000000108000000003a7e9b550000000a49444154789c636000000002000148afa4710000000049454e44ae426082"
)
MAIL = MailChannel(address="desk@example.com", copy=("copy@example.com",), server="mail.example.com")
CHANNELS: dict[str, Channel] = {
    "folder": FolderChannel(),
    "mail": MAIL,
    "rt": RtChannel(url="https://rt.example.com"),
    "portal": PortalChannel(url="https://desk.example.com"),
    "phone": PhoneChannel(title="Help line", number="+420 222 333 444", hours="8–16"),
    "chat": ChatChannel(url="https://chat.example.com"),
    "page": PageChannel(url="https://example.com/complaints"),
}
ID = "0123456789abcdef0123456789abcdef"


def bundle_of(**changes: Any) -> ReportBundle:
    return build_report(
        replace(INPUT, outcome="escalate", particulars=PARTICULARS, pictures={"screen.png": PNG}, **changes),
        Texts("en", "linux"),
    )


@pytest.fixture(scope="module")
def bundle() -> ReportBundle:
    return bundle_of()


@pytest.fixture
def draft(bundle: ReportBundle) -> Callable[..., Draft]:
    def make(kind: str, **changes: Any) -> Draft:
        values: dict[str, Any] = {
            "escalation_id": ID,
            "case_id": "c1",
            "bundle": bundle,
            "particulars": PARTICULARS,
            "channel_name": "desk",
            "channel": CHANNELS[kind],
            "organisation": load_organisation(),
            "texts": Texts("en", "linux"),
        }
        return compose_draft(HandoverRequest(**{**values, **changes}))

    return make


def test_every_kind_of_channel_is_known() -> None:
    assert {name: channel_kind(channel) for name, channel in CHANNELS.items()} == {name: name for name in CHANNELS}


@pytest.mark.parametrize("kind", ["mail", "rt", "portal"])
def test_the_text_is_the_body_and_not_attached_once_more(
    kind: str, draft: Callable[..., Draft], bundle: ReportBundle
) -> None:
    made = draft(kind)
    names = {file.name for file in made.files}
    assert names == {name.rpartition("/")[2] for name in bundle.names} - {"report.txt"}
    assert made.text.startswith("Account:[jiri.novotny@priklad.cz]; Order:[2026-00417]")
    assert len(made.text.split()) < 250
    assert made.reply_to == "jiri.novotny@priklad.cz"


def test_a_folder_keeps_the_folders_of_files(draft: Callable[..., Draft]) -> None:
    names = {file.name for file in draft("folder").files}
    assert {"report.html", "diagnostics/computer.json"} <= names
    assert "report.txt" not in names


@pytest.mark.parametrize("kind", list(CHANNELS))
def test_what_is_told_of_each_file_is_true_of_its_bytes(kind: str, draft: Callable[..., Draft]) -> None:
    made = draft(kind)
    for file in made.files:
        assert isinstance(file.content, bytes)
        assert (len(file.content), hashlib.sha256(file.content).hexdigest()) == (file.size_bytes, file.sha256)
    assert len({file.name.casefold() for file in made.files}) == len(made.files)


def test_the_subject_holds_account_number_problem_and_key(draft: Callable[..., Draft]) -> None:
    """E3."""
    assert draft("mail").subject == (
        "Account 123456789012: Slow or broken connection since 2026-07-01 11:38 [WZ-0123456789AB]"
    )


def test_a_subject_stays_on_one_line_and_short(draft: Callable[..., Draft]) -> None:
    hostile = "x\r\nBcc: evil@example.com " + "long " * 200
    subject = draft("mail", bundle=bundle_of(flow_title=hostile)).subject
    assert "\n" not in subject and "\r" not in subject
    assert len(subject) < 220
    assert subject.endswith("[WZ-0123456789AB]")


def test_mail_goes_to_the_channels_address(draft: Callable[..., Draft]) -> None:
    made = draft("mail")
    assert (made.to, made.copy) == (("desk@example.com",), ("copy@example.com",))
    assert draft("rt").to == ()


def test_written_reports_carry_a_deadline_of_48_hours_and_p1_a_nearer_one(draft: Callable[..., Draft]) -> None:
    """B4, D3, D4; the report was made 2026-07-01 11:51 +02:00."""
    assert "An answer is asked for by 2026-07-03 11:51 +02:00." in draft("mail").text
    urgent = draft("mail", particulars=replace(PARTICULARS, severity="p1"))
    assert "An answer is asked for by 2026-07-01 15:51 +02:00." in urgent.text
    assert "An answer is asked for" not in draft("folder").text


def test_steps_to_reproduce_and_expected_result_stand_in_what_is_written(draft: Callable[..., Draft]) -> None:
    """E1, E3: typed ones word for word, without them what was measured."""
    assert "To see it again: measure “" in draft("mail").text
    said = replace(PARTICULARS, steps_to_reproduce="1 open the app 2 press Save", expected_result="It is saved")
    bundle = build_report(replace(INPUT, outcome="escalate", particulars=said), Texts("en", "linux"))
    text = draft("mail", bundle=bundle, particulars=said).text
    assert "To see it again: 1 open the app 2 press Save" in text
    assert "Expected: It is saved" in text


@pytest.mark.parametrize(
    ("kind", "there", "not_there"),
    [
        ("chat", {"123456789012"}, {"Jana Nováková", "+420601234567", "TX-1001"}),
        ("phone", {"1234 5678 9012", "+420601234567", "today 15:00–17:00", "Jana Nováková"}, {"Firefox 145"}),
        ("mail", {"123456789012", "Jana Nováková", "+420601234567", "FV-118"}, {"today 15:00–17:00"}),
    ],
)
def test_a_channel_gets_the_particulars_its_row_wants_and_no_others(
    kind: str, there: set[str], not_there: set[str], draft: Callable[..., Draft]
) -> None:
    """FACTS B6, E: in the text and in every file that goes along."""
    made = draft(kind)
    everything = made.text.encode() + b"".join(file.content for file in made.files if isinstance(file.content, bytes))
    for value in there:
        assert value in made.text
    for value in not_there:
        assert value.encode() not in everything


def test_a_portal_gets_single_values_under_the_names_it_knows(draft: Callable[..., Draft]) -> None:
    fields = draft("portal").fields
    assert set(fields) <= MESSAGE_FIELDS
    assert fields["account_number"] == "123456789012"
    assert fields["device_serial"] == "SN-5512-88X"
    assert fields["severity"] == "normal"
    assert draft("mail").fields == {}


def test_unticked_files_stay_and_the_text_says_so(draft: Callable[..., Draft]) -> None:
    made = draft("mail", ticked={"report.html"})
    assert [file.name for file in made.files] == ["report.html"]
    assert "Attach:[article 402]" in made.text
    nothing = draft("mail", ticked=())
    assert nothing.files == ()
    assert nothing.sha256 != made.sha256 != draft("mail").sha256


def test_the_same_request_gives_the_same_draft(draft: Callable[..., Draft]) -> None:
    assert draft("mail") == draft("mail")
    assert draft("mail").sha256 == draft("mail").sha256
    assert draft("mail").key == key_of(ID)


def test_a_file_that_is_too_large_is_named_before_anything_is_agreed_to(draft: Callable[..., Draft]) -> None:
    small = MailChannel(address="desk@example.com", server="m", max_attachment_bytes=1_000)
    with pytest.raises(ComposeError) as caught:
        draft("mail", channel=small)
    sentence = Texts("en", "linux").error(caught.value)
    assert "report.html has" in sentence
    assert "1 kB in one file" in sentence
    assert "Untick it, or choose another way." in sentence
    assert draft("mail", channel=small, ticked=()).files == ()


def test_only_a_mail_that_is_not_urgent_can_wait(draft: Callable[..., Draft]) -> None:
    """E6."""
    low = replace(PARTICULARS, severity="low")
    assert draft("mail", particulars=low).can_wait
    assert not draft("mail").can_wait
    assert not draft("portal", particulars=low).can_wait


def test_a_practice_report_says_so_in_its_subject(draft: Callable[..., Draft]) -> None:
    assert draft("folder", bundle=bundle_of(practice_scene="sick-router")).subject.startswith("Practice: ")


def test_media_types_are_the_same_on_every_computer() -> None:
    known = {
        "a.html": "text/html", "a.json": "application/json", "a.png": "image/png", "a.jpg": "image/jpeg",
        "a.log": "text/plain", "a.txt": "text/plain", "a.zip": "application/zip", "a.log.gz": "application/gzip",
        "a.pcap": "application/vnd.tcpdump.pcap", "a": "application/octet-stream", "a.odd": "application/octet-stream",
    }  # fmt: skip
    assert {name: media_type(name) for name in known} == known


@pytest.mark.parametrize("kind", ["phone", "chat"])
def test_scripts_have_what_their_row_needs(kind: str, bundle: ReportBundle, draft: Callable[..., Draft]) -> None:
    """E1, E2: who, number, 4 to 6 short sentences with the business impact, account, call back, two times, notes."""
    request = HandoverRequest(
        escalation_id=ID, case_id="c1", bundle=bundle, particulars=PARTICULARS, channel_name="desk",
        channel=CHANNELS[kind], organisation=load_organisation(), texts=Texts("en", "linux"),
    )  # fmt: skip
    script = compose_script(request)
    said = "\n".join(script.lines)
    assert "My problem: Slow or broken connection, since 1 July at 11:38." in said
    assert "Two orders lost since morning" in said
    assert all(len(line.split()) <= 30 for line in script.lines)
    if kind == "phone":
        assert (script.who, script.number, script.hours) == ("Help line", "+420 222 333 444", "8–16")
        assert 4 <= len(script.lines) <= 6
        ready = dict(script.have_ready)
        assert ready["Account number"] == "1234 5678 9012"
        assert ready["Times for a call"] == "today 15:00–17:00 / tomorrow 9:00–11:00"
        assert script.note_down == ("Ticket number", "Name of the person", "Promised time")
        assert draft("phone").text == script.text
        assert draft("phone").files == ()
    else:
        assert script.page == "https://chat.example.com"
        assert "Used on: Firefox 145" in said
        assert "To see it again" in said
        assert draft("chat").text == said + "\n"
        assert "screen.png" in {file.name for file in draft("chat").files}


def test_particulars_survive_being_typed_and_read_again() -> None:
    again = Particulars().with_typed(PARTICULARS.typed())
    assert again == PARTICULARS
    assert set(PERSONAL) <= set(Particulars.__dataclass_fields__)
