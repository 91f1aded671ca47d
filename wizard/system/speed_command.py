"""The name of the internal command that measures the public speed, alone: every start of the program looks at it."""

COMMAND = "measure-speed"
"""Not in the help; what follows it is a ``speed_messages.Wanted`` as JSON."""
