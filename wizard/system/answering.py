"""Whether a router answers an echo at all."""

from wizard.system.base import Echo, Missing

_ECHOES = 2
_TIMEOUT_S = 1.0


def ask_for_answer(echo: Echo | Missing) -> tuple[bool | None, float | None]:
    """Send up to two echoes and close: whether one came back, and how long it took in ms.

    ``(False, None)``: none came back. ``(None, None)``: none could be sent, which says nothing of the router.
    """
    if isinstance(echo, Missing):
        return None, None
    try:
        for _ in range(_ECHOES):
            answer = echo.send(_TIMEOUT_S)
            if isinstance(answer, Missing):
                return None, None
            if answer is not None:
                return True, answer
    finally:
        echo.close()
    return False, None
