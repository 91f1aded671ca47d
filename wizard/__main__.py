"""``python -m wizard``, and the program's own start."""

import sys

from wizard.app import main as run_program
from wizard.system.speed_command import COMMAND


def main() -> int:
    """Run the program, or the one internal command that its own speed test starts it with."""
    if sys.argv[1:2] == [COMMAND]:
        from wizard.system import speed_child

        speed_child.end_at_once(speed_child.main(sys.argv[2:]))
    return run_program()


if __name__ == "__main__":
    sys.exit(main())
