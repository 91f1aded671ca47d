"""What a person can want on a page: one frozen value each, a closed union, answered by the controller or the window."""

from typing import Literal

from wizard.value import value


@value
class GoHome:
    """Leave for the first page; a walk can be continued from there."""


@value
class StartFlow:
    flow_id: str


@value
class ResumeWalk:
    session_id: str


@value
class StartCheckUp:
    pass


@value
class ShowOther:
    """Show what is not among the first page's problems."""


@value
class ShowHistory:
    pass


@value
class ShowHelp:
    pass


@value
class ShowAbout:
    """Show the version, the licence and the parts of the program."""


@value
class Answer:
    choice: str
    value: str | None = None


@value
class EndGuide:
    result: str


@value
class Consent:
    granted: bool


@value
class GoOn:
    """A plan or a proof was seen."""


@value
class GoBack:
    pass


@value
class StopWork:
    pass


@value
class PutBack:
    """Put the last repair back as it was, and measure again."""


@value
class WorkAgain:
    """Begin the stopped measurement anew."""


@value
class OpenPage:
    """Open a web page of the organisation, or of the router, in the browser."""

    address: str


@value
class OpenFolder:
    path: str


@value
class DeleteWalk:
    session_id: str


@value
class DeleteHistory:
    pass


@value
class AskForReport:
    """Begin a report of the walk with this id, by asking what only the person can say.

    ``case_id``: the problem was handed over already, and now goes another way.
    """

    session_id: str
    case_id: str | None = None


@value
class AskAPerson:
    """Get help from a person at once: ``symptom`` is what is wrong, in the person's own words."""

    symptom: str


Place = Literal["questions", "pictures", "measurements", "ways", "details", "preview"]
"""Where the way to people can lead next."""


@value
class HandOver:
    """Go to another page on the way to people; ``typed`` is what stands in the lines of the page that is left."""

    to: Place
    typed: tuple[tuple[str, str], ...] = ()


@value
class KeepTyped:
    """Put what was typed on the disk; the page stays."""

    typed: tuple[tuple[str, str], ...]


@value
class CollectMore:
    """Measure more for the report: ``snapshot``, ``route``, ``configuration``; ``capture`` only with its consent."""

    parts: frozenset[str]


@value
class StopCollecting:
    """Stop collecting one part; the others go on."""

    part: str


@value
class AnswerAdvice:
    """Answer one of the questions that decide which way is best."""

    question: str
    choice: str


@value
class ChooseWay:
    """Take this way to people."""

    name: str


@value
class Retick:
    """Let only these files go along."""

    files: frozenset[str]


@value
class SeePreview:
    """Show the preview again, as it was."""


@value
class StopSending:
    """Stop sending for now; what has not arrived stays in the outbox."""


@value
class LookAtFile:
    """Show one file of what leaves, as it leaves."""

    name: str


@value
class OpenOutside:
    """Open a private copy of one file of what leaves with the program the system has for it."""

    name: str


@value
class SendDraft:
    """Agree to what the preview showed, by its checksum, and send it."""

    sha256: str


@value
class ShowEntry:
    """Show where one report stands."""

    escalation_id: str


@value
class OpenDraft:
    """Open the mail that lies ready in the person's own mail program."""

    escalation_id: str


@value
class SendNow:
    """Try one that waits now."""

    escalation_id: str


@value
class TakeBack:
    """Do not send one that has not left."""

    escalation_id: str


@value
class SaidSo:
    """The person sent, called or chatted themselves."""

    escalation_id: str
    ticket_number: str = ""
    promised_until: str = ""


@value
class NotePromise:
    """They named a time by which they answer."""

    escalation_id: str
    promised_until: str


@value
class AgreeAgain:
    """Look once more at one that was agreed to, to agree to the same again."""

    escalation_id: str


@value
class FoundOut:
    """What the person found out about one whose answer was lost."""

    escalation_id: str
    arrived: bool


@value
class ShowCases:
    """Show every problem that was handed over."""


@value
class ShowCase:
    case_id: str


@value
class PrepareStep:
    """Prepare the step of the ladder that is due."""

    case_id: str
    step: str


@value
class DeclineStep:
    case_id: str
    step: str


@value
class CloseCase:
    case_id: str


@value
class CopyText:
    text: str


@value
class SaveReport:
    """Save these files to a folder that is still to be chosen (``choose``), or to the usual one."""

    files: frozenset[str]
    choose: bool


@value
class TakePicture:
    """Take a picture of the screen, of the clipboard, or out of a file."""

    source: Literal["screen", "clipboard", "file"]


@value
class EditPicture:
    name: str


@value
class KeepPicture:
    """Keep a picture as it is now; ``content`` is PNG."""

    name: str
    content: bytes


@value
class RemovePicture:
    name: str


@value
class ChooseLanguage:
    language: str


@value
class ChooseTheme:
    theme: Literal["system", "light", "dark"]


@value
class Leave:
    """Close the window."""


@value
class StayInBackground:
    """Hide the window until what waits is sent."""


WalkIntent = Answer | EndGuide | Consent | GoOn | GoBack | PutBack | StopWork | WorkAgain
TicketIntent = (
    ShowEntry | SendNow | StopSending | OpenDraft | TakeBack | SaidSo | NotePromise | AgreeAgain | FoundOut | ShowCases
    | ShowCase | PrepareStep | DeclineStep | CloseCase
)  # fmt: skip
HandoverIntent = (
    AskForReport | AskAPerson | HandOver | KeepTyped | CollectMore | StopCollecting | TakePicture | EditPicture
    | KeepPicture | RemovePicture | AnswerAdvice | ChooseWay | Retick | SeePreview | LookAtFile | OpenOutside
    | SaveReport | SendDraft | CopyText
)  # fmt: skip
Intent = (
    WalkIntent | GoHome | StartFlow | ResumeWalk | StartCheckUp | ShowOther | ShowHistory | ShowHelp | ShowAbout
    | OpenPage | OpenFolder | DeleteWalk | DeleteHistory | HandoverIntent | TicketIntent | ChooseLanguage | ChooseTheme
    | Leave | StayInBackground
)  # fmt: skip
