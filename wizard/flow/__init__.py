"""Flows: their format, their checks and the pure engine; standard library and msgspec only."""
