"""Which word of a translation is shown, and what a person does with them."""

from __future__ import annotations

from dataclasses import replace

from explorer.records.lessons.transformer import TranslationRequest
from explorer.state.lessons.transformer import TransformerSettings, n_shown, shown_step
from tests.state.lessons.translated import MOST, translated

FRESH = TransformerSettings()
WORDS = ("I", "like", "tea", "<end>")
ALL = translated(FRESH.wanted(), WORDS)
SOME = translated(FRESH.wanted(), WORDS[:2])


def test_words_appear_one_after_the_other_until_the_end_mark() -> None:
    settings, seen = FRESH, []
    while settings.is_playing:
        settings = settings.ticked(ALL)
        seen.append(n_shown(settings, ALL))
    assert seen == [1, 2, 3, 4]


def test_what_is_not_written_yet_is_waited_for() -> None:
    settings = FRESH.ticked(SOME).ticked(SOME).ticked(SOME)
    assert settings.is_playing
    assert n_shown(settings, SOME) == 2
    assert n_shown(settings.ticked(ALL), ALL) == 3


def test_a_translation_without_an_end_is_over_at_the_longest() -> None:
    endless = translated(FRESH.wanted(), ("I",) * MOST)
    settings = FRESH
    for _ in range(MOST):
        settings = settings.ticked(endless)
    assert not settings.is_playing


def test_previous_and_next_walk_through_the_words_and_stop_at_the_ends() -> None:
    settings = FRESH.skipped()
    assert n_shown(settings, ALL) == 4
    settings = settings.stepped(ALL, 1)
    assert n_shown(settings, ALL) == 4
    for expected in (3, 2, 1, 1):
        settings = settings.stepped(ALL, -1)
        assert n_shown(settings, ALL) == expected
    assert shown_step(settings, ALL).translation.written == ("I",)


def test_playing_goes_on_from_the_middle_and_begins_again_at_the_end() -> None:
    assert n_shown(FRESH.stepped(ALL, 2).played(ALL), ALL) == 2
    assert n_shown(FRESH.skipped().played(ALL), ALL) == 0


def test_the_translation_before_stays_whole_until_the_new_one_comes() -> None:
    typed = FRESH.typed("你好")
    assert n_shown(typed, ALL) == 4
    assert n_shown(typed, translated(TranslationRequest("你好"), WORDS)) == 0


def test_a_word_that_is_chosen_shows_its_alternatives_and_chosen_again_lets_go() -> None:
    settings = FRESH.skipped().placed(1)
    assert settings.place_in(ALL) == 1
    assert settings.placed(1).place_in(ALL) == 3


def test_a_chosen_word_that_has_not_appeared_yet_gives_way_to_the_newest() -> None:
    chosen = replace(FRESH.placed(3), n_shown=2)
    assert chosen.place_in(ALL) == 1


def test_another_word_is_put_after_those_before_it() -> None:
    settings = FRESH.skipped().placed(2).rewritten(ALL, "coffee")
    assert FRESH.typed("你好").rewritten(ALL, "coffee") == FRESH.typed("你好")
    assert settings.wanted() == TranslationRequest(FRESH.text, ("I", "like", "coffee"))
    assert settings.n_shown == 3
    assert settings.unwritten().wanted() == FRESH.wanted()
    assert settings.typed("你好").wanted() == TranslationRequest("你好")
