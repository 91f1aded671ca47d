"""A person without a mouse: walks a window by key presses alone, and looks at each page whether that is possible."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QRadioButton, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.scenes import SCENES, answer, script_of
from wizard.answers import Answers, AnswersFile
from wizard.environment import Environment
from wizard.flow.views import AskQuestion, ShowOutcome, View
from wizard.ui.pages.ask import AskPage
from wizard.ui.pages.consent import ConsentPage
from wizard.ui.pages.fixing import FixingPage
from wizard.ui.pages.guide import GuidePage
from wizard.ui.pages.home import HomePage
from wizard.ui.pages.outcome import OutcomePage
from wizard.ui.pages.page import Page
from wizard.ui.pages.running import RunningPage
from wizard.ui.window import Window
from wizard.wording import Wording

WAIT_MS = 30_000
MOST_TABS = 60
MOST_PAGES = 80
_RING = 6
"""How far around a widget its focus may be drawn, in pixels."""


class StuckError(AssertionError):
    """The keys do not lead where the person wants to go."""


@dataclass
class KeysWalker:
    """Presses keys on a window as they come from a keyboard: to the window, which hands them to what has the focus."""

    window: Window
    qtbot: QtBot
    pass_time: Callable[[float], None]
    """Lets the clock on the wall jump by seconds, where a person waits for a deadline."""
    visited: list[str] = field(default_factory=list)
    looked_at: set[str] = field(default_factory=set)
    gone_back: int = 0

    def press(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        QTest.keyClick(self.window.windowHandle(), key, modifiers)

    def type(self, text: str) -> None:
        QTest.keyClicks(self.focus(), text)

    @property
    def page(self) -> Page:
        assert self.window.page is not None
        return self.window.page

    def focus(self) -> QWidget:
        """Return what has the focus: always something, and something that can be seen."""
        focus = QApplication.focusWidget()
        assert focus is not None, f"nothing has the focus on {self.visited[-1:]}"
        assert focus.isVisible(), f"the focus is on something hidden: {focus}"
        return focus

    def tab_to(self, wanted: QWidget) -> None:
        """Press Tab until this has the focus."""
        for _ in range(MOST_TABS):
            if self.focus() is wanted:
                return
            self.press(Qt.Key.Key_Tab)
        raise StuckError(f"Tab does not lead to {wanted.accessibleName()!r} on {self.visited[-1:]}")

    def choose(self, wanted: QRadioButton, first: QRadioButton) -> None:
        """Tab to the group, then arrows to the answer, then Space."""
        group = first.group()
        radios = group.buttons() if group is not None else [first]
        for _ in range(MOST_TABS):
            if self.focus() in radios:
                break
            self.press(Qt.Key.Key_Tab)
        for _ in range(len(radios)):
            if self.focus() is wanted:
                break
            self.press(Qt.Key.Key_Down)
        if self.focus() is not wanted:
            raise StuckError(f"arrows do not lead to {wanted.accessibleName()!r}")
        self.press(Qt.Key.Key_Space)
        assert wanted.isChecked()

    def wait_for_other(self, page: Page) -> None:
        self.qtbot.waitUntil(lambda: self.window.page is not page, timeout=WAIT_MS)

    # walking

    def start(self, flow_id: str, title: str) -> None:
        """Start a flow from the first page: by its card, or by its name where it has none there."""
        self.qtbot.waitUntil(lambda: isinstance(self.window.page, HomePage), timeout=WAIT_MS)
        home = self.page
        assert isinstance(home, HomePage)
        self.look(home)
        card = home.cards.get(flow_id)
        if card is None:
            self.tab_to(home.field.line)
            self.type(title)  # the phrases are read from the first letter on
            self.qtbot.waitUntil(lambda: flow_id in home.found_cards, timeout=WAIT_MS)
            card = home.found_cards[flow_id]
        self.tab_to(card)
        self.press(Qt.Key.Key_Return)
        self.wait_for_other(home)

    def walk(self, script: AnswersFile) -> View:
        """Walk to the outcome by the answers of a script; returns its view."""
        answers = _Remembered(Answers(script))
        page: Page | None = None
        for _ in range(MOST_PAGES):
            self.qtbot.waitUntil(lambda page=page: self.window.page is not page, timeout=WAIT_MS)  # type: ignore[misc]
            page = self.page
            moment = self.window.controller.moment
            self.visited.append(f"{type(page).__name__} {moment.view.address if moment else ''}")
            self.look(page)
            if isinstance(page, OutcomePage):
                assert moment is not None
                return moment.view
            try:
                if self.window.page is page:
                    page = self._tried_back(page, answers) or page
                    self.do(page, answers)
            except Exception as fault:
                fault.add_note(f"after {self.visited}; now {type(self.page).__name__}")
                raise
        raise StuckError(f"no outcome after {self.visited}")

    def do(self, page: Page, answers: "_Remembered") -> None:
        """Do with keys what the person of the script wants here."""
        if isinstance(page, HomePage):
            self.qtbot.waitUntil(lambda: hasattr(page, "go_on"), timeout=WAIT_MS)
            self.tab_to(page.go_on)
            self.press(Qt.Key.Key_Return)
            return
        moment = self.window.controller.moment
        if moment is None or self.window.page is not page or isinstance(page, RunningPage | FixingPage):
            return
        if isinstance(page, AskPage):
            assert isinstance(moment.view, AskQuestion)
            self._answer(page, answers.of(moment.view))
        elif isinstance(page, GuidePage):
            wanted = answers.of(moment.view)
            if wanted == "watch":
                return  # the person waits, and the page goes on by itself
            if wanted == "expired":
                self.pass_time(moment.view.step.deadline_seconds or 0)
                return
            button: QAbstractButton | None = page.done
            if wanted != "done":
                wording = Wording(self.window.environment, moment.flows)
                label = wording.step_text(moment.view, f"button.{wanted}") or wording.default_choice(wanted)
                button = next(one for one in page.bar.buttons if one.text() == label)
            if self.window.page is page and button is not None:
                self.tab_to(button)
                self.press(Qt.Key.Key_Space)
        else:
            assert page.primary is not None, self.visited
            self.tab_to(page.primary)
            self.press(Qt.Key.Key_Return)

    def _answer(self, page: AskPage, answer: str) -> None:
        if answer in page.choices:
            self.choose(page.choices[answer], next(iter(page.choices.values())))
        else:
            assert page.field is not None
            self.tab_to(page.field.line)
            self.press(Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
            self.type(answer)
        self.press(Qt.Key.Key_Return)

    def _tried_back(self, page: Page, answers: "_Remembered") -> Page | None:
        """On the first question, consent and guide press Esc; returns the page that it leads to, if it does."""
        kind = f"back {type(page).__name__}"
        if not isinstance(page, AskPage | ConsentPage | GuidePage) or kind in self.looked_at or page.back is None:
            return None
        moment = self.window.controller.moment
        assert moment is not None
        self.looked_at.add(kind)
        self.press(Qt.Key.Key_Escape)
        changed = any(type(event).__name__ == "Intended" or getattr(event, "changed_something", False)
                      for event in moment.history)  # fmt: skip
        self.qtbot.waitUntil(
            lambda: self.window.page is not page or (changed and page.findChild(QWidget, "refusal") is not None)
            or (changed and isinstance(page, AskPage) and page._complaint.isVisible()),
            timeout=WAIT_MS,
        )  # fmt: skip
        if self.window.page is page:
            return None  # it says why there is no way back
        self.gone_back += 1
        now = self.page
        self.focus()
        self.visited.append(f"{type(now).__name__} after Back")
        if not isinstance(now, HomePage):
            answers.again()
        return now

    # looking

    def look(self, page: Page) -> None:
        """Go round the page with Tab: the focus is seen everywhere, in reading order, and comes round again."""
        if isinstance(page, RunningPage | FixingPage):
            self.qtbot.waitUntil(lambda: self.window.page is not page or QApplication.focusWidget() is not None)
            return
        moment = self.window.controller.moment
        name = f"{type(page).__name__} {moment.view.address if moment else ''}"
        if name in self.looked_at:
            return
        self.looked_at.add(name)
        first = self.focus()
        order: list[QWidget] = []
        for _ in range(MOST_TABS):
            self.press(Qt.Key.Key_Tab)
            if self.window.page is not page:
                return  # a watch went on by itself
            now = self.focus()
            if now in order:
                break
            self._assert_seen(now, name)
            order.append(now)
        else:
            raise StuckError(f"Tab never comes round on {name}")
        here = [widget for widget in order if page.isAncestorOf(widget)]
        self._assert_reachable(page, order, name)
        _assert_reading_order(page, here, name)
        before = self.focus()
        self.press(Qt.Key.Key_Backtab, Qt.KeyboardModifier.ShiftModifier)
        assert self.focus() is not before or len(order) == 1, f"Shift+Tab is stuck on {name}"
        if self.window.page is page and not isinstance(first, QRadioButton):
            self.tab_to(first)

    def _assert_seen(self, widget: QWidget, name: str) -> None:
        """The focus is on the screen, and drawn: its picture is another one without it."""
        top_left = widget.mapTo(self.window, QPoint(0, 0))
        whole = QRect(top_left, widget.size())
        seen = widget.visibleRegion().boundingRect()
        said = f"{widget.accessibleName()!r} of {name}"
        assert seen.height() >= min(widget.height(), 30), f"the focus is out of sight: {said}"
        area = whole.adjusted(-_RING * 3, -_RING, _RING, _RING)
        with_focus = self.window.grab(area).toImage()
        widget.clearFocus()
        without = self.window.grab(area).toImage()
        widget.setFocus(Qt.FocusReason.TabFocusReason)
        assert with_focus != without, f"the focus cannot be seen: {said}"

    @staticmethod
    def _assert_reachable(page: Page, order: list[QWidget], name: str) -> None:
        for button in page.findChildren(QAbstractButton):
            if not button.isVisible() or not button.isEnabled() or isinstance(button, QRadioButton):
                continue
            assert button in order, f"Tab does not lead to {button.accessibleName()!r} on {name}"


def _assert_reading_order(page: Page, order: list[QWidget], name: str) -> None:
    """From top to bottom, in a line from left to right; the round may begin anywhere."""
    if len(order) < 2:
        return
    boxes = [_box(page, widget) for widget in order]
    breaks = [
        (order[index - 1].accessibleName(), order[index].accessibleName())
        for index in range(len(boxes))
        if not _reads_before(boxes[index - 1], boxes[index])
    ]
    assert len(breaks) <= 1, f"Tab does not follow the reading order on {name}: {breaks}"


def _box(page: Page, widget: QWidget) -> QRect:
    return QRect(widget.mapTo(page, QPoint(0, 0)), widget.size())


def _reads_before(first: QRect, second: QRect) -> bool:
    in_one_line = first.top() < second.bottom() and second.top() < first.bottom()
    return first.left() <= second.left() if in_one_line else first.top() <= second.top()


class _Remembered:
    """The answers of a script; ``again`` gives the last one once more, as Back takes it back."""

    def __init__(self, answers: Answers) -> None:
        self._answers = answers
        self._given: dict[str, str] = {}
        self._pending: str | None = None

    def of(self, view: View) -> str:
        if self._pending == view.address or (self._pending == "" and view.address in self._given):
            self._pending = None
            return self._given[view.address]
        self._given[view.address] = given = answer(self._answers, view)
        return given

    def again(self) -> None:
        self._pending = ""


def walk_by_keys(
    flow: str,
    scene: str,
    make_environment: Callable[..., Environment],
    make_window: Callable[[Environment], Window],
    qtbot: QtBot,
) -> KeysWalker:
    """Walk a flow on a scene from the first page to the outcome that it must have."""
    waited_s = [0.0]
    environment = replace(make_environment(scene), now_utc=lambda: datetime.now(UTC) + timedelta(seconds=waited_s[0]))
    window = make_window(environment)
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    walker = KeysWalker(window, qtbot, lambda seconds: waited_s.append(waited_s.pop() + seconds))
    walker.start(flow, environment.texts.flow(flow, "title") or "")
    view = walker.walk(script_of(scene))
    assert isinstance(view, ShowOutcome)
    assert view.result == SCENES[flow, scene]
    walker.focus()
    return walker
