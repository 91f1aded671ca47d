"""Qt's own words in the person's language, and the side on which its lines begin."""

from PySide6.QtCore import QTranslator
from PySide6.QtWidgets import QApplication

_QT_WORDS: list[QTranslator] = []


def load_qt_words(language: str) -> None:
    """Load Qt's own words (menus of text fields, the folder dialogue) in this language, where Qt has them.

    Everything that is made from now on is mirrored where the language is written from right to left.
    """
    app = QApplication.instance()
    while _QT_WORDS:  # kept here: looking among the application's children would hand its style to Python, too
        old = _QT_WORDS.pop()
        QApplication.removeTranslator(old)
        old.deleteLater()
    if language == "en" and not QApplication.isRightToLeft():  # Qt's own words are English by themselves
        return
    from PySide6.QtCore import QLibraryInfo, QLocale

    QApplication.setLayoutDirection(QLocale(language).textDirection())
    if language == "en":
        return

    translator = QTranslator(app)
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    if translator.load(QLocale(language), "qtbase", "_", folder):
        QApplication.installTranslator(translator)
        _QT_WORDS.append(translator)
