"""A notification on Windows by an icon in the notification area: it needs neither an installed program nor a shortcut.

(Toasts of the newer interface are shown only for a program with an AppUserModelID that a shortcut in the Start menu
carries; Windows 10 and 11 show these as toasts by themselves.)
"""

import ctypes
import sys
import threading

from wizard.system.base import Done, Missing
from wizard.system.deadline import within
from wizard.system.windows.calls import RefusedError, function, last_error
from wizard.system.windows.structures_notifications import NotifyIcon, wide

assert sys.platform == "win32"

_ADD, _DELETE = 0x0, 0x2
_ICON, _TIP, _INFO = 0x2, 0x4, 0x10
_INFORMATION_ICON = 0x1
_APPLICATION_ICON = 32_512
"""IDI_APPLICATION: a program's usual icon."""
_MESSAGES_ONLY = -3
"""HWND_MESSAGE: a window that nobody sees."""
_APP = "Self-Help Wizard"
_STAYS_S = 12.0
"""With its icon the notification goes, too."""
_TIMEOUT_S = 3.0


def show(title: str, text: str) -> Done | Missing:
    """Show it for some seconds; Missing where there is no notification area, as before the desktop has come up."""
    shown, answers = threading.Event(), list[Done | Missing]()

    def stay() -> None:
        try:
            _show(title, text, shown, answers)
        except RefusedError as refused:
            answers.append(refused.missing)
        shown.set()

    threading.Thread(target=stay, name="notification", daemon=True).start()
    late = within(_TIMEOUT_S, None, shown.wait)
    if isinstance(late, Missing) or not answers:
        return Missing("timeout", f"nobody took the notification within {_TIMEOUT_S:g} s")
    return answers[0]


def _show(title: str, text: str, shown: threading.Event, answers: list[Done | Missing]) -> None:
    """Hold a window and its icon on this thread: both belong to the thread that makes them."""
    make = function(
        "user32", "CreateWindowExW", ctypes.c_void_p, ctypes.c_uint32, ctypes.c_wchar_p, ctypes.c_wchar_p,
        ctypes.c_uint32, *([ctypes.c_int] * 4), *([ctypes.c_void_p] * 4),
    )  # fmt: skip
    notify = function("shell32", "Shell_NotifyIconW", ctypes.c_int, ctypes.c_uint32, ctypes.c_void_p)
    icon_of = function("user32", "LoadIconW", ctypes.c_void_p, ctypes.c_void_p, ctypes.c_void_p)
    destroy = function("user32", "DestroyWindow", ctypes.c_int, ctypes.c_void_p)
    window = make(0, "STATIC", _APP, 0, 0, 0, 0, 0, ctypes.c_void_p(_MESSAGES_ONLY), None, None, None)
    if not window:
        answers.append(Missing("not_available", f"notifications: Windows error {last_error()}"))
        return
    try:
        icon = NotifyIcon(size=ctypes.sizeof(NotifyIcon), window=window, identifier=1, flags=_ICON | _TIP | _INFO)
        icon.icon = icon_of(None, _APPLICATION_ICON) or 0
        icon.tip, icon.title, icon.info = wide(_APP, 128), wide(title, 64), wide(text, 256)
        icon.info_flags = _INFORMATION_ICON
        if not notify(_ADD, ctypes.byref(icon)):
            answers.append(Missing("not_available", "notifications: there is no notification area"))
            return
        answers.append(Done("notification"))
        shown.set()
        threading.Event().wait(_STAYS_S)
        notify(_DELETE, ctypes.byref(icon))
    finally:
        destroy(window)
