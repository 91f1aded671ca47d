"""Before a repair: what changes, how long it takes, what stays, how to undo it; and a button that names it."""

from typing import TYPE_CHECKING

from wizard.flow.views import AskConsent
from wizard.marking import N_
from wizard.ui.intents import Consent
from wizard.ui.moment import Moment
from wizard.ui.pages.page import PageContext
from wizard.ui.pages.walk_page import WalkPage
from wizard.ui.widgets.bars import LimitBar
from wizard.ui.widgets.card import Card, icon_row
from wizard.ui.widgets.text import Text
from wizard.wording import Wording

if TYPE_CHECKING:
    from wizard.session import ConsentPage as ConsentWords

_ICONS = {
    "cache.clear": "trash",
    "dns.flush": "refresh",
    "firmware.install": "download",
    "computer.restart": "rotate",
    "diagnostics.export": "file-text",
}


class ConsentPage(WalkPage):
    """The consent text exactly as it is hashed into the record."""

    def __init__(self, context: PageContext, moment: Moment, view: AskConsent, consent: "ConsentWords") -> None:
        super().__init__(context, moment)
        wording = Wording(context.environment, moment.flows)
        found = self.finding()
        body = wording.body(view)
        self.add_heading(consent.title, body or (found[0] if found else None))
        if body and found:
            self.add_finding()
        if not body and not found:
            self.spoken = f"{self.spoken}."
        icon = _ICONS.get(view.fix, "tool")
        card = Card(self.theme)
        card.body.setSpacing(self.theme.px(0.85))
        for sign, label, text in (
            (icon, N_("What changes"), consent.changes),
            ("clock", N_("How long"), consent.duration),
            ("shield-check", N_("What stays"), consent.stays),
            ("arrow-back-up", N_("Undo"), consent.undo),
        ):
            card.add(icon_row(self.theme, sign, self.say(label), text))
            self.spoken = f"{self.spoken} {self.say(label)}: {text}"
        self.add(card)
        self._add_size(view)
        self.fill()
        self.add_back()
        self.left(self.say(N_("Skip this")), Consent(granted=False))
        self.right(consent.button, Consent(granted=True), icon)

    def _add_size(self, view: AskConsent) -> None:
        """Show how far over its limit the cache is, where that was measured."""
        size, limit = view.facts.get("size_bytes"), view.facts.get("limit_bytes")
        if view.fix != "cache.clear" or not isinstance(size, int) or not isinstance(limit, int):
            return
        facts = {"size_bytes": size, "limit_bytes": limit}
        sentence = self.say(N_("{size_bytes} now · should be {limit_bytes} or less"), facts)
        card = Card(self.theme)
        card.add(Text(self.theme, sentence, "body"))
        card.add(LimitBar(self.theme, sentence, size, limit, "warn" if size > limit else "good"))
        self.add(card)
