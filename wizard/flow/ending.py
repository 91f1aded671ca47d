"""Who has to do something once a walk has ended: a person elsewhere, or nobody."""

from wizard.flow.engine import without_taken_back
from wizard.flow.events import Answered, Consented, Finished, Guided, History
from wizard.flow.views import ShowOutcome


def needs_person(view: ShowOutcome, history: History) -> bool:
    """Return whether an end leads to a person: the report comes first there, else it is one press further away.

    What cannot be done here leads there, too, unless the flow says that it is nobody's fault, or the person chose it.
    """
    return view.needs_person and not was_left(view, history)


def was_left(view: ShowOutcome, history: History) -> bool:
    """Return whether the person's own choice led to an end that can do nothing here: nothing failed."""
    if view.result != "not_supported":
        return False
    match next(reversed(without_taken_back(history)), None):
        case Answered() | Guided(result="cannot") | Consented(granted=False) | Finished(result="declined"):
            return True
        case _:
            return False
