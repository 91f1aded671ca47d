"""Proof: one word, the reading before and after, and what it should be."""

from collections.abc import Mapping

from wizard.device.version import Version, VersionError
from wizard.flow.events import FactValue, Measured
from wizard.flow.model import ProbeStep
from wizard.flow.views import Proof, ProofWord, ShowProof
from wizard.marking import N_
from wizard.probes.registry import PROBES
from wizard.ui.colours import Tone
from wizard.ui.intents import GoOn
from wizard.ui.moment import Moment
from wizard.ui.pages.done import done_card
from wizard.ui.pages.page import PageContext
from wizard.ui.pages.walk_page import WalkPage
from wizard.ui.widgets.card import Banner, Card
from wizard.ui.widgets.comparison import Cell, Comparison, Line
from wizard.wording import LIMITS, ProofRow, Wording

PROOF_TONE: Mapping[ProofWord, Tone] = {
    "fixed": "good",
    "said_so": "accent",
    "not_fixed": "bad",
    "could_not_measure": "warn",
}
PROOF_ICON: Mapping[ProofWord, str] = {
    "fixed": "circle-check",
    "said_so": "message",
    "not_fixed": "circle-x",
    "could_not_measure": "help",
}
_AT_LEAST = ("signal_dbm",)
"""Facts that should be their limit or more; the other numbers should be their limit or less."""


class ProofPage(WalkPage):
    """Shown between two steps; an outcome shows its own proof."""

    def __init__(self, context: PageContext, moment: Moment, view: ShowProof) -> None:
        super().__init__(context, moment)
        wording = Wording(context.environment, moment.flows)
        title, sentence = wording.proof_title(view.proof), wording.proof_sentence(view.proof)
        tone, icon = PROOF_TONE[view.proof.word], PROOF_ICON[view.proof.word]
        self.banner = Banner(self.theme, tone, title, sentence, icon)
        self.spoken = f"{title}. {sentence}"
        self.add(self.banner)
        card = proof_card(context, moment, view.proof)
        if card is not None:
            self.add(card)
        done = done_card(context, moment)
        if done is not None:
            self.add(done)
        self.fill()
        self.add_back()
        self.right(self.say(N_("Continue")), GoOn())


def proof_card(context: PageContext, moment: Moment, proof: Proof) -> Card | None:
    """Return the table of a proof, None when there is nothing to put side by side."""
    wording = Wording(context.environment, moment.flows)
    rows = wording.proof_rows(proof)
    rows = tuple(row for row in rows if row.should_be) or rows  # figures without a limit prove nothing by themselves
    if not rows:
        return None
    limits = _limits(context, moment, proof)
    lines = tuple(
        Line(
            row.label,
            (
                _cell(context, row, row.before, proof.before, limits),
                _cell(context, row, row.after, proof.after, limits),
                Cell(row.should_be),
            ),
        )
        for row in rows
    )
    columns = tuple(context.say(name) for name in (N_("Before"), N_("After"), N_("Should be")))
    card = Card(context.theme)
    card.add(Comparison(context.theme, columns, lines))
    return card


def _limits(context: PageContext, moment: Moment, proof: Proof) -> Mapping[str, FactValue]:
    """Return everything a reading may be held against: the probe's parameters, then what was measured."""
    flow_id, _, step_id = proof.of.rpartition("/")
    step = moment.flows[flow_id].step[step_id]
    limits: dict[str, FactValue] = {}
    if isinstance(step, ProbeStep):
        declared = PROBES[step.probe].signature.parameters
        limits.update(context.environment.runner.resolve(declared, step.parameters))
    for reading in (proof.before, proof.after):
        if isinstance(reading, Measured):
            limits.update(reading.facts)
    return limits


def _cell(
    context: PageContext, row: ProofRow, text: str, reading: object, limits: Mapping[str, FactValue]
) -> Cell:
    value = reading.facts.get(row.fact) if isinstance(reading, Measured) else None
    good = is_within(row.fact, value, limits.get(LIMITS.get(row.fact, ("", ""))[0]))
    if good is None:
        return Cell(text, "accent" if value is not None or not isinstance(reading, Measured) else "plain")
    return Cell(text, "good", context.say(N_("as it should be"))) if good else Cell(
        text, "bad", context.say(N_("not as it should be"))
    )


def is_within(fact: str, value: FactValue, limit: FactValue) -> bool | None:
    """Return whether a reading keeps its limit; None where there is nothing to compare."""
    if value is None or limit is None or limit == "":
        return None
    if fact == "firmware_version":
        try:
            return Version.parse(str(value)) >= Version.parse(str(limit))
        except VersionError:
            return None
    if fact == "channel":
        return value == limit
    if not isinstance(value, int | float) or not isinstance(limit, int | float):
        return None
    return value >= limit if fact in _AT_LEAST else value <= limit
