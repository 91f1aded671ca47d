"""From the preview on: every file that would leave, what is unticked, saving, and Send, which is the consent."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QUrl

from wizard.errors import WizardError
from wizard.ui import intents
from wizard.ui.intents import Intent

if TYPE_CHECKING:
    from wizard.escalation.handing_over import HandingOver
    from wizard.escalation.model import Entry
    from wizard.ui.handing_over import HandoverPages
    from wizard.ui.handover_drafts import Composed, PreparedStep
    from wizard.ui.pages.handover.preview import Preview
    from wizard.ui.window import Window


class PreviewPages:
    """Answers these intents for a window; holds exactly what is shown, which is exactly what Send agrees to."""

    def __init__(self, window: "Window", pages: "HandoverPages") -> None:
        self._window = window
        self._pages = pages
        self._composed: Composed | None = None
        self._step: PreparedStep | None = None
        self._step_key: tuple[str, str] | None = None
        self._saving: object = None
        """The page from which something is being saved; a second press there is not a second copy."""

    def takes(self, intent: Intent) -> bool:
        return isinstance(
            intent,
            intents.SaveReport | intents.SendDraft | intents.Retick | intents.LookAtFile | intents.OpenOutside
            | intents.SeePreview,
        )  # fmt: skip

    def handle(self, intent: Intent) -> None:
        """Answer one of them; without anything shown there is nothing to answer."""
        composed = self._composed
        if composed is None:
            return
        match intent:
            case intents.SaveReport(files, choose):
                self._save(composed, files, choose)
            case intents.SendDraft(sha256):
                self._send(composed, sha256)
            case intents.SeePreview():
                self._show(composed)
            case intents.Retick(files):
                self._retick(composed, files)
            case intents.LookAtFile(name):
                self._look_at(composed, name)
            case intents.OpenOutside(name):
                self._open_outside(composed, name)
            case _:
                pass

    # putting it together

    def compose(self, ticked: frozenset[str] | None = None, said: WizardError | None = None) -> None:
        """Put a first report together for the chosen way and show it, with what has to be ``said`` about it."""
        from wizard.ui import handover_drafts as drafts
        from wizard.ui.pages.waiting import WaitingPage

        self._step, self._composed = None, None
        begun, way, back = self._pages.begun, self._pages.way, self._back
        assert begun is not None
        self._window.show_page(lambda: WaitingPage(self._window.context, back))
        self._window.controller.run_job(
            lambda _environment, _report, cancel: drafts.compose(begun, way, cancel, ticked),
            lambda composed: self._show(composed, said),
            self._cannot_compose,
        )

    def _cannot_compose(self, error: WizardError) -> None:
        """Go back to where the person can change something, and say why."""
        back = self._back
        self._window.handle(back)
        self._window.controller.run_beside(lambda _environment: None, lambda _none: self._refuse(error))

    def prepare_step(self, case_id: str, step: str, said: WizardError | None = None) -> None:
        """Prepare the step that is due, and show what would leave; it is never sent by itself."""
        from wizard.ui import handover_drafts as drafts

        def show(prepared: "PreparedStep | None") -> None:
            self._step_key = case_id, step
            if prepared is None:  # it is not due any more
                self._window.tickets.handle(intents.ShowCase(case_id))
            else:
                self._show_step(prepared, said)

        self._window.controller.run_job(
            lambda environment, _report, cancel: drafts.prepare_step(environment, case_id, step, cancel), show
        )

    def prepare_again(self, escalation_id: str) -> None:
        """Show once more what was agreed to already."""
        from wizard.ui import handover_drafts as drafts

        self._step_key = None
        self._window.controller.run_job(
            lambda environment, _report, _cancel: drafts.prepare_again(environment, escalation_id),
            self._show_step,
        )

    def _show_step(self, prepared: "PreparedStep", said: WizardError | None = None) -> None:
        self._step = prepared
        self._show(prepared.composed, said)

    # showing it

    @property
    def _back(self) -> Intent:
        way = self._pages.way
        if self._step is not None and self._step.handing.case is not None:
            return intents.ShowCase(self._step.handing.case.id)
        if way is None:
            return intents.HandOver("questions")
        return intents.HandOver("details" if way.asks or way.ready_items else "ways")

    def _show(self, composed: "Composed", said: WizardError | None = None) -> None:
        from wizard.ui.pages.handover.preview import PreviewPage
        from wizard.ui.pages.handover.script import ScriptPage

        self._composed = composed
        back, can_save = self._back, self._step is None
        if composed.script is not None and composed.draft is not None:
            script, sha256 = composed.script, composed.draft.sha256
            self._window.show_page(lambda: ScriptPage(self._window.context, script, sha256, back, can_save=can_save))
        else:
            preview = self._preview(composed)
            self._window.show_page(lambda: PreviewPage(self._window.context, preview, back))
        if said is not None:
            self._refuse(said)

    def _preview(self, composed: "Composed") -> "Preview":
        from wizard.escalation.wording import unfriendly_words
        from wizard.ui.pages.handover.preview import Preview

        way, step, begun, ways = self._pages.way, self._step, self._pages.begun, self._pages.ways
        typed = "" if begun is None or step is not None else " ".join(begun.particulars.typed().values())
        whole = composed.whole
        return Preview(
            files=composed.files,
            text=composed.text,
            draft=composed.draft,
            replaced=whole.replaced if whole is not None else 0,
            originals=whole.originals if whole is not None else {},
            to=step.to if step is not None else way.title if way is not None else "",
            by_person=step.by_person if step is not None else way is not None and way.by_person,
            can_save=step is None,
            can_untick=composed.remake is not None,
            left_out=composed.left_out,
            unfriendly=unfriendly_words(typed, self._window.front.texts.language),
            why_only_folder=ways.why_only_folder if ways is not None and step is None else None,
        )

    def _refuse(self, error: WizardError) -> None:
        if self._window.page is not None:
            self._window.page.refuse(self._window.front.texts.error(error))

    # files

    def _retick(self, composed: "Composed", files: frozenset[str]) -> None:
        from wizard.ui.pages.handover.preview import PreviewPage

        remake = composed.remake
        if remake is None:
            return

        def show(made: "Composed") -> None:
            self._composed = made
            if isinstance(self._window.page, PreviewPage):
                self._window.page.show_preview(self._preview(made))

        def refused(error: WizardError) -> None:
            self._show(composed, error)  # with the files ticked as they were

        self._window.controller.run_job(lambda _environment, _report, _cancel: remake(files), show, refused)

    def _look_at(self, composed: "Composed", name: str) -> None:
        import hashlib

        from wizard.ui import handover_drafts as drafts
        from wizard.ui.pages.handover.file_view import FileViewPage

        def show(content: bytes) -> None:
            sha256 = hashlib.sha256(content).hexdigest()
            back = intents.SeePreview()
            leaves = name in composed.chosen
            self._window.show_page(
                lambda: FileViewPage(self._window.context, name, content, sha256, back, leaves=leaves)
            )

        self._window.controller.run_job(lambda _environment, _report, _cancel: drafts.content_of(composed, name), show)

    def _open_outside(self, composed: "Composed", name: str) -> None:
        """Open a private copy with the program the system has for it; the copy goes with the walk's work folder."""
        from wizard.ui import handover_drafts as drafts

        handing = self._handing
        assert handing is not None

        def show(copy: Path) -> None:
            self._window.open_address(QUrl.fromLocalFile(str(copy)).toString())

        self._window.controller.run_job(
            lambda _environment, _report, _cancel: drafts.copy_outside(handing, composed, name), show
        )

    @property
    def _handing(self) -> "HandingOver | None":
        if self._step is not None:
            return self._step.handing
        return self._pages.begun.handing if self._pages.begun is not None else None

    # leaving

    def _save(self, composed: "Composed", files: frozenset[str], choose: bool) -> None:
        from wizard.ui import handover_drafts as drafts
        from wizard.ui.pages.saved import SavedPage

        begun, whole, page = self._pages.begun, composed.whole, self._window.page
        if self._saving is page:
            return
        chosen = self._window.choose_folder() if choose else ""
        if begun is None or whole is None or (choose and not chosen):
            return
        folder, names = Path(chosen) if chosen else None, files or whole.chosen
        self._saving = page

        def refused(error: WizardError) -> None:
            self._saving = None
            self._window.controller.refused.emit(error)

        self._window.controller.run_job(
            lambda _environment, _report, _cancel: drafts.save(begun, whole, names, folder),
            lambda saved: self._window.show_page(lambda: SavedPage(self._window.context, saved)),
            refused,
        )

    def _send(self, composed: "Composed", sha256: str) -> None:
        """Send: the consent to exactly what is shown. Whatever is not that any more is shown again instead."""
        from wizard.ui import sending
        from wizard.ui.pages.handover.delivery import SendingPage

        handing, draft = self._handing, composed.draft
        if handing is None or draft is None:
            return
        preview, ways = self._preview(composed), self._pages.ways
        second = ways.advice.then if ways is not None and self._step is None else None
        then = next((way for way in ways.ways if way.name == second), None) if ways is not None and second else None
        if not preview.by_person and composed.script is None:
            self._window.show_page(lambda: SendingPage(self._window.context, preview.to))

        def sent(entry: "Entry") -> None:
            self._composed = None
            self._window.tickets.show_entry(entry, then)

        self._window.controller.run_job(
            lambda _environment, report, cancel: sending.send(handing, draft, sha256, report, cancel),
            sent,
            lambda error: self._ask_again(composed, error),
        )

    def _ask_again(self, composed: "Composed", error: WizardError) -> None:
        """Show what would leave now, with why it did not; after a changed file it is put together anew."""
        from wizard.escalation.errors import ConsentError

        if not isinstance(error, ConsentError):
            self._show(composed, error)
        elif self._step is None:
            self.compose(composed.chosen, error)
        elif self._step_key is not None and composed.remake is not None:
            self.prepare_step(*self._step_key, error)
        else:
            self._show(composed, error)
