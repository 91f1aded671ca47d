"""What the window asks the rest of the program for, besides a walk; each function runs on the worker's thread."""

from typing import TYPE_CHECKING

from wizard.ui.front import Found, HandedOver, Search, Unfinished, has_outbox, unfinished_of

if TYPE_CHECKING:
    from wizard.environment import Environment
    from wizard.system.base import Progress, Report
    from wizard.system.cancel import Cancel
    from wizard.ui.pages.check_up import CheckUpResult
    from wizard.ui.pages.history import PastWalk


def unfinished_walks(environment: "Environment") -> tuple[Unfinished, ...]:
    """Return the walks that can be continued, newest first."""
    from wizard.session import resumable

    walks = ((record.id, record.flow, record.started_at) for record in resumable(environment))
    return unfinished_of(walks, environment.texts, environment.now_utc())


def handed_over(environment: "Environment") -> HandedOver | None:
    """Return what was handed over and is not over yet; None where there is nothing, or nothing can be read."""
    if not has_outbox(environment.settings):
        return None
    from wizard.errors import WizardError
    from wizard.ui.ticket_jobs import standing

    try:
        return standing(environment)
    except WizardError:
        return None  # ``outbox_notice`` says what is wrong


def outbox_notice(environment: "Environment") -> str:
    """Return what to say of an outbox that was damaged and put aside, or that cannot be used; empty for a sound one."""
    if not has_outbox(environment.settings):
        return ""
    outbox = environment.outbox
    if outbox is None:
        return ""
    from wizard.errors import WizardError

    try:
        _ = outbox.has_unsent  # opens it
    except WizardError as error:
        return environment.texts.error(error)
    return environment.texts.error(outbox.notice) if outbox.notice is not None else ""


def load_pages() -> None:
    """Import what the next pages are made with: on the window's own thread that stopped it for 30 ms at a press."""
    import wizard.ui.page_for
    import wizard.ui.pages.check_up  # noqa: F401


def past_walks(environment: "Environment") -> tuple["PastWalk", ...]:
    """Return every walk of the journal in words, newest first."""
    from wizard.session import resumable, with_undo
    from wizard.ui.pages.history import PastWalk
    from wizard.ui.pages.past import ending

    going_on = {record.id for record in resumable(environment)}
    undoable = with_undo(environment)
    texts = environment.texts
    return tuple(
        PastWalk(
            record.id,
            texts.flow(record.flow, "title") or record.flow,
            texts.moment_near(record.started_at, environment.now_utc()),
            ending(environment, record),
            record.outcome,
            record.id in going_on,
            record.id in undoable,
            record.started_at.date() if record.practice is None else None,  # practice is no trend
        )
        for record in environment.journal.sessions()
    )


def delete_walk(environment: "Environment", session_id: str) -> tuple["PastWalk", ...]:
    """Delete one walk with its work folder; return what is left."""
    environment.journal.delete(session_id)
    environment.settings.remove_work_folder(session_id)
    return past_walks(environment)


def delete_history(environment: "Environment") -> tuple["PastWalk", ...]:
    """Delete every walk with its work folder; return what is left (nothing)."""
    from wizard.session import forget_everything

    forget_everything(environment)
    return past_walks(environment)


def check_computer(environment: "Environment", report: "Report", cancel: "Cancel") -> "CheckUpResult":
    """Measure everything side by side."""
    from wizard.checkup import check_up
    from wizard.system.base import Progress
    from wizard.ui.pages.check_up import CheckUpResult, ProbeLine

    def pass_on(name: str, progress: "Progress") -> None:
        """Tell the share of the whole, and each probe's result under its name."""
        if not name:
            report(Progress(progress.fraction, message=progress.message))
        elif progress.result is not None:
            report(Progress(facts={name: progress.result}))

    found = check_up(environment, pass_on, cancel)
    lines = tuple(
        ProbeLine(each.probe, each.sentence(environment.texts), each.good, each.applies) for each in found.probes
    )
    wired = any(each.facts.get("adapter_kind") == "wired" or each.result == "wired" for each in found.probes)
    return CheckUpResult(found.verdict, found.sentence(environment.texts), lines, found.flows, wired)


def search_in(environment: "Environment") -> Search:
    """Read what people may type, once; return what answers a search (FACTS E5), quick enough for every key press."""
    from wizard.search import SearchIndex

    index = SearchIndex(environment.library, environment.texts)

    def search(text: str) -> Found:
        found = index.search(text)
        return Found(tuple(match.flow for match in found.matches), found.person)

    return search


def forget_start_at_login(environment: "Environment") -> None:
    """The program is open: it need not be started at the next login any more."""
    if environment.practice is None:
        environment.system.forget_start_at_login()
