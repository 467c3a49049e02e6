"""Small plots: where points stand, and which round values stand along the sides."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import QPoint, QRectF
from PySide6.QtTest import QTest

from explorer.views.lessons.parts.curves_layout import Curve, Scale, curves_layout
from explorer.views.lessons.parts.curves_view import CurvesView

AREA = QRectF(50, 10, 200, 100)
CURVES = (Curve("a", ((0.0, 0.1), (10.0, 0.5))), Curve("b", ((0.0, 0.3),)))


def test_a_linear_plot_starts_at_zero_and_fills_its_area() -> None:
    layout = curves_layout(CURVES, AREA, is_log=False)
    assert layout is not None
    assert layout.point(0, 0).toTuple() == (50, 110)
    assert layout.point(10, 0.5).toTuple() == (250, 10)
    assert layout.point(5, 0.25).toTuple() == (150, 60)


def test_on_a_logarithmic_plot_equal_factors_are_equally_far_apart() -> None:
    layout = curves_layout((Curve("a", ((16, 1), (64, 10), (256, 100))),), AREA, is_log=True)
    assert layout is not None
    xs = [layout.across.at(x) for x in (16, 64, 256)]
    ys = [layout.up.at(y) for y in (1, 10, 100)]
    assert xs[1] - xs[0] == pytest.approx(xs[2] - xs[1])
    assert ys[1] - ys[0] == pytest.approx(ys[2] - ys[1])


def test_marks_are_round_and_few() -> None:
    assert Scale(0, 0.43, False, 0, 1).marks(5) == pytest.approx((0, 0.2, 0.4))
    assert Scale(3, 3000, True, 0, 1).marks(5) == pytest.approx((10, 100, 1000))
    assert Scale(15, 70, True, 0, 1).marks(5) == pytest.approx((16, 32, 64))


def test_nothing_is_drawn_without_points() -> None:
    assert curves_layout((Curve("a", ()),), AREA, is_log=True) is None


def test_all_curves_are_read_out_at_the_place_pointed_at(qtbot: Any) -> None:
    view = CurvesView("length", "time")
    qtbot.addWidget(view)
    view.resize(400, 240)
    view.show_curves(CURVES)
    view.show()
    qtbot.waitExposed(view)
    layout = view.layout_now()
    assert layout is not None
    QTest.mouseMove(view, QPoint(round(layout.across.at(1)), 120))
    assert view._pointed == 0
    assert view.read_out(0) == ("length: 0", "a 0.100 · b 0.300")
    assert view.read_out(10) == ("length: 10", "a 0.500")
    assert "a: 0 → 0.100, 10 → 0.500" in view.accessibleDescription()


def test_names_that_do_not_fit_beside_each_other_wrap_and_push_the_plot_down(qtbot: Any) -> None:
    view = CurvesView("length", "time")
    qtbot.addWidget(view)
    view.show_curves(tuple(Curve(name * 8, ((0.0, 1.0),)) for name in "abcdefg"))
    tops = {}
    for width in (1200, 300):
        view.resize(width, 240)
        layout = view.layout_now()
        assert layout is not None
        tops[width] = layout.area.top()
        assert all(rect.right() < width for rect in view._name_rects())
    assert tops[300] > tops[1200]
