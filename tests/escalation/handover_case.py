"""A walk that nobody could solve, and an organisation that has ways to people."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec

from wizard.environment import Environment
from wizard.flow.views import AskConsent, AskQuestion, ShowGuide, ShowOutcome, ShowPlan, ShowProof
from wizard.organisation.channels import ChatChannel, FolderChannel, MailChannel, PhoneChannel, Rung
from wizard.session import Session
from wizard.system.cancel import Cancel


def organised(practice: Environment, folder: Path) -> Environment:
    """Return a simulated computer that is taken for a real one; ``folder`` is where its help desk looks."""
    organisation = msgspec.structs.replace(
        practice.organisation,
        channels={
            "desk": FolderChannel(title="Shared folder", path=str(folder)),
            "mail": MailChannel(address="desk@example.com"),
            "line": PhoneChannel(title="Help line", number="+420 222 333 444", hours="Monday to Friday, 8 to 18"),
            "chat": ChatChannel(url="https://chat.example.com"),
        },
        rungs=(
            Rung(role="first_line", response_h=48),
            Rung(role="supervisor", name="Ing. Jana Dvořáková", email="supervisor@example.com", response_h=72),
        ),
    )
    folder.mkdir()
    return replace(practice, practice=None, organisation=organisation)


def walked(environment: Environment, answer: Callable[[Any], str] = lambda view: view.choices[0]) -> Session:
    """Walk the connection flow to its end, taking the first way everywhere."""
    session = Session.start(environment, "connection")
    for _ in range(60):
        match session.view:
            case ShowOutcome():
                return session
            case AskQuestion() as view:
                session.answer(answer(view))
            case ShowGuide() as view:
                session.guide(next(result for result in view.step.on if result in ("done", "cannot")))
            case AskConsent():
                session.consent(True)
            case ShowPlan() | ShowProof():
                session.acknowledge()
            case _:
                session.work(lambda _progress: None, Cancel())
    raise AssertionError("the walk has no end")
