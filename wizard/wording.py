"""Words of every view in the person's language, shared by window and terminal."""

from collections.abc import Mapping
from dataclasses import dataclass

from wizard.environment import Environment
from wizard.figures import format_date
from wizard.fixes.registry import FIXES
from wizard.flow.events import Answered, FactValue, Measured
from wizard.flow.model import CallStep, Flow, GuideStep
from wizard.flow.views import (
    AskQuestion,
    Proof,
    ProofWord,
    Repair,
    RunFix,
    RunProbe,
    ShowGuide,
    ShowOutcome,
    ShowPlan,
    View,
    choice_rows,
)
from wizard.marking import N_
from wizard.organisation import text_facts
from wizard.probes.registry import PROBES

NOT_SURE = N_("I'm not sure")
DEFAULT_CHOICES = {
    "not_sure": NOT_SURE,
    "yes": N_("Yes"),
    "no": N_("No"),
    "done": N_("Done"),
    "cannot": N_("I cannot do this"),
    "given": N_("Continue"),
}
PROOF_TITLES: Mapping[ProofWord, str] = {
    "fixed": N_("Fixed"),
    "not_fixed": N_("Not fixed yet"),
    "could_not_measure": N_("Could not measure"),
    "said_so": N_("Fixed, as you told us"),
}
PROOF_SENTENCES: Mapping[ProofWord, str] = {
    "fixed": N_("It was measured again, and it is good now."),
    "not_fixed": N_("It was measured again, and it is still not good. The next step goes on from here."),
    "could_not_measure": N_("It could not be measured again, so nobody knows yet whether it helped."),
    "said_so": N_("You said that it works now. It was not measured."),
}
SAID_NOT_FIXED = N_("You said that it is still not good. The next step goes on from here.")
OUTCOME_TITLES = {
    "solved": N_("It works again"),
    "healthy": N_("No problem was found"),
    "hardware": N_("A part has to be replaced"),
    "escalate": N_("This needs a person"),
    "not_supported": N_("This cannot be done here"),
}
UNDO_POSSIBLE = N_("{repair}: if you do not want this change, it can be put back.")
UNDO_BROKEN_OFF = N_("{repair}: putting it back was broken off. Press once more. Nothing is done twice.")
UNDO_FAILED = N_("It could not be put back. Try again.")
UNDONE_NOT_MEASURED = N_("The setting is back as it was. It was not measured since.")
UNDONE = {
    True: N_("The setting is back as it was. It was measured again, and it works with it, too."),
    False: N_("The setting is back as it was. It was measured again, and the trouble is there."),
    None: N_("The setting is back as it was. It could not be measured again."),
}
"""By what was measured once a repair had been put back: good, bad, or nobody knows."""
WATCH_SENTENCES = {
    "network.ping": N_("We keep measuring. Once your connection is back, we go on by ourselves."),
    "wifi.link": N_("We watch the channel of your Wi-Fi. Once it changes, we go on by ourselves."),
    "computer.temperature": N_("We watch the temperature. Once it is good again, we go on by ourselves."),
    "device.reachable": N_("We keep asking the device. Once it answers, we go on by ourselves."),
}
WATCH_OTHER = N_("We keep checking. Once it works, we go on by ourselves.")
FACT_LABELS = {
    "download_mbps": N_("Speed coming in"),
    "upload_mbps": N_("Speed going out"),
    "latency_ms": N_("Answer time"),
    "loss_percent": N_("Lost messages"),
    "jitter_ms": N_("Uneven answer times"),
    "sent": N_("Messages sent"),
    "received": N_("Messages that came back"),
    "channel": N_("Wi-Fi channel"),
    "neighbours": N_("Other networks on the channel"),
    "signal_dbm": N_("Wi-Fi strength"),
    "size_bytes": N_("Stored copies"),
    "files": N_("Files"),
    "firmware_version": N_("Firmware version"),
    "dns_latency_ms": N_("Time to find an address"),
    "page_status": N_("The page"),
    "crash_count": N_("Crash records"),
    "temperature_celsius": N_("Temperature"),
    "installed_version": N_("Installed version"),
    "memory_available_bytes": N_("Free memory"),
    "disk_free_bytes": N_("Free disk space"),
    "cpu_percent": N_("Processor load"),
    "uptime_s": N_("Running for"),
    "verdict": N_("Where the fault lies"),
    "answer": N_("Your answer"),
}
"""Facts that a person is shown, with their plain names; all others stand under Details by their own."""
LIMITS = {
    "download_mbps": ("minimum_download_mbps", N_("{limit} or more")),
    "upload_mbps": ("minimum_upload_mbps", N_("{limit} or more")),
    "latency_ms": ("max_latency_ms", N_("{limit} or less")),
    "loss_percent": ("max_loss_percent", N_("{limit} or less")),
    "signal_dbm": ("min_signal_dbm", N_("{limit} or more")),
    "size_bytes": ("limit_bytes", N_("{limit} or less")),
    "firmware_version": ("target_version", N_("{limit} or newer")),
    "installed_version": ("wanted_version", N_("{limit} or newer")),
    "temperature_celsius": ("limit_celsius", N_("{limit} or less")),
    "channel": ("recommended_channel", N_("{limit}")),
    "dns_latency_ms": ("max_latency_ms", N_("{limit} or less")),
}
"""What a fact should be: the parameter or fact that holds the limit, and how to say it."""


NOTHING = {
    ("absent", "size_bytes"): N_("none"),
    ("absent", "installed_version"): N_("not installed"),
    ("down", "latency_ms"): N_("no answer"),
}
"""What a fact reads where the measurement found that there is nothing of it: that is known. By result and fact."""
IN_WORDS = {
    ("ok", "page_status"): N_("it opens"),
    ("down", "page_status"): N_("it does not open"),
}
"""What a fact means that is a code: the code itself stands under Details. By result and fact."""


@dataclass(frozen=True)
class ProofRow:
    """One line of a proof: what, before, after, what it should be (empty when there is no limit)."""

    fact: str
    label: str
    before: str
    after: str
    should_be: str


@dataclass(frozen=True)
class PlanRow:
    """One line of a plan: what will be tried, the chance that it helps, and its minutes."""

    title: str
    chance_percent: int
    minutes: float


class Wording:
    """Turns views into words; holds no state of the walk."""

    def __init__(self, environment: Environment, flows: Mapping[str, Flow]) -> None:
        self._environment = environment
        self._texts = environment.texts
        self._flows = flows

    def facts(self, view: View) -> dict[str, object]:
        """Return what may fill the texts of a view."""
        facts: dict[str, object] = {**text_facts(self._environment.organisation), **self._said(view.facts)}
        if isinstance(view, ShowGuide):
            facts.update(guide_facts(view.step))
        return facts

    def step_text(self, view: View, key: str) -> str | None:
        """Return the flow's own text ``key`` for the view's step, None where it has none."""
        return self._texts.flow(view.flow_id, f"step.{view.step_id}.{key}", self.facts(view))

    def title(self, view: View) -> str:
        """Return the one heading of the view."""
        undone = self._lost_by_undo(view)
        if undone is not None:
            half = N_("Nobody knows how far it was put back")
            return self._texts.message(N_("It is back as it was") if undone.is_back else half)
        own = self.step_text(view, "title")
        if own is not None:
            return own
        message = self._texts.message
        match view:
            case RunProbe(verifies=str(verified)) | AskQuestion(verifies=str(verified)):
                flow_id, _, step_id = verified.rpartition("/")
                original = self._texts.flow(flow_id, f"step.{step_id}.title", self.facts(view))
                return original or message(N_("Checking whether it helped"))
            case RunProbe():
                return message(PROBES[view.probe].title)
            case RunFix():
                return message(FIXES[view.fix].title, self.facts(view))
            case ShowPlan():
                return message(N_("What we will try"))
            case ShowOutcome():
                return message(OUTCOME_TITLES[view.result])
            case _:
                return self._texts.flow(view.flow_id, "title", self.facts(view)) or view.flow_id

    def body(self, view: View) -> str | None:
        """Return the paragraph under the heading, None when there is none."""
        undone = self._lost_by_undo(view)
        return self.undo_sentence(undone) if undone is not None else self.step_text(view, "body")

    def choice(self, view: AskQuestion, choice: str) -> str:
        """Return the words of one answer."""
        flow_id, _, step_id = (view.verifies or view.address).rpartition("/")
        facts = self.facts(view)
        row = choice_rows(view.step, view.facts).get(choice)
        if row is not None:
            return self._texts.flow(flow_id, f"step.{step_id}.choice.given", {**facts, **row}) or choice
        own = self._texts.flow(flow_id, f"step.{step_id}.choice.{choice}", facts)
        return own or self.default_choice(choice)

    def default_choice(self, choice: str) -> str:
        """Return the words of an answer the flow gives no words of its own."""
        return self._texts.message(DEFAULT_CHOICES.get(choice, choice))

    def watching(self, view: ShowGuide) -> str | None:
        """Return what is watched meanwhile, and what happens then; None where nothing is."""
        if view.step.watch is None:
            return None
        return self._texts.message(WATCH_SENTENCES.get(view.step.watch, WATCH_OTHER))

    def guide_lines(self, view: ShowGuide) -> tuple[str, ...]:
        """Return the numbered instructions."""
        lines: list[str] = []
        while (line := self.step_text(view, f"line.{len(lines) + 1}")) is not None:
            lines.append(line)
        return tuple(lines)

    def plan_rows(self, view: ShowPlan) -> tuple[PlanRow, ...]:
        """Return the plan, each member by the title a person will meet it under."""
        return tuple(
            PlanRow(self._member_title(view, member.step), round(member.chance * 100), member.minutes)
            for member in view.order
        )

    def _member_title(self, view: ShowPlan, step_id: str) -> str:
        step = self._flows[view.flow_id].step[step_id]
        facts = self.facts(view)
        own = self._texts.flow(view.flow_id, f"step.{step_id}.title", facts)
        if own is not None:
            return own
        if isinstance(step, CallStep):
            return self._texts.flow(step.flow, "title", facts) or step.flow
        fix = getattr(step, "fix", None)
        return self._texts.message(FIXES[fix].title, facts) if fix else step_id

    def undo_label(self, repair: Repair) -> str:
        """Return the words of the button that puts a repair back, or measures what is left to measure."""
        return self._texts.message(N_("Measure again") if repair.is_back else N_("Put it back as it was"))

    def undo_under_way(self) -> str:
        return self._texts.message(N_("It is put back and measured now …"))

    def undo_sentence(self, repair: Repair) -> str:
        """Return how a repair stands that can be, or was, put back as it was."""
        undone = repair.undone
        if undone is None:
            sentence = UNDO_BROKEN_OFF if repair.undoing else UNDO_POSSIBLE
            title = self._texts.message(FIXES[repair.fix].title, repair.parameters)
            return self._texts.message(sentence, {"repair": title})
        if undone.result != "done":
            return self._texts.message(undone.reason or UNDO_FAILED)
        if repair.remeasured is None:
            return self._texts.message(UNDONE_NOT_MEASURED)
        return self._texts.message(UNDONE[repair.remeasured.good])

    def _lost_by_undo(self, view: View) -> Repair | None:
        """Return the repair that was put back, maybe half, where the walk's own end is no longer true without it."""
        if not isinstance(view, ShowOutcome):
            return None
        back = [repair for repair in view.repairs if repair.is_back or repair.is_half_back]
        step = self._flows[view.flow_id].step[view.step_id]
        return back[-1] if back and getattr(step, "result", None) != view.result else None

    def finding(self, reading: Measured) -> str:
        """Return the sentence of a probe's result: problem, likely cause, next step."""
        probe = PROBES[reading.probe]
        facts = {**text_facts(self._environment.organisation), **self._said(reading.facts)}
        return self._texts.message(probe.sentences[reading.result], facts)

    def _said(self, facts: Mapping[str, FactValue]) -> dict[str, FactValue]:
        """Return facts with their days as a person says them; records and reports keep them as they were read."""
        return {
            name: format_date(self._texts, fact) if name.endswith("_date") and isinstance(fact, str) else fact
            for name, fact in facts.items()
        }

    def proof_title(self, proof: Proof) -> str:
        return self._texts.message(PROOF_TITLES[proof.word])

    def proof_sentence(self, proof: Proof) -> str:
        if proof.word == "not_fixed" and isinstance(proof.after, Answered):
            return self._texts.message(SAID_NOT_FIXED)
        return self._texts.message(PROOF_SENTENCES[proof.word])

    def proof_rows(self, proof: Proof) -> tuple[ProofRow, ...]:
        """Return before, after and limit of every fact a person is shown."""
        before, after = _facts(proof.before), _facts(proof.after)
        limits = {**self._limits(proof), **before, **after}
        rows = []
        for fact, label in FACT_LABELS.items():
            if fact not in after and fact not in before:
                continue
            rows.append(
                ProofRow(
                    fact,
                    self._texts.message(label),
                    self._value(proof, fact, proof.before),
                    self._value(proof, fact, proof.after),
                    self._should_be(fact, limits),
                )
            )
        return tuple(rows)

    def _value(self, proof: Proof, fact: str, reading: Measured | Answered | None) -> str:
        facts = _facts(reading)
        if fact == "answer" and isinstance(answer := facts.get(fact), str):
            flow_id, _, step_id = proof.of.rpartition("/")
            named = text_facts(self._environment.organisation)
            own = self._texts.flow(flow_id, f"step.{step_id}.choice.{answer}", named)
            return own or self.default_choice(answer)
        result = reading.result if isinstance(reading, Measured) else ""
        if (result, fact) in IN_WORDS:
            return self._texts.message(IN_WORDS[result, fact])
        nothing = NOTHING.get((result, fact))
        if nothing is not None and facts.get(fact) is None:
            return self._texts.message(nothing)
        return self._texts.format_fact(fact, facts.get(fact))

    def _limits(self, proof: Proof) -> Mapping[str, FactValue]:
        flow_id, _, step_id = proof.of.rpartition("/")
        step = self._flows[flow_id].step[step_id]
        probe = getattr(step, "probe", None)
        if probe is None:
            return {}
        declared = PROBES[probe].signature.parameters
        return dict(self._environment.runner.resolve(declared, getattr(step, "parameters", {})))

    def _should_be(self, fact: str, limits: Mapping[str, FactValue]) -> str:
        name, sentence = LIMITS.get(fact, ("", ""))
        limit = limits.get(name)
        if limit is None:
            return ""
        return self._texts.message(sentence, {"limit": self._texts.format_fact(name, limit)})


def guide_facts(step: GuideStep) -> dict[str, float]:
    """Return what a guide's own times fill in its texts."""
    facts: dict[str, float] = {f"seconds_{number}": seconds for number, seconds in enumerate(step.seconds, start=1)}
    if step.deadline_seconds is not None:
        facts["deadline_minutes"] = step.deadline_seconds / 60
    return facts


def _facts(reading: Measured | Answered | None) -> Mapping[str, FactValue]:
    if isinstance(reading, Measured):
        return reading.facts
    return {} if reading is None else {"answer": reading.choice}
