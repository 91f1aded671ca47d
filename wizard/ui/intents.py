"""What a person can want on a page: one frozen value each, a closed union, answered by the controller or the window."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class GoHome:
    """Leave for the first page; a walk can be continued from there."""


@dataclass(frozen=True)
class StartFlow:
    flow_id: str


@dataclass(frozen=True)
class ResumeWalk:
    session_id: str


@dataclass(frozen=True)
class StartCheckUp:
    pass


@dataclass(frozen=True)
class ShowOther:
    """Show what is not among the first page's problems."""


@dataclass(frozen=True)
class ShowHistory:
    pass


@dataclass(frozen=True)
class ShowHelp:
    pass


@dataclass(frozen=True)
class Answer:
    choice: str
    value: str | None = None


@dataclass(frozen=True)
class EndGuide:
    result: str


@dataclass(frozen=True)
class Consent:
    granted: bool


@dataclass(frozen=True)
class GoOn:
    """A plan or a proof was seen."""


@dataclass(frozen=True)
class GoBack:
    pass


@dataclass(frozen=True)
class StopWork:
    pass


@dataclass(frozen=True)
class WorkAgain:
    """Begin the stopped measurement anew."""


@dataclass(frozen=True)
class OpenPage:
    """Open a web page of the organisation, or of the router, in the browser."""

    address: str


@dataclass(frozen=True)
class OpenFolder:
    path: str


@dataclass(frozen=True)
class DeleteWalk:
    session_id: str


@dataclass(frozen=True)
class DeleteHistory:
    pass


@dataclass(frozen=True)
class AskForReport:
    """Begin a report of the walk with this id, by asking what only the person can say."""

    session_id: str


@dataclass(frozen=True)
class ComposeReport:
    """Compose the report from what was typed; ``typed`` maps a question of ``report_questions`` to its text."""

    typed: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class SaveReport:
    """Save these files to a folder that is still to be chosen (``choose``), or to the usual one."""

    files: frozenset[str]
    choose: bool


@dataclass(frozen=True)
class ChooseLanguage:
    language: str


@dataclass(frozen=True)
class ChooseTheme:
    theme: Literal["system", "light", "dark"]


@dataclass(frozen=True)
class Leave:
    """Close the window."""


WalkIntent = Answer | EndGuide | Consent | GoOn | GoBack | StopWork | WorkAgain
Intent = (
    WalkIntent | GoHome | StartFlow | ResumeWalk | StartCheckUp | ShowOther | ShowHistory | ShowHelp | OpenPage
    | OpenFolder | DeleteWalk | DeleteHistory | AskForReport | ComposeReport | SaveReport | ChooseLanguage
    | ChooseTheme | Leave
)  # fmt: skip
