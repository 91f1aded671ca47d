"""Undo on a page: what became of a repair that was put back, and the button that does it."""

from wizard.ui.colours import Tone
from wizard.ui.intents import PutBack
from wizard.ui.moment import Moment
from wizard.ui.pages.page import Page
from wizard.ui.widgets.card import Notice
from wizard.ui.widgets.text import announce
from wizard.wording import Wording


def add_undo(page: Page, moment: Moment) -> None:
    """Say what was put back and how it was measured since; offer what can still be put back."""
    wording = Wording(page.context.environment, moment.flows)
    offered = moment.undoable
    told = [repair for repair in moment.view.repairs if repair.undone is not None]
    for repair in told[-1:]:
        tone: Tone = "accent" if repair.is_back else "warn"
        sentence = wording.undo_sentence(repair)
        page.add(Notice(page.theme, sentence, tone, "arrow-back-up"))
        page.spoken = f"{page.spoken} {sentence}"
    if offered is None:
        return
    if offered not in told:
        page.add(Notice(page.theme, wording.undo_sentence(offered), "accent", "arrow-back-up"))
    button = page.left(wording.undo_label(offered), PutBack(), "arrow-back-up")

    def begin() -> None:
        for each in page.bar.buttons:
            each.setEnabled(False)
        announce(page, wording.undo_under_way())
        button.setText(wording.undo_under_way())

    button.clicked.connect(begin)
