"""The lesson on the Transformer from scratch."""

from __future__ import annotations

from dataclasses import dataclass, replace

from explorer.records.lessons.transformer import (
    Block,
    TranslationAnswer,
    TranslationRequest,
    WritingStep,
)

FIRST_BLOCK = "decoder.1.cross"  # where the words of both languages meet


@dataclass(frozen=True, slots=True)
class TransformerSettings:
    """What a person has set; each method returns the settings after something was done.

    text: Chinese; the lesson has its own, since the window's is for another model.
    begun: English words put first by hand; the model goes on from them.
    n_shown: words that have appeared; None: all that are written.
    is_playing: word after word appears by itself.
    place: of the written word that is chosen; None: the newest.
    head: (layer, head) of the cross-attention drawn as lines; None: the one that aligns best.
    block: name of the block that is looked into.
    shows_code: its source instead of its picture.
    """

    text: str = "我喜欢打篮球"
    begun: tuple[str, ...] = ()
    n_shown: int | None = 0
    is_playing: bool = True
    place: int | None = None
    head: tuple[int, int] | None = None
    block: str = FIRST_BLOCK
    shows_code: bool = False

    def wanted(self) -> TranslationRequest:
        return TranslationRequest(self.text, self.begun)

    # ---- what a person does ----------------------------------------------------------------------

    def typed(self, text: str) -> TransformerSettings:
        """Another sentence, whose translation appears from its beginning."""
        return replace(self, text=text, begun=(), n_shown=0, is_playing=True, place=None)

    def rewritten(self, answer: TranslationAnswer, word: str) -> TransformerSettings:
        """Another word at the place that is shown; the model goes on from there.

        Nothing changes while the answer to something else is still shown.
        """
        if answer.request != self.wanted():
            return self
        place = self.place_in(answer)
        before = shown_step(self, answer).translation.written[:place]
        return replace(self, begun=(*before, word), n_shown=place + 1, is_playing=True, place=None)

    def unwritten(self) -> TransformerSettings:
        """The words put in by hand are taken out again."""
        return replace(self, begun=(), n_shown=None, is_playing=False, place=None)

    def played(self, answer: TranslationAnswer) -> TransformerSettings:
        """On from the words that are shown, or from the beginning once all of them are."""
        is_at_end = n_shown(self, answer) == len(answer.steps)
        first = 0 if is_at_end and answer.is_whole else n_shown(self, answer)
        return replace(self, n_shown=first, is_playing=True, place=None)

    def paused(self) -> TransformerSettings:
        return replace(self, is_playing=False)

    def stepped(self, answer: TranslationAnswer, by: int) -> TransformerSettings:
        """So many words more or fewer, at least the first."""
        n = min(max(n_shown(self, answer) + by, 1), len(answer.steps))
        return replace(self, n_shown=n, is_playing=False, place=None)

    def skipped(self) -> TransformerSettings:
        """To the last word."""
        return replace(self, n_shown=None, is_playing=False, place=None)

    def ticked(self, answer: TranslationAnswer) -> TransformerSettings:
        """The moment of a word is over: the next one appears, if it is written by now."""
        n = min(n_shown(self, answer) + 1, len(answer.steps))
        is_over = n == len(answer.steps) and answer.is_whole
        return replace(self, n_shown=None if is_over else n, is_playing=not is_over)

    def placed(self, place: int) -> TransformerSettings:
        """A written word is chosen; once more, and the newest is again."""
        return replace(self, place=None if place == self.place else place, is_playing=False)

    def with_head(self, head: tuple[int, int]) -> TransformerSettings:
        return replace(self, head=head)

    def with_block(self, block: str) -> TransformerSettings:
        return replace(self, block=block)

    def with_code(self, *, shown: bool) -> TransformerSettings:
        return replace(self, shows_code=shown)

    # ---- what is shown ---------------------------------------------------------------------------

    def place_in(self, answer: TranslationAnswer) -> int:
        """Of the word whose alternatives are shown."""
        newest = max(n_shown(self, answer), 1) - 1
        return newest if self.place is None else min(self.place, newest)

    def head_in(self, answer: TranslationAnswer) -> tuple[int, int]:
        return self.head or answer.steps[-1].translation.alignment_head

    def block_in(self, answer: TranslationAnswer) -> Block:
        blocks = answer.architecture.blocks
        return next((block for block in blocks if block.name == self.block), blocks[-1])


def n_shown(settings: TransformerSettings, answer: TranslationAnswer) -> int:
    """How many words have appeared; all of an answer to something else, which stays meanwhile."""
    if settings.n_shown is None or answer.request != settings.wanted():
        return len(answer.steps)
    return min(settings.n_shown, len(answer.steps))


def shown_step(settings: TransformerSettings, answer: TranslationAnswer) -> WritingStep:
    """The word that appeared last, or will appear first."""
    return answer.steps[max(n_shown(settings, answer), 1) - 1]
