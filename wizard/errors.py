"""The one exception tree of the program; every branch says what happened, to what, and what to do next."""


class WizardError(Exception):
    """Root of every error this program raises on purpose.

    ``message`` is an English sentence that stands in the catalogues (marked with ``N_``);
    ``details`` fill its placeholders. A front end translates both: ``texts.error(error)``.
    """

    def __init__(self, message: str, **details: object) -> None:
        super().__init__(message)
        self.message = message
        self.details = details

    def __str__(self) -> str:
        return self.message.format(**self.details) if self.details else self.message


class UsageError(WizardError):
    """The command line, an answers file or another input by hand is wrong; exit status 2."""
