"""Which page shows which view; each page is imported when it is first needed."""

from wizard.flow.views import (
    AskConsent,
    AskQuestion,
    Rank,
    RunFix,
    RunProbe,
    ShowGuide,
    ShowOutcome,
    ShowPlan,
    ShowProof,
)
from wizard.ui.moment import Moment
from wizard.ui.pages.page import Page, PageContext


def page_for(context: PageContext, moment: Moment) -> Page:
    """Return a new page for the view of this moment."""
    match moment.view:
        case RunProbe() as view:
            from wizard.ui.pages.running import RunningPage

            return RunningPage(context, moment, view)
        case AskQuestion() as view:
            from wizard.ui.pages.ask import AskPage

            return AskPage(context, moment, view)
        case ShowGuide() as view:
            from wizard.ui.pages.guide import GuidePage

            return GuidePage(context, moment, view)
        case AskConsent() as view if moment.consent is not None:
            from wizard.ui.pages.consent import ConsentPage

            return ConsentPage(context, moment, view, moment.consent)
        case RunFix() as view:
            from wizard.ui.pages.fixing import FixingPage

            return FixingPage(context, moment, view)
        case ShowPlan() as view:
            from wizard.ui.pages.plan import PlanPage

            return PlanPage(context, moment, view)
        case ShowProof() as view:
            from wizard.ui.pages.proof import ProofPage

            return ProofPage(context, moment, view)
        case ShowOutcome() as view:
            from wizard.ui.pages.outcome import OutcomePage

            return OutcomePage(context, moment, view)
        case Rank() | AskConsent():
            raise AssertionError("the controller computes an order itself, and takes the consent text along")
