"""A translator: the Transformer from scratch with trained weights and the words it knows.

A folder holds `settings.json`, `model.safetensors`, `source.txt` and `target.txt`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, fields
from pathlib import Path

from safetensors import SafetensorError
from safetensors.torch import load_file
from torch import Tensor

from explorer.errors import CheckpointDamaged, CheckpointNotFound, EmptyText, TextTooLong
from explorer.records.translation import Array, Translation, WordChoice
from explorer.reference.decoding import Step, greedy
from explorer.reference.transformer import Settings, Transformer
from explorer.reference.vocabulary import END, START, Vocabulary
from explorer.resources import asset

ARCHITECTURE = "explorer.reference.transformer"
BUILT_IN = "zh-en-tiny"
N_CHOICES = 10
_ENDS = (".", "?", END)


@dataclass(frozen=True, slots=True, eq=False)
class Translator:
    model: Transformer
    source: Vocabulary
    target: Vocabulary
    alignment_head: tuple[int, int]

    @classmethod
    def built_in(cls) -> Translator:
        """Chinese to English."""
        return cls.read(asset("models", BUILT_IN))

    @classmethod
    def read(cls, folder: Path) -> Translator:
        """Raises CheckpointNotFound, CheckpointDamaged."""
        if not (folder / "settings.json").is_file():
            raise CheckpointNotFound(f"{folder} holds no settings.json, so it is no translator.")
        settings, alignment_head = _settings(folder / "settings.json")
        source, target = (Vocabulary.read(folder / f"{side}.txt") for side in ("source", "target"))
        if (len(source), len(target)) != (settings.n_source_words, settings.n_target_words):
            raise CheckpointDamaged(
                f"{folder} lists {len(source)} and {len(target)} words, but its settings.json says "
                f"{settings.n_source_words} and {settings.n_target_words}."
            )
        model = Transformer(settings).eval()
        try:
            weights = load_file(folder / "model.safetensors")
            model.load_state_dict({name: value.float() for name, value in weights.items()})
        except (OSError, SafetensorError, RuntimeError) as error:
            reason = str(error).splitlines()[0]
            raise CheckpointDamaged(f"The weights in {folder} cannot be read: {reason}") from error
        return cls(model, source, target, alignment_head)

    def words(self, text: str) -> tuple[str, ...]:
        """What the encoder reads of a text. Raises EmptyText, UnknownWords, TextTooLong."""
        words = self.source.segment(text)
        if not words:
            raise EmptyText("There is no word to translate. Type a Chinese sentence.")
        n_tokens, max_tokens = len(words) + 1, self.model.settings.max_tokens
        if n_tokens > max_tokens:
            raise TextTooLong(n_tokens, max_tokens)
        return (*words, END)

    def translate(self, text: str) -> Translation:
        """The whole translation. Raises EmptyText, UnknownWords, TextTooLong."""
        *_, last = self.steps(text)
        return last

    def steps(self, text: str, begun: tuple[str, ...] = ()) -> Iterator[Translation]:
        """The translation after each word that is written, the end mark last.

        begun: its first words, of the target's vocabulary.
        Raises EmptyText, UnknownWords, TextTooLong.
        """
        words = self.words(text)
        steps = greedy(
            self.model,
            self.source.ids_of(words),
            start=self.target.id_of(START),
            end=self.target.id_of(END),
            max_tokens=self.model.settings.max_tokens,
            begun=self.target.ids_of(begun),
        )
        choices: tuple[tuple[WordChoice, ...], ...] = ()
        for step in steps:
            choices = (*choices, self._choices(step.probabilities))
            yield self._translation(words, step, choices)

    def _choices(self, probabilities: Tensor) -> tuple[WordChoice, ...]:
        best = probabilities.topk(min(N_CHOICES, len(probabilities)))
        pairs = zip(best.indices.tolist(), best.values.tolist(), strict=True)
        return tuple(WordChoice(self.target.words[token], chance) for token, chance in pairs)

    def _translation(
        self, source: tuple[str, ...], step: Step, choices: tuple[tuple[WordChoice, ...], ...]
    ) -> Translation:
        read = tuple(self.target.words[token] for token in step.read)
        written = (*read[1:], self.target.words[step.token])
        return Translation(
            source=source,
            read=read,
            written=written,
            choices=choices,
            text=sentence(written),
            is_finished=written[-1] == END,
            encoder=_array(step.maps.encoder),
            decoder=_array(step.maps.decoder),
            cross=_array(step.maps.cross),
            alignment_head=self.alignment_head,
        )


def sentence(words: tuple[str, ...]) -> str:
    """English words as a person writes them."""
    text = ""
    for word in words:
        if word != END:
            text += word if word in _ENDS or not text else f" {word}"
    return text[:1].upper() + text[1:]


def _settings(path: Path) -> tuple[Settings, tuple[int, int]]:
    try:
        stored = json.loads(path.read_text(encoding="utf-8"))
        if stored["architecture"] != ARCHITECTURE:
            raise ValueError(f"its architecture is {stored['architecture']!r}")
        settings = Settings(**{field.name: stored[field.name] for field in fields(Settings)})
        layer, head = stored["alignment_head"]
        return settings, (int(layer), int(head))
    except (OSError, ValueError, LookupError, TypeError) as error:
        raise CheckpointDamaged(f"{path} are no settings of {ARCHITECTURE}: {error}.") from error


def _array(weights: Tensor) -> Array:
    """(layer, head, query, key) of the one text in the batch."""
    array: Array = weights[:, 0].numpy()
    array.flags.writeable = False
    return array
