"""The request to stop: alone, because the window has one before anything of the system is loaded."""

import threading


class Cancel:
    """A request to stop, shared between the person's Stop and the work."""

    def __init__(self) -> None:
        self._event = threading.Event()

    def set(self) -> None:
        self._event.set()

    @property
    def requested(self) -> bool:
        return self._event.is_set()

    def wait(self, seconds: float) -> bool:
        """Sleep that ends at once when stopped; returns whether a stop was requested."""
        return self._event.wait(seconds)
