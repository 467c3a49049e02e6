"""What the model is, and what opens it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Objective = Literal["masked", "causal", "seq2seq", "classification", "encoder"]


@dataclass(frozen=True, slots=True)
class SiteInfo:
    """One attention of the model: `self`, or `encoder`, `decoder` and `cross`.

    XLNet has a `query` stream beside its content stream `self`; Funnel layers `upsampled` from
    pooled tokens.
    """

    name: str
    n_layers: int
    n_heads: int


@dataclass(frozen=True, slots=True)
class ModelInfo:
    """What the window and an export say about an opened checkpoint."""

    name: str
    source: str  # what opens it again: "builtin:<name>", a folder, or a hub id
    revision: str
    family: str  # transformers' model_type
    objective: Objective
    sites: tuple[SiteInfo, ...]
    device: str
    dtype: str
    max_tokens: int | None
    mask_token: str | None
    n_parameters: int
    method: Literal["captured", "native"]
    languages: tuple[str, ...] = ()  # codes of a model that is told which it reads and writes
    source_language: str | None = None  # where none is chosen
    target_language: str | None = None
    generates: bool = False  # it can write: a target, or the text that follows
    labels: tuple[str, ...] = ()  # the classes of a classifier, in the order of its logits
    base_model: str = ""  # what it was fine-tuned from, as its model card says
    notice: str = ""  # why it was not opened as usual

    @property
    def predicts_in_any_order(self) -> bool:
        """Which tokens it predicts a token from is for an order to say: it is an XLNet."""
        return self.family == "xlnet" and self.objective == "masked"

    @property
    def takes_target(self) -> bool:
        """Whether it has a decoder that reads a text of its own."""
        return self.site("cross") is not None and not self.reads_text_again

    @property
    def reads_text_again(self) -> bool:
        """Whether it has a decoder that reads the text itself, as a classifier's does."""
        return self.site("cross") is not None and self.objective == "classification"

    @property
    def surveyed_sites(self) -> tuple[str, ...]:
        """Attentions that any sentence fills.

        XLNet's query stream reads nothing unless a token is to be predicted.
        """
        return tuple(site.name for site in self.sites if site.name != "query")

    @property
    def usual_site(self) -> str:
        """Of an encoder–decoder its encoder, which reads sentences without a target."""
        known = [site.name for site in self.sites]
        return next((name for name in ("self", "encoder") if name in known), known[0])

    def site(self, name: str) -> SiteInfo | None:
        return next((site for site in self.sites if site.name == name), None)


@dataclass(frozen=True, slots=True)
class LoadRequest:
    """Open a checkpoint: `source` as in `ModelInfo`, device `auto`, `cpu`, `cuda:1` or `mps`."""

    source: str
    device: str = "auto"
    dtype: str = "auto"
    allow_pickle: bool = False
    trust_remote_code: bool = False
