"""`Session`: what a window remembers until the next start, in the platform's own settings."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from PySide6.QtCore import QByteArray, QSettings

from explorer.records import COLORMAPS, SCALES, Document, Presentation, Scale, Span
from explorer.state.cluster_form import ClusterForm
from explorer.state.finetune.form import SearchForm, Task
from explorer.state.model import MAX_RECENT_MODELS, AppState, ViewName
from explorer.state.survey.page import MAX_RECENT, Surveyed

# A text of a million characters is not worth writing to the settings at every close.
MAX_KEPT_CHARACTERS = 100_000
VIEWS: tuple[ViewName, ...] = ("map", "lines", "alignment")
SEARCH_FIELDS = ("base", "encoding", "held_out", "share", "parent")  # beside data, task and space
SURVEY_FIELDS = ("corpus", "column", "site", "workers", "parent")


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the window and its panels were; empty at the first start."""

    geometry: QByteArray
    panels: QByteArray
    theme: str


class Session:
    """Reads are forgiving: a value that makes no sense is as good as none."""

    def __init__(self, settings: QSettings) -> None:
        self._settings = settings

    def state(self, fresh: AppState) -> AppState:
        """`fresh` with the sentence, the model list and the presentation of the last window."""
        text = self._text("document/text")
        document = fresh.document if text is None else self._document(text)
        colormap = self._text("view/colormap")
        recent = [s for s in (self._text("model/recent") or "").split("\n") if s]
        scale: Scale = next((s for s in SCALES if s == self._text("view/scale")), "linear")
        return replace(
            fresh,
            document=document,
            colormap=colormap if colormap in COLORMAPS else fresh.colormap,
            recent_models=tuple(recent[:MAX_RECENT_MODELS]),
            presentation=Presentation(
                scale=scale,
                hide_special=self._text("view/hide_special") == "true",
                merge_words=self._text("view/merge_words") == "true",
            ),
            finetune=replace(fresh.finetune, form=self._form(fresh.finetune.form)),
            survey=self._survey(fresh.survey),
            view=next((view for view in VIEWS if view == self._text("view/tab")), "map"),
        )

    @property
    def model_source(self) -> str | None:
        """The model of the last window."""
        return self._text("model/source")

    @property
    def search_folder(self) -> str | None:
        """The search that the last window showed; it may still run."""
        return self._text("finetune/folder")

    @property
    def journal_folder(self) -> str | None:
        """Of the survey that was not finished when the last window closed."""
        return self._text("survey/journal")

    @property
    def layout(self) -> Layout:
        return Layout(
            self._bytes("window/geometry"),
            self._bytes("window/panels"),
            self._text("window/theme") or "system",
        )

    def keep(self, state: AppState, layout: Layout) -> None:
        """Write everything down; values of another window of the same user are replaced whole."""
        values: dict[str, object] = {
            "window/geometry": layout.geometry,
            "window/panels": layout.panels,
            "window/theme": layout.theme,
            "view/colormap": state.colormap,
            "view/scale": state.presentation.scale,
            "view/hide_special": str(state.presentation.hide_special).lower(),
            "view/merge_words": str(state.presentation.merge_words).lower(),
            "view/tab": state.view,
            "model/recent": "\n".join(state.recent_models),
        }
        values["finetune/folder"] = state.finetune.folder
        values |= _search_values(state.finetune.form)
        values |= _survey_values(state.survey)
        if state.model is not None:
            values["model/source"] = state.model.source
        if len(state.document.text) <= MAX_KEPT_CHARACTERS:
            values["document/text"] = _storable(state.document.text)
            values["document/pair"] = _storable(state.document.pair or "")
            values["document/target"] = _storable(state.document.target or "")
            values["document/languages"] = " ".join(
                code or "-"
                for code in (state.document.source_language, state.document.target_language)
            )
            values["document/has_pair"] = str(state.document.pair is not None).lower()
            values["document/masks"] = " ".join(
                f"{mask.segment}:{mask.start}:{mask.end}" for mask in sorted(state.document.masks)
            )
        for key, value in values.items():
            self._settings.setValue(key, value)
        self._settings.sync()

    def _form(self, fresh: SearchForm) -> SearchForm:
        """What was to be learnt, and the space of the search."""
        data, text = self._text("finetune/data"), self._text("finetune/space")
        if data is None or text is None:
            return fresh
        task: Task = "masked" if self._text("finetune/task") == "masked" else "classification"
        kept = {name: self._text(f"finetune/{name}") for name in SEARCH_FIELDS}
        typed: dict[str, Any] = {name: value for name, value in kept.items() if value is not None}
        columns = [*(self._text("finetune/columns") or "").split("\n"), "", ""][:3]
        form = replace(
            fresh, data=data, task=task, cluster=self._cluster("finetune"),
            columns=(columns[0], columns[1], columns[2]), **typed,
        )  # fmt: skip
        try:
            return form.with_toml(text)
        except ValueError:
            return fresh

    def _survey(self, fresh: Surveyed) -> Surveyed:
        """What was to be surveyed, and what was looked at."""
        typed = {name: self._text(f"survey/{name}") or "" for name in SURVEY_FIELDS}
        form = replace(fresh.form, **typed, cluster=self._cluster("survey"))
        recent = [folder for folder in (self._text("survey/recent") or "").split("\n") if folder]
        return replace(fresh, form=form, recent=tuple(recent[:MAX_RECENT]))

    def _cluster(self, page: str) -> ClusterForm:
        """On which Ray a search or a survey was to run."""
        address, storage = (self._text(f"{page}/{name}") or "" for name in ("address", "storage"))
        return ClusterForm(address, storage, is_unfolded=bool(address or storage))

    def _document(self, text: str) -> Document:
        has_pair = self._text("document/has_pair") == "true"
        pair = (self._text("document/pair") or "") if has_pair else None
        masks = [_span(part) for part in (self._text("document/masks") or "").split()]
        codes = (self._text("document/languages") or "").split()
        source, target = ((None if code == "-" else code) for code in [*codes, "-", "-"][:2])
        return Document(
            text,
            pair,
            frozenset(mask for mask in masks if mask is not None),
            target=self._text("document/target") or None,
            source_language=source,
            target_language=target,
        )

    def _text(self, key: str) -> str | None:
        value = self._settings.value(key)
        return value if isinstance(value, str) else None

    def _bytes(self, key: str) -> QByteArray:
        value = self._settings.value(key)
        return value if isinstance(value, QByteArray) else QByteArray()


def _typed(cluster: ClusterForm) -> dict[str, str]:
    return {"address": _storable(cluster.address), "storage": _storable(cluster.storage)}


def _search_values(form: SearchForm) -> dict[str, object]:
    values = {name: _storable(getattr(form, name)) for name in ("data", *SEARCH_FIELDS)}
    values |= {"task": form.task, "space": _storable(form.toml())}
    values["columns"] = _storable("\n".join(form.columns))
    values |= _typed(form.cluster)
    return {f"finetune/{name}": text for name, text in values.items()}


def _survey_values(survey: Surveyed) -> dict[str, object]:
    form, run = survey.form, survey.run
    values = {name: _storable(getattr(form, name)) for name in SURVEY_FIELDS}
    values |= _typed(form.cluster)
    values["recent"] = "\n".join(survey.recent)
    values["journal"] = run.folder if run.finished is None else ""
    return {f"survey/{name}": text for name, text in values.items()}


def _span(part: str) -> Span | None:
    numbers = part.split(":")
    if len(numbers) != 3 or not all(number.isdigit() for number in numbers):
        return None
    segment, start, end = map(int, numbers)
    return Span(segment, start, end) if segment < 2 and start < end else None


def _storable(text: str) -> str:
    """Qt cannot write a lone surrogate or NUL."""
    return text.encode("utf-8", "replace").decode("utf-8").replace("\0", " ")
