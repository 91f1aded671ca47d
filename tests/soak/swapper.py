"""A process that exchanges names for others as fast as it can, while a byte of shared memory says "go".

Started as ``python swapper.py STATE FOLDER``; STATE is a file of three 8-byte numbers: go (0, 1, or 2 to end), idle,
swaps.
FOLDER holds ``pairs``, read at each "go": lines of two paths relative to FOLDER.
"""

import ctypes
import mmap
import os
import sys
from pathlib import Path

EXCHANGE = 2  # RENAME_EXCHANGE of renameat2(2): both names change hands in one step
GO, IDLE, SWAPS = 0, 8, 16


def run(state: Path, folder: Path) -> None:
    rename = ctypes.CDLL(None, use_errno=True).renameat2
    opened = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    with state.open("r+b") as file, mmap.mmap(file.fileno(), 24) as shared:
        swaps = 0
        while shared[GO] != 2:
            if shared[GO] == 0:
                shared[IDLE] = 1
                os.sched_yield()
                continue
            shared[IDLE] = 0
            lines = (folder / "pairs").read_bytes().splitlines()
            pairs = [tuple(line.split()) for line in lines]
            while shared[GO] == 1:
                for one, other in pairs:
                    if rename(opened, one, opened, other, EXCHANGE) == 0:
                        swaps += 1
                        shared[SWAPS : SWAPS + 8] = swaps.to_bytes(8, "little")


if __name__ == "__main__":
    run(Path(sys.argv[1]), Path(sys.argv[2]))
