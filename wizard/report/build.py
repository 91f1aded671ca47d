"""One call from what is known to the finished report: collect → redact → compose → bundle."""

from wizard.report.bundle import OWN_NAMES, ReportBundle
from wizard.report.collect import collect
from wizard.report.model import ReportInput
from wizard.report.words import Words
from wizard.system.base import Cancel


def build_report(report_input: ReportInput, texts: Words, cancel: Cancel | None = None) -> ReportBundle:
    """Return the report with every file chosen but those that the person has to tick (``ReportBundle.offered``).

    Takes seconds with large logs: call it on a worker thread.

    Never raises for a part that cannot be collected (the report names it); ReportStoppedError when stopped.
    """
    content, filter_ = collect(report_input, texts, cancel)
    names = frozenset((*OWN_NAMES, *(file.name for file in content.diagnostics if file.ticked)))
    return ReportBundle(content, texts, names, filter_.originals)
