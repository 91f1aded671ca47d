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
    """Begin a report of the walk with this id, by asking what only the person can say."""

    session_id: str


@value
class ComposeReport:
    """Compose the report from what was typed; ``typed`` maps a question of ``report_questions`` to its text."""

    typed: tuple[tuple[str, str], ...]


@value
class SaveReport:
    """Save these files to a folder that is still to be chosen (``choose``), or to the usual one."""

    files: frozenset[str]
    choose: bool


@value
class ShowPictures:
    """Show the pictures of the screen that go with the report."""


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


WalkIntent = Answer | EndGuide | Consent | GoOn | GoBack | StopWork | WorkAgain
Intent = (
    WalkIntent | GoHome | StartFlow | ResumeWalk | StartCheckUp | ShowOther | ShowHistory | ShowHelp | OpenPage
    | OpenFolder | DeleteWalk | DeleteHistory | AskForReport | ComposeReport | SaveReport | ShowPictures | TakePicture
    | EditPicture | KeepPicture | RemovePicture | ChooseLanguage | ChooseTheme | Leave
)  # fmt: skip
