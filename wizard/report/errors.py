"""What can go wrong while a report is made or saved; each says what to do next."""

from wizard.errors import WizardError


class ReportError(WizardError):
    """Root of the report's errors."""


class ReportSaveError(ReportError):
    """The report could not be written; nothing half-written is left."""


class ReportStoppedError(ReportError):
    """The person stopped the report while it was being made."""
