"""Something else: every other flow, and how to reach a person."""

from PySide6.QtWidgets import QWidget

from wizard.first_page import card_of
from wizard.marking import N_
from wizard.search import is_offered
from wizard.ui.intents import GoHome, OpenPage, StartCheckUp
from wizard.ui.pages.home import ProblemGrid, problem_card
from wizard.ui.pages.page import Page, PageContext
from wizard.ui.widgets.button import Button
from wizard.ui.widgets.card import Card, Notice, icon_row

NO_SUPPORT = N_(
    "No support is named in this program. Start what comes closest: at its end you can make a report for the person "
    "you ask."
)


class OtherPage(Page):
    """Flows that the first page does not show, then the support of the organisation."""

    def __init__(self, context: PageContext) -> None:
        super().__init__(context)
        body = self.say(N_("Nobody has to know the cause. The check-up measures everything in about half a minute."))
        self.add_heading(self.say(N_("Something else")), body)
        library, texts = context.environment.library, context.environment.texts
        others = [flow_id for flow_id in library.offered_ids() if not library.flows[flow_id].home]
        others.sort(key=lambda flow_id: not is_offered(flow_id, library, texts))  # a person last
        self.cards = [problem_card(self, card_of(library, texts, flow_id)) for flow_id in others]
        if self.cards:
            self.add(ProblemGrid(self.cards, self.theme.px(40), self.theme.px(0.85)))
        support = support_card(self)
        self.add(support or Notice(self.theme, self.say(NO_SUPPORT)))
        self.fill()
        self.add_back(GoHome())
        self.right(self.say(N_("Check my computer")), StartCheckUp(), "stethoscope")

    def first_focus(self) -> QWidget | None:
        return self.primary


def support_card(page: Page) -> Card | None:
    """Return how to reach the organisation's support, None where the profile names nothing."""
    organisation = page.context.environment.organisation
    support = organisation.support
    lines = []
    if support.advice:
        lines.append(("lifebuoy", page.say(N_("Whom to ask")), support.advice))
    if support.phone:
        lines.append(("phone", page.say(N_("Phone")), support.phone))
    if support.email:
        lines.append(("mail", page.say(N_("E-mail")), support.email))
    portal = support.portal_url or organisation.links.get("service_portal", "")
    if not lines and not portal:
        return None
    card = Card(page.theme)
    card.body.setSpacing(page.theme.px(0.85))
    for icon, title, text in lines:
        card.add(icon_row(page.theme, icon, title, text))
    if portal:
        button = Button(page.theme, page.say(N_("Open the service portal")), "quiet", "external-link")
        button.clicked.connect(lambda: page.wanted.emit(OpenPage(portal)))
        card.add(button)
    return card
