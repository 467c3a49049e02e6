"""Data from which nothing can be learnt, on the page Fine-tune of one window.

After each, what was typed stands there still, the rows before stay in grey, and the window works.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from explorer.state.finetune.page import Preview
from explorer.state.model import AppState
from tests.journeys.person import Person

GOOD = "text,label\n" + "".join(
    f"number {n} of them,{'odd' if n % 2 else 'even'}\n" for n in range(8)
)
BAD: dict[str, tuple[str | bytes, str]] = {
    "no labels.csv": ("text,kind\na,x\nb,y\n", "has no label column: it has “text”, “kind”"),
    "utf-16.csv": (GOOD.encode("utf-16-le"), "perhaps utf-16-le"),
}


@pytest.fixture
def page(person: Person) -> Any:
    person.clicks(person.window.page_switch.finetune)
    person.waits_until(lambda state: state.page == "finetune")
    return person.window.finetune.setup


def answer(state: AppState) -> Preview | None:
    """What is known of the form as it stands."""
    finetune = state.finetune
    return None if finetune.missing_preview(state.open_source) else finetune.preview


def names_the_data(person: Person, page: Any, path: Path | str) -> Preview:
    """Typed over what stood there; waits for what comes of it."""
    field = page.data.path.fields["data"]
    person.clicks(field)
    person.presses("Ctrl+A")
    person.types(str(path))
    assert field.text() == str(path)
    preview = answer(person.waits_until(answer))
    assert preview is not None
    return preview


def test_bad_data_are_told_one_after_another_and_the_next_good_file_is_read(
    person: Person, page: Any, tmp_path: Path
) -> None:
    (tmp_path / "good.csv").write_text(GOOD)
    for name, (content, said) in BAD.items():
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        preview = names_the_data(person, page, path)
        assert said in preview.problem
        assert page.preview.problem.text() == preview.problem
        assert not page.start_button.isEnabled()
    read = names_the_data(person, page, "~/good.csv ").read  # the home folder is tmp_path
    assert read is not None
    assert read.labels == (("even", 4), ("odd", 4))
    assert not page.preview.problem.isVisible()
    assert page.preview.rows.isEnabled()

    # The file goes after the preview: the search gives up, and the form is in front as it was.
    (tmp_path / "good.csv").unlink()
    person.clicks(page.start_button)
    person.waits_until(lambda state: state.finetune.problem)
    assert page.problem.isVisible()
    assert page.problem.text().startswith("There is no file")
    assert page.data.path.fields["data"].text() == "~/good.csv "
    assert not person.window.finetune.search_button.isVisible()
