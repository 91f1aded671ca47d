"""The pure engine: (flows, history) → next view. No clock, no input or output, no screen.

``next_view`` replays the whole history each time, so the same history always gives the same view, and Back is
nothing but a history with its last interactive event removed.
"""

from collections.abc import Iterator, Mapping, Sequence

from wizard.flow.errors import BackRefusedError
from wizard.flow.events import Acknowledged, Answered, Consented, Event, Guided, History, Intended, Undoing, WentBack
from wizard.flow.model import Flow
from wizard.flow.replay import Replay
from wizard.flow.views import View
from wizard.marking import N_

_INTERACTIVE = (Answered, Guided, Consented, Acknowledged)


def next_view(flows: Mapping[str, Flow], start: str, history: History) -> View:
    """Return what follows ``history`` in the flow ``start``; ``flows`` are those the session pinned, by id.

    Raises HistoryError when an event does not fit the step it meets, BackRefusedError when one goes back where
    that is not possible, FlowCheckError when a flow names a step it does not have.
    """
    effective = without_taken_back(history)
    replay = Replay(flows, start)
    for event in effective:
        replay.apply(event)
    return replay.view(can_go_back=_interactive_end(effective) is not None)


def without_taken_back(history: History) -> tuple[Event, ...]:
    """Return the history as it counts: every ``WentBack`` and what it took back removed.

    Raises BackRefusedError where there is nothing to take back or something was changed since.
    """
    effective: list[Event] = []
    for event in history:
        if not isinstance(event, WentBack):
            effective.append(event)
            continue
        end = _interactive_end(effective)
        if end is None:
            raise BackRefusedError(N_("There is nothing to go back to, or something was changed since."))
        del effective[end:]
    return tuple(effective)


def _interactive_end(effective: Sequence[Event]) -> int | None:
    """Return the index of the last interactive event if nothing was changed by it or after it, else None."""
    for index in range(len(effective) - 1, -1, -1):
        event = effective[index]
        if isinstance(event, Intended | Undoing) or (isinstance(event, Guided) and event.changed_something):
            return None
        if isinstance(event, _INTERACTIVE):
            return index
    return None


def walked_steps(flows: Mapping[str, Flow], start: str, history: History) -> Iterator[View]:
    """Yield the view before each event that counts, then the last one: the walk, page by page."""
    effective = without_taken_back(history)
    replay = Replay(flows, start)
    yield replay.view(can_go_back=False)
    for length, event in enumerate(effective, 1):
        replay.apply(event)
        yield replay.view(can_go_back=_interactive_end(effective[:length]) is not None)
