"""The composition root: puts one environment together and hands it to window, terminal or command."""

import argparse
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager

from wizard.cli.arguments import parse, wants_json
from wizard.device.drivers import driver_for
from wizard.device.record import DeviceRecord
from wizard.environment import Environment, utc_now
from wizard.errors import UsageError, WizardError
from wizard.flow.load import FlowLibrary
from wizard.journal.journal import Journal
from wizard.organisation import load_organisation
from wizard.resources import flows as shipped_flows
from wizard.settings import Settings, load_settings
from wizard.summary import CANNOT_TELL, WRONG_USAGE
from wizard.system import has_display, this_system
from wizard.texts import Texts, choose_language, system_languages

_PRACTICE_FOLDER = "practice"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the program; returns the exit status (DESIGN 10)."""
    try:
        options = parse(sys.argv[1:] if arguments is None else arguments)
        with compose(options) as environment:
            return _run(options, environment)
    except WizardError as error:
        _say(error)
        return WRONG_USAGE if _is_input_fault(error) else CANNOT_TELL
    except KeyboardInterrupt:
        return CANNOT_TELL


@contextmanager
def compose(options: argparse.Namespace) -> Iterator[Environment]:
    """Put together what a walk needs; a practice scene lives as long as the block."""
    settings = load_settings()
    settings.prepare()
    organisation = load_organisation(
        getattr(options, "organisation", None), settings.managed_profile, settings.user_profile
    )
    system = this_system()
    library = FlowLibrary((shipped_flows(),), settings.cache_folder / "flows")
    texts = Texts(_language(options, settings), system.platform, library.folder)
    with ExitStack() as stack:
        journal = Journal(settings.journal_path)
        stack.callback(journal.close)
        stack.callback(_tidy, settings, journal)
        scene = getattr(options, "practice", None)
        if scene is None:
            record = DeviceRecord(settings.device_record_path)
            device = driver_for(organisation, record)
            yield Environment(system, organisation, device, record, journal, library, texts, settings, time.monotonic)
            return
        from wizard.practice.context import practice

        played = stack.enter_context(practice(scene, organisation, settings.work_folder(_PRACTICE_FOLDER)))
        yield Environment(
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
        )


def _tidy(settings: Settings, journal: Journal) -> None:
    """Forget what is too old, on the way out: no start waits for it, and what it misses the next one does."""
    try:
        journal.prune(utc_now(), settings.choices.retention_days)
        settings.remove_work_folders(keep=[_PRACTICE_FOLDER, *(record.id for record in journal.sessions())])
    except WizardError:
        return  # nothing is lost by keeping it until the next time


def _language(options: argparse.Namespace, settings: Settings) -> str:
    wanted = (getattr(options, "language", None), settings.choices.language, *system_languages())
    return choose_language(wanted)


def _run(options: argparse.Namespace, environment: Environment) -> int:
    match options.command:
        case None:
            return _run_bare(environment)
        case "walk":
            from wizard.terminal.walk import walk

            return walk(environment, options.flow, options.answers, options.resume, as_json=wants_json(options))
        case _:
            from wizard.cli.commands import run_command

            return run_command(options, environment)


def _run_bare(environment: Environment) -> int:
    """Window; with no display the terminal walk; with no terminal the check-up."""
    if has_display():
        from wizard.ui.window import open_window

        return open_window(environment)
    from wizard.cli.commands import print_check_up

    if sys.stdin is not None and sys.stdin.isatty() and sys.stdout.isatty():
        from wizard.terminal.walk import walk_from_home

        return walk_from_home(environment, lambda: print_check_up(environment, as_json=False))
    return print_check_up(environment, as_json=False)


def _is_input_fault(error: WizardError) -> bool:
    from wizard.flow.errors import FlowError, HistoryError
    from wizard.organisation import OrganisationError

    return isinstance(error, UsageError | FlowError | OrganisationError) and not isinstance(error, HistoryError)


def _say(error: WizardError) -> None:
    """Say what is wrong on standard error; a windowed program without one shows a dialogue of its own."""
    if sys.stderr is not None:
        print(f"wizard: {Texts(choose_language(system_languages()), '').error(error)}", file=sys.stderr)  # noqa: T201
