"""From "this needs a person" to a person, at the terminal: questions, the way, exactly what leaves, consent, state."""

from collections.abc import Sequence
from pathlib import Path

from rich.console import Console

from wizard.errors import WizardError
from wizard.escalation.advice_questions import NOT_SURE
from wizard.escalation.advice_questions import Question as AdviceQuestion
from wizard.escalation.handing_over import HandingOver, Way, Ways
from wizard.escalation.handing_over_questions import FIRST, QUESTIONS, checked_particular
from wizard.escalation.model import Draft, Entry
from wizard.escalation.scripts import Script
from wizard.escalation.wording import unfriendly_words
from wizard.handover import save_report
from wizard.inputs import AnswerError
from wizard.marking import N_
from wizard.organisation.channels import FOLDER
from wizard.report.bundle import TEXT_NAME, ReportBundle
from wizard.report.particulars import Particulars
from wizard.session import Session
from wizard.system.cancel import Cancel
from wizard.terminal.delivery import print_entry, sending
from wizard.terminal.keyboard import Keyboard

_MOST_LINES = 400


class HandOver:
    """Offers to hand a problem over, one question after the other. ``LeftError`` leaves it at any of them."""

    def __init__(self, session: Session, console: Console, keyboard: Keyboard) -> None:
        self._session = session
        self._environment = session.environment
        self._texts = session.environment.texts
        self._console = console
        self._keyboard = keyboard
        self._handing = HandingOver(session.environment, session)

    def offer(self) -> None:
        """Go the whole way; every question may be left out, and nothing leaves without a yes."""
        self._say(N_("A report helps whoever takes over. Enter leaves a question out."))
        particulars = self._ask(FIRST)
        self._hint_at_words(particulars)
        try:
            while (way := self._choose_way(particulars)) is not None:
                particulars = self._ask(way.asks)
                if self._preview(way, particulars):
                    return
        finally:
            self._handing.close()

    # questions

    def _ask(self, names: Sequence[str]) -> Particulars:
        """Ask what nobody knows yet, keeping each answer at once; what is prefilled is told and not asked."""
        known = self._handing.particulars()
        for name in names:
            question = QUESTIONS.get(name)
            given = known.typed().get(name)
            if question is None:
                continue
            if given is not None:
                self._console.print(f"{self._texts.message(question.label)} {given}", style="dim")
                continue
            answer = self._ask_one(name)
            if answer is not None:
                known = self._handing.keep({name: answer})
        return known

    def _ask_one(self, name: str) -> str | None:
        question = QUESTIONS[name]
        hint = f" ({self._texts.message(question.hint)})" if question.hint else ""
        self._console.print(f"{self._texts.message(question.label)}{hint}")
        choices = list(question.choices or ())
        for number, choice in enumerate(choices, start=1):
            self._console.print(f"  {number}  {self._texts.message((question.choices or {})[choice])}")
        while line := self._line():
            text = choices[int(line) - 1] if _is_number(line, len(choices)) else line
            try:
                return checked_particular(name, text, self._environment.now_utc())
            except AnswerError as error:
                self._console.print(self._texts.error(error))
        return None

    def _hint_at_words(self, particulars: Particulars) -> None:
        """Point out words that make people defend themselves; they stay unless the person changes them."""
        found = unfriendly_words(" ".join(particulars.typed().values()), self._texts.language)
        if found:
            self._say(N_("Plain words help more than these: {words}."), words=", ".join(found))

    # which way

    def _choose_way(self, particulars: Particulars) -> Way | None:
        ways = self._advice(particulars)
        self._console.print(ways.sentence, style="bold")
        if ways.why_only_folder is None:
            for note in ways.advice.notes:
                self._console.print(note.text(self._texts))
            self._console.print(ways.advice.expected.text(self._texts))
        for number, way in enumerate(ways.ways, start=1):
            self._console.print(f"  {number}  {way.title}")
        self._say(N_("Which way? Enter: the first. 0: none"))
        while True:
            line = self._line()
            if line == "0":
                return None
            if not line or _is_number(line, len(ways.ways)):
                return ways.ways[int(line or 1) - 1]
            self._say(N_("Type one of the numbers."))

    def _advice(self, particulars: Particulars) -> Ways:
        """Ask the few questions that decide, one after the other; Enter means not sure."""
        answers: dict[str, str] = {}
        ways = self._handing.ways(particulars, answers)
        while ways.why_only_folder is None and len(ways.ways) > 1 and ways.advice.questions:
            question = ways.advice.questions[0]
            answers[question.name] = self._answer(question)
            ways = self._handing.ways(particulars, answers)
        return ways

    def _answer(self, question: AdviceQuestion) -> str:
        self._console.print(question.title.text(self._texts))
        for number, choice in enumerate(question.choices, start=1):
            self._console.print(f"  {number}  {choice.label.text(self._texts)}")
        while line := self._line():
            if _is_number(line, len(question.choices)):
                return question.choices[int(line) - 1].name
            self._say(N_("Type one of the numbers."))
        return NOT_SURE

    # what leaves

    def _preview(self, way: Way, particulars: Particulars) -> bool:
        """Show what leaves until the person agrees (True) or wants another way (False)."""
        bundle = self._handing.prepare(particulars, Cancel())
        ticked = {file.name for file in bundle.offered if file.ticked}
        while True:
            draft = self._draft(way, bundle, particulars, ticked)
            if draft is not None:
                self._show(way, draft, bundle, particulars)
            if way.kind != "phone":
                self._list(way, bundle, ticked)
            self._say(N_("s: agree   NUMBER: leave out or take in   v NUMBER: look at it   w: another way"))
            line = self._line() or ""
            if line == "w":
                return False
            if line == "s" and draft is not None:
                self._send(way, draft, bundle, frozenset(ticked))
                return True
            self._change(line, way, bundle, ticked)

    def _draft(self, way: Way, bundle: ReportBundle, particulars: Particulars, ticked: set[str]) -> Draft | None:
        try:
            return self._handing.draft(way, bundle, particulars, ticked)
        except WizardError as error:  # a file that is too large, or none at all: it can be mended here
            self._console.print(self._texts.error(error))
            return None

    def _show(self, way: Way, draft: Draft, bundle: ReportBundle, particulars: Particulars) -> None:
        texts = self._texts
        if way.kind in ("phone", "chat"):
            script = self._handing.script(way, bundle, particulars)
            self._console.print(script.text, soft_wrap=True)
            self._checklist(way, script)
        else:
            self._console.rule(texts.message(N_("This is the message")))
            for label, value in (
                (N_("To"), ", ".join(draft.to) or way.title),
                (N_("Copy to"), ", ".join(draft.copy)),
                (N_("Answers to"), draft.reply_to or ""),
                (N_("Subject"), draft.subject if way.kind != "folder" else ""),
            ):
                if value:
                    self._console.print(f"{texts.message(label)}: {value}", soft_wrap=True)
            for name, value in draft.fields.items():
                self._console.print(f"{name}: {value}", soft_wrap=True)
            self._console.print()
            self._console.print(draft.text, soft_wrap=True)
            self._console.rule()

    def _checklist(self, way: Way, script: Script) -> None:
        """Name what will be asked for besides; it is not typed here, where it would stay on the screen."""
        ready = {label for label, _ in script.have_ready}
        others = [item for item in way.ready_items if self._texts.message(item.label) not in ready]
        if others:
            self._say(N_("They may ask for this, too. Have it ready, and do not type it here:"))
        for item in others:
            self._console.print(f"  {self._texts.message(item.label)}: {self._texts.message(item.form)}")

    def _list(self, way: Way, bundle: ReportBundle, ticked: set[str]) -> None:
        """List every file there is: its number, whether it goes along, its size, the beginning of its SHA-256."""
        files = {file.name: file for file in bundle.offered}
        if ticked:  # the report itself lists what goes along, so its own files change with the ticks
            files |= {file.name: file for file in bundle.select(ticked | {TEXT_NAME}).listing}
        for number, name in enumerate(_names(way, bundle), start=1):
            sign = "x" if name in ticked else " "
            size = self._texts.format_fact("size_bytes", files[name].size_bytes)
            self._console.print(f"  {number:2} [{sign}] {name}  {size}  {files[name].sha256[:12]}", soft_wrap=True)

    def _change(self, line: str, way: Way, bundle: ReportBundle, ticked: set[str]) -> None:
        names = _names(way, bundle)
        if line.startswith("v ") and _is_number(line[2:].strip(), len(names)):
            name = names[int(line[2:]) - 1]
            self._look_at(name, bundle.select(ticked | {name, TEXT_NAME}).files[name])
        elif _is_number(line, len(names)):
            ticked ^= {names[int(line) - 1]}
        else:
            self._say(N_("Type one of the letters or numbers."))

    def _look_at(self, name: str, content: bytes) -> None:
        """Print a text as it is; say of anything else what it is, and where a private copy lies."""
        self._console.rule(name)
        try:
            lines = content.decode().splitlines()
        except UnicodeDecodeError:
            lines = None
        if lines is None:
            copy = self._handing.copy_of(name, content)
            self._say(N_("This is no text. A copy to look at: {path}"), path=str(copy))
        else:
            for line in lines[:_MOST_LINES]:
                self._console.print(line, soft_wrap=True)
            if len(lines) > _MOST_LINES:
                self._say(N_("… and {count} lines more."), count=len(lines) - _MOST_LINES)
        self._console.rule()

    # sending

    def _send(self, way: Way, draft: Draft, bundle: ReportBundle, ticked: frozenset[str]) -> None:
        if way.name == FOLDER:
            self._say_saved(save_report(self._session, bundle, ticked, None))
            return
        entry = self._handing.consent_and_queue(draft, draft.sha256)
        if entry.goes_now:
            entry = sending(self._handing, entry, self._console)
        self._state(entry)

    def _say_saved(self, folder: Path) -> None:
        self._say(N_("Saved in {folder}"), folder=str(folder))

    def _state(self, entry: Entry) -> None:
        if entry.state == "prepared" and entry.kind == "mail":
            path = str(self._handing.draft_file(entry.id))
            self._say(N_("The mail lies ready. Open it, look at it, and send it yourself: {path}"), path=path)
        print_entry(entry, self._texts, self._console)
        if entry.state == "prepared":
            self._ask_whether_done(entry)

    def _ask_whether_done(self, entry: Entry) -> None:
        """Take note of what the person did themselves, with the ticket number they were told (FACTS D4)."""
        self._say(N_("When it is done, type the ticket number, or “done” without one. Enter: later"))
        line = self._line()
        if line:
            number = "" if line.casefold() in ("done", self._texts.message(N_("done")).casefold()) else line
            self._handing.outbox.said_so(entry.id, self._environment.now_utc(), number)
            print_entry(self._handing.outbox.entry(entry.id), self._texts, self._console)

    # small things

    def _line(self) -> str | None:
        return self._keyboard.line()

    def _say(self, message: str, **facts: object) -> None:
        self._console.print(self._texts.message(message, facts), soft_wrap=True)


def _names(way: Way, bundle: ReportBundle) -> tuple[str, ...]:
    """Return the files to choose from; where the text is the message itself, it is no file."""
    return tuple(name for name in bundle.names if way.name == FOLDER or name != TEXT_NAME)


def _is_number(line: str, most: int) -> bool:
    return line.isascii() and line.isdigit() and len(line) < 6 and 1 <= int(line) <= most
