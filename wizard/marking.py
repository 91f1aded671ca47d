"""Marks sentences for the message catalogues at the place where they are written."""


def N_(message: str) -> str:  # noqa: N802  (gettext's own name for "mark, do not translate yet")
    """Return ``message`` unchanged; the extraction of the catalogues looks for this call."""
    return message
