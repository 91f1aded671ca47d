"""The victim of the soak test: a real process that walks a flow in practice and may be killed at any moment.

Usage: walker.py SCENE FLOW SIDE_EFFECTS, with WIZARD_HOME set. Goes on with an unfinished walk, or begins one. Every
change that really happens is noted in SIDE_EFFECTS, beside the journal and independent of it; after every step the
number of events that must be in the journal is announced on standard output.
"""

import os
import sys
from dataclasses import replace
from pathlib import Path

from wizard.app import compose
from wizard.cli.arguments import parse
from wizard.environment import Environment
from wizard.fixes.fix import Fix, FixContext, FixResult
from wizard.flow.views import AskConsent, AskQuestion, Rank, RunFix, RunProbe, ShowGuide, ShowPlan, ShowProof
from wizard.runner import Runner
from wizard.session import Session, resumable
from wizard.system.base import Cancel, Progress
from wizard.terminal.drive import drive


class FirstChoice:
    """A person who always takes the first answer, allows every repair, and is quick."""

    def ask(self, session: Session, view: AskQuestion) -> None:
        if view.step.input is None:
            session.answer(view.choices[0])
        else:
            session.answer("not_sure")
        announce(session)

    def guide(self, session: Session, view: ShowGuide) -> None:
        session.guide("done")
        announce(session)

    def consent(self, session: Session, view: AskConsent) -> None:
        session.consent(True)
        announce(session)

    def plan(self, session: Session, view: ShowPlan) -> None:
        session.acknowledge()
        announce(session)

    def proof(self, session: Session, view: ShowProof) -> None:
        session.acknowledge()
        announce(session)

    def work(self, session: Session, view: RunProbe | RunFix | Rank) -> bool:
        finished = session.work(silent, Cancel())
        announce(session)
        return finished


def silent(_progress: Progress) -> None:
    """Nobody watches a soak."""


def announce(session: Session) -> None:
    print(f"{session.id} {len(session.history)}", flush=True)


def noting(fix: Fix, path: Path) -> Fix:
    """Return the fix with every run noted on the disk before it begins."""

    def run(context: FixContext) -> FixResult:
        with path.open("a") as notes:
            print(f"{Path(context.work_folder).name} {fix.signature.name}", file=notes, flush=True)
            os.fsync(notes.fileno())
        return fix.run(context)

    return replace(fix, run=run)


class NotingEnvironment(Environment):
    """An environment whose fixes leave notes."""

    @property
    def runner(self) -> Runner:
        plain = super().runner
        return replace(plain, fixes={name: noting(fix, SIDE_EFFECTS) for name, fix in plain.fixes.items()})


def main(scene: str, flow: str) -> None:
    with compose(parse(["--practice", scene])) as environment:
        noted = NotingEnvironment(**{name: getattr(environment, name) for name in Environment.__dataclass_fields__})
        waiting = resumable(noted)
        session = Session.resume(noted, waiting[0].id) if waiting else Session.start(noted, flow)
        announce(session)
        drive(session, FirstChoice())
        print("ended", flush=True)


if __name__ == "__main__":
    SIDE_EFFECTS = Path(sys.argv[3])
    main(*sys.argv[1:3])
