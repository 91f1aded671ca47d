"""computer.restart: restarts this computer, and knows afterwards by the boot id whether it did (FACTS A4, A11)."""

from collections.abc import Mapping
from typing import Literal

from wizard.fixes.fix import ConsentText, Fix, FixContext, FixResult
from wizard.flow.catalogue import FixSignature
from wizard.marking import N_
from wizard.system.base import Done, Failed, Missing

SIGNATURE = FixSignature(name="computer.restart")

CONSENT = ConsentText(
    title=N_("Restart this computer"),
    changes=N_("All open programs are closed, and the computer starts anew. Save your work first."),
    duration=N_("Two to five minutes."),
    stays=N_("Your files and settings stay. This check goes on where it stopped."),
    undo=N_("This cannot be undone. Work that you have not saved is lost."),
    button=N_("Restart this computer"),
)

_BY_HAND = N_("This computer cannot be restarted from here. Save your work and restart it yourself, then come back.")


def run(context: FixContext) -> FixResult:
    """Ask for the restart. Done means only that the system took the request: ``resumed`` tells whether it came.

    Without a boot id nobody could tell afterwards, so the restart is left to the person. The program is to come back
    by itself at the next login; where that is not possible, the first page offers to go on.
    """
    boot_id = context.system.boot_id()
    if isinstance(boot_id, Missing):
        return FixResult("not_available", reason=_BY_HAND, detail=boot_id.detail)
    if context.come_back:
        context.system.start_at_login(context.come_back)
    answer = context.system.restart_computer()
    if not isinstance(answer, Done):
        context.system.forget_start_at_login()
    match answer:
        case Done():
            return FixResult("done", detail=answer.detail)
        case Failed():
            reason = N_("The computer did not accept the restart. Save your work and restart it yourself.")
            return FixResult("failed", reason=reason, detail=answer.detail)
    return FixResult("not_available", reason=_BY_HAND, detail=answer.detail)


def prepare(context: FixContext) -> Mapping[str, str]:
    """Return the boot id of now; nothing where there is none."""
    boot_id = context.system.boot_id()
    return {} if isinstance(boot_id, Missing) else {"boot_id": boot_id}


def resumed(context: FixContext, state: Mapping[str, str]) -> Literal["done", "not_yet"] | None:
    """Return done when the computer runs under another boot id than the recorded one; None without both."""
    before, now = state.get("boot_id"), context.system.boot_id()
    if before is None or isinstance(now, Missing):
        return None
    return "not_yet" if now == before else "done"


FIX = Fix(
    signature=SIGNATURE,
    title=N_("Restart this computer"),
    consent=CONSENT,
    run=run,
    risk="restart",
    minutes=4,
    singly="restart",
    prepare=prepare,
    resumed=resumed,
)
