"""Errors of flow files and of histories that do not fit them."""

from wizard.errors import WizardError


class FlowError(WizardError):
    """A flow cannot be used. ``str()`` reads ``file:line: step: message``.

    ``line`` is 1-based, 0 where it is unknown; ``step`` is empty for a fault of the whole file.
    """

    def __init__(self, file: str, line: int, step: str, message: str) -> None:
        super().__init__(message)
        self.file = file
        self.line = line
        self.step = step

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}"
        return f"{place}: {self.step}: {self.message}" if self.step else f"{place}: {self.message}"


class FlowSyntaxError(FlowError):
    """The file is no TOML, or not of the flow format."""


class FlowFileMissingError(FlowSyntaxError):
    """There is no such file."""


class UnknownFlowError(FlowError, KeyError):
    """No flow has this id; a KeyError too, so that ``Mapping.get`` and ``in`` work as everywhere."""

    def __init__(self, flow_id: str) -> None:
        super().__init__(flow_id, 0, "", "there is no such flow")


class FlowCheckError(FlowError):
    """The file can be read, but the flow breaks a rule of the format."""


class HistoryError(WizardError):
    """A history does not fit the flows it is replayed against."""


class BackRefusedError(HistoryError):
    """Back is not possible here: nothing to go back to, or something was changed since."""
