"""What tables of texts usually call their columns."""

from __future__ import annotations

from collections.abc import Collection, Sequence

TEXT_COLUMNS = ("text", "sentence", "sentence1", "premise", "question", "question1", "review")
PAIR_COLUMNS = ("pair", "sentence2", "hypothesis", "question2")
LABEL_COLUMNS = ("label", "labels", "class", "category", "target", "gold_label")


def usual_column(
    names: Sequence[str], usual: Sequence[str], *, taken: Collection[str] = ()
) -> str | None:
    """The column that is called as the earliest of `usual`, in any case, and is not taken."""
    free = {name.lower(): name for name in reversed(names) if name not in taken}
    return next((free[name] for name in usual if name in free), None)
