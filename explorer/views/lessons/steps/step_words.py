"""`StepWords`: what each step is called, what it does, and how it comes to its number."""

from __future__ import annotations

import math

from PySide6.QtCore import QObject

from explorer.state.lessons.stepping import Stepped
from explorer.state.lessons.steps import StepName
from explorer.views.lessons.steps.numbers import number


class StepWords(QObject):
    def title(self, step: StepName) -> str:
        titles: dict[StepName, str] = {
            "vectors": self.tr("Query, key, value"),
            "products": self.tr("Query · key"),
            "scaled": self.tr("Scaling"),
            "masked": self.tr("Attention mask"),
            "exponentials": self.tr("Exponential"),
            "weights": self.tr("Weight"),
            "values": self.tr("Weighted value"),
            "output": self.tr("Output of the head"),
        }
        return titles[step]

    def what(self, step: StepName, *, is_translated: bool = False) -> str:
        """What the step does, in plain words; of the first step what it does in a translation."""
        if step == "vectors" and is_translated:
            return self.tr(
                "The word that was written last asks, with its query, what to write next. Each "
                "source word says with its key what it is good for, and hands over its value."
            )
        said: dict[StepName, str] = {
            "vectors": self.tr(
                "Each token is projected three times: to the query with which it asks, to the key "
                "by which it is found, and to the value that it hands over."
            ),
            "products": self.tr(
                "Query and key are multiplied dimension by dimension, and the products added up. "
                "The sum is large where both point the same way."
            ),
            "scaled": self.tr(
                "Sums over many dimensions grow large, and the softmax would give all weight to "
                "one key; so the model multiplies by its own constant, mostly 1/√d."
            ),
            "masked": self.tr(
                "A key that this query may not see gets −∞. Some models add a bias for the "
                "distance here, or bound the score by a softcap."
            ),
            "exponentials": self.tr(
                "First half of the softmax: e to the power of each score, less the largest score, "
                "so that no number overflows. −∞ becomes 0."
            ),
            "weights": self.tr(
                "Second half of the softmax: each numerator is divided by the sum of all. The "
                "weights are shares of one whole."
            ),
            "values": self.tr(
                "Each key hands over its value, made as small as its weight says. A key of great "
                "weight and short value can still say little."
            ),
            "output": self.tr(
                "The weighted values are added up: the output of this head. Its rows of the output "
                "projection turn it into what the head adds to the layer's output."
            ),
        }
        return said[step]

    def column(self, step: StepName) -> str:
        """What stands in the list of keys."""
        columns: dict[StepName, str] = {
            "vectors": self.tr("length of each key, |k|"),
            "products": self.tr("q · k of each key"),
            "scaled": self.tr("scaled product of each key"),
            "masked": self.tr("score of each key"),
            "exponentials": self.tr("numerator of each key"),
            "weights": self.tr("weight of each key"),
            "values": self.tr("length of each weighted value, |w v|"),
            "output": self.tr("part of each key in the output"),
        }
        return columns[step]

    def formula(self, step: StepName, shown: Stepped) -> str:
        """How the number of the key that is looked at comes about."""
        inputs, steps, key = shown.answer.inputs, shown.changed, shown.key
        n_dimensions = inputs.keys.shape[1]
        match step:
            case "vectors":
                return self.tr("three vectors of {n} numbers").format(n=n_dimensions)
            case "products":
                return self.tr("sum of {n} products").format(n=n_dimensions)
            case "scaled":
                return self._scaling(shown)
            case "masked":
                return self._mask(shown)
            case "exponentials":
                power = f"{number(float(steps.masked[key]))} − {_signed(shown.highest)}"
                warmth = shown.what_if.temperature
                return f"e^({power})" if warmth == 1 else f"e^(({power}) / {warmth:.2f})"
            case "weights":
                divided = f"{number(float(steps.exponentials[key]))} / {number(steps.denominator)}"
                if inputs.sink is None:
                    return divided
                return self.tr("{divided}, a sink included").format(divided=divided)
            case "values":
                return f"|{number(float(steps.weights[key]))} · v|"
            case "output":
                return self.tr("|o|, o the sum over {n} keys").format(n=len(shown.answer.keys))

    def result(self, step: StepName, shown: Stepped) -> str:
        """The number of the key that is looked at; of the last step the length of the output."""
        if step == "vectors":
            return ""
        if step == "output":
            length = sum(float(x) ** 2 for x in shown.changed.head_output) ** 0.5
            return number(length)
        return number(float(shown.per_key(step)[shown.key]))

    def _scaling(self, shown: Stepped) -> str:
        if not shown.what_if.is_scaled:
            return self.tr("switched off")
        inputs = shown.answer.inputs
        width = inputs.keys.shape[1]
        is_root = math.isclose(inputs.scaling, width**-0.5, rel_tol=1e-4)
        name = f"1/√{width}" if is_root else number(inputs.scaling)
        return f"{number(float(shown.changed.products[shown.key]))} × {name}"

    def _mask(self, shown: Stepped) -> str:
        inputs, key = shown.answer.inputs, shown.key
        said = []
        if inputs.bias is not None:
            bias = number(float(inputs.bias[key]))
            said.append(self.tr("bias {bias}").format(bias=bias))
        if inputs.softcap is not None:
            said.append(self.tr("softcap {cap}").format(cap=f"{inputs.softcap:g}"))
        if not shown.what_if.is_masked:
            said.append(self.tr("mask switched off"))
        elif inputs.may_attend[key]:
            said.append(self.tr("this key may be seen"))
        else:
            said.append(self.tr("this key is hidden"))
        return ", ".join(said)


def _signed(value: float) -> str:
    return f"({number(value)})" if value < 0 else number(value)
