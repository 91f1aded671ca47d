"""Asking for an administrator's rights on Linux: polkit's ``pkexec`` starts the one program that has them."""

from pathlib import Path

from wizard.system.base import Cancel, Done, Failed, Missing
from wizard.system.command import CommandOutput, Runner, find_program
from wizard.system.elevation import (
    INSTALL_ANSWER_S,
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

_PASSWORD_S = 180.0
"""How long somebody may take to type a password."""
_WORK_S = {FlushDns: 15.0, ReinstallPackage: INSTALL_ANSWER_S, CapturePackets: MOST_CAPTURE_S + 15.0}
# pkexec(1): 126 when the person closed the window, 127 when they may not or nobody could ask them.
_DISMISSED, _NOT_AUTHORISED = 126, 127


def can_elevate(program: Path | None = None) -> bool:
    """Return whether this copy has an elevated program that can be trusted, and polkit to start it."""
    return is_trusted(program or program_path() or Path()) and find_program("pkexec") is not None


def run_elevated(
    request: Request, run: Runner, cancel: Cancel, program: Path | None = None, answer: AnswerFolder | None = None
) -> Done | Failed | Missing:
    """Let the elevated program do one request, once somebody has allowed it.

    Missing ``not_permitted``: nobody did, or this copy never asks; its detail holds what an administrator would run.
    ``answer`` is the folder to use where more than the answer is wanted from it.
    """
    program = program or program_path()
    command = administrator_command(request)
    if program is None or not is_trusted(program):
        return not_elevated("this copy of the program asks for no administrator's rights", command)
    if answer is not None:
        return _asked(program, request, run, cancel, answer)
    try:
        with AnswerFolder() as own:
            return _asked(program, request, run, cancel, own)
    except OSError as error:
        return Missing("not_available", f"no private folder for an answer: {error.strerror}")


def administrator_command(request: Request) -> str:
    """Return the words by which an administrator does the same in a terminal."""
    match request:
        case FlushDns():
            return "sudo resolvectl flush-caches"
        case ReinstallPackage(name):
            from wizard.system.linux.packages import usual_packager

            return " ".join(("sudo", *usual_packager().by_hand, name))
        case CapturePackets(seconds):
            from wizard.system.linux.packet_capture import capture_command

            return capture_command(Path("capture.pcap"), seconds)


def _asked(
    program: Path, request: Request, run: Runner, cancel: Cancel, answer: AnswerFolder
) -> Done | Failed | Missing:
    words = ("pkexec", "--disable-internal-agent", str(program), *arguments(request), str(answer.result_file))
    # Installing that is broken off leaves a package half done: it is never stopped once it was asked for.
    stop = Cancel() if isinstance(request, ReinstallPackage) else cancel
    output = run(words, _PASSWORD_S + _WORK_S[type(request)], stop)
    if isinstance(output, Missing):
        answer.stop()
        return output
    return _judged(output, request, answer)


def _judged(output: CommandOutput, request: Request, answer: AnswerFolder) -> Done | Failed | Missing:
    match output.status:
        case 0:
            return answer.read()
        case status if status == _DISMISSED:
            return not_elevated(
                "nobody allowed it: the window for the password was closed", administrator_command(request)
            )
        case status if status == _NOT_AUTHORISED:
            said = (output.err.strip().splitlines() or ["nobody could be asked for a password"])[-1]
            return not_elevated(f"not allowed: {said}", administrator_command(request))
    said = (output.err.strip().splitlines() or [f"exit status {output.status}"])[-1]
    return Failed(f"{words_of(request)}: {said}")


def words_of(request: Request) -> str:
    """Return a request as it stands in Details."""
    return " ".join(arguments(request))
