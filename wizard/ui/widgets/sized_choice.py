"""An answer with a bar of how much lies behind it, so that the largest can be seen at a glance."""

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPaintEvent

from wizard.ui.colours import Token
from wizard.ui.theme import Theme
from wizard.ui.widgets.bars import groove, limit_mark
from wizard.ui.widgets.choice import Choice
from wizard.ui.widgets.painting import mirrored, smooth

_FOOT_EM, _BAR_EM = 1.5, 1.3


class SizedChoice(Choice):
    """The title names the size; the bar shows its share of the largest (0 to 1), and a mark where the limit is."""

    def __init__(self, theme: Theme, title: str, share: float, limit: float | None = None) -> None:
        super().__init__(theme, title, foot_em=_FOOT_EM)
        self.share = share
        self.limit = limit if limit is not None and limit <= 1 else None

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        theme = self._marked.theme
        painter = QPainter(self)
        smooth(painter)
        left = theme.em * self._marked.left_em
        top = self.height() - theme.em * (_FOOT_EM + 0.75)
        area = mirrored(QRectF(left, top, self.width() - left - theme.em * 1.2, theme.em * _BAR_EM), self)
        token: Token = "warn" if self.limit is not None and self.share > self.limit else "accent"
        groove(painter, theme, self, area, share=self.share, fill=token)
        if self.limit is not None:
            limit_mark(painter, theme, self, area, self.limit)
        painter.end()
