"""The first page in the terminal: what was interrupted, the problems, the check-up."""

from rich.console import Console
from rich.text import Text

from wizard.environment import Environment
from wizard.marking import N_
from wizard.search import search
from wizard.session import Session, resumable
from wizard.terminal.keyboard import Keyboard, LeftError


def choose(environment: Environment, console: Console, keyboard: Keyboard) -> Session | None:
    """Let the person pick a problem or go on with a walk; None for the check-up.

    Raises LeftError when they leave.
    """
    texts = environment.texts
    flows = [name for name in environment.library.offered_ids() if environment.library.flows[name].home]
    unfinished = resumable(environment)[:1]
    console.print(Text(texts.message(N_("What is not working?")), style="bold"))
    entries: list[str | None] = [None]
    for record in unfinished:
        title = texts.flow(record.flow, "title", {}) or record.flow
        label = texts.message(N_("Continue where you left off: {title}"), {"title": title})
        console.print(f"  {len(entries)}  {label}")
        entries.append(record.id)
    for flow_id in flows:
        title = texts.flow(flow_id, "title", {}) or flow_id
        console.print(f"  {len(entries)}  {title}", highlight=False, markup=False)
        entries.append(flow_id)
    check_up = texts.message(N_("Check my computer"))
    console.print(f"  {len(entries)}  {check_up}")
    console.print(Text(texts.message(N_("Type a number, or tell it in your own words. q: leave")), style="dim"))
    while True:
        line = keyboard.line()
        if not line:
            continue
        if line == "q":
            raise LeftError
        if line.isascii() and line.isdigit():
            number = int(line)
            if number == len(entries):
                return None
            if 1 <= number < len(entries):
                chosen = entries[number] or ""
                known = any(record.id == chosen for record in unfinished)
                return Session.resume(environment, chosen) if known else Session.start(environment, chosen)
        else:
            found = search(line, environment.library, texts)
            if found.matches and not found.person:
                return Session.start(environment, found.matches[0].flow)
        console.print(texts.message(N_("Nothing fits that well. Choose a number from the list.")))
