"""Says why no window opens, where there is no terminal to say it in."""

from PySide6.QtWidgets import QMessageBox

from wizard.ui.theme import application


def tell(title: str, sentence: str) -> None:
    """Show one sentence in a dialogue of its own, and return once it is closed."""
    app = application("self-help-wizard")
    dialogue = QMessageBox(QMessageBox.Icon.Warning, title, sentence, QMessageBox.StandardButton.Ok)
    dialogue.setWindowTitle(title)
    app.setApplicationName(title)
    dialogue.exec()
