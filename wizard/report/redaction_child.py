"""Redacts one file in a process of its own, so that the window's interpreter is free: an internal command.

Everything private comes and goes through its pipes: nothing stands on its command line or in a file. Loads no Qt.
"""

from wizard.report.encodings import UnreadableError, redacted_file
from wizard.report.plain import PlainText
from wizard.report.redact import Redactor, TextFilter
from wizard.report.redaction_messages import BEGUN, Answer, Order, packed, unpacked
from wizard.system.core_dumps import forbid_core_dumps
from wizard.system.own_program import take_bytes_as_they_are

_INPUT, _OUTPUT = 0, 1


def main() -> int:
    """Read an order and a file, and write the answer and the redacted file; 0 when that came about."""
    forbid_core_dumps()
    take_bytes_as_they_are(_INPUT, _OUTPUT)
    with open(_INPUT, "rb", closefd=False) as source, open(_OUTPUT, "wb", closefd=False) as target:
        order, names = unpacked(source, Order)
        if order.identity is None:
            filter_: TextFilter = PlainText()
            before = (0, 0)
            list(names)
        else:
            filter_ = Redactor(order.identity, order.keep, known=(order.salt, names))
            before = filter_.names.size
        target.write(BEGUN)
        target.flush()
        redacted, unreadable = b"", None
        try:
            redacted = redacted_file(source.read(), filter_)
        except UnreadableError as error:
            unreadable = error.message
        new = filter_.names.since(before) if isinstance(filter_, Redactor) else ()
        for message in packed(Answer(filter_.replaced, unreadable), new):
            target.write(message)
        target.write(redacted)
    return 0
