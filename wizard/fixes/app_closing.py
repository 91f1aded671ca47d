"""Closing an app before something is done to it; used by the fixes that touch an app's files."""

from wizard.fixes.fix import FixContext
from wizard.organisation import CachedApp
from wizard.system.base import Failed, Missing

CLOSE_TIMEOUT_S = 20.0
"""How long an app may take to save its work and close."""


def close_app(context: FixContext, app: CachedApp) -> Missing | Failed | None:
    """Close every running process of the app; an answer when it may still be open."""
    running = context.system.processes_named(app.processes) if app.processes else ()
    if isinstance(running, Missing):
        return running
    for process in running:
        answer = context.system.close_process(process, CLOSE_TIMEOUT_S, context.cancel)
        if isinstance(answer, Failed):
            return answer
    return None
