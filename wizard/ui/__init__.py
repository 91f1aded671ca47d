"""The window: Qt widgets, one page per view. Nothing outside this package imports Qt."""
