"""Codes and raw readings of a walk, as the program keeps them: for support, behind Details, with a button to copy."""

from collections.abc import Iterator

from wizard.flow.events import Event, FactValue, Finished, Measured
from wizard.marking import N_
from wizard.ui.moment import Moment
from wizard.ui.pages.page import Page
from wizard.ui.widgets.card import Card
from wizard.ui.widgets.disclosure import Disclosure
from wizard.ui.widgets.text import Text

_MOST_SIGNS = 400
"""Of one reading: a table of networks or apps is long."""


def add_raw_readings(page: Page, moment: Moment) -> None:
    """Put Details on a page: every measurement and repair of the walk so far; nothing where there was none."""
    lines = [line for event in moment.history for line in _lines(event)]
    if not lines:
        return
    card = Card(page.theme)
    for line in lines:
        card.add(Text(page.theme, line, "small", "muted").selectable())
    page.add(Disclosure(page.theme, page.say(N_("Details")), card, page.copying()))


def _lines(event: Event) -> Iterator[str]:
    match event:
        case Measured():
            yield _line(event.step, event.probe, event.result, event.reason, event.facts)
        case Finished():
            yield _line(event.step, event.fix, event.result, event.reason, event.facts)
        case _:
            return


def _line(step: str, name: str, result: str, reason: str | None, facts: dict[str, FactValue]) -> str:
    told = " ".join(f"{key}={_short(content)}" for key, content in facts.items())
    return f"{step}: {name} → {result}{f' ({reason})' if reason else ''} {told}".strip()


def _short(content: FactValue) -> str:
    text = str(content)
    return text if len(text) <= _MOST_SIGNS else f"{text[:_MOST_SIGNS]}…"
