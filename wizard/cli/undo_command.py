"""``wizard undo SESSION``: puts the last repair of a walk back as it was, measures again, and says what came of it."""

from wizard.documents import print_document
from wizard.environment import Environment
from wizard.errors import UsageError
from wizard.marking import N_
from wizard.output import PlainConsole
from wizard.session import Session
from wizard.summary import CANNOT_TELL, HEALTHY, PROBLEM_REMAINS, undo_of
from wizard.system.base import Cancel, Progress
from wizard.wording import Wording

FORMAT = 1


def undo_command(environment: Environment, session_id: str, *, as_json: bool) -> int:
    """Put it back; 0 when it is back and measured good, 1 when not back or measured bad, 3 when nobody can tell.

    Raises UsageError where the walk has nothing that can be put back (also a second time).
    """
    session = Session.resume(environment, session_id)
    repair = session.undoable
    if repair is None:
        raise UsageError(N_("Nothing of session {session} can be put back, or it is back already."), session=session_id)

    def silent(_progress: Progress) -> None:
        """The end is printed; nobody watches."""

    session.undo(silent, Cancel())
    after = session.view.repairs[repair.number]
    if as_json:
        document = {"format": FORMAT, "session": session.id, "undo": undo_of(session, repair.number)}
        print_document(document)
    else:
        PlainConsole().print(Wording(environment, session.flows).undo_sentence(after), soft_wrap=True)
    if not after.is_back:
        return PROBLEM_REMAINS
    good = after.remeasured.good if after.remeasured is not None else None
    return CANNOT_TELL if good is None else HEALTHY if good else PROBLEM_REMAINS
