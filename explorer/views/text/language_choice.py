"""`LanguageChoice`: which language a translating model is told to read or to write."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QWidget

from explorer.views.widgets.choice_button import Choice, ChoiceButton


class LanguageChoice(ChoiceButton):
    """The codes of the model with the name of each language in itself; hidden without any."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent, widest=160)
        self._codes: tuple[str, ...] = ()
        self.hide()

    def show_languages(self, codes: Sequence[str], current: str | None) -> None:
        if tuple(codes) != self._codes:  # some models know two hundred
            self._codes = tuple(codes)
            self.set_choices([Choice(code, language_name(code)) for code in codes])
        self.set_current(current)
        self.setVisible(bool(codes))


def language_name(code: str) -> str:
    """`zh · 中文`; the code alone where Qt does not know it."""
    for spelling in (code, code.split("_")[0]):  # Qt does not know mBART's `en_XX` as it stands
        locale = QLocale(spelling)
        if locale.language() not in (QLocale.Language.C, QLocale.Language.AnyLanguage):
            own = locale.nativeLanguageName()
            return f"{code} · {own or QLocale.languageToString(locale.language())}"
    return code
