"""`Examples`: texts to start from, each chosen because some head shows something in it."""

from __future__ import annotations

from PySide6.QtCore import QObject

from explorer.records import Document

FIRST = Document("The doctor told the [MASK] to take the medicine.")

_PARAGRAPH = (
    "The lighthouse stood at the end of a narrow road that ran along the cliff. For forty years "
    "the same man had kept it, and every evening he climbed the stairs, cleaned the glass and lit "
    "the lamp before the sun was gone. His daughter left for the city when she was twenty, and she "
    "wrote to him once a month. In her letters she asked whether he was lonely, and he always "
    "answered that the ships kept him company. One winter a storm broke the window and put out "
    "the light. He carried a lantern up the stairs and held it in the wind until morning, because "
    "he knew that three boats were still at sea. When the fishermen came home, they brought him "
    "bread and a new pane of glass. He wrote to his daughter about the bread, but he never told "
    "her about the [MASK]."
)


class Examples(QObject):
    """A dozen documents with titles in the person's language."""

    def all(self) -> tuple[tuple[str, Document], ...]:
        return (
            (self.tr("A word from its context"), FIRST),
            (self.tr("A fact"), Document("The capital of France is [MASK].")),
            (
                self.tr("What is “it”? The trophy"),
                Document("The trophy does not fit in the suitcase because it is too [MASK]."),
            ),
            (
                self.tr("Who is “she”? A coreference"),
                Document("Mary told her sister that she had lost the keys, and Mary felt [MASK]."),
            ),
            (
                self.tr("Agreement over a distance"),
                Document("The keys to the old wooden cabinet [MASK] on the table."),
            ),
            (
                self.tr("Not: what a negation does"),
                Document("The soup was not hot, so we had to [MASK] it up again."),
            ),
            (
                self.tr("An idiom"),
                Document("It was raining cats and [MASK] when we left the house."),
            ),
            (
                self.tr("One word, two meanings"),
                Document("She sat on the bank of the river and counted the money from the bank."),
            ),
            (
                self.tr("A list that repeats"),
                Document("red, blue, green, red, blue, green, red, blue, [MASK]"),
            ),
            (
                self.tr("Two texts: question and answer"),
                Document("Where did the children play?", "They played in the [MASK]."),
            ),
            (
                self.tr("Two texts: one follows from the other"),
                Document("A man is playing a guitar on the street.", "Somebody makes [MASK]."),
            ),
            (self.tr("Chinese"), Document("我今天很高兴，因为天气很好。")),
            (self.tr("A long paragraph"), Document(_PARAGRAPH)),
        )
