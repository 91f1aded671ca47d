"""The pages on the way to people, each on its own: what they ask, what they show, what they want."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from wizard.diagnosis import PARTS
from wizard.environment import Environment
from wizard.escalation.handing_over_ways import Way
from wizard.escalation.ready import READY_ITEMS
from wizard.organisation.channels import PhoneChannel
from wizard.report.model import FiveThings
from wizard.report.particulars import Particulars
from wizard.session import ConsentPage
from wizard.ui import intents
from wizard.ui.pages.handover.case import CasePage, CaseView, DueCard, TimeLine
from wizard.ui.pages.handover.delivery import Delivery, DeliveryPage
from wizard.ui.pages.handover.details import DetailsPage
from wizard.ui.pages.handover.file_view import FileViewPage
from wizard.ui.pages.handover.measurements import MeasurementsPage, PartLine, Parts
from wizard.ui.pages.handover.preview import FileLine, Preview, PreviewPage
from wizard.ui.pages.handover.questions import HandoverQuestionsPage
from wizard.ui.pages.page import Page, PageContext
from wizard.ui.picture_handover import sample_entry
from wizard.ui.theme import Theme
from wizard.ui.widgets.button import Button
from wizard.ui.widgets.text import Text

Show = Callable[[Page], list[intents.Intent]]


@pytest.fixture
def context(theme: Theme, shared_environment: Environment) -> PageContext:
    return PageContext.of(theme, shared_environment)


@pytest.fixture
def show(qtbot: QtBot) -> Show:
    def shown(page: Page) -> list[intents.Intent]:
        qtbot.addWidget(page)
        wanted: list[intents.Intent] = []
        page.wanted.connect(wanted.append)
        page.resize(980, 720)
        page.show()
        page.begin()
        return wanted

    return shown


def words_on(page: QWidget) -> str:
    return " ".join(text.text() for text in page.findChildren(Text) if text.isVisibleTo(page))


def press(page: QWidget, name: str, qtbot: QtBot) -> None:
    button = next(one for one in page.findChildren(Button) if one.text() == name and one.isVisibleTo(page))
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


# questions


def test_what_is_known_is_not_asked_and_can_be_changed(context: PageContext, show: Show, qtbot: QtBot) -> None:
    """FACTS B1; research/ux rule 14."""
    known = Particulars(five=FiveThings(went_down="2026-11-22 14:05"), prefilled=frozenset({"went_down"}))
    page = HandoverQuestionsPage(context, known, 0, 0, intents.GoHome())
    wanted = show(page)
    assert "went_down" not in page.fields
    assert "2026-11-22 14:05" in words_on(page)
    press(page, "Change", qtbot)
    assert page.fields["went_down"].text == "2026-11-22 14:05"
    page.fields["went_down"].line.setText("2026-11-22 13:00")
    press(page, "Continue", qtbot)
    (intent,) = wanted
    assert isinstance(intent, intents.HandOver)
    assert dict(intent.typed)["went_down"] == "2026-11-22 13:00"


def test_a_line_with_the_wrong_form_keeps_the_page(context: PageContext, show: Show, qtbot: QtBot) -> None:
    page = HandoverQuestionsPage(context, Particulars(), 0, 0, intents.GoHome())
    wanted = show(page)
    page.fields["account_email"].line.setText("not an address")
    page.fields["users_affected"].line.setText("3")
    press(page, "Continue", qtbot)
    assert [intent for intent in wanted if isinstance(intent, intents.HandOver)] == []
    assert "name@example.com" in words_on(page)
    page.fields["account_email"].line.setText("jana@example.com")
    press(page, "Continue", qtbot)
    typed = dict(wanted[-1].typed)  # type: ignore[union-attr]
    assert (typed["account_email"], typed["users_affected"]) == ("jana@example.com", "3")


def test_what_is_typed_is_put_on_the_disk_after_a_pause(context: PageContext, show: Show, qtbot: QtBot) -> None:
    """Promise 2: nothing typed is lost when the program is killed on this page."""
    page = HandoverQuestionsPage(context, Particulars(), 0, 0, intents.GoHome())
    wanted = show(page)
    page.fields["exact_message"].line.setText("No route to host")
    qtbot.waitUntil(lambda: bool(wanted))
    assert isinstance(wanted[0], intents.KeepTyped)
    assert ("exact_message", "No route to host") in wanted[0].typed


# what to have ready (FACTS B6)


def hotline(*asks: str) -> Way:
    return Way(
        name="hotline", kind="phone", title="the hotline", usual="", row="E2", by_person=True,
        channel=PhoneChannel(title="the hotline", number="+420 601 234 567"), ready_items=READY_ITEMS, asks=asks,
    )  # fmt: skip


FORBIDDEN = {
    "pin": "4821",
    "card_digits": "9912",
    "government_id": "7731",
    "date_of_birth": "03/14/1961",
    "verification_code": "662233",
    "home_address": "Dlouha 12, apartment 7",
}
"""B6: checked on screen only."""


def test_only_what_may_be_kept_has_a_tick(context: PageContext, show: Show) -> None:
    page = DetailsPage(context, hotline(), {}, intents.GoHome())
    show(page)
    assert {name for name, line in page.lines.items() if line.tick is None} >= set(FORBIDDEN)


def test_what_is_not_ticked_or_never_kept_leaves_the_page_with_nobody(
    context: PageContext, show: Show, qtbot: QtBot
) -> None:
    page = DetailsPage(context, hotline("call_back_number"), {}, intents.GoHome())
    wanted = show(page)
    for name, value in FORBIDDEN.items():
        page.lines[name].field.line.setText(value)
    page.lines["account_number"].field.line.setText("123456789012")
    page.lines["full_name"].field.line.setText("Jana Nova")
    tick = page.lines["account_number"].tick
    assert tick is not None
    tick.setChecked(True)
    assert page.form is not None
    page.form.fields["call_back_number"].line.setText("+420 601 234 567")
    press(page, "Show me what to say", qtbot)
    (intent,) = wanted
    assert isinstance(intent, intents.HandOver)
    typed = dict(intent.typed)
    assert typed == {"call_back_number": "+420 601 234 567", "account_number": "123456789012"}
    assert not any(value in repr(wanted) for value in FORBIDDEN.values())


def test_a_form_is_judged_while_it_is_typed(context: PageContext, show: Show) -> None:
    page = DetailsPage(context, hotline(), {}, intents.GoHome())
    show(page)
    line = page.lines["account_number"]
    line.field.line.setText("1234")
    assert line._state == "incomplete"
    line.field.line.setText("12345678901x")
    assert line._state == "wrong"
    line.field.line.setText("1234 5678 9012")
    assert line._state == "right"
    line.field.line.setText("1234")
    line.field.line.editingFinished.emit()
    assert line._state == "wrong", "left half done is wrong"


# preview


def preview(**more: Any) -> Preview:
    given: dict[str, Any] = {
        "files": (
            FileLine(
                name="report.html", shown="report.html", folder="", size_bytes=9, looked_through=True, chosen=True
            ),
            FileLine(
                name="diagnostics/capture.pcap", shown="capture.pcap", folder="diagnostics", size_bytes=7,
                looked_through=False, chosen=False,
            ),
        ),
        "text": "one two three",
        "draft": None,
        "replaced": 3,
        "originals": {"<user-1>": "jana"},
    }  # fmt: skip
    return Preview(**{**given, **more})


def test_the_preview_shows_every_file_and_unticks_each(context: PageContext, show: Show, qtbot: QtBot) -> None:
    page = PreviewPage(context, preview(), intents.GoHome())
    wanted = show(page)
    assert page.ticked == {"report.html"}
    qtbot.mouseClick(page.looks["diagnostics/capture.pcap"], Qt.MouseButton.LeftButton)
    assert wanted == [intents.LookAtFile("diagnostics/capture.pcap")]
    page.ticks["diagnostics/capture.pcap"].setChecked(True)
    assert wanted[1:] == [intents.Retick(frozenset({"report.html", "diagnostics/capture.pcap"}))]
    assert not page.send.isEnabled(), "nothing can be saved or sent until the page shows it"
    page.show_preview(preview())
    page.send.click()
    assert wanted[2:] == [intents.SaveReport(frozenset({"report.html", "diagnostics/capture.pcap"}), choose=False)]


def test_nothing_ticked_is_not_saved(context: PageContext, show: Show) -> None:
    page = PreviewPage(context, preview(), intents.GoHome())
    wanted = show(page)
    page.ticks["report.html"].setChecked(False)
    page.send.click()
    assert wanted == []
    assert "Tick at least one" in words_on(page)


def test_private_names_are_shown_only_on_demand(context: PageContext, show: Show, qtbot: QtBot) -> None:
    page = PreviewPage(context, preview(), intents.GoHome())
    show(page)
    assert "3 private details replaced" in words_on(page)
    assert "jana" not in words_on(page)
    press(page, "Show them, only here", qtbot)
    assert "<user-1> stands for jana" in words_on(page)


@pytest.mark.parametrize(
    ("content", "shown"),
    [
        (b'{"a": 1}', '{"a": 1}'),
        ("žluťoučký".encode(), "žluťoučký"),
        (b"\xff\xfe\x00binary", "This is no text."),
    ],
)
def test_a_file_is_shown_as_it_leaves(context: PageContext, show: Show, content: bytes, shown: str) -> None:
    page = FileViewPage(context, "diagnostics/x", content, "abc", intents.SeePreview())
    show(page)
    assert shown in page.passage.toPlainText()
    assert "SHA-256: abc" in words_on(page)


def test_an_archive_is_shown_as_its_list(context: PageContext, show: Show) -> None:
    import io
    import zipfile

    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr("logs/one.txt", "x" * 12)
    page = FileViewPage(context, "a.zip", data.getvalue(), "abc", intents.SeePreview())
    show(page)
    assert "logs/one.txt" in page.passage.toPlainText()


# where it stands


@pytest.mark.parametrize(
    ("state", "said", "never"),
    [
        ("sent", "has taken it as number 4711", "Waiting"),
        ("consented", "sent by itself as soon as the network is back", "has taken it"),
        ("unknown", "It is not sent again by itself", "has taken it"),
        ("failed", "The file is too large.", "Sent."),
        ("prepared", "Nothing was sent yet", "has taken it"),
        ("cancelled", "Nothing left this computer", "has taken it"),
    ],
)
def test_a_delivery_says_only_what_was_seen(
    context: PageContext, show: Show, state: Any, said: str, never: str
) -> None:
    entry = sample_entry(state, waits_for="network" if state == "consented" else None)
    delivery = Delivery(
        entry=entry, to="the service desk", reason="The file is too large.", own_mail=state == "prepared"
    )
    page = DeliveryPage(context, delivery)
    show(page)
    assert said in page.spoken
    assert never not in page.spoken


def test_an_unknown_one_is_answered_by_the_person_alone(context: PageContext, show: Show, qtbot: QtBot) -> None:
    entry = sample_entry("unknown")
    page = DeliveryPage(context, Delivery(entry=entry, to="the mailbox"))
    wanted = show(page)
    qtbot.keyClick(page, Qt.Key.Key_Return)
    assert (page.primary, wanted) == (None, []), "Enter claims nothing that nobody knows"
    press(page, "It did not arrive", qtbot)
    press(page, "It arrived", qtbot)
    assert wanted == [intents.FoundOut(entry.id, arrived=False), intents.FoundOut(entry.id, arrived=True)]
    assert not any(isinstance(button, Button) and button.text() == "Try now" for button in page.bar.buttons)


def test_what_they_said_is_noted(context: PageContext, show: Show, qtbot: QtBot) -> None:
    entry = replace(sample_entry("prepared"), kind="phone")
    page = DeliveryPage(context, Delivery(entry=entry, to="the hotline"))
    wanted = show(page)
    assert page.ticket is not None
    page.ticket.line.setText("T-99")
    page.promised.line.setText("2026-11-23 10:00")
    press(page, "Note it down", qtbot)
    assert wanted == [intents.SaidSo(entry.id, "T-99", "2026-11-23 10:00")]


def test_a_step_that_is_due_is_prepared_or_declined_never_sent(context: PageContext, show: Show, qtbot: QtBot) -> None:
    due = DueCard(
        step="level_2:3",
        title="Ask for second-level support",
        sentence="Nobody answered.",
        button="Show me the message",
    )
    view = CaseView(
        case_id="c", title="Slow Wi-Fi", facts=(), entries=(), due=(due,), next_due="It is your turn", closed=False,
        lines=(TimeLine(time="14:05", sentence="Sent"),), plain="Slow Wi-Fi",
    )  # fmt: skip
    page = CasePage(context, view, intents.ShowCases())
    wanted = show(page)
    press(page, "Show me the message", qtbot)
    press(page, "Not now", qtbot)
    press(page, "It is solved", qtbot)
    assert wanted == [
        intents.PrepareStep("c", "level_2:3"), intents.DeclineStep("c", "level_2:3"), intents.CloseCase("c"),
    ]  # fmt: skip


# more measurements (FACTS C2)


def is_seen_whole(widget: QWidget, page: Page) -> bool:
    """Whether nothing of it lies below or above what the page shows."""
    port = page.scroll_area.viewport()
    top = widget.mapTo(port, QPoint(0, 0)).y()
    return top >= 0 and top + widget.height() <= port.height()


def parts(**more: Any) -> Parts:
    consent = ConsentPage("Record traffic?", "changes", "duration", "stays", "undo", "Record it")
    lines = {part: PartLine(state="none", sentence="") for part in PARTS}
    return Parts(**{"lines": lines, "consent": consent, **more})


def test_traffic_is_recorded_only_after_its_own_question(context: PageContext, show: Show, qtbot: QtBot) -> None:
    """DESIGN 4: packet capture is asked singly."""
    page = MeasurementsPage(context, parts())
    wanted = show(page)
    press(page, "Measure now", qtbot)
    assert wanted == [intents.CollectMore(frozenset({"snapshot", "route", "configuration"}))]
    press(page, "Record", qtbot)
    assert len(wanted) == 1
    assert "Record traffic?" in words_on(page)
    qtbot.waitUntil(lambda: is_seen_whole(page.question, page))
    press(page, "Record it", qtbot)
    assert wanted[1:] == [intents.CollectMore(frozenset({"capture"}))]


def test_each_part_has_its_own_stop(context: PageContext, show: Show, qtbot: QtBot) -> None:
    page = MeasurementsPage(context, parts(running=frozenset({"route", "capture"})))
    wanted = show(page)
    qtbot.mouseClick(page.stops["capture"], Qt.MouseButton.LeftButton)
    assert wanted == [intents.StopCollecting("capture")]
    assert set(page.stops) == {"route", "capture"}


def test_where_recording_is_not_permitted_the_page_says_why(context: PageContext, show: Show) -> None:
    lines = {part: PartLine(state="none", sentence="") for part in PARTS}
    lines["capture"] = PartLine(state="none", sentence="Recording traffic needs an administrator here.")
    page = MeasurementsPage(context, parts(lines=lines, no_capture="Recording traffic needs an administrator here."))
    show(page)
    assert "needs an administrator" in words_on(page)
    assert not any(button.text() == "Record" for button in page.findChildren(Button))


def test_times_are_utc_inside_and_local_outside(shared_environment: Environment) -> None:
    from wizard.ui.ticket_jobs import moment

    at = shared_environment.now_utc()
    assert moment(shared_environment, at) == f"today at {at.astimezone():%H:%M}"
