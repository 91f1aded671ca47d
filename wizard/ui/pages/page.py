"""What every page is: a heading, a column that scrolls, a bar of buttons, and the intents it sends."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLayout, QScrollArea, QVBoxLayout, QWidget

from wizard.marking import N_
from wizard.ui.front import Front, front_of
from wizard.ui.intents import GoBack, GoHome, Intent
from wizard.ui.theme import COLUMN_EM, Role, Theme
from wizard.ui.widgets.bottom_bar import BottomBar
from wizard.ui.widgets.button import ENTER_KEYS, Button, Kind
from wizard.ui.widgets.text import Text, announce
from wizard.value import value

if TYPE_CHECKING:
    from wizard.environment import Environment

STAGES = (N_("Check"), N_("Fix"), N_("Verify"), N_("Get help"))
_NO_FACTS: Mapping[str, object] = {}


@value
class PageContext:
    """What pages are built from: how to draw, and where texts, flows and names come from."""

    theme: Theme
    front: Front
    loaded: "Environment | None" = None
    """All the rest; None while only the first page is there."""
    done_stages: frozenset[int] = frozenset()
    """The stages in which something was really done so far, for pages behind a walk: 0 checked, 1 fixed, 2 verified."""

    @classmethod
    def of(cls, theme: Theme, environment: "Environment") -> "PageContext":
        return cls(theme, front_of(environment), environment)

    @property
    def environment(self) -> "Environment":
        """All the rest. Raises LookupError before it is loaded: only the first page comes that early."""
        if self.loaded is None:
            raise LookupError("the environment is not loaded yet")
        return self.loaded

    def say(self, message: str, facts: Mapping[str, object] = _NO_FACTS) -> str:
        """Return a catalogue message in the person's language."""
        return self.front.texts.message(message, facts)


class Page(QWidget):
    """One page.

    Signals:
        wanted(Intent): what the person asked for.
    """

    wanted = Signal(object)
    is_working = False
    """Whether work goes on while this page is shown."""

    def __init__(
        self, context: PageContext, stage: int | None = None, done_stages: frozenset[int] | None = None
    ) -> None:
        super().__init__()
        self.context = context
        self.theme = context.theme
        self.heading: Text | None = None
        self.primary: Button | None = None
        self.back: Button | None = None
        self.spoken = ""
        """What a screen reader is told when the page comes up."""
        self._has_spoken = False
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        if stage is not None:
            outer.addWidget(self._stages(stage, context.done_stages if done_stages is None else done_stages))
        self.column = QVBoxLayout()
        outer.addWidget(self._scrolling(self.column, 2.4 if stage is not None else 1.3), 1)
        self.bar = BottomBar(self.theme)
        outer.addWidget(self.bar)
        escape = QShortcut(QKeySequence(Qt.Key.Key_Escape), self)
        escape.activated.connect(self.escape)
        away = QShortcut(QKeySequence(QKeySequence.StandardKey.Back), self)
        away.activated.connect(self.escape)

    # building

    def say(self, message: str, facts: Mapping[str, object] = _NO_FACTS) -> str:
        return self.context.say(message, facts)

    def copying(self) -> tuple[str, str]:
        """Return the words on a button that copies details, and what is said once it did."""
        return self.say(N_("Copy")), self.say(N_("Copied"))

    def add_heading(self, title: str, body: str | None = None) -> None:
        """Put the one heading on the page, and the paragraph under it."""
        self.heading = self.text(title, "heading")
        self.spoken = title
        if body:
            self.text(body, "body", muted=True)
            self.spoken = f"{title}. {body}"

    def text(self, text: str, role: Role = "body", *, muted: bool = False) -> Text:
        label = Text(self.theme, text, role, "muted" if muted else "text")
        self.column.addWidget(label)
        return label

    def add(self, widget: QWidget) -> None:
        self.column.addWidget(widget)

    def add_layout(self, layout: QLayout) -> None:
        self.column.addLayout(layout)

    def fill(self) -> None:
        """Let the rest of the column be air."""
        self.column.addStretch(1)

    def left(self, text: str, intent: Intent, icon: str | None = None) -> Button:
        """Add an outlined button on the left of the bar."""
        button = self._button(text, intent, "outlined", icon)
        self.bar.add_left(button)
        return button

    def right(self, text: str, intent: Intent, icon: str | None = None, kind: Kind = "filled") -> Button:
        """Add a button on the right of the bar; the filled one is what Enter presses."""
        button = self._button(text, intent, kind, icon)
        self.bar.add_right(button)
        if kind == "filled":
            self.primary = button
        return button

    def add_back(self, intent: Intent | None = None) -> None:
        """Add Back; what it does by itself is going back in the walk."""
        self.back = self.left(self.say(N_("Back")), intent or GoBack(), "arrow-left")

    def _button(self, text: str, intent: Intent, kind: Kind, icon: str | None) -> Button:
        button = Button(self.theme, text, kind, icon)
        button.clicked.connect(lambda: self.wanted.emit(intent))
        return button

    def _stages(self, stage: int, done: frozenset[int]) -> QWidget:
        from wizard.ui.widgets.stages import Stages

        names = tuple(self.say(name) for name in STAGES)
        stages = Stages(self.theme, names)
        facts = {"number": stage + 1, "name": names[stage]}
        stages.show_stage(stage, self.say(N_("Stage {number} of 4: {name}"), facts), done)
        return stages

    def _scrolling(self, column: QVBoxLayout, above_em: float) -> QScrollArea:
        theme = self.theme
        content = QWidget()
        content.setMaximumWidth(theme.px(COLUMN_EM))
        column.setContentsMargins(0, theme.px(above_em), 0, theme.px(1.2))
        column.setSpacing(theme.px(1.0))
        content.setLayout(column)
        holder = QWidget()
        sides = self._sides = QHBoxLayout(holder)
        sides.setContentsMargins(theme.px(1), 0, theme.px(1), 0)
        sides.addStretch(1)
        sides.addWidget(content, 100)
        sides.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(holder)
        self.scroll_area = area
        area.verticalScrollBar().rangeChanged.connect(self._keep_in_line)
        return area

    def _keep_in_line(self, _least: int, most: int) -> None:
        """Leave as much room opposite the scroll bar as it takes: the column stays in line with the buttons."""
        side = self.theme.px(1)
        taken = min(side, self.scroll_area.verticalScrollBar().sizeHint().width()) if most > 0 else 0
        self._sides.setContentsMargins(side, 0, side - taken, 0)

    # behaving

    def begin(self) -> None:
        """Take the focus and say what page this is; called once it is on the screen."""
        self._lead_to_bar_last()
        target = self.first_focus()
        if target is not None:
            target.setFocus(Qt.FocusReason.OtherFocusReason)
        if self.window().isVisible():
            self.speak()

    def show_focused(self) -> None:
        """Scroll to what has the focus: Qt does so only where Tab began inside of what scrolls."""
        focused = self.window().focusWidget()
        if focused is not None and self.scroll_area.isAncestorOf(focused):
            self.scroll_area.ensureWidgetVisible(focused)

    def _lead_to_bar_last(self) -> None:
        """Let Tab come to what lies in the column before it comes to the bar, in whatever order they were made."""
        buttons = self.bar.buttons
        late: QWidget | None = None
        step = buttons[0].nextInFocusChain() if buttons else None
        while step is not None and step is not buttons[0] and self.isAncestorOf(step):
            late = step if self.scroll_area.isAncestorOf(step) else late
            step = step.nextInFocusChain()
        if late is not None:
            for button in buttons:
                QWidget.setTabOrder(late, button)
                late = button

    def speak(self) -> None:
        """Say what page this is; the first page does once its window can be seen, not before (5 ms)."""
        if not self._has_spoken:
            self._has_spoken = True
            announce(self, self.spoken)

    def keep_place(self, show: "Callable[[], None]", new_page: "Callable[[], Page | None]") -> None:
        """Put the same page anew with what has changed: scrolled as before, the focus on the same thing."""
        focused, scrolled = self.window().focusWidget(), self.scroll_area.verticalScrollBar().value()
        name = focused.accessibleName() if focused is not None else ""
        show()
        page = new_page()
        if page is None:
            return
        page.layout().activate()  # type: ignore[union-attr]  # every page has one
        page.scroll_area.verticalScrollBar().setValue(scrolled)
        same = next((one for one in page.findChildren(Button) if name and one.accessibleName() == name), None)
        if same is not None and type(focused) is type(same):
            same.setFocus(Qt.FocusReason.OtherFocusReason)

    def leaving(self) -> None:
        """Do what is left to do before the page goes away, by whatever way: put on the disk what was typed."""

    def first_focus(self) -> QWidget | None:
        """Return what has the focus at first: the filled button, unless a page knows better."""
        return self.primary or next(iter(self.bar.buttons), None)

    def escape(self) -> None:
        """Do what Escape means here: the same as Back, or home where there is no Back."""
        if self.back is not None:
            self.back.click()
        else:
            self.wanted.emit(GoHome())

    def refuse(self, message: str) -> None:
        """Say on the page why what was wanted is not possible; nothing typed is lost."""
        from wizard.ui.widgets.card import Notice

        notice = self.findChild(Notice, "refusal")
        if isinstance(notice, Notice):
            notice.say(message)
        else:
            notice = Notice(self.theme, message, "warn")
            notice.setObjectName("refusal")
            self.column.insertWidget(0, notice)
            notice.show()
        self.scroll_area.ensureVisible(0, 0)
        announce(self, message)

    def hold_still(self) -> None:
        """Take no more presses: what was asked for is under way."""
        self.setFocus()  # a disabled button would hand the focus to whatever is next
        for button in self.bar.buttons:
            button.setEnabled(False)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in ENTER_KEYS and not event.isAutoRepeat() and self.primary is not None:
            self.enter()
            return
        bar = self.scroll_area.verticalScrollBar()
        steps = {
            Qt.Key.Key_PageUp: -bar.pageStep(), Qt.Key.Key_PageDown: bar.pageStep(),
            Qt.Key.Key_Up: -bar.singleStep(), Qt.Key.Key_Down: bar.singleStep(),
        }  # fmt: skip
        step = steps.get(Qt.Key(event.key()))
        if step is not None:
            bar.setValue(bar.value() + step)
            return
        super().keyPressEvent(event)

    def enter(self) -> None:
        """Do what Enter means outside a button: press the filled one."""
        if self.primary is not None:
            self.primary.click()
