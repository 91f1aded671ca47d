"""``wizard secret``: passwords and tokens of channels, in the system's keyring; never printed, never an argument."""

import argparse
import sys
import warnings
from getpass import GetPassWarning, getpass
from typing import Literal

import msgspec
from rich.table import Table

from wizard.documents import print_document
from wizard.environment import Environment
from wizard.errors import UsageError
from wizard.escalation.errors import DamagedSecretError, MissingSecretError, SecretError
from wizard.escalation.secrets import MAX_LENGTH, SystemSecrets, is_name, is_usable
from wizard.marking import N_
from wizard.organisation import Organisation
from wizard.organisation.channels import MailChannel, RtChannel
from wizard.organisation.portal import PortalChannel
from wizard.output import PlainConsole
from wizard.summary import CANNOT_TELL, HEALTHY, PROBLEM_REMAINS

FORMAT = 1
_MOST_BYTES = MAX_LENGTH * 4 + 2
"""The longest line that can hold a secret: four bytes a character in UTF-8, and the line's end."""
_STATES = {
    "stored": N_("stored"),
    "missing": N_("not stored"),
    "damaged": N_("no password: store it again"),
    "unknown": N_("not known"),
}
State = Literal["stored", "missing", "damaged", "unknown"]


class WantedSecret(msgspec.Struct, frozen=True):
    """A secret that the profile names, the channels that need it, and whether the keyring has it."""

    name: str
    channels: tuple[str, ...]
    state: State


def secret_command(environment: Environment, options: argparse.Namespace) -> int:
    """Store, remove or list; returns the exit status. Raises UsageError, and SecretError when the keyring cannot."""
    if options.action == "list":
        return _list(environment, as_json=options.json)
    if environment.practice is not None:
        raise UsageError(N_("In practice the keyring of this computer is left alone. Leave out --practice."))
    if options.surplus:
        raise UsageError(
            N_(
                "A password does not belong on the command line, where other programs can read it; change it if it was"
                " a real one. Write only the name: you are asked for the password, or it is read from standard input."
            )
        )
    if not is_name(options.name):  # not repeated: it may be a password in the wrong place
        raise UsageError(N_("That cannot be the name of a password. Use small letters, digits and _, as in help_desk."))
    name = str(options.name)
    return _set(environment, name) if options.action == "set" else _delete(environment, name)


def wanted_secrets(organisation: Organisation) -> dict[str, tuple[str, ...]]:
    """Return the names of the secrets that the profile's channels use, each with the names of those channels."""
    wanted: dict[str, tuple[str, ...]] = {}
    for name, channel in organisation.channels.items():
        if not isinstance(channel, MailChannel | RtChannel | PortalChannel):
            continue
        if channel.secret and channel.authentication != "none":
            wanted[channel.secret] = (*wanted.get(channel.secret, ()), name)
    return wanted


def _set(environment: Environment, name: str) -> int:
    texts = environment.texts
    secret = _read(texts.message(N_("Password or token for “{name}” (it is not shown): "), {"name": name}))
    if not secret:
        raise UsageError(N_("Nothing was typed, so nothing was stored."))
    if not is_usable(secret):
        raise UsageError(N_("A password must be one line without control characters. Nothing was stored."))
    SystemSecrets().set(name, secret)
    console = PlainConsole(soft_wrap=True)
    console.print(texts.message(N_("“{name}” is stored in the keyring of this computer."), {"name": name}))
    wanted = wanted_secrets(environment.organisation)
    if name not in wanted:
        facts = {"known": ", ".join(wanted) or "-"}
        console.print(texts.message(N_("No channel of the profile uses this name. They use: {known}."), facts))
    return HEALTHY


def _delete(environment: Environment, name: str) -> int:
    try:
        SystemSecrets().delete(name)
    except MissingSecretError as error:
        raise UsageError(
            N_("The keyring of this computer has nothing under the name “{name}”. Nothing was removed."), name=name
        ) from error
    facts = {"name": name}
    PlainConsole(soft_wrap=True).print(
        environment.texts.message(N_("“{name}” is no longer in the keyring of this computer."), facts)
    )
    return HEALTHY


def _read(prompt: str) -> str:
    """Return what is typed, unseen; without a terminal the first line of standard input, which nobody sees either."""
    source = sys.stdin
    if source is None:
        return ""
    if not source.isatty():
        line = source.buffer.readline(_MOST_BYTES)
        return line.removesuffix(b"\n").removesuffix(b"\r").decode(errors="surrogateescape")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", GetPassWarning)  # rather nothing than a password on the screen
            return getpass(prompt)
    except GetPassWarning as error:
        raise UsageError(
            N_("This terminal would show what you type. Send the password to standard input instead.")
        ) from error
    except EOFError:
        return ""


def _list(environment: Environment, *, as_json: bool) -> int:
    """Print every secret that is wanted; 0: all there, 1: one is not, 3: the keyring cannot be asked."""
    texts = environment.texts
    found, fault = _look(wanted_secrets(environment.organisation))
    if as_json:
        problem = None if fault is None else texts.error(fault)
        print_document({"format": FORMAT, "secrets": found, "problem": problem})
    else:
        table = Table(box=None, show_header=False)
        for each in found:
            table.add_row(each.name, ", ".join(each.channels), texts.message(_STATES[each.state]))
        console = PlainConsole(soft_wrap=True)
        console.print(table if found else texts.message(N_("No channel of the profile needs a password.")))
        if fault is not None:
            console.print(texts.error(fault))
    if any(each.state in ("missing", "damaged") for each in found):
        return PROBLEM_REMAINS
    return HEALTHY if fault is None else CANNOT_TELL


def _look(wanted: dict[str, tuple[str, ...]]) -> tuple[list[WantedSecret], SecretError | None]:
    """Ask the keyring for each; after it failed once the others are not known, and the person is asked once only."""
    secrets, found = SystemSecrets(), []
    fault: SecretError | None = None
    for name, channels in wanted.items():
        state: State = "unknown"
        if fault is None:
            try:
                secrets.get(name)
                state = "stored"
            except MissingSecretError:
                state = "missing"
            except DamagedSecretError:
                state = "damaged"
            except SecretError as error:
                fault = error
        found.append(WantedSecret(name, channels, state))
    return found, fault
