"""The composition root: puts one environment together and hands it to window, terminal or command."""

import gc
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

from wizard.errors import UsageError, WizardError
from wizard.first_page import flow_cards
from wizard.journal.peek import interrupted
from wizard.marking import N_
from wizard.resources import flows as shipped_flows
from wizard.settings import APP_NAME, Settings, load_settings
from wizard.system import has_display, platform_name, preferred_languages
from wizard.system.core_dumps import forbid_core_dumps
from wizard.texts import FALLBACK, Texts, choose_language, languages, system_languages

if TYPE_CHECKING:
    import argparse

    from wizard.environment import Environment, Outgoing
    from wizard.flow.load import FlowLibrary
    from wizard.journal.journal import Journal
    from wizard.organisation import Organisation

_PRACTICE_FOLDER = "practice"
WRONG_USAGE, CANNOT_TELL = 2, 3


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the program; returns the exit status (DESIGN 10)."""
    forbid_core_dumps()
    window = False
    try:
        options = _options(sys.argv[1:] if arguments is None else arguments)
        window = options.command is None and has_display()
        if window:
            return _open_window(options)
        with compose(options) as environment:
            for notice in environment.notices:
                _say(notice)
            status = _run(options, environment)
            outbox = environment.used_outbox
            if outbox is not None and outbox.notice is not None:
                _say(outbox.notice)
            return status
    except WizardError as error:
        _say(error, window)
        return WRONG_USAGE if _is_input_fault(error) else CANNOT_TELL
    except KeyboardInterrupt:
        return CANNOT_TELL
    except Exception as fault:
        from wizard.crash_report import fault_error, save_crash_report

        _say(fault_error(save_crash_report(load_settings().report_folder, fault, "the command line")), window)
        return CANNOT_TELL


def _options(arguments: Sequence[str]) -> "argparse.Namespace":
    """Return the parsed command line; the bare start, which is the window's, needs no parser (4 ms)."""
    if not arguments:
        return cast("argparse.Namespace", SimpleNamespace(command=None))
    from wizard.cli.arguments import parse

    return parse(arguments)


@contextmanager
def compose(options: "argparse.Namespace") -> Iterator["Environment"]:
    """Put together what a walk needs; the journal and a practice scene live as long as the block."""
    from wizard.device.drivers import driver_for
    from wizard.device.record import DeviceRecord
    from wizard.environment import Environment, keep_days
    from wizard.journal.journal import Journal
    from wizard.system import this_system

    settings = load_settings()
    organisation, notice = _organisation(options, settings)
    library = _library(options, settings, organisation)
    texts = Texts(_language(options, settings), platform_name(), library.folder)
    with ExitStack() as stack:
        journal = Journal(settings.journal_path)
        stack.callback(journal.close)
        stack.callback(_tidy, settings, journal, keep_days(settings, organisation))
        scene = getattr(options, "practice", None)
        if scene is None:
            record = DeviceRecord(settings.device_record_path)
            device = driver_for(organisation, record)
            environment = Environment(
                system=this_system(),
                organisation=organisation,
                device=device,
                device_record=record,
                journal=journal,
                library=library,
                texts=texts,
                settings=settings,
                now_s=time.monotonic,
                profile_notice=notice,
                open_outbox=_open_outbox,
                own_start=_own_start(options),
            )
            stack.callback(_let_go_of_outbox, environment)
            yield environment
            return
        from wizard.practice.context import practice

        played = stack.enter_context(practice(scene, organisation, settings.work_folder(_PRACTICE_FOLDER)))
        environment = Environment(
            system=played.system,
            organisation=played.organisation,
            device=played.device,
            device_record=played.device_record,
            journal=journal,
            library=library,
            texts=texts,
            settings=settings,
            now_s=time.monotonic,
            practice=scene,
            script=played.scene.script,
            observe=played.observe,
            profile_notice=notice,
            open_outbox=_open_outbox,
        )
        stack.callback(_let_go_of_outbox, environment)
        yield environment


def _own_start(options: "argparse.Namespace") -> tuple[str, ...]:
    """Return the command that starts the program as it was started now, from any folder; practice is never repeated."""
    from wizard.system.own_program import own_command

    organisation, language = getattr(options, "organisation", None), getattr(options, "language", None)
    flows = [word for folder in getattr(options, "flows", ()) for word in ("--flows", str(folder.absolute()))]
    words = own_command(
        *flows,
        *(("--organisation", str(organisation.absolute())) if organisation is not None else ()),
        *(("--language", language) if language is not None else ()),
    )
    return words if all(word.isprintable() for word in words) else ()


def _open_outbox(folder: Path) -> "Outgoing":
    from wizard.escalation.outbox import Outbox

    return Outbox(folder)


def _open_window(options: "argparse.Namespace") -> int:
    """Show the first page from what the last start kept; the rest is put together once it can be seen.

    In practice, or with an organisation's own profile or flows, everything is loaded first: they change the first page.
    """
    prepare_qt()
    from wizard.ui.front import Front, unfinished_of
    from wizard.ui.opening import open_first_page, open_window

    settings = load_settings()
    go_on = getattr(options, "go_on", None)
    theirs = (settings.managed_profile, settings.user_profile, settings.managed_flows)
    for_trying = any(hasattr(options, name) for name in ("practice", "organisation", "flows"))
    if for_trying or any(path.exists() for path in theirs):
        with compose(options) as environment:
            return open_window(environment, go_on, only=not for_trying)
    texts = Texts(_language(options, settings), platform_name(), _flow_folder)
    front = Front(
        texts=texts,
        settings=settings,
        cards=flow_cards(shipped_flows(), settings, texts),
        unfinished=unfinished_of(interrupted(settings.journal_path, None), texts, datetime.now(UTC)),
    )
    return open_first_page(front, lambda: compose(options), go_on)


def prepare_qt() -> None:
    """Load Qt's core, and look for no garbage while the window comes up: nothing made by then goes away again.

    Qt makes thousands of names then, and every collection would look at all of them. The window ends it once seen.
    """
    gc.disable()
    from wizard.ui.qt_loading import load_qt

    load_qt()


def _organisation(options: "argparse.Namespace", settings: Settings) -> "tuple[Organisation, WizardError | None]":
    """Return the profile in force, and what is wrong with the person's own one, which is then done without."""
    from wizard.organisation import OrganisationError, load_organisation

    explicit = getattr(options, "organisation", None)
    try:
        return load_organisation(explicit, settings.managed_profile, settings.user_profile), None
    except OrganisationError as error:
        if not error.is_own:
            raise
        return load_organisation(explicit, settings.managed_profile), error


def _library(options: "argparse.Namespace", settings: Settings, organisation: "Organisation") -> "FlowLibrary":
    """Return the flows that ship with the program, the organisation's, and those of an author who tries them."""
    from wizard.flow.load import FlowLibrary

    tried: list[Path] = getattr(options, "flows", [])
    for folder in tried:
        if not FlowLibrary((folder,)).ids():
            raise UsageError(N_("There is no flow at {paths}. Name a folder with a flow.toml."), paths=str(folder))
    folders = (shipped_flows(), settings.managed_flows, *tried)
    return FlowLibrary(folders, settings.cache_folder / "flows", organisation.policy.hidden_flows)


def _tidy(settings: Settings, journal: "Journal", keep_days: int) -> None:
    """Forget what is too old, on the way out: no start waits for it, and what it misses the next one does."""
    if not journal.is_open:
        return
    try:
        journal.prune(datetime.now(UTC), keep_days)
        settings.remove_work_folders(keep=[_PRACTICE_FOLDER, *(record.id for record in journal.sessions())])
    except WizardError:
        return  # nothing is lost by keeping it until the next time


def _let_go_of_outbox(environment: "Environment") -> None:
    """Forget what was closed long ago, if the outbox was used, and close it."""
    outbox = environment.used_outbox
    if outbox is None:
        return
    try:
        outbox.prune(datetime.now(UTC), environment.keep_days)
    except WizardError:
        pass  # nothing is lost by keeping it until the next time
    finally:
        outbox.close()


def _flow_folder(flow_id: str) -> Path:
    return shipped_flows().joinpath(*flow_id.split("/"))


def _language(options: "argparse.Namespace", settings: Settings) -> str:
    """Return the language to speak; raises UsageError for one that was asked for by name and is not there."""
    named = getattr(options, "language", None)
    if named is not None and choose_language([named]) == FALLBACK and not named.lower().startswith(FALLBACK):
        known = ", ".join(languages())
        raise UsageError(N_("There is no language {language}. There are: {known}."), language=named, known=known)
    wanted = (
        named,
        settings.choices.language,
        *system_languages(),
        *preferred_languages(),
    )
    return choose_language(wanted)


def _run(options: "argparse.Namespace", environment: "Environment") -> int:
    match options.command:
        case None:
            return _run_bare(environment)
        case "walk":
            from wizard.cli.arguments import wants_json
            from wizard.terminal.walk import walk

            return walk(environment, options.flow, options.answers, options.resume, as_json=wants_json(options))
        case _:
            from wizard.cli.commands import run_command

            return run_command(options, environment)


def _run_bare(environment: "Environment") -> int:
    """Without a display: the terminal walk; with no terminal the check-up."""
    from wizard.cli.commands import print_check_up

    if sys.stdin is not None and sys.stdin.isatty() and sys.stdout is not None and sys.stdout.isatty():
        from wizard.terminal.walk import walk_from_home

        return walk_from_home(environment, lambda: print_check_up(environment, as_json=False))
    return print_check_up(environment, as_json=False)


def _is_input_fault(error: WizardError) -> bool:
    from wizard.flow.errors import FlowError, HistoryError
    from wizard.organisation import OrganisationError

    return isinstance(error, UsageError | FlowError | OrganisationError) and not isinstance(error, HistoryError)


def _say(error: WizardError, window: bool = False) -> None:
    """Say what is wrong on standard error. Where there is none, a start that should open a window says it in one."""
    texts = Texts(choose_language(system_languages()), "")
    if sys.stderr is not None:
        print(f"wizard: {texts.error(error)}", file=sys.stderr)  # noqa: T201
    elif window:
        from wizard.ui.telling import tell

        tell(texts.word(APP_NAME), texts.error(error))
