"""The end of a walk: the verified result and the next step."""

from wizard.flow.ending import needs_person
from wizard.flow.events import Measured
from wizard.flow.model import OutcomeResult
from wizard.flow.views import ShowOutcome
from wizard.marking import N_
from wizard.ui.colours import Tone
from wizard.ui.intents import AskForReport, GoHome, Leave
from wizard.ui.moment import Moment
from wizard.ui.pages.channels_compared import compared_channels
from wizard.ui.pages.done import done_card
from wizard.ui.pages.page import PageContext
from wizard.ui.pages.proof import PROOF_ICON, PROOF_TONE, proof_card
from wizard.ui.pages.putting_back import add_undo
from wizard.ui.pages.raw import add_raw_readings
from wizard.ui.pages.route_card import outcome_route_card
from wizard.ui.pages.walk_page import WalkPage
from wizard.ui.widgets.card import Banner, Card, Notice, icon_row
from wizard.wording import Wording

_TONES: dict[OutcomeResult, Tone] = {
    "solved": "good",
    "healthy": "good",
    "hardware": "warn",
    "escalate": "accent",
    "not_supported": "warn",
}
_ICONS: dict[OutcomeResult, str] = {
    "solved": "circle-check",
    "healthy": "circle-check",
    "hardware": "package",
    "escalate": "lifebuoy",
    "not_supported": "circle-minus",
}


class OutcomePage(WalkPage):
    """What came of it, the proof, what was done, and where to go from here."""

    def __init__(self, context: PageContext, moment: Moment, view: ShowOutcome) -> None:
        super().__init__(context, moment)
        self._wording = Wording(context.environment, moment.flows)
        self._good = view.result in ("solved", "healthy")
        self._needs_person = needs_person(view, moment.history)
        self.banner = self._banner(view)
        self.spoken = f"{self.banner.accessibleName()}. {self.banner.accessibleDescription()}"
        self.add(self.banner)
        if view.part is not None:
            part = self._wording.step_text(view, "part") or view.part
            card = Card(self.theme)
            card.add(icon_row(self.theme, "package", self.say(N_("Part to order")), part))
            self.add(card)
        if not view.proofs:
            self.add_finding()
        cards = [proof_card(context, moment, proof) for proof in view.proofs[-1:]]
        route = outcome_route_card(context, moment.history, good=self._good)
        cards.insert(len(cards) if self._good else 0, route)
        if view.proofs:
            cards.append(compared_channels(context, moment.history))
        for shown in cards:
            if shown is not None:
                self.add(shown)
        done = done_card(context, moment)
        if done is not None:
            self.add(done)
        if self._needs_person and any(isinstance(event, Measured) for event in moment.history):
            sentence = N_("The report holds what was measured, so support will ask you less.")
            self.add(Notice(self.theme, self.say(sentence), "accent", "file-text"))
        add_undo(self, moment)
        add_raw_readings(self, moment)
        self.fill()
        self._add_buttons()

    def _banner(self, view: ShowOutcome) -> Banner:
        title = self._wording.title(view)
        body = self._wording.body(view) or ""
        if not (self._good and view.proofs):
            tone = _TONES[view.result] if self._good or self._needs_person else "accent"
            return Banner(self.theme, tone, title, body, _ICONS[view.result])
        proof = view.proofs[-1]
        facts = {"title": title, "proof": self._wording.proof_sentence(proof)}
        sentence = self.say(N_("{title}. {proof}"), facts)
        word = self._wording.proof_title(proof)
        return Banner(self.theme, PROOF_TONE[proof.word], word, sentence, PROOF_ICON[proof.word])

    def _add_buttons(self) -> None:
        self.left(self.say(N_("Start page")), GoHome(), "home")
        report = AskForReport(self.moment.session_id)
        if self._needs_person:
            self.right(self.say(N_("Prepare the report")), report, "file-text")
        else:
            self.left(self.say(N_("Save a report")), report, "file-text")
            self.right(self.say(N_("Close")), Leave())
