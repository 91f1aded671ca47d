"""Changes to a Mac as a whole: forget cached names, restart."""

from wizard.system.base import Cancel, Done, Failed, Missing
from wizard.system.command import CommandOutput, Runner
from wizard.system.elevation import FlushDns
from wizard.system.macos.elevation import run_elevated
from wizard.system.macos.osascript import tell

_TIMEOUT_S = 10.0
_ANSWER_S = 130.0
"""As long as macOS' own question may stand unanswered (an Apple event waits two minutes)."""
_RESTART = ('tell application "loginwindow" to «event aevtrrst»',)
"""kAEShowRestartDialog (Apple Technical Q&A QA1134): macOS asks once more, so that programs can save their work."""


def flush_dns(cancel: Cancel, run: Runner) -> Done | Failed | Missing:
    """Empty the system's cache of names, which takes an administrator."""
    if cancel.requested:
        return Missing("timeout", "stopped")
    return run_elevated(FlushDns(), run, cancel)


def flush_dns_as_root(cancel: Cancel, run: Runner) -> Done | Failed | Missing:
    """Empty the cache, and let the service that keeps it begin anew; only root may tell it to."""
    for argv in (("/usr/bin/dscacheutil", "-flushcache"), ("/usr/bin/killall", "-HUP", "mDNSResponder")):
        output = run(argv, _TIMEOUT_S, cancel)
        if isinstance(output, Missing):
            return output
        if output.status != 0:
            return Failed(f"{argv[0]}: {_said(output)}")
    return Done("mDNSResponder")


def restart_computer(run: Runner) -> Done | Failed | Missing:
    """Ask macOS to restart. Done means that it took the request: it shows its own question, with a countdown."""
    return tell(_RESTART, (), run, timeout_s=_ANSWER_S, what="restart")


def _said(output: CommandOutput) -> str:
    lines = (output.err.strip() or output.out.strip()).splitlines()
    return lines[0][:200] if lines else f"exit status {output.status}"
