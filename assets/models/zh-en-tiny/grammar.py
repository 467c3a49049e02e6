"""Everyday sentences, Chinese and English, with the alignment that they were made with.

Each pattern gives the parts of a sentence twice, in the order of either language.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import lexicon
import questions
from phrases import (
    Chooser,
    Made,
    Phrase,
    Said,
    Word,
    activity,
    article,
    destination,
    phrase,
    place,
    spoken,
    subject,
    thing,
    two,
    written,
)


@dataclass(frozen=True)
class Pair:
    """gold: for each English word the place of the Chinese word it translates; None for none."""

    chinese: tuple[str, ...]
    english: tuple[str, ...]
    gold: tuple[int | None, ...]


def like(r: Chooser) -> Made:
    who, word, what = r.choice([subject, two])(r), Word("喜欢"), activity(r)
    return [who, word, what], [who, who.verb(word, "like", "likes"), what.ing]


def like_both(r: Chooser) -> Made:
    who, word, one, joint, other = subject(r), Word("喜欢"), activity(r), Word("和"), activity(r)
    english = [who, who.verb(word, "like", "likes"), one.ing, (("and", joint),), other.ing]
    return [who, word, one, joint, other], english


def dislike(r: Chooser) -> Made:
    who, no, word, what = subject(r), Word("不"), Word("喜欢"), activity(r)
    english = [who, who.do, (("not", no), ("like", word)), what.ing]
    return [who, no, word, what], english


def but(r: Chooser) -> Made:
    (one, told), (other, told_other) = r.choice([like, can])(r), r.choice([dislike, cannot])(r)
    word = Word("但是")
    return [*one, word, *other], [*told, (("but", word),), *told_other]


def want(r: Chooser) -> Made:
    who, word, what = subject(r), Word("想"), activity(r)
    return [who, word, what], [who, who.verb(word, "want", "wants"), "to", what.base]


def do_not_want(r: Chooser) -> Made:
    who, no, word, what = subject(r), Word("不"), Word("想"), activity(r)
    return [who, no, word, what], [who, who.do, (("not", no), ("want", word)), "to", what.base]


def can(r: Chooser) -> Made:
    who, word, what = r.choice([subject, two])(r), Word("会"), activity(r)
    return [who, word, what], [who, (("can", word),), what.base]


def cannot(r: Chooser) -> Made:
    who, no, word, what = subject(r), Word("不"), Word("会"), activity(r)
    return [who, no, word, what], [who, (("can", word), ("not", no)), what.base]


def now(r: Chooser) -> Made:
    who, word, what = r.choice([subject, two])(r), Word("正在"), activity(r)
    return [who, word, what], [who, ((who.be, word),), what.ing]


def habit(r: Chooser) -> Made:
    who, when, where, what = subject(r), phrase(r, lexicon.HABITS), place(r), activity(r)
    return [who, when, where, what], [who, what.present(who), where, when]


def often(r: Chooser) -> Made:
    chinese, english = r.choice([("常常", "often"), ("有时候", "sometimes"), ("总是", "always")])
    who, how, where, what = subject(r), Word(chinese), place(r), activity(r)
    return [who, how, where, what], [who, ((english, how),), what.present(who), where]


def past(r: Chooser) -> Made:
    who, when, where, what = subject(r), phrase(r, lexicon.PAST), place(r), activity(r)
    return [who, when, where, what, Word("了")], [who, what.past, where, when]


def did_not(r: Chooser) -> Made:
    who, when, no, what = subject(r), phrase(r, lexicon.PAST), Word("没有"), activity(r)
    return [who, when, no, what], [who, "did", (("not", no),), what.base, when]


def future(r: Chooser) -> Made:
    who, when, word = subject(r), phrase(r, lexicon.FUTURE), Word("要")
    where, what = place(r), activity(r)
    english = [who, (("will", word),), what.base, where, when]
    return [who, when, word, where, what], english


def together(r: Chooser) -> Made:
    we, joint, what, shall = Word("我们"), Word("一起"), activity(r), Word("吧")
    english = [(("let", shall), ("us", we)), what.base, (("together", joint),)]
    return [we, joint, what, shall], english


def mood(r: Chooser) -> Made:
    who, how = r.choice([subject, two])(r), phrase(r, lexicon.MOODS)
    word, english = r.choice([(Word("很"), ""), (Word("非常"), "very"), (Word("不"), "not")])
    said = ((english, word),) if english else ()
    return [who, word, how], [who, who.be, said, how]


def profession(r: Chooser) -> Made:
    who, word, no = subject(r), Word("是"), Word("不")
    chinese, english = r.choice(lexicon.lines(lexicon.PROFESSIONS))
    what = written(chinese)
    one, many = (spoken(form, what) for form in english.split("/"))
    is_many = who.agrees == "you" and who.chinese[0].chinese != "你"
    named: list[Said] = [many] if is_many else ["a", one]
    be = ((who.be, word),)
    if r.random() < 0.3:
        return [who, no, word, Phrase(what)], [who, be, (("not", no),), *named]
    return [who, word, Phrase(what)], [who, be, *named]


def have(r: Chooser) -> Made:
    who, word = subject(r), Word("有")
    measure, noun, one, many = thing(r)
    verb = who.verb(word, "have", "has")
    if r.random() < 0.5:
        a = Word("一")
        return [who, word, a, measure, noun], [who, verb, ((article(one), a),), one]
    number = phrase(r, lexicon.NUMBERS)
    return [who, word, number, measure, noun], [who, verb, number, many]


def have_no(r: Chooser) -> Made:
    who, no = subject(r), Word("没有")
    _, noun, _, many = thing(r)
    return [who, no, noun], [who, who.verb(no, "have", "has"), (("no", no),), many]


def quality(r: Chooser) -> Made:
    which, english = r.choice([(Word("这"), "this"), (Word("那"), "that")])
    measure, noun, one, _ = thing(r)
    word, said = r.choice([(Word("很"), ""), (Word("非常"), "very"), (Word("不"), "not")])
    how = phrase(r, lexicon.QUALITIES)
    degree = ((said, word),) if said else ()
    return [which, measure, noun, word, how], [((english, which),), one, "is", degree, how]


def whose(r: Chooser) -> Made:
    owner, how = phrase(r, lexicon.OWNERS), phrase(r, lexicon.QUALITIES)
    _, noun, one, _ = thing(r)
    return [owner, noun, Word("很"), how], [owner, one, "is", how]


def lies(r: Chooser) -> Made:
    _, noun, one, _ = thing(r)
    at = Word("在")
    chinese, position, english = r.choice(lexicon.lines(lexicon.SPOTS))
    spot = (Word(chinese), Word(position))
    return [noun, at, Phrase(spot)], ["the", one, (("is", at),), spoken(english, spot)]


def is_at(r: Chooser) -> Made:
    who, at = subject(r), Word("在")
    chinese, inside, _ = r.choice(lexicon.lines(lexicon.PLACES))
    where = Word(chinese)
    return [who, at, where], [who, who.be, spoken(inside, [where], at)]


def go(r: Chooser) -> Made:
    who, when, to, where = subject(r), phrase(r, lexicon.HABITS), Word("去"), destination(r)
    return [who, when, to, where], [who, who.verb(to, "go", "goes"), where, when]


def went(r: Chooser) -> Made:
    who, when, to, where = subject(r), phrase(r, lexicon.PAST), Word("去"), destination(r)
    english = [who, (("went", to),), where, when]
    return [who, when, to, Word("了"), where], english


def want_to_go(r: Chooser) -> Made:
    who, word, to, where = subject(r), Word("想"), Word("去"), destination(r)
    english = [who, who.verb(word, "want", "wants"), "to", (("go", to),), where]
    return [who, word, to, where], english


PATTERNS: tuple[Callable[[Chooser], Made], ...] = (
    like, like, like_both, dislike, questions.does_like, but, want, do_not_want,
    questions.does_want, can, cannot, questions.can_they, now, now, habit, habit, often, past,
    past, questions.did_they, did_not, future, future, together, mood, questions.mood_asked,
    profession, have, have, have_no, quality, whose, lies, is_at, questions.where_is,
    questions.what_like, questions.who_likes, questions.why, questions.where_do, go, went,
    want_to_go,
)  # fmt: skip


def made(r: Chooser) -> Pair:
    """One sentence. A statement may end in a full stop; a question ends in ? in English."""
    chinese, english = r.choice(PATTERNS)(r)
    words: list[Word] = []
    for part in chinese:
        words += [part] if isinstance(part, Word) else part.chinese
    said: list[tuple[str, Word | None]] = []
    for told in english:
        if isinstance(told, str):
            said += [(word, None) for word in told.split()]
        else:
            said += told.english if isinstance(told, Phrase) else told
    if r.random() < 0.5:
        if said[-1][0] == "?":
            words.append(Word("？"))
            said[-1] = ("?", said[-1][1] or words[-1])
        else:
            words.append(Word("。"))
            said.append((".", words[-1]))
    place_of = {word: index for index, word in enumerate(words)}
    return Pair(
        tuple(word.chinese for word in words),
        tuple(word for word, _ in said),
        tuple(None if word is None else place_of[word] for _, word in said),
    )


def sentences(r: Chooser) -> Iterator[Pair]:
    """Different sentences for ever; two that differ in the full stop alone count as the same."""
    seen: set[tuple[str, ...]] = set()
    while True:
        pair = made(r)
        bare = tuple(word for word in pair.chinese if word not in "。？")
        if bare not in seen:
            seen.add(bare)
            yield pair
