"""Asking for an administrator's rights on a Mac: ``osascript … with administrator privileges`` starts one program."""

from pathlib import Path

from wizard.system.base import Cancel, Done, Failed, Missing
from wizard.system.command import CommandOutput, Runner
from wizard.system.elevation import (
    MOST_CAPTURE_S,
    AnswerFolder,
    CapturePackets,
    FlushDns,
    ReinstallPackage,
    Request,
    arguments,
    is_trusted,
    not_elevated,
    program_path,
)
from wizard.system.macos.osascript import CANCELLED, error_number, script

_PASSWORD_S = 180.0
"""How long somebody may take to type a password."""
_WORK_S = {FlushDns: 25.0, ReinstallPackage: 30.0, CapturePackets: MOST_CAPTURE_S + 15.0}
INSTALLED = Path("/Library/Application Support/Self-Help Wizard/wizard-elevated")
"""Where an administrator puts the elevated program: beside the app in /Applications every administrator's programs
could change it without being asked (the folder is writable by the group ``admin``)."""
# Each word of the command is an argument of the script, and quoted by AppleScript itself.
_SCRIPT = (
    "on run argv",
    'set words_ to ""',
    "repeat with each_ in argv",
    'set words_ to words_ & quoted form of (each_ as text) & " "',
    "end repeat",
    "do shell script words_ with administrator privileges",
    "end run",
)


def can_elevate(program: Path | None = None) -> bool:
    """Return whether this copy has an elevated program that nobody but root can change."""
    return _trusted_program(program) is not None


def run_elevated(
    request: Request, run: Runner, cancel: Cancel, program: Path | None = None, answer: AnswerFolder | None = None
) -> Done | Failed | Missing:
    """Let the elevated program do one request, once somebody has typed an administrator's name and password.

    Missing ``not_permitted``: nobody did, or this copy never asks; its detail holds what an administrator would run.
    ``answer`` is the folder to use where more than the answer is wanted from it.
    """
    trusted = _trusted_program(program)
    if trusted is None:
        why = "this copy of the program asks for no administrator's rights"
        return not_elevated(why, administrator_command(request))
    if answer is not None:
        return _asked(trusted, request, run, cancel, answer)
    try:
        with AnswerFolder() as own:
            return _asked(trusted, request, run, cancel, own)
    except OSError as error:
        return Missing("not_available", f"no private folder for an answer: {error.strerror}")


def administrator_command(request: Request) -> str | None:
    """Return the words by which an administrator does the same in a terminal."""
    match request:
        case FlushDns():
            return "sudo dscacheutil -flushcache; sudo killall -HUP mDNSResponder"
        case ReinstallPackage(name):
            return f"brew reinstall --cask {name}"
        case CapturePackets(seconds):
            from wizard.system.macos.packet_capture import capture_command

            return capture_command(Path("capture.pcap"), seconds)


def _trusted_program(program: Path | None) -> Path | None:
    """Return the first elevated program that nobody but root can change."""
    candidates = (program,) if program is not None else (program_path(), INSTALLED)
    return next((path for path in candidates if path is not None and is_trusted(path)), None)


def _asked(
    program: Path, request: Request, run: Runner, cancel: Cancel, answer: AnswerFolder
) -> Done | Failed | Missing:
    words = (str(program), *arguments(request), str(answer.result_file))
    output = run(script(_SCRIPT, words), _PASSWORD_S + _WORK_S[type(request)], cancel)
    if isinstance(output, Missing):
        answer.stop()
        return output
    return _judged(output, request, answer)


def _judged(output: CommandOutput, request: Request, answer: AnswerFolder) -> Done | Failed | Missing:
    if output.status == 0:
        return answer.read()
    number = error_number(output)
    if number == CANCELLED:
        why = "nobody allowed it: the window for the password was closed"
        return not_elevated(why, administrator_command(request))
    if answer.result_file.exists():
        return answer.read()
    return Failed(f"{' '.join(arguments(request))}: error {number if number is not None else output.status}")
