"""``python -m wizard``, and the program's own start."""

import sys

from wizard.app import main as run_program


def main() -> int:
    """Run the program, or one of the internal commands that it starts itself with."""
    if len(sys.argv) > 1:
        from wizard.report.redaction_command import COMMAND as REDACT
        from wizard.system.speed_command import COMMAND as MEASURE

        if sys.argv[1] == MEASURE:
            from wizard.system import speed_child

            speed_child.end_at_once(speed_child.main(sys.argv[2:]))
        if sys.argv[1] == REDACT:
            from wizard.report import redaction_child

            return redaction_child.main()
    return run_program()


if __name__ == "__main__":
    sys.exit(main())
