"""What a channel takes of files, asked before anything is sent: half a report helps nobody."""

from collections.abc import Iterable

from wizard.escalation.errors import RefusedError
from wizard.escalation.model import Attachment
from wizard.marking import N_


def check_sizes(attachments: Iterable[Attachment], max_attachment_bytes: int) -> None:
    """Raise RefusedError for the first file that is larger than the channel takes."""
    for attachment in attachments:
        if attachment.size_bytes > max_attachment_bytes:
            raise RefusedError(
                N_(
                    "The file {file} is too large for this way: {size_bytes}, and at most {limit_bytes} is taken."
                    " Nothing was sent. Leave it out, or take another way."
                ),
                file=attachment.name,
                size_bytes=attachment.size_bytes,
                limit_bytes=max_attachment_bytes,
            )


def check_sum(attachments: Iterable[Attachment], max_attachment_bytes: int) -> None:
    """Raise RefusedError when the files are larger together than a channel takes that sends them in one piece."""
    size_bytes = sum(attachment.size_bytes for attachment in attachments)
    if size_bytes > max_attachment_bytes:
        raise RefusedError(
            N_(
                "The files are too large for this way together: {size_bytes}, and at most {limit_bytes} is taken."
                " Nothing was sent. Leave one out, or take another way."
            ),
            size_bytes=size_bytes,
            limit_bytes=max_attachment_bytes,
        )
