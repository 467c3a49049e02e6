"""`StatisticWords`: what the numbers of a head are called, and what they say of it."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QObject

from explorer.records import SHARES, Statistic

TELLING = 0.4  # of the weight: where a head gives so much, that is what it does
WIDE = 0.8  # of the largest entropy


class StatisticWords(QObject):
    """In the person's language."""

    def name(self, statistic: Statistic) -> str:
        return {
            "entropy": self.tr("Entropy"),
            "confidence": self.tr("Confidence"),
            "distance": self.tr("Distance"),
            "previous": self.tr("Previous"),
            "same": self.tr("Itself"),
            "next": self.tr("Next"),
            "first": self.tr("First"),
            "special": self.tr("Special"),
        }[statistic]

    def meaning(self, statistic: Statistic) -> str:
        return {
            "entropy": self.tr(
                "How widely a row spreads its attention, as a share of the most that is possible: "
                "0 is one token, 1 is all tokens alike"
            ),
            "confidence": self.tr("The largest weight of a row"),
            "distance": self.tr("How many tokens away a row looks, by its weights"),
            "previous": self.tr("The weight on the token before"),
            "same": self.tr("The weight of a token on itself"),
            "next": self.tr("The weight on the token after"),
            "first": self.tr("The weight on the first token"),
            "special": self.tr("The weight on special tokens, such as [CLS] and [SEP]"),
        }[statistic]

    def number(self, statistic: Statistic, value: float) -> str:
        if statistic in SHARES:
            return f"{value:.0%}"
        if statistic == "distance":
            return f"{value:,.1f}" if value < 100 else f"{value:,.0f}"
        return f"{value:.2f}"

    def sentence(self, values: Mapping[Statistic, float]) -> str:
        """What the head mostly does."""
        shares = {name: values[name] for name in SHARES if name in values}
        if not shares:
            return ""
        most = max(shares, key=lambda name: shares[name])
        if shares[most] >= TELLING:
            said = {
                "previous": self.tr("{share} on the token before"),
                "same": self.tr("{share} on the token itself"),
                "next": self.tr("{share} on the token after"),
                "first": self.tr("{share} on the first token"),
                "special": self.tr("{share} on special tokens"),
            }[most]
            return said.format(share=self.number(most, shares[most]))
        if values.get("entropy", 0) >= WIDE:
            return self.tr("Spread over nearly all tokens")
        return self.tr("Spread over some tokens")

    def numbers(self, values: Mapping[Statistic, float]) -> str:
        """One line of those numbers that the sentence does not name."""
        chosen: tuple[Statistic, ...] = ("entropy", "confidence", "distance")
        return " · ".join(self.named(name, values[name]) for name in chosen if name in values)

    def named(self, statistic: Statistic, value: float) -> str:
        return f"{self.name(statistic)} {self.number(statistic, value)}"
