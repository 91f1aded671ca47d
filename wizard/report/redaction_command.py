"""The name of the internal command that redacts a large file, alone: every start of the program looks at it."""

COMMAND = "redact-file"
"""Not in the help; what it reads and writes is in ``redaction_messages``."""
