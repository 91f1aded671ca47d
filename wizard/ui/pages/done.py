"""What a walk has done, one line per change, each with what the measurement after it said."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from wizard.fixes.registry import FIXES
from wizard.flow.engine import without_taken_back
from wizard.flow.events import Consented, Event, Finished, Guided, Undone, facts_then
from wizard.flow.model import FixStep, Flow, GuideStep
from wizard.flow.views import Proof, ProofWord
from wizard.marking import N_
from wizard.organisation import text_facts
from wizard.repairing import FORBIDDEN
from wizard.ui.colours import Token
from wizard.ui.pages.page import PageContext
from wizard.ui.widgets.card import Card, icon_row
from wizard.ui.widgets.text import Text
from wizard.wording import guide_facts

if TYPE_CHECKING:
    from wizard.ui.moment import Moment

_AFTER: Mapping[ProofWord, tuple[str, str, Token]] = {
    "fixed": (N_("{step}: it helped."), "circle-check", "good"),
    "said_so": (N_("{step}: you said it helped."), "circle-check", "good"),
    "not_fixed": (N_("{step}: it did not help."), "circle-x", "muted"),
    "could_not_measure": (N_("{step}: nobody knows if it helped."), "help", "warn"),
}
_NOT_ENOUGH: Mapping[ProofWord, tuple[str, str, Token]] = {
    "not_fixed": (N_("{step}: it worked, but the problem stayed."), "circle-check", "muted"),
    "could_not_measure": (N_("{step}: it worked. Nobody knows if that was enough."), "circle-check", "muted"),
}
"""What was measured good by itself, by what the last proof of the walk says: a clean cache helps no computer that stays
slow."""
_NOT_DONE = {
    "failed": N_("{step}: it did not work."),
    "not_available": N_("{step}: this is not possible here."),
    "interrupted": N_("{step}: it was interrupted."),
    "declined": N_("{step}: you skipped it."),
    "cannot": N_("{step}: you could not do it."),
    "expired": N_("{step}: the time ran out."),
}
_NOT_ALLOWED = N_("{step}: your organisation does not allow it here.")
_UNPROVED: tuple[str, str, Token] = (N_("{step}: done."), "circle-check", "muted")


@dataclass(frozen=True)
class DoneLine:
    """One line: the sentence, its sign and the sign's colour."""

    sentence: str
    icon: str
    token: Token


def done_lines(context: PageContext, moment: "Moment") -> tuple[DoneLine, ...]:
    """Return one line per change that was made, tried or skipped, in order."""
    effective = without_taken_back(moment.history)
    lines = []
    for index, event in enumerate(effective):
        if isinstance(event, Undone):
            sentence = N_("{step}: put back as it was.") if event.result == "done" else N_("{step}: not put back.")
            step = _title(context, moment, event)
            lines.append(DoneLine(context.say(sentence, {"step": step}), "arrow-back-up", "muted"))
            continue
        result = _result(event, moment.flows)
        if result is None:
            continue
        step = _title(context, moment, event)
        if isinstance(event, Finished) and event.reason == FORBIDDEN:
            lines.append(DoneLine(context.say(_NOT_ALLOWED, {"step": step}), "circle-minus", "muted"))
            continue
        if result in _NOT_DONE:
            lines.append(DoneLine(context.say(_NOT_DONE[result], {"step": step}), "circle-minus", "muted"))
            continue
        proves = not isinstance(event, Finished) or FIXES[event.fix].signature.proves  # an export helps nothing itself
        proof = _proof_after(effective[index + 1 :], moment.view.proofs, moment.flows) if proves else None
        sentence, icon, token = _judged(proof, moment.view.proofs)
        lines.append(DoneLine(context.say(sentence, {"step": step}), icon, token))
    return tuple(lines)


def _judged(proof: Proof | None, proofs: tuple[Proof, ...]) -> tuple[str, str, Token]:
    """Return sentence, sign and colour of a change by its own proof, and by what a later one says of the whole."""
    if proof is None:
        return _UNPROVED
    if proof.word == "fixed" and proof is not proofs[-1]:
        return _NOT_ENOUGH.get(proofs[-1].word, _AFTER["fixed"])
    return _AFTER[proof.word]


def _result(event: Event, flows: Mapping[str, Flow]) -> str | None:
    """Return how a change ended, None for an event that is none."""
    match event:
        case Finished(result=result):
            return result
        case Consented(granted=False):
            return "declined"
        case Guided(result=result) if event.changed_something or _changes(event, flows):
            return result
        case _:
            return None


def _changes(event: Guided, flows: Mapping[str, Flow]) -> bool:
    flow_id, _, step_id = event.step.rpartition("/")
    return bool(getattr(flows[flow_id].step[step_id], "changes", False))


def _proof_after(rest: tuple[Event, ...], proofs: tuple[Proof, ...], flows: Mapping[str, Flow]) -> Proof | None:
    """Return the first proof after a change, unless another change came before it."""
    for event in rest:
        if (_result(event, flows) or "cannot") not in _NOT_DONE:
            return None
        for proof in proofs:
            if proof.after is event or proof.after == event:
                return proof
    return None


def _title(context: PageContext, moment: "Moment", event: Event) -> str:
    flow_id, _, step_id = getattr(event, "step", "").rpartition("/")
    texts, step = context.environment.texts, moment.flows[flow_id].step[step_id]
    then = facts_then(without_taken_back(moment.history), event, moment.view.facts)
    facts = {**text_facts(context.environment.organisation), **then}
    if isinstance(step, GuideStep):
        facts |= guide_facts(step)
    own = texts.flow(flow_id, f"step.{step_id}.title", facts)
    if own:
        return own
    if isinstance(step, FixStep):
        return context.say(FIXES[step.fix].title, facts)
    return texts.flow(flow_id, "title", facts) or step_id


def done_card(context: PageContext, moment: "Moment") -> Card | None:
    """Return the list as a card, None when nothing was done."""
    lines = done_lines(context, moment)
    if not lines:
        return None
    card = Card(context.theme)
    card.add(Text(context.theme, context.say(N_("What was done")), "title"))
    for line in lines:
        card.add(icon_row(context.theme, line.icon, "", line.sentence, line.token))
    return card
