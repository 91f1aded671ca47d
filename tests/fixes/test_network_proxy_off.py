"""network.proxy_off: the state before is saved, put back once, and never over what somebody else has set since."""

from dataclasses import dataclass, field, replace

import pytest

from tests.fixes.conftest import Bench, Computer
from wizard.fixes.fix import FixContext
from wizard.fixes.network_proxy_off import FIX, prepare, run, undo
from wizard.system.base import Done, Failed, Missing, ProxyState

BEFORE = ProxyState("gnome", {"mode": "manual"}, {"mode": "none"}, {"https": "proxy.example:3128"})


@dataclass
class WithProxy(Computer):
    """A computer with one proxy setting, and an answer to whoever wants to change it."""

    setting: ProxyState | Missing = BEFORE
    answer: Done | Failed | Missing = field(default_factory=lambda: Done("switched"))

    def proxy_state(self) -> ProxyState | Missing:
        return self.setting

    def set_proxy(self, state: ProxyState) -> Done | Failed | Missing:
        self.asked.append(f"set {dict(state.switches)}")
        if isinstance(self.answer, Done):
            self.setting = state
        return self.answer


Desk = tuple[WithProxy, FixContext]


@pytest.fixture(name="desk")
def make_desk(bench: Bench) -> Desk:
    computer = WithProxy()
    return computer, replace(bench, computer=computer).context()


def test_it_is_switched_off_and_put_back_as_it_was(desk: Desk) -> None:
    computer, context = desk
    state = prepare(context)
    assert run(replace(context, noted=state)).result == "done"
    assert computer.setting == BEFORE.switched_off()
    assert undo(context, state).result == "done"
    assert computer.setting == BEFORE
    assert FIX.undo is undo


def test_it_is_never_put_back_twice(desk: Desk) -> None:
    """Killed between putting back and noting it: the second time finds it back, and touches nothing."""
    computer, context = desk
    state = prepare(context)
    run(replace(context, noted=state))
    undo(context, state)
    asked = list(computer.asked)
    assert undo(context, state).result == "done"
    assert computer.asked == asked


@pytest.mark.parametrize(
    "since",
    [
        replace(BEFORE, switches={"mode": "auto"}),
        replace(BEFORE, switches={"mode": "none"}, addresses={"https": "other.example:8080"}),
    ],
    ids=["switched to a script", "another address"],
)
def test_what_somebody_else_has_set_since_is_left_alone(desk: Desk, since: ProxyState) -> None:
    computer, context = desk
    state = prepare(context)
    run(replace(context, noted=state))
    computer.setting, asked = since, list(computer.asked)
    result = undo(context, state)
    assert (result.result, computer.setting, computer.asked) == ("changed_since", since, asked)
    assert result.reason is not None and "Somebody else" in result.reason


def test_the_undo_itself_fails(desk: Desk) -> None:
    computer, context = desk
    state = prepare(context)
    run(replace(context, noted=state))
    computer.answer = Failed("the settings did not change")
    result = undo(context, state)
    assert (result.result, result.detail) == ("failed", "the settings did not change")
    assert computer.setting == BEFORE.switched_off()


@pytest.mark.parametrize("state", [{}, {"proxy": "{"}, {"proxy": '{"source": 3}'}])
def test_without_a_saved_state_nothing_is_touched(desk: Desk, state: dict[str, str]) -> None:
    computer, context = desk
    assert undo(context, state).result == "not_available"
    assert computer.asked == []


@pytest.mark.parametrize(
    ("setting", "words"),
    [
        (Missing("not_available", "environment: https_proxy"), "environment variable"),
        (Missing("not_permitted", "policy"), "administrator"),
        (Missing("not_available", "desktop: KDE"), "by hand"),
        (BEFORE.switched_off(), "VPN"),
    ],
)
def test_a_proxy_in_other_hands_says_what_to_do(desk: Desk, setting: ProxyState | Missing, words: str) -> None:
    computer, context = desk
    computer.setting = setting
    result = run(context)
    assert result.result == "not_available"
    assert result.reason is not None and words in result.reason
    assert computer.asked == []


def test_a_setting_that_does_not_change_is_no_success(desk: Desk) -> None:
    computer, context = desk
    computer.answer = Failed("mode did not become none")
    assert run(replace(context, noted=prepare(context))).result == "failed"


def test_what_was_not_noted_is_not_touched(desk: Desk) -> None:
    """The one reading before the change came too late: nobody could put the setting back."""
    computer, context = desk
    computer.setting = Missing("timeout", "gsettings did not end within 1.5 s")
    noted = prepare(context)
    computer.setting = BEFORE
    result = run(replace(context, noted=noted))
    assert (result.result, computer.asked) == ("not_available", [])
    assert result.reason is not None and "could not be noted" in result.reason


TWO = ProxyState(
    "macos",
    {"http Wi-Fi": "on", "https Wi-Fi": "on"},
    {"http Wi-Fi": "off", "https Wi-Fi": "off"},
    {"http Wi-Fi": "proxy.example:3128", "https Wi-Fi": "proxy.example:3128"},
)


def test_a_proxy_that_is_half_off_is_put_back(desk: Desk) -> None:
    """Killed between two switches, of the repair or of its undo."""
    computer, context = desk
    computer.setting = TWO
    state = prepare(context)
    computer.setting = replace(TWO, switches={"http Wi-Fi": "off", "https Wi-Fi": "on"})
    assert undo(context, state).result == "done"
    assert computer.setting == TWO


def test_a_late_reading_is_nobody_elses_change(desk: Desk) -> None:
    computer, context = desk
    state = prepare(context)
    run(replace(context, noted=state))
    computer.setting = Missing("not_available", "gsettings: org.gnome.system.proxy.https cannot be read")
    assert undo(context, state).result == "not_available", "it can be tried again"
    computer.setting = BEFORE.switched_off()
    assert undo(context, state).result == "done"
