"""The fixes of one walk, in order: begun, ended, proved, put back. Part of a replay; no clock, no input or output."""

from collections.abc import Mapping
from dataclasses import replace

from wizard.flow.events import Finished, Intended, Remeasured, UndoEvent, Undoing, Undone
from wizard.flow.model import Scalar
from wizard.flow.views import Proof, Repair


class Repairs:
    """What a walk has changed by fixes. ``all`` is frozen anew after each event."""

    def __init__(self) -> None:
        self.all: tuple[Repair, ...] = ()

    def begin(self, event: Intended, parameters: Mapping[str, Scalar]) -> None:
        """Note that a fix is about to begin."""
        repair = Repair(
            number=len(self.all), step=event.step, fix=event.fix, parameters=parameters, state=dict(event.state)
        )
        self.all += (repair,)

    def end(self, event: Finished) -> None:
        """Note how the fix that began last ended."""
        self._put(replace(self.all[-1], result=event.result))

    def prove(self, proof: Proof, probe: str | None, parameters: Mapping[str, Scalar]) -> None:
        """Note the first proof after each fix, and what measured it."""
        for repair in self.all:
            if repair.proof is None and repair.result is not None:
                self._put(replace(repair, proof=proof, probe=probe, probe_parameters=parameters))

    def take(self, event: UndoEvent) -> Repair | None:
        """Take an event of putting back; returns the repair as it is now, None when the event does not fit it."""
        if not 0 <= event.repair < len(self.all):
            return None
        repair = self.all[event.repair]
        changed: Repair | None = None
        match event:
            case Undoing() if may_undo(repair) and (event.fix, event.step) == (repair.fix, repair.step):
                changed = replace(repair, undoing=True, undone=None, cut_short=repair.is_half_back)
            case Undone() if repair.undoing:
                changed = replace(repair, undoing=False, undone=event)
            case Remeasured() if repair.is_back and repair.remeasured is None and event.reading.probe == repair.probe:
                changed = replace(repair, remeasured=event.reading)
        if changed is not None:
            self._put(changed)
        return changed

    def _put(self, repair: Repair) -> None:
        self.all = (*self.all[: repair.number], repair, *self.all[repair.number + 1 :])


def may_undo(repair: Repair) -> bool:
    """Return whether a repair may still be put back: it began, it has ended, and it is neither back nor another's."""
    if repair.result not in ("done", "failed", "interrupted"):
        return False
    return repair.undone is None or repair.undone.result in ("failed", "not_available")
