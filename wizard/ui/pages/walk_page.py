"""What the pages of a walk share: the stage, and the sentence about what was measured before."""

from wizard.flow.views import Stage
from wizard.ui.colours import Tone
from wizard.ui.moment import Moment, done_stages, latest_finding
from wizard.ui.pages.page import Page, PageContext
from wizard.ui.widgets.card import SIGN, icon_row, tone_token
from wizard.wording import Wording

_STAGES: tuple[Stage, ...] = ("check", "fix", "verify", "help")


class WalkPage(Page):
    """A page that shows a view."""

    def __init__(self, context: PageContext, moment: Moment) -> None:
        super().__init__(context, _STAGES.index(moment.view.stage), done_stages(moment.history))
        self.moment = moment

    def _body_tells_it(self) -> bool:
        """Return whether the flow's own words name a figure of the last measurement: then they are enough."""
        reading, view = latest_finding(self.moment.history), self.moment.view
        wording = Wording(self.context.environment, self.moment.flows)
        body = wording.body(view)
        if reading is None or body is None:
            return False
        others = {name: value for name, value in wording.facts(view).items() if name not in reading.facts}
        flow_id, _, step_id = view.address.rpartition("/")
        return self.context.environment.texts.flow(flow_id, f"step.{step_id}.body", others) != body

    def finding(self) -> tuple[str, Tone] | None:
        """Return the sentence of what was just measured, and its tone; None when nothing was."""
        reading = latest_finding(self.moment.history)
        if reading is None:
            return None
        wording = Wording(self.context.environment, self.moment.flows)
        tone: Tone = "warn" if reading.good is None else "good" if reading.good else "bad"
        return wording.finding(reading), tone

    def add_finding(self) -> None:
        """Say what was just measured, so that nobody wonders why this page comes now."""
        found = self.finding()
        if found is not None and not self._body_tells_it():
            sentence, tone = found
            self.add(icon_row(self.theme, SIGN[tone], "", sentence, tone_token(tone)))
            self.spoken = f"{self.spoken}. {sentence}"
