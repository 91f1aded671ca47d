"""Repairing for a walk: the intent is on the disk before anything is touched, the result before anything is shown."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

from wizard import measuring
from wizard.fixes.fix import Fix, FixContext
from wizard.flow.events import Finished, Intended, Remeasured, Undoing, Undone
from wizard.flow.views import AskConsent, Repair, RunFix, RunProbe
from wizard.journal.errors import JournalConflictError
from wizard.journal.hold import held
from wizard.marking import N_
from wizard.system.base import Cancel, Report

if TYPE_CHECKING:
    from wizard.environment import Environment
    from wizard.session import Session


FORBIDDEN = N_("Your organisation does not allow this repair here.")


def is_forbidden(environment: "Environment", fix: str) -> bool:
    """Return whether the organisation allows a repair on none of its computers (``[policy]`` of the profile)."""
    return fix in environment.organisation.policy.forbidden_fixes


def pass_over(session: "Session", view: AskConsent | RunFix) -> None:
    """Record that a repair was neither asked for nor begun, as the organisation forbids it."""
    session.append(
        Finished(
            at=session.environment.now_utc(),
            step=view.address,
            fix=view.fix,
            result="not_available",
            reason=FORBIDDEN,
        )
    )


def repair(session: "Session", view: RunFix, report: Report, cancel: Cancel) -> bool:
    """Repair, or find out what became of it; never in two processes, never on a record that went on elsewhere.

    False when it is done only after a restart of the computer that is still to come.
    """
    with _alone(session):
        return _repair_alone(session, view, report, cancel)


def put_back(session: "Session", repair: Repair, report: Report, cancel: Cancel) -> bool:
    """Put a repair back as it was, then measure what it was proved by; each on the disk before it counts.

    The fix itself looks before it touches anything, so one that was interrupted is never undone twice. False when
    the measuring was stopped: that alone is left to do then.
    """
    with _alone(session):
        if not repair.is_back:
            repair = _undo(session, repair, report, cancel)
        return not repair.is_back or repair.probe is None or _measure_again(session, repair, report, cancel)


@contextmanager
def _alone(session: "Session") -> Iterator[None]:
    """Keep every other process from repairing in this walk; raises JournalConflictError where one went on with it."""
    with held(session.work_folder / "repair.lock", session.id):
        if session.environment.journal.session(session.id).events != len(session.history):
            raise JournalConflictError(
                N_("This walk goes on in another window. Close that one, then continue here."), session=session.id
            )
        yield


def _undo(session: "Session", repair: Repair, report: Report, cancel: Cancel) -> Repair:
    environment = session.environment
    fix = environment.runner.fixes[repair.fix]
    context = environment.runner.fix_context(
        fix, repair.parameters, session.view.facts, session.work_folder, report=report, cancel=cancel
    )
    session.append(Undoing(at=environment.now_utc(), step=repair.step, fix=repair.fix, repair=repair.number))
    started_s = environment.now_s()
    result = environment.runner.run_undo(fix, context, repair.state)
    if result.result == "done":
        environment.observe(f"undo {repair.fix}")
    session.append(
        Undone(
            at=environment.now_utc(),
            step=repair.step,
            fix=repair.fix,
            repair=repair.number,
            result=result.result,
            reason=result.reason,
            seconds=round(environment.now_s() - started_s, 3),
        )
    )
    return session.view.repairs[repair.number]


def _measure_again(session: "Session", repair: Repair, report: Report, cancel: Cancel) -> bool:
    assert repair.probe is not None and repair.proof is not None
    view = RunProbe(
        address=repair.proof.step,
        stage="verify",
        facts=session.view.facts,
        proofs=(),
        can_go_back=False,
        probe=repair.probe,
        parameters=repair.probe_parameters,
        verifies=repair.proof.of,
    )
    reading = measuring.measure(session.environment, view, report, cancel)
    if reading is None:
        return False
    session.append(Remeasured(at=session.environment.now_utc(), repair=repair.number, reading=reading))
    return True


def _repair_alone(session: "Session", view: RunFix, report: Report, cancel: Cancel) -> bool:
    environment = session.environment
    fix = environment.runner.fixes[view.fix]
    context = environment.runner.fix_context(
        fix,
        view.parameters,
        view.facts,
        session.work_folder,
        report=report,
        cancel=cancel,
        come_back=environment.command_for(session.id),
    )
    now = environment.now_utc
    if view.intended is None and is_forbidden(environment, view.fix):
        pass_over(session, view)  # allowed when it was agreed to, forbidden since
        return True
    if view.intended is None:
        state = environment.runner.prepare_fix(fix, context)
        session.append(Intended(at=now(), step=view.address, fix=view.fix, state=dict(state)))
        return _run_fix(session, view, fix, context, state)
    # It had begun when the program ended: find out, never do it again blindly (DESIGN 4).
    state = view.intended.state
    match environment.runner.resumed(fix, context, state):
        case "not_yet":
            return _run_fix(session, view, fix, context, state)
        case "done":
            known = {name: value for name, value in state.items() if name in fix.signature.facts}
            session.append(Finished(at=now(), step=view.address, fix=view.fix, result="done", facts={**known}))
        case None:
            session.append(Finished(at=now(), step=view.address, fix=view.fix, result="interrupted"))
    return True


def _run_fix(session: "Session", view: RunFix, fix: Fix, context: FixContext, state: Mapping[str, str]) -> bool:
    """Run a fix whose intent stands in the journal, and record how it ended."""
    environment = session.environment
    started_s = environment.now_s()
    result = environment.runner.run_fix(fix, replace(context, noted=state))
    environment.observe(f"fix {view.fix}")
    if result.result == "done" and environment.runner.resumed(fix, context, state) == "not_yet":
        return False
    session.append(
        Finished(
            at=environment.now_utc(),
            step=view.address,
            fix=view.fix,
            result=result.result,
            facts=dict(result.facts),
            reason=result.reason,
            seconds=round(environment.now_s() - started_s, 3),
        )
    )
    return True
