"""`SteppedHeads`: everything that one head computes with when one token asks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from weakref import WeakKeyDictionary

from explorer.core.attention.forward import check_memory, inputs_of
from explorer.core.attention.values import LayerInputs, layer_inputs
from explorer.core.checkpoint.checkpoint import Checkpoint
from explorer.core.inspection import Inspector
from explorer.core.lessons.mistakes import self_attention_on
from explorer.core.presentation import sides
from explorer.core.text.target import default_target
from explorer.core.traced import Reading, encoded
from explorer.errors import BadInput, NoSuchHead
from explorer.records import HeadRef, SiteInfo, Tokens
from explorer.records.lessons.steps import StepsAnswer, StepsRequest, TranslatedStepsRequest
from explorer.records.translation import Translation
from explorer.reference.translated_head import SITES, translated_head
from explorer.reference.translator import Translator


@dataclass(frozen=True, slots=True, eq=False)
class _ReadLayer:
    """One layer of a text that was read up to it."""

    reading: Reading
    site: str
    number: int
    queries: Tokens
    keys: Tokens
    inputs: LayerInputs


class SteppedHeads:
    """Keeps the layer that was read last: another head or token of it costs no pass."""

    def __init__(self) -> None:
        self._kept: WeakKeyDictionary[Inspector, _ReadLayer] = WeakKeyDictionary()

    def answer(
        self, request: StepsRequest, inspector: Inspector, is_stale: Callable[[], bool]
    ) -> StepsAnswer:
        """Raises BadInput, ModelUnsupported, Cancelled, OutOfMemory, ModelFailed."""
        layer, head = request.head.layer, request.head.head
        if layer is None or head is None:
            raise NoSuchHead(
                "A mean or maximum over heads has no query, key and value of its own. "
                "Choose one layer and one head."
            )
        read = self._layer(request, layer, inspector, is_stale)
        position = _asking(request.position, read.queries)
        inputs = read.inputs.head(head, position)
        output = read.inputs.output[0, position, head].float().cpu().numpy()
        output.flags.writeable = False
        return StepsAnswer(
            request=request,
            head=request.head,
            sites=inspector.checkpoint.info.sites,
            queries=read.queries.labels,
            keys=read.keys.labels,
            inputs=inputs,
            output=output,
            function=self_attention_on(inputs),
        )

    def _layer(
        self, request: StepsRequest, layer: int, inspector: Inspector, is_stale: Callable[[], bool]
    ) -> _ReadLayer:
        reading, site = Reading.of(request), request.head.site
        kept = self._kept.get(inspector)
        if kept is None or (kept.reading, kept.site, kept.number) != (reading, site, layer):
            kept = _read(inspector.checkpoint, reading, site, layer, is_stale)
            self._kept[inspector] = kept
        return kept


def _read(
    checkpoint: Checkpoint, reading: Reading, site: str, layer: int, is_stale: Callable[[], bool]
) -> _ReadLayer:
    if reading.stride is not None:
        raise BadInput(
            "This text is read in windows, each a pass of its own. Shorten it, or cut it to what "
            "the model reads at once, to follow one head."
        )
    tokens, target, _n_cut_from = encoded(checkpoint, reading)
    target = target or default_target(checkpoint, tokens)
    check_memory(checkpoint, len(tokens), len(target or ()))
    given = inputs_of(checkpoint, tokens, target)
    inputs = layer_inputs(checkpoint, given, site, layer, is_stale=is_stale)
    return _ReadLayer(reading, site, layer, *sides(site, tokens, target), inputs)


def _asking(position: int | None, queries: Tokens) -> int:
    """The token that asks: the one wanted, or the first mask, or the first word."""
    if position is not None and 0 <= position < len(queries):
        return position
    words = (at for at, is_special in enumerate(queries.is_special) if not is_special)
    return queries.masks[0] if queries.masks else next(words, 0)


def translated_steps(translator: Translator, request: TranslatedStepsRequest) -> StepsAnswer:
    """Raises EmptyText, UnknownWords, TextTooLong, NoSuchHead."""
    translation = translator.translate(request.text)
    head = request.head or HeadRef(*translation.alignment_head, "cross")
    site = next((known for known in SITES if known == head.site), None)
    if site is None or head.layer is None or head.head is None:
        raise NoSuchHead(f"The translator has no {head.label} of {head.site} attention.")
    queries, keys = _words(translation, head.site)
    wanted = request.position
    position = wanted if wanted is not None and 0 <= wanted < len(queries) else len(queries) // 2
    inputs = translated_head(translator, translation, site, head.layer, head.head, position)
    own = {"encoder": translation.encoder, "decoder": translation.decoder}
    weights = own.get(site, translation.cross)[head.layer, head.head, position]
    output = weights @ inputs.values
    output.flags.writeable = False
    settings = translator.model.settings
    return StepsAnswer(
        request=request,
        head=head,
        sites=tuple(SiteInfo(name, settings.n_layers, settings.n_heads) for name in SITES),
        queries=queries,
        keys=keys,
        inputs=inputs,
        output=output,
        function=self_attention_on(inputs),
    )


def _words(translation: Translation, site: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Labels of the words that ask, with what was written after them, and of the others."""
    if site == "encoder":
        return translation.source, translation.source
    pairs = zip(translation.read, translation.written, strict=True)
    asking = tuple(f"{read} → {written}" for read, written in pairs)
    return asking, translation.source if site == "cross" else translation.read
