"""A live line in words: its sentence for a screen reader, and the table behind it."""

from collections.abc import Mapping, Sequence

from wizard.flow.model import Scalar
from wizard.marking import N_
from wizard.probes.probe import Probe
from wizard.ui.moment import Live
from wizard.ui.pages.figures import line_description, line_fact, line_name
from wizard.ui.pages.page import PageContext
from wizard.ui.widgets.comparison import Cell, Comparison, Line
from wizard.ui.widgets.sparkline import FROM_ZERO, Scale, Sparkline
from wizard.ui.widgets.text import Text

HEAT = "temperature_celsius"
_SCALES = {HEAT: Scale(below_limit=15.0)}
"""Heat is drawn near its limit: from zero, cooling down would be a small step at the top."""
_DESCRIBE_S = 2.0
"""What the line shows is told to a screen reader this often at most: it is read on demand, not with each sample."""
_MOST_TOLD = 60
"""Readings told one by one, the latest of them."""


class Curve:
    """The line of a probe with a limit, and its table; whoever shows it puts both where they fit."""

    def __init__(self, context: PageContext, probe: Probe, limits: Mapping[str, Scalar]) -> None:
        self._context = context
        self.fact = line_fact(limits)
        parameter = probe.limit_parameter or ""
        limit = limits.get(parameter)
        self._limit = float(limit) if isinstance(limit, int | float) else None
        self._written_limit = context.environment.texts.format_fact(parameter, limit)
        self._limit_words = context.say(N_("{limit}: should stay below"), {"limit": self._written_limit})
        self._described_s: float | None = None
        self.line = Sparkline(context.theme, self._limit, self._limit_words, _SCALES.get(self.fact, FROM_ZERO))
        self.line.setAccessibleName(line_name(context, limits))
        self.table = Comparison(context.theme, (context.say(N_("Measured")),), self._lines(()))
        self.readings = Text(context.theme, "", "small", "muted")
        self._describe()

    @property
    def parts(self) -> tuple[Comparison | Text, ...]:
        """What the table behind the line consists of."""
        return self.table, self.readings

    def show_live(self, live: Live) -> None:
        """Draw what came in; tell it in words every two seconds."""
        self.line.add(live.samples)
        now_s = self._context.environment.now_s()
        if live.samples and (self._described_s is None or now_s - self._described_s >= _DESCRIBE_S):
            self._described_s = now_s
            self._describe()

    def finish(self) -> None:
        """Tell in words all that was drawn."""
        self._describe()

    def _describe(self) -> None:
        samples = self.line.samples
        told = line_description(self._context, samples, self.fact, self._limit_words)
        self.line.setAccessibleDescription(told)
        self.table.show_lines(self._lines(samples))
        self.readings.setText(self._one_by_one(samples))

    def _lines(self, samples: Sequence[float | None]) -> tuple[Line, ...]:
        say, known = self._context.say, [sample for sample in samples if sample is not None]
        rows = [
            (say(N_("Latest")), self._reading(known[-1] if known else None)),
            (say(N_("Lowest")), self._reading(min(known, default=None))),
            (say(N_("Highest")), self._reading(max(known, default=None))),
        ]
        if self.fact != HEAT:
            lost = {"lost": len(samples) - len(known), "count": len(samples)}
            tone = Cell(say(N_("{lost} of {count}"), lost), "bad" if lost["lost"] else "plain")
            rows.append((say(N_("Lost messages")), tone))
        rows.append((say(N_("Should stay below")), Cell(self._written_limit)))
        return tuple(Line(name, (cell,)) for name, cell in rows)

    def _reading(self, sample: float | None) -> Cell:
        """Return one reading; over the limit its sign and its spoken words say so."""
        if sample is None:
            return Cell(self._context.say(N_("not measured yet")))
        text = self._context.environment.texts.format_fact(self.fact, sample)
        if self._limit is None or sample <= self._limit:
            return Cell(text, "accent")
        return Cell(text, "warn", self._context.say(N_("over the limit")))

    def _one_by_one(self, samples: Sequence[float | None]) -> str:
        if not samples:
            return ""
        written, lost = self._context.environment.texts.format_fact, self._context.say(N_("lost"))
        told = ", ".join(lost if one is None else written(self.fact, one) for one in samples[-_MOST_TOLD:])
        return self._context.say(N_("One after the other, the latest last: {readings}"), {"readings": told})
