"""Proof: one word, the reading before and after, and what it should be."""

from collections.abc import Mapping

from PySide6.QtWidgets import QWidget

from wizard.device.version import Version, VersionError
from wizard.flow.events import Answered, FactValue, Measured
from wizard.flow.model import ProbeStep
from wizard.flow.views import Proof, ProofWord, ShowProof
from wizard.marking import N_
from wizard.probes.registry import PROBES
from wizard.ui.colours import Tone
from wizard.ui.intents import GoOn
from wizard.ui.moment import Moment
from wizard.ui.pages.channels_compared import compared_channels
from wizard.ui.pages.done import done_card
from wizard.ui.pages.levels import add_levels
from wizard.ui.pages.page import PageContext
from wizard.ui.pages.putting_back import add_undo
from wizard.ui.pages.raw import add_raw_readings
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
_AT_LEAST = ("signal_dbm", "download_mbps", "upload_mbps")
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
        channels = compared_channels(context, moment.history)
        if channels is not None:
            self.add(channels)
        done = done_card(context, moment)
        if done is not None:
            self.add(done)
        self.add_back()
        add_undo(self, moment)
        add_raw_readings(self, moment)
        self.fill()
        self.right(self.say(N_("Continue")), GoOn())


def proof_card(context: PageContext, moment: Moment, proof: Proof) -> Card | None:
    """Return the table of a proof, None when there is nothing to put side by side."""
    wording = Wording(context.environment, moment.flows)
    rows = wording.proof_rows(proof)
    rows = tuple(row for row in rows if row.should_be) or rows  # figures without a limit prove nothing by themselves
    if not rows:
        return None
    limits = _limits(context, moment, proof)
    with_limit = any(row.should_be for row in rows)
    lines = []
    for row in rows:
        before = _cell(context, row.before, _good_before(row, proof, limits), row.fact)
        after = _cell(context, row.after, _good_after(row, proof, limits), row.fact)
        lines.append(Line(row.label, (before, after, Cell(row.should_be)) if with_limit else (before, after)))
    columns = (N_("Before"), N_("After"), N_("Should be")) if with_limit else (N_("Before"), N_("After"))
    card, levels = Card(context.theme), QWidget()
    if add_levels(context, proof, limits, levels):
        card.add(levels)
    card.add(Comparison(context.theme, tuple(context.say(name) for name in columns), tuple(lines)))
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


def _good_before(row: ProofRow, proof: Proof, limits: Mapping[str, FactValue]) -> bool | None:
    """Return whether the reading before was good; an answer was not, where the proof could be told from it."""
    if isinstance(proof.before, Answered):
        return None if proof.word == "could_not_measure" else False
    return _is_within_limit(row.fact, proof.before, limits)


def _good_after(row: ProofRow, proof: Proof, limits: Mapping[str, FactValue]) -> bool | None:
    if isinstance(proof.after, Answered):
        return None if proof.word == "could_not_measure" else proof.word != "not_fixed"
    return _is_within_limit(row.fact, proof.after, limits)


def _is_within_limit(fact: str, reading: Measured | None, limits: Mapping[str, FactValue]) -> bool | None:
    value = reading.facts.get(fact) if reading is not None else None
    return is_within(fact, value, limits.get(LIMITS.get(fact, ("", ""))[0]))


def _cell(context: PageContext, text: str, good: bool | None, fact: str) -> Cell:
    if good is None:
        return Cell(text, "accent" if fact != "answer" else "plain")
    return Cell(
        text, "good" if good else "bad", context.say(N_("as it should be") if good else N_("not as it should be"))
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
