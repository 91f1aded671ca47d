"""A labelled redaction corpus: invented logs in which every private value is marked. README.md says what counts."""
