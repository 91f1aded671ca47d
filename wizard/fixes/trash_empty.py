"""trash.empty: deletes for good what lies in the person's trash; asked singly, as nothing brings it back.

Done means that files were deleted, and the counts say how many; whether there is room again is for ``verify``.
"""

from wizard.fixes.fix import ConsentText, Fix, FixContext, FixResult
from wizard.flow.catalogue import Fact, FixSignature
from wizard.flow.events import FactValue
from wizard.marking import N_
from wizard.system.base import Cleared, Missing, Progress

SIGNATURE = FixSignature(
    name="trash.empty",
    facts={
        "freed_bytes": Fact(int, "What was deleted"),
        "in_use_files": Fact(int, "Files that are open and were left"),
        "refused_files": Fact(int, "Files that may not be deleted"),
    },
)

CONSENT = ConsentText(
    title=N_("Empty the trash"),
    changes=N_("Deletes for good what lies in your trash: {trash_bytes}. Look first if you still need some of it."),
    duration=N_("Less than a minute."),
    stays=N_("All files outside of the trash stay as they are."),
    undo=N_("This cannot be undone. What lay in the trash is lost."),
    button=N_("Delete {trash_bytes} for good"),
    changes_unmeasured=N_("Deletes for good what lies in your trash. Look first if you still need some of it."),
    button_unmeasured=N_("Delete it for good"),
)


def run(context: FixContext) -> FixResult:
    """Empty it; links in it are deleted as links, and what is in use stays."""
    measured = context.facts.get("trash_bytes")
    whole = measured if isinstance(measured, int) and measured > 0 else None

    def show(progress: Progress) -> None:
        freed = progress.facts.get("freed_bytes")
        if isinstance(freed, int):
            context.report(Progress(min(freed / whole, 1.0) if whole else None, {"freed_bytes": freed}))

    cleared = context.system.empty_trash(context.cancel, show)
    if isinstance(cleared, Missing):
        reason = N_("We cannot empty your trash from here. Open it on your desktop and empty it there.")
        return FixResult("not_available", reason=reason, detail=cleared.detail)
    return _result(context, cleared)


def _result(context: FixContext, cleared: Cleared) -> FixResult:
    facts: dict[str, FactValue] = {
        "freed_bytes": cleared.freed_bytes,
        "in_use_files": cleared.in_use_files,
        "refused_files": cleared.refused_files,
    }
    # No names: what a person deletes is nobody's business, and this detail goes into the report.
    detail = f"{cleared.removed_files} files deleted"
    if context.cancel.requested:
        reason = N_("You stopped this. {freed_bytes} are gone, and the rest is still in the trash.")
        return FixResult("failed", facts, reason, detail)
    if cleared.removed_files == 0:
        return FixResult("failed", facts, _why_nothing(cleared), detail)
    left = None
    if cleared.refused_files:
        left = N_("{freed_bytes} are gone. Some files may not be deleted: {refused_files}.")
    elif cleared.in_use_files:
        left = N_("{freed_bytes} are gone. Some files are in use and were left: {in_use_files}.")
    return FixResult("done", facts, left, detail)


def _why_nothing(cleared: Cleared) -> str:
    if cleared.refused_files:
        return N_("Nothing was deleted: you may not delete these files. Ask an administrator.")
    if cleared.in_use_files:
        return N_("Nothing was deleted: all files are in use. Restart the computer, then try again.")
    return N_("There was nothing to delete. Your trash is empty.")


FIX = Fix(
    signature=SIGNATURE,
    title=N_("Empty the trash"),
    consent=CONSENT,
    run=run,
    risk="data_loss",
    minutes=1,
    singly="data_loss",
    can_stop=True,
)
