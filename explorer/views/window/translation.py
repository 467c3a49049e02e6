"""`SourceTranslator`: reads Qt's own `.ts` files, so that no compiled file is needed.

`pyside6-lupdate` writes `assets/translations/explorer_….ts`, from the views; `messages_….ts` beside
it holds what is said below them. Translators edit both in Linguist.
Qt's own words, as on the buttons of dialogs, come from the compiled files that ship with Qt.
"""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

from PySide6.QtCore import QLibraryInfo, QLocale, QObject, QTranslator

from explorer.resources import asset
from explorer.views.widgets.messages import SAID
from explorer.views.window.sentences import Sentences


class SourceTranslator(QTranslator):
    """Finished messages of `.ts` files, and Qt's own in the same language where it has them.

    The context `SAID` is that of `Sentences`; all others are classes of the window.

    `self.tr` asks for the class of an object and then for each of its bases, so that a message
    that a subclass inherits is found under the class that says it.
    """

    def __init__(self, *paths: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        roots = [ElementTree.parse(path).getroot() for path in paths]
        self._messages = dict(message for root in roots for message in _finished_messages(root))
        self._sentences = Sentences(
            {source: words for (name, source), words in self._messages.items() if name == SAID}
        )
        self._of_qt = QTranslator(self)
        folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
        self._of_qt.load(f"qtbase_{roots[0].get('language')}", folder)

    def translate(
        self, context: str, source: str, disambiguation: str | None = None, n: int = -1
    ) -> str | None:
        """None where there is no translation: Qt then shows the source."""
        if context == SAID:
            return self._sentences.translated(source)
        own = self._messages.get((context, source))
        return own or self._of_qt.translate(context, source, disambiguation, n) or None

    def isEmpty(self) -> bool:
        return not self._messages


def translator_for(locale: QLocale, parent: QObject | None = None) -> SourceTranslator | None:
    """The translator of a language, or None where the window speaks English."""
    folder = asset("translations")
    for name in (locale.name(), locale.name().split("_")[0]):
        paths = [folder / f"{file}_{name}.ts" for file in ("explorer", "messages")]
        if all(path.is_file() for path in paths):
            return SourceTranslator(*paths, parent=parent)
    return None


def _finished_messages(root: ElementTree.Element) -> list[tuple[tuple[str, str], str]]:
    messages = []
    for context in root.iter("context"):
        name = context.findtext("name", "")
        for message in context.iter("message"):
            translation = message.find("translation")
            if translation is None or not translation.text or translation.get("type"):
                continue
            messages.append(((name, message.findtext("source", "")), translation.text))
    return messages
