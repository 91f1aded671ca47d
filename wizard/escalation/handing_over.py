"""The one door through which window, terminal and unattended walks hand a problem over. No Qt, no printing.

Every method that reads the disk, looks at the computer or sends may take its time: call them on a worker thread.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from wizard.environment import Environment
from wizard.escalation.model import Case, ChannelKind, Draft, Entry
from wizard.escalation.ready import ReadyItem
from wizard.escalation.scripts import Script
from wizard.organisation.profile import Channel
from wizard.report.bundle import ReportBundle
from wizard.report.particulars import Particulars
from wizard.session import Session
from wizard.system.cancel import Cancel

if TYPE_CHECKING:
    from wizard.escalation.advice import Advice
    from wizard.escalation.ladder import DueStep
    from wizard.escalation.sender import SendProgress


@dataclass(frozen=True, kw_only=True)
class Way:
    """One way to people. ``name`` is the channel's in the profile, or ``folder`` / ``own_mail``, which are always there
    (``own_mail`` where an address is known). ``by_person``: the person calls, chats or sends; the program prepares.
    ``row`` is the row of FACTS E; ``title`` and ``usual`` are in the person's language.
    """

    name: str
    kind: ChannelKind
    title: str
    usual: str
    row: str
    by_person: bool
    channel: Channel = field(repr=False)
    ready_items: tuple[ReadyItem, ...] = ()
    asks: tuple[str, ...] = ()
    """Names of particulars this way needs and nobody has given yet (``call_back_number``, …)."""


@dataclass(frozen=True, kw_only=True)
class Ways:
    """The ways there are, best first, and the advice. ``why_only_folder`` is set in practice and without channels."""

    advice: "Advice"
    ways: tuple[Way, ...]
    sentence: str
    """The advice in one sentence of the person's language."""
    why_only_folder: str | None = None


class HandingOver:
    """One problem on its way to people. ``session`` None: only cases that are in the outbox already."""

    def __init__(self, environment: Environment, session: Session | None = None, case: Case | None = None) -> None:
        self.environment = environment
        self.session = session
        self.case = case

    # 1: what only the person knows

    def particulars(self) -> Particulars:
        """Return what is known: prefilled from the journal, over it what was typed before (also before a kill)."""
        raise NotImplementedError

    def keep(self, typed: Mapping[str, str]) -> Particulars:
        """Keep what was typed so far, so that it survives a kill; only what may be written down is."""
        raise NotImplementedError

    def prepare(
        self, particulars: Particulars, cancel: Cancel, extras: Mapping[str, bytes] | None = None
    ) -> ReportBundle:
        """Return the report with its pictures and extras; a second or two. Raises ReportStoppedError."""
        raise NotImplementedError

    # 2: which way

    def ways(self, particulars: Particulars, answers: Mapping[str, str] | None = None) -> Ways:
        """Return the ways there are, best first; ``answers`` are those to the advice's open questions."""
        raise NotImplementedError

    # 3 and 4: script and preview

    def script(self, way: Way, bundle: ReportBundle, particulars: Particulars) -> Script:
        """Return what to say on the phone or paste into the chat."""
        raise NotImplementedError

    def draft(
        self, way: Way, bundle: ReportBundle, particulars: Particulars, ticked: Collection[str] | None = None
    ) -> Draft:
        """Return exactly what would leave; raises ComposeError when a file is too large for this way.

        The key stays the same from draft to draft until one is consented to.
        """
        raise NotImplementedError

    def draft_step(self, step: "DueStep", cancel: Cancel, ticked: Collection[str] | None = None) -> Draft:
        """Return the prepared next step of the case (``case`` must be given)."""
        raise NotImplementedError

    def open_file(self, draft: Draft, name: str) -> Path:
        """Write one file of the draft to a private temporary folder and return it; ``close`` removes them."""
        raise NotImplementedError

    # 5: sending

    def consent_and_queue(self, draft: Draft, seen_sha256: str) -> Entry:
        """Freeze and queue what the person saw; raises ConsentError when the draft is not that any more."""
        raise NotImplementedError

    def send_now(self, entry: Entry, report: "Callable[[SendProgress], None]", cancel: Cancel) -> Entry:
        """Try to send it now and return where it stands; waiting for the network is no error."""
        raise NotImplementedError

    def close(self) -> None:
        """Remove the temporary copies."""
