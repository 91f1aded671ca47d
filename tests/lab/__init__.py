"""Whole networks in namespaces, with the wizard as a real process at the laptop; see README.md."""
