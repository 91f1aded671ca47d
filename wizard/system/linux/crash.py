"""Crash logs of Linux: apport's reports and an app's own; the readers are those of every system.

``coredumpctl`` is not asked: systemd's core dumps know signals, which are no codes, and their files are whole
memories, which nobody should attach to anything.
"""

from wizard.system.crash_logs import crash_logs

__all__ = ["crash_logs"]
