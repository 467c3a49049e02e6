"""Which cells of a map were read together, in texts that were read in windows."""

from __future__ import annotations

from explorer.records import Axis, Window
from explorer.state.windows import Band, bands_of, is_unread, stride_of

WINDOWS = (Window(1, 9, 0, 8), Window(7, 15, 8, 14), Window(13, 21, 14, 22))


def axis(positions, specials=()):
    return Axis(
        labels=tuple(map(str, positions)),
        positions=tuple((at,) for at in positions),
        is_special=tuple(at in specials for at in positions),
    )


def test_the_special_tokens_at_both_ends_were_seen_by_every_row():
    whole = axis(range(22), specials=(0, 21))
    bands = bands_of(WINDOWS, whole, whole)
    assert bands[1] == Band(first=8, last=14, start=7, end=15, left=1, right=21)
    assert not is_unread(bands, (10, 10), (0, 0))
    assert not is_unread(bands, (10, 10), (21, 21))
    assert not is_unread(bands, (10, 10), (7, 7))
    assert is_unread(bands, (10, 10), (6, 6))
    assert is_unread(bands, (10, 10), (15, 15))
    assert not is_unread(bands, (10, 14), (14, 17))


def test_without_special_tokens_all_that_a_window_did_not_read_is_unread():
    body = axis(range(1, 21))
    bands = bands_of(WINDOWS, body, body)
    assert bands[1] == Band(first=7, last=13, start=6, end=14, left=0, right=20)
    assert is_unread(bands, (9, 9), (0, 0))
    assert is_unread(bands, (9, 9), (19, 19))


def test_a_text_that_was_read_whole_has_nothing_unread_and_no_stride():
    whole = axis(range(5), specials=(0, 4))
    assert bands_of((), whole, whole) == ()
    assert not is_unread((), (0, 0), (4, 4))
    assert (stride_of(()), stride_of(WINDOWS)) == (0, 6)
