"""Run by the frozen program before its own first line; Linux.

PyInstaller points LD_LIBRARY_PATH at the bundle. Our own libraries are found by then, and programs that are started
from here, a browser for one, must not be given them.
"""

import os

original = os.environ.get("LD_LIBRARY_PATH_ORIG")
if original is not None:
    os.environ["LD_LIBRARY_PATH"] = original
else:
    os.environ.pop("LD_LIBRARY_PATH", None)
