"""Phrases of the lexicon, drawn at random.

Every Chinese word is one `Word`; an English word remembers which `Word` it translates, or none.
So the alignment is known whatever order either language puts its phrases in.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

import lexicon


@dataclass(frozen=True, eq=False)
class Word:
    """One place in the Chinese sentence."""

    chinese: str


English = tuple[tuple[str, Word | None], ...]


@dataclass(frozen=True, eq=False)
class Phrase:
    chinese: tuple[Word, ...]
    english: English = ()


@dataclass(frozen=True, eq=False)
class Subject(Phrase):
    agrees: str = "he"  # with "I", "you" or "he"

    def verb(self, word: Word, base: str, third: str) -> English:
        return ((third if self.agrees == "he" else base, word),)

    @property
    def be(self) -> str:
        return {"I": "am", "you": "are", "he": "is"}[self.agrees]

    @property
    def do(self) -> str:
        return "does" if self.agrees == "he" else "do"


@dataclass(frozen=True, eq=False)
class Activity:
    chinese: tuple[Word, ...]
    forms: tuple[str, ...]
    rest: English

    def form(self, number: int) -> English:
        return ((self.forms[number], self.chinese[0]), *self.rest)

    @property
    def base(self) -> English:
        return self.form(0)

    @property
    def ing(self) -> English:
        return self.form(2)

    @property
    def past(self) -> English:
        return self.form(3)

    def present(self, who: Subject) -> English:
        return self.form(1 if who.agrees == "he" else 0)


Part = Word | Phrase | Activity
Said = str | English | Phrase
Made = tuple[Sequence[Part], Sequence[Said]]
Chooser = random.Random


def spoken(text: str, words: Sequence[Word], place: Word | None = None) -> English:
    """`the park:0` as English words; `?` stands for the word that puts something at a place."""
    said = []
    for item in text.split():
        word, _, number = item.partition(":")
        said.append((word, place if number == "?" else words[int(number)] if number else None))
    return tuple(said)


def written(chinese: str) -> tuple[Word, ...]:
    return tuple(Word(word) for word in chinese.split())


def phrase(r: Chooser, table: str) -> Phrase:
    chinese, english = r.choice(lexicon.lines(table))
    words = written(chinese)
    return Phrase(words, spoken(english, words))


def subject(r: Chooser) -> Subject:
    if r.random() < 0.3:
        owner, kin = phrase(r, lexicon.OWNERS), phrase(r, lexicon.KIN)
        return Subject((*owner.chinese, *kin.chinese), (*owner.english, *kin.english))
    chinese, english, agrees = r.choice(lexicon.lines(lexicon.PRONOUNS))
    words = written(chinese)
    return Subject(words, spoken(english, words), agrees)


def two(r: Chooser) -> Subject:
    """我和小明: English puts the speaker last."""
    single = [
        line for line in lexicon.lines(lexicon.PRONOUNS) if line[0] == "我" or line[2] == "he"
    ]
    (one, one_said, _), (other, other_said, _) = r.sample(single, 2)
    first, joint, second = Word(one), Word("和"), Word(other)
    said = [spoken(one_said, [first]), spoken(other_said, [second])]
    if one == "我":
        said.reverse()
    return Subject((first, joint, second), (*said[0], ("and", joint), *said[1]), "you")


def activity(r: Chooser) -> Activity:
    chinese, forms, rest = r.choice(lexicon.lines(lexicon.ACTIVITIES))
    words = written(chinese)
    return Activity(words, tuple(forms.split("/")), spoken(rest, words))


def place(r: Chooser) -> Phrase:
    """在公园, or nothing."""
    if r.random() < 0.5:
        return Phrase(())
    chinese, inside, _ = r.choice(lexicon.lines(lexicon.PLACES))
    at, where = Word("在"), Word(chinese)
    return Phrase((at, where), spoken(inside, [where], at))


def destination(r: Chooser) -> Phrase:
    chinese, _, towards = r.choice(lexicon.lines(lexicon.PLACES)[:-1])
    where = Word(chinese)
    return Phrase((where,), spoken(towards, [where]))


def thing(r: Chooser) -> tuple[Word, Word, English, English]:
    """Measure word, noun, English one and many."""
    measure, chinese, english = r.choice(lexicon.lines(lexicon.THINGS))
    noun = Word(chinese)
    one, many = (spoken(form, [noun]) for form in english.split("/"))
    return Word(measure), noun, one, many


def article(english: English) -> str:
    return "an" if english[0][0][0] in "aeiou" else "a"
