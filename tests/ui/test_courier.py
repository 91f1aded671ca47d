"""The courier: waits for the network without haste, notices its return, and never holds up the window."""

import itertools
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from tests.ui.handover_desk import (
    WAIT_MS,
    Desk,
    TurnedClock,
    at_questions,
    press,
    send,
    to_preview,
    wait_for,
    with_channels,
    words_on,
)
from wizard.escalation.errors import OutboxError
from wizard.escalation.outbox import Outbox, outbox_of
from wizard.escalation.sender import Sender, _only_sender
from wizard.system.base import Cancel, Missing, NetworkInterface
from wizard.ui import intents
from wizard.ui.network_watch import AFTER_CHANGE_S, BETWEEN_TRIES_S, MOST_TRIES, NetworkWatch
from wizard.ui.pages.handover.delivery import DeliveryPage, SendingPage
from wizard.ui.pages.handover.preview import PreviewPage
from wizard.ui.pages.handover.questions import HandoverQuestionsPage
from wizard.ui.pages.home import HomePage
from wizard.ui.window import Window


class Adapters:
    """The adapters of a computer, as a test sets them."""

    def __init__(self, *addresses: str) -> None:
        self.addresses: tuple[str, ...] | None = addresses

    def interfaces(self) -> tuple[NetworkInterface, ...] | Missing:
        if self.addresses is None:
            return Missing("not_available", "network adapters")
        return (NetworkInterface("eth0", "wired", bool(self.addresses), self.addresses),)


# the watch


def test_a_new_address_makes_every_look_a_try_for_a_while() -> None:
    watch, here = NetworkWatch(), Adapters()
    assert not watch.is_worth_a_try(here, 0)  # type: ignore[arg-type]
    assert not watch.is_worth_a_try(here, 500), "no way out at all"  # type: ignore[arg-type]
    here.addresses = ("192.168.1.20",)
    assert watch.is_worth_a_try(here, 505)  # type: ignore[arg-type]
    assert watch.is_worth_a_try(here, 505 + AFTER_CHANGE_S)  # type: ignore[arg-type]
    tries = [now for now in range(536, 536 + 300, 5) if watch.is_worth_a_try(here, now)]  # type: ignore[arg-type]
    assert len(tries) == 5
    assert all(later - earlier >= BETWEEN_TRIES_S for earlier, later in itertools.pairwise(tries))


def test_an_address_of_the_link_alone_leads_nowhere() -> None:
    watch = NetworkWatch()
    assert not any(watch.is_worth_a_try(Adapters("fe80::1", "169.254.3.4"), now) for now in range(0, 900, 5))  # type: ignore[arg-type]


def test_where_nothing_changes_the_tries_end() -> None:
    watch, here = NetworkWatch(), Adapters("10.0.0.2")
    tries = sum(watch.is_worth_a_try(here, now) for now in range(0, 86_400, 5))  # type: ignore[arg-type]
    assert tries == MOST_TRIES


def test_without_knowing_the_adapters_it_is_tried_by_the_minute() -> None:
    watch, here = NetworkWatch(), Adapters()
    here.addresses = None
    assert sum(watch.is_worth_a_try(here, now) for now in range(0, 301, 5)) == 5  # type: ignore[arg-type]


# in the window


@pytest.fixture
def clock() -> TurnedClock:
    return TurnedClock()


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch) -> Desk:
    played = Desk()
    monkeypatch.setattr("wizard.escalation.channels.open_channel", lambda *_args, **_named: played)
    return played


@pytest.fixture
def window(make_environment: Any, make_window: Any, clock: TurnedClock, desk: Desk) -> Iterator[Window]:
    environment = with_channels(make_environment("full-cache"), clock)
    made: Window = make_window(replace(environment, now_s=lambda: clock.now.timestamp()))
    yield made
    outbox_of(made.environment).close()


def look(window: Window, qtbot: QtBot) -> None:
    courier = window.courier
    assert courier is not None
    qtbot.waitUntil(lambda: not courier._busy, timeout=WAIT_MS)
    courier.look()
    qtbot.waitUntil(lambda: not courier._busy, timeout=WAIT_MS)


def test_a_network_that_returns_is_noticed_within_fifteen_seconds(
    window: Window, desk: Desk, clock: TurnedClock, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Issue 3: "waiting for the network", and it sends when that returns; the backoff is a quarter of an hour then."""
    here = Adapters("192.168.1.20")
    monkeypatch.setattr(window.environment.system, "interfaces", here.interfaces)
    monkeypatch.setattr("secrets.SystemRandom.random", lambda _self: 0.999)
    desk.script = ["unreachable"] * 100
    page = send(window, qtbot)
    assert "as soon as the network is back" in page.spoken
    here.addresses = ()
    hour = 0
    while hour < 3_600:
        clock.turn(seconds=5)
        hour += 5
        look(window, qtbot)
    in_vain = desk.requests
    assert in_vain <= 14, "offline, only the sender's own waits"
    (entry,) = outbox_of(window.environment).entries()
    assert entry.next_at is not None
    assert (entry.next_at - clock.now).total_seconds() > 60
    desk.script = []
    here.addresses = ("192.168.1.20",)
    for _ in range(3):
        clock.turn(seconds=5)
        look(window, qtbot)
    assert len(desk.tickets) == 1
    assert desk.requests == in_vain + 1
    qtbot.waitUntil(lambda: "has taken it as number 4711" in getattr(window.page, "spoken", ""), timeout=WAIT_MS)


def test_looking_without_time_passing_is_no_busy_loop(window: Window, desk: Desk, qtbot: QtBot) -> None:
    desk.script = ["unreachable"] * 100
    send(window, qtbot)
    before = desk.requests
    for _ in range(20):
        look(window, qtbot)
    assert desk.requests == before


def test_a_desk_that_takes_its_time_never_stops_the_window(
    window: Window, desk: Desk, clock: TurnedClock, qtbot: QtBot
) -> None:
    desk.script = ["unreachable"]
    send(window, qtbot)
    window.handle(intents.GoHome())
    wait_for(window, HomePage, qtbot)
    gate, threads = threading.Event(), set()

    def slow(_cancel: Any) -> None:
        threads.add(threading.current_thread())
        gate.wait(30)

    desk.waits = slow
    clock.turn(minutes=30)
    assert window.courier is not None
    qtbot.waitUntil(lambda: not window.courier._busy, timeout=WAIT_MS)  # type: ignore[union-attr]
    began = time.monotonic()
    window.courier.look()
    assert time.monotonic() - began < 0.1
    qtbot.waitUntil(lambda: bool(threads), timeout=WAIT_MS)
    window.handle(intents.StartFlow("app_cache"))
    qtbot.waitUntil(lambda: window.controller.moment is not None, timeout=WAIT_MS)  # a walk goes on meanwhile
    gate.set()
    qtbot.waitUntil(lambda: len(desk.tickets) == 1, timeout=WAIT_MS)
    assert threading.main_thread() not in threads


def test_closing_while_something_is_sent_leaves_it_for_the_next_start(
    window: Window, desk: Desk, make_window: Any, clock: TurnedClock, qtbot: QtBot
) -> None:
    begun = threading.Event()

    def wait(cancel: Any) -> None:
        begun.set()
        cancel.wait(30)

    desk.waits = wait
    to_preview(window, qtbot).send.click()
    wait_for(window, SendingPage, qtbot)
    qtbot.waitUntil(begun.is_set, timeout=WAIT_MS)
    began = time.monotonic()
    assert window.close()
    assert window.controller.close()
    assert time.monotonic() - began < 3
    assert desk.tickets == []
    desk.waits = lambda _cancel: None
    later = make_window(window.environment)
    look(later, qtbot)
    assert len(desk.tickets) == 1


def test_another_window_that_sends_is_waited_for(window: Window, desk: Desk, clock: TurnedClock, qtbot: QtBot) -> None:
    """One sender across processes: the second one's report goes next, by itself."""
    preview = to_preview(window, qtbot)
    with _only_sender(outbox_of(window.environment).folder):
        preview.send.click()
        page = wait_for(window, DeliveryPage, qtbot)
        assert page.spoken.startswith("Waiting for its turn.")
        look(window, qtbot)
        assert desk.tickets == []
    look(window, qtbot)
    qtbot.waitUntil(lambda: "has taken it" in getattr(window.page, "spoken", ""), timeout=WAIT_MS)
    assert len(desk.tickets) == 1


def test_what_another_process_sent_is_shown(window: Window, desk: Desk, clock: TurnedClock, qtbot: QtBot) -> None:
    desk.script = ["unreachable"]
    page = send(window, qtbot)
    look(window, qtbot)
    clock.turn(minutes=1)
    with closing(Outbox(outbox_of(window.environment).folder)) as other:
        sender = Sender(other, lambda _entry: desk, clock, lambda: 0.5)
        sender.send_due(lambda _progress: None, Cancel(), page.delivery.entry.id)
    look(window, qtbot)
    qtbot.waitUntil(lambda: "has taken it" in getattr(window.page, "spoken", ""), timeout=WAIT_MS)


# an outbox that cannot be used


def test_a_damaged_outbox_is_put_aside_and_said_on_the_first_page(
    make_environment: Any, make_window: Any, clock: TurnedClock, desk: Desk, qtbot: QtBot
) -> None:
    environment = with_channels(make_environment("full-cache"), clock)
    path = environment.settings.data_folder / "outbox.sqlite"
    path.write_bytes(b"this is no database" * 1000)
    window = make_window(environment)
    home = wait_for(window, HomePage, qtbot)
    qtbot.waitUntil(lambda: "outbox" in words_on(home), timeout=WAIT_MS)
    assert home.cards["app_cache"].isVisible(), "everything else goes on"
    outbox_of(environment).close()


def test_a_full_disk_is_said_and_what_was_typed_stays_on_the_page(
    window: Window, desk: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = at_questions(window, qtbot)

    def full(*_: object) -> None:
        raise OutboxError("The disk is full, so the outbox could not note it. Free some space, then try again.")

    monkeypatch.setattr(Outbox, "keep_typed", full)
    page.fields["exact_message"].line.setText("No route to host")  # type: ignore[attr-defined]
    qtbot.waitUntil(lambda: "The disk is full" in words_on(page), timeout=WAIT_MS)
    press(window, "Continue", qtbot)
    look(window, qtbot)
    assert isinstance(window.page, HandoverQuestionsPage)
    assert page.fields["exact_message"].text == "No route to host"  # type: ignore[attr-defined]


def test_a_disk_that_is_full_at_send_shows_the_preview_again(
    window: Window, desk: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    preview = to_preview(window, qtbot)

    def full(*_args: object, **_named: object) -> None:
        raise OutboxError("The disk is full, so the outbox could not note it. Free some space, then try again.")

    with monkeypatch.context() as patch:
        patch.setattr(Outbox, "consent", full)
        preview.send.click()
        again = wait_for(window, PreviewPage, qtbot, other_than=preview)
        assert "The disk is full" in words_on(again)
    again.send.click()
    wait_for(window, DeliveryPage, qtbot)
    assert len(desk.tickets) == 1
