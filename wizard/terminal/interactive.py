"""The same views as text, for a person at a terminal."""

import threading
from collections.abc import Callable
from datetime import timedelta

from rich.console import Console
from rich.panel import Panel
from rich.progress import BarColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bar
from rich.table import Table
from rich.text import Text

from wizard.errors import WizardError
from wizard.flow.events import Measured
from wizard.flow.views import (
    AskConsent,
    AskQuestion,
    Proof,
    Rank,
    Repair,
    RunFix,
    RunProbe,
    ShowGuide,
    ShowOutcome,
    ShowPlan,
    ShowProof,
    View,
)
from wizard.marking import N_
from wizard.session import Session, SessionError
from wizard.system.base import Cancel, Progress
from wizard.terminal.keyboard import Keyboard, LeftError
from wizard.wording import Wording

_STAGES = (("check", N_("Check")), ("fix", N_("Fix")), ("verify", N_("Verify")), ("help", N_("Get help")))
_LIVE_FACTS = (
    "download_mbps",
    "upload_mbps",
    "latency_ms",
    "loss_percent",
    "sent",
    "size_bytes",
    "files",
    "freed_bytes",
)


class Interactive:
    """Shows each view and reads the answer: a number, ``b`` for Back, ``q`` to leave and go on later."""

    def __init__(self, console: Console, keyboard: Keyboard, wording: Wording) -> None:
        self._console = console
        self._keyboard = keyboard
        self._wording = wording

    # the pages

    def ask(self, session: Session, view: AskQuestion) -> None:
        self._head(session, view)
        labels = [self._wording.choice(view, choice) for choice in view.choices]
        if view.step.input is None:
            picked = self._choose(session, labels)
            if picked is not None:
                session.answer(view.choices[picked])
            return
        self._type_in(session, view)

    def guide(self, session: Session, view: ShowGuide) -> None:
        self._head(session, view)
        watch = _Watch(session)
        sentence = self._wording.watching(view)
        if sentence is not None:
            self._console.print(Text(sentence, style="cyan"))
            watch.start()
        try:
            self._lines_with_countdowns(session, view, watch.ended)
            if not watch.ended.is_set():
                self._end_guide(session, view, watch.ended)
        finally:
            watch.stop()

    def consent(self, session: Session, view: AskConsent) -> None:
        self._head(session, view, session.consent_page(view).title)
        page = session.consent_page(view)
        table = Table.grid(padding=(0, 2))
        for label, text in (
            (N_("What changes"), page.changes),
            (N_("How long"), page.duration),
            (N_("What stays"), page.stays),
            (N_("Undo"), page.undo),
        ):
            table.add_row(Text(session.environment.texts.message(label), style="bold"), text)
        self._console.print(table)
        picked = self._choose(session, [page.button, session.environment.texts.message(N_("Skip this"))])
        if picked is not None:
            session.consent(picked == 0)

    def plan(self, session: Session, view: ShowPlan) -> None:
        self._head(session, view)
        table = Table(box=None)
        texts = session.environment.texts
        for label in (N_("Step"), N_("Chance"), N_("Takes")):
            table.add_column(texts.message(label))
        for number, row in enumerate(self._wording.plan_rows(view), start=1):
            chance = texts.format_fact("chance_percent", row.chance_percent)
            table.add_row(f"{number}. {row.title}", chance, texts.format_fact("minutes", row.minutes))
        self._console.print(table)
        if self._choose(session, [texts.message(N_("Start"))]) is not None:
            session.acknowledge()

    def proof(self, session: Session, view: ShowProof) -> None:
        self._head(session, view, self._wording.proof_title(view.proof))
        self.show_proof(session, view.proof)
        offered = self._tell_of_undo(session)
        labels = [session.environment.texts.message(N_("Continue"))]
        picked = self._choose(session, labels if offered is None else [*labels, self._wording.undo_label(offered)])
        if picked == 0:
            session.acknowledge()
        elif picked == 1:
            self._put_back(session)

    def outcome(self, session: Session, view: ShowOutcome) -> None:
        """Show the end of the walk with its proofs."""
        self._head(session, view)
        if view.part is not None:
            part = self._wording.step_text(view, "part") or view.part
            self._say(session, N_("Part to order: {part}"), part=part)
        for proof in view.proofs[-1:]:
            self._console.print(Text(self._wording.proof_title(proof), style="bold"))
            self.show_proof(session, proof)

    def offer_undo(self, session: Session) -> None:
        """At the end, let the person put a repair back as it was, as long as there is one; Enter leaves it."""
        while (offered := self._tell_of_undo(session)) is not None:
            labels = [session.environment.texts.message(N_("Leave it as it is now")), self._wording.undo_label(offered)]
            picked = self._choose(session, labels, usual=0)
            if picked != 1:
                return
            self._put_back(session)
            assert isinstance(session.view, ShowOutcome)
            self.outcome(session, session.view)

    def _tell_of_undo(self, session: Session) -> Repair | None:
        """Print what became of repairs that were put back; returns the one that still can be."""
        offered = session.undoable
        told = [repair for repair in session.view.repairs if repair.undone is not None or repair == offered]
        for repair in told:
            self._console.print(self._wording.undo_sentence(repair))
        return offered

    def _put_back(self, session: Session) -> None:
        self._console.print(Text(self._wording.undo_under_way(), style="cyan"))
        cancel = Cancel()
        _run_stoppable(lambda: session.undo(lambda _progress: None, cancel), cancel)

    def left(self, session: Session) -> None:
        """Say how to go on with a walk that was left."""
        self._say(session, N_("Kept for later. Go on with: wizard walk --resume {session}"), session=session.id)

    def show_proof(self, session: Session, proof: Proof) -> None:
        """Print before, after and what it should be."""
        texts = session.environment.texts
        table = Table(box=None)
        for label in ("", N_("Before"), N_("After"), N_("Should be")):
            table.add_column(texts.message(label) if label else "")
        for row in self._wording.proof_rows(proof):
            table.add_row(row.label, row.before, row.after, row.should_be)
        if table.row_count:
            self._console.print(table)
        self._console.print(self._wording.proof_sentence(proof))

    # work

    def work(self, session: Session, view: RunProbe | RunFix | Rank) -> bool:
        if isinstance(view, Rank):
            return session.work(lambda _progress: None, Cancel())
        self._head(session, view)
        texts = session.environment.texts
        cancel = Cancel()
        columns = (BarColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
        with Bar(*columns, console=self._console, transient=True) as bar:
            task = bar.add_task("", total=1.0)
            said: set[str] = set()

            def report(progress: Progress) -> None:
                shown = [
                    texts.format_fact(name, progress.facts[name]) for name in _LIVE_FACTS if name in progress.facts
                ]
                bar.update(task, completed=progress.fraction, description="  ".join(shown) or None)
                if progress.message is not None and progress.message not in said:
                    said.add(progress.message)
                    bar.console.print(texts.message(progress.message))

            finished = _run_stoppable(lambda: session.work(report, cancel), cancel)
        if finished:
            self._show_finding(session)
            return True
        return self._after_stop(session, view)

    def _show_finding(self, session: Session) -> None:
        reading = session.history[-1]
        if isinstance(reading, Measured):
            self._console.print(self._wording.finding(reading))

    def _after_stop(self, session: Session, view: RunProbe | RunFix) -> bool:
        if isinstance(view, RunFix):
            self._say(session, N_("The computer will restart. Start this program again afterwards: it goes on here."))
            return False
        self._say(session, N_("Stopped. Nothing was changed."))
        texts = session.environment.texts
        return self._choose(session, [texts.message(N_("Measure again"))]) is not None or session.view is not view

    # parts of pages

    def _head(self, session: Session, view: View, title: str | None = None) -> None:
        texts = session.environment.texts
        stages = Text()
        for stage, label in _STAGES:
            stages.append(f" {texts.message(label)} ", style="reverse" if stage == view.stage else "dim")
            stages.append(" ")
        self._console.print()
        if session.environment.practice is not None:
            self._say(session, N_("Practice: nothing on this computer is touched."), style="yellow")
        self._console.print(stages)
        self._console.print(Panel(Text(title or self._wording.title(view), style="bold"), expand=False))
        body = self._wording.body(view)
        if body:
            self._console.print(body)

    def _say(self, walk: Session, message: str, style: str = "", **facts: object) -> None:
        self._console.print(Text(walk.environment.texts.message(message, facts), style=style))

    def _choose(self, session: Session, labels: list[str], usual: int | None = None) -> int | None:
        """Return the index chosen (``usual`` by Enter alone); None after Back. Raises LeftError for ``q``."""
        for number, label in enumerate(labels, start=1):
            self._console.print(f"  {number}  {label}", highlight=False, markup=False)
        self._keys_hint(session)
        while True:
            line = self._keyboard.line()
            assert line is not None
            if line == "" and usual is not None:
                return usual
            if line in ("", "1") and (line or len(labels) == 1):
                return 0
            if line.isascii() and line.isdigit() and 1 <= int(line) <= len(labels):
                return int(line) - 1
            if self._is_command(session, line):
                return None
            self._say(session, N_("Type one of the numbers."))

    def _type_in(self, session: Session, view: AskQuestion) -> None:
        label = self._wording.step_text(view, "label")
        if label:
            self._console.print(label)
        self._say(session, N_("Type ? if you are not sure."), style="dim")
        self._keys_hint(session)
        while True:
            line = self._keyboard.line()
            assert line is not None
            if line == "?":
                session.answer("not_sure")
                return
            if self._is_command(session, line):
                return
            try:
                session.answer("given", line)
            except WizardError as error:
                self._console.print(session.environment.texts.error(error))
            else:
                return

    def _keys_hint(self, session: Session) -> None:
        hint = N_("b: back   q: leave and go on later") if session.view.can_go_back else N_("q: leave and go on later")
        self._say(session, hint, style="dim")

    def _is_command(self, session: Session, line: str) -> bool:
        """Do ``b`` and ``q``; True when the page is to be shown again."""
        if line == "q":
            raise LeftError
        if line != "b":
            return False
        try:
            session.back()
        except WizardError as error:
            self._console.print(session.environment.texts.error(error))
        return True

    def _lines_with_countdowns(self, session: Session, view: ShowGuide, changed: threading.Event) -> None:
        texts = session.environment.texts
        seconds = view.step.seconds
        for index, line in enumerate(self._wording.guide_lines(view)):
            self._console.print(f"  {index + 1}. {line}", highlight=False, markup=False)
            wait_s = seconds[index] if index < len(seconds) else 0
            if wait_s and not changed.is_set():
                facts = {"wait_s": wait_s}
                self._console.print(texts.message(N_("     Counting {wait_s}. Enter goes on at once."), facts))
                self._keyboard.line(until=changed.is_set, wait_s=wait_s)

    def _end_seen(self, session: Session, view: ShowGuide, result: str) -> None:
        """End the guide that was shown; where its watch was faster, the walk has gone on already."""
        try:
            session.guide(result, view)
        except SessionError:
            if session.view is view:
                raise

    def _end_guide(self, session: Session, view: ShowGuide, changed: threading.Event) -> None:
        texts = session.environment.texts
        results = [result for result in view.step.on if result not in ("changed", "expired", "exhausted")]
        for number, result in enumerate(results, start=1):
            label = self._wording.step_text(view, f"button.{result}") or self._wording.default_choice(result)
            self._console.print(f"  {number}  {label}", highlight=False, markup=False)
        if view.step.link is not None:
            url = session.environment.organisation.links.get(view.step.link)
            if url:
                self._console.print(texts.message(N_("Page to open: {page}"), {"page": url}))
        self._keys_hint(session)
        expired = _deadline(session, view)
        while True:
            line = self._keyboard.line(until=lambda: changed.is_set() or expired())
            if line is None:
                if not changed.is_set():
                    self._end_seen(session, view, "expired")
                return
            if line.isascii() and line.isdigit() and 1 <= int(line) <= len(results):
                self._end_seen(session, view, results[int(line) - 1])
                return
            if self._is_command(session, line):
                return
            self._say(session, N_("Type one of the numbers."))


def _deadline(session: Session, view: ShowGuide) -> Callable[[], bool]:
    """Return a test for the guide's deadline, counted from when the page first came up, also before a restart."""
    if view.step.deadline_seconds is None:
        return lambda: False
    end = session.view_since + timedelta(seconds=view.step.deadline_seconds)
    return lambda: session.environment.now_utc() >= end


class _Watch:
    """Watches a guide on a thread of its own; ``ended`` is set when it changed, or when watching broke down."""

    def __init__(self, session: Session) -> None:
        self.ended = threading.Event()
        self.cancel = Cancel()
        self._error: WizardError | None = None
        self._session = session

    def start(self) -> None:
        threading.Thread(target=self._run, name="watch", daemon=True).start()

    def stop(self) -> None:
        """Stop watching; raises what it broke down with."""
        self.cancel.set()
        if self._error is not None:
            raise self._error

    def _run(self) -> None:
        try:
            if self._session.watch(lambda _progress: None, self.cancel):
                self.ended.set()
        except WizardError as error:
            self._error = error
            self.ended.set()


def _run_stoppable(work: Callable[[], bool], cancel: Cancel) -> bool:
    """Run ``work`` on a thread; Ctrl+C stops it, and is waited for, so that nothing is left half recorded."""
    outcome: list[bool | BaseException] = []
    ended = threading.Event()

    def run() -> None:
        try:
            outcome.append(work())
        except BaseException as error:  # handed on below, on the thread that can show it
            outcome.append(error)
        finally:
            ended.set()

    threading.Thread(target=run, name="work", daemon=True).start()
    while not ended.is_set():
        try:
            ended.wait(0.2)
        except KeyboardInterrupt:
            cancel.set()
    if isinstance(outcome[0], BaseException):
        raise outcome[0]
    return outcome[0]
