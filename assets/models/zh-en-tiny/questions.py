"""Patterns of questions; those of statements are in `grammar`."""

from __future__ import annotations

import lexicon
from phrases import Chooser, Made, Word, activity, phrase, place, subject


def does_like(r: Chooser) -> Made:
    who, word, what, asks = subject(r), Word("喜欢"), activity(r), Word("吗")
    return [who, word, what, asks], [who.do, who, (("like", word),), what.ing, (("?", asks),)]


def does_want(r: Chooser) -> Made:
    who, word, what, asks = subject(r), Word("想"), activity(r), Word("吗")
    english = [who.do, who, (("want", word),), "to", what.base, (("?", asks),)]
    return [who, word, what, asks], english


def can_they(r: Chooser) -> Made:
    who, word, what, asks = subject(r), Word("会"), activity(r), Word("吗")
    return [who, word, what, asks], [(("can", word),), who, what.base, (("?", asks),)]


def did_they(r: Chooser) -> Made:
    who, when, where, what = subject(r), phrase(r, lexicon.PAST), place(r), activity(r)
    done, asks = Word("了"), Word("吗")
    english = [(("did", done),), who, what.base, where, when, (("?", asks),)]
    return [who, when, where, what, done, asks], english


def mood_asked(r: Chooser) -> Made:
    who, how, asks = subject(r), phrase(r, lexicon.MOODS), Word("吗")
    return [who, how, asks], [who.be, who, how, (("?", asks),)]


def where_is(r: Chooser) -> Made:
    who, at, asked = subject(r), Word("在"), Word("哪里")
    english = [(("where", asked),), ((who.be, at),), who, "?"]
    return [who, at, asked], english


def what_like(r: Chooser) -> Made:
    verbs = [("吃", "eat"), ("喝", "drink"), ("看", "watch"), ("买", "buy"), ("学", "study")]
    (chinese, english), who = r.choice(verbs), subject(r)
    word, verb, asked = Word("喜欢"), Word(chinese), Word("什么")
    said = [(("what", asked),), who.do, who, (("like", word),), "to", ((english, verb),)]
    return [who, word, verb, asked], [*said, "?"]


def who_likes(r: Chooser) -> Made:
    asked, word, what = Word("谁"), Word("喜欢"), activity(r)
    return [asked, word, what], [(("who", asked), ("likes", word)), what.ing, "?"]


def why(r: Chooser) -> Made:
    who, asked, word, what = subject(r), Word("为什么"), Word("喜欢"), activity(r)
    english = [(("why", asked),), who.do, who, (("like", word),), what.ing, "?"]
    return [who, asked, word, what], english


def where_do(r: Chooser) -> Made:
    who, at, asked, what = subject(r), Word("在"), Word("哪里"), activity(r)
    english = [(("where", asked),), who.do, who, what.base, "?"]
    return [who, at, asked, what], english
