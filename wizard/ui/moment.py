"""What the window knows of a walk at one moment: taken on the worker's thread, read on the window's."""

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from wizard.value import value

if TYPE_CHECKING:
    from wizard.flow.events import FactValue, History, Measured
    from wizard.flow.model import Flow
    from wizard.flow.views import Repair, View
    from wizard.session import ConsentPage, Session


@value
class Moment:
    """A walk as it stands. ``since`` is when the view came up, UTC; ``consent`` only where consent is asked.

    ``undoable`` is the repair that can be put back as it was, on a page that offers it.
    """

    session_id: str
    flow_id: str
    view: "View"
    history: "History"
    since: datetime
    flows: Mapping[str, "Flow"]
    consent: "ConsentPage | None" = None
    undoable: "Repair | None" = None


@value
class Live:
    """What running work showed since the last look: the share done, the latest facts, every sample (None: lost).

    ``message`` is the latest catalogue message that says why it goes on.
    """

    fraction: float | None
    facts: Mapping[str, "FactValue"]
    samples: tuple[float | None, ...]
    message: str | None = None


def moment_of(session: "Session") -> Moment:
    """Return the walk as it stands now."""
    from wizard.flow.views import AskConsent

    view = session.view
    return Moment(
        session_id=session.id,
        flow_id=session.flow_id,
        view=view,
        history=session.history,
        since=session.view_since,
        flows=session.flows,
        consent=session.consent_page(view) if isinstance(view, AskConsent) else None,
        undoable=session.undoable,
    )


def done_stages(history: "History") -> frozenset[int]:
    """Return the stages in which something was really done: 0 measured or asked, 1 changed, 2 measured after a change.

    A stage that was only passed by, because nothing fitted or a repair was not wanted, is none of them.
    """
    from wizard.flow.engine import without_taken_back
    from wizard.flow.events import Answered, Finished, Guided, Measured

    done: set[int] = set()
    for event in without_taken_back(history):
        if isinstance(event, Measured | Answered):
            done.add(2 if 1 in done else 0)
        elif (isinstance(event, Finished) and event.result == "done") or (
            isinstance(event, Guided) and event.changed_something
        ):
            done.add(1)
    return frozenset(done)


def latest_finding(history: "History") -> "Measured | None":
    """Return the measurement that led to the page that follows: the last bad one of the last run, else the last."""
    from wizard.flow.events import Measured

    run: list[Measured] = []
    for event in reversed(history):
        if not isinstance(event, Measured):
            break
        run.append(event)
    return next((event for event in run if event.good is False), run[0] if run else None)
