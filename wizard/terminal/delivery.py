"""Sending at the terminal: progress while it lasts, then where it stands."""

from rich.console import Console
from rich.progress import BarColumn, TextColumn
from rich.progress import Progress as Bar

from wizard.escalation.handing_over import HandingOver
from wizard.escalation.handing_over_standing import standing
from wizard.escalation.model import Entry
from wizard.escalation.sender import SendProgress
from wizard.system.cancel import Cancel
from wizard.texts import Texts


def sending(handing: HandingOver, entry: Entry, console: Console) -> Entry:
    """Send one escalation now, showing how far it is; returns where it stands."""
    with Bar(BarColumn(), TextColumn("{task.description}"), console=console, transient=True) as bar:
        task = bar.add_task("", total=None)

        def report(progress: SendProgress) -> None:
            bar.update(task, completed=progress.sent_bytes, total=progress.size_bytes, description=progress.file or "")

        return handing.send_now(entry, report, Cancel())


def print_entry(entry: Entry, texts: Texts, console: Console) -> None:
    """Print where it stands, one sentence a line."""
    for sentence in standing(entry, texts):
        console.print(sentence, soft_wrap=True)
