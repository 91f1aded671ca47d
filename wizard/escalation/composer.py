"""From a report to exactly what leaves: text, subject, recipients, fields and files for each kind of channel."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from wizard.escalation.errors import EscalationError
from wizard.escalation.model import Draft
from wizard.organisation.channels import Role
from wizard.organisation.profile import Channel, Organisation
from wizard.report.bundle import ReportBundle
from wizard.report.particulars import Particulars
from wizard.texts import Texts


class ComposeError(EscalationError):
    """The draft cannot be made as asked: a file is too large, a way needs something that is missing."""


@dataclass(frozen=True, kw_only=True)
class HandoverRequest:
    """Everything a draft is made from. ``ticked`` names the files to send (None: all); ``escalation_id`` stays the same
    while the person looks at one draft after the other, so that the key in the subject does, too.
    """

    escalation_id: str
    case_id: str
    bundle: ReportBundle
    ticked: Collection[str] | None = None
    particulars: Particulars
    channel_name: str
    channel: Channel
    organisation: Organisation
    texts: Texts
    now_utc: datetime
    role: Role = "first_line"


def compose_draft(request: HandoverRequest) -> Draft:
    """Return the report as this channel takes it; raises ComposeError for a file that is too large for the channel."""
    raise NotImplementedError
