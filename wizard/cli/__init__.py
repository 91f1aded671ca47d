"""The command line: arguments, and the commands that need neither window nor walk (DESIGN 10)."""
