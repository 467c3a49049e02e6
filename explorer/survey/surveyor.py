"""`Surveyor`: an open model that turns sentences into a `Partial`. Maps never leave it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, nullcontext

import torch

from explorer.core.attention.forward import batch_inputs, check_memory, run_batch
from explorer.core.attention.trace import SiteTrace
from explorer.core.checkpoint.checkpoint import Checkpoint
from explorer.core.logits import output_at
from explorer.core.memory import memory_errors, text_too_large
from explorer.errors import BadInput, ModelFailed
from explorer.records import SiteInfo
from explorer.survey.batches import Encoded, batches, encoded
from explorer.survey.excitement import Excited
from explorer.survey.measures import Axes, layers_of
from explorer.survey.partial import N_EXAMPLES, Partial
from explorer.survey.sentences import BadLine, Sentence


class Surveyor:
    """Not safe to share between threads."""

    def __init__(self, checkpoint: Checkpoint, site: str, n_examples: int = N_EXAMPLES) -> None:
        self._checkpoint = checkpoint
        self._site = surveyed_site(checkpoint, site)
        self._n_examples = n_examples

    def measure(self, lines: Iterable[Sentence | BadLine]) -> Partial:
        """Raises OutOfMemory; what else is wrong with a line makes it a bad one."""
        found = Partial(self._site.n_layers, self._site.n_heads, n_examples=self._n_examples)
        sentences: list[Encoded] = []
        for line in lines:
            read = line if isinstance(line, BadLine) else self._encoded(line)
            if isinstance(read, BadLine):
                found.add_bad(read)
            else:
                sentences.append(read)
        for batch in batches(sentences, self._site):
            self._add(found, batch)
        return found

    def _encoded(self, sentence: Sentence) -> Encoded | BadLine:
        return encoded(self._checkpoint, sentence, self._site.name)

    def _add(self, found: Partial, batch: Sequence[Encoded]) -> None:
        try:
            trace = self._trace(batch)
        except ModelFailed as error:
            if len(batch) == 1:
                found.add_bad(BadLine(batch[0].sentence.line, str(error)))
            else:  # the others shall not suffer for one of them
                for one in batch:
                    self._add(found, [one])
            return
        found.n_sentences += len(batch)
        found.n_tokens += sum(len(one.tokens) for one in batch)
        found.n_cut += sum(one.is_cut for one in batch)
        axes = Axes(*batch[0].axes(trace.name))
        with memory_errors(text_too_large(self._checkpoint.info.device)):
            for layer, rows in enumerate(layers_of(trace, axes, len(batch))):
                found.moments.add(layer, rows.values)
                excited = Excited(batch, layer, rows, trace.name)
                excited.offer_sentences(found.sentences)
                excited.offer_tokens(found.tokens)

    def _trace(self, batch: Sequence[Encoded]) -> SiteTrace:
        checkpoint, targets = self._checkpoint, [one.target for one in batch]
        check_memory(checkpoint, len(batch[0].tokens), len(targets[0] or ()))
        known = [target for target in targets if target is not None]
        inputs = batch_inputs(checkpoint, [one.tokens for one in batch], known or None)
        is_cheap = checkpoint.has_logits_on_demand  # nothing is predicted here
        with output_at(checkpoint.model, ()) if is_cheap else nullcontext():
            return run_batch(checkpoint, inputs).trace.site(self._site.name)


@contextmanager
def on_one_thread() -> Iterator[None]:
    """As a worker with one CPU: several threads would sum up a product in another order."""
    n_threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(n_threads)


def surveyed_site(checkpoint: Checkpoint, name: str) -> SiteInfo:
    """Raises BadInput for an attention that the model does not have, or that no sentence fills."""
    site = checkpoint.info.site(name)
    known = checkpoint.info.surveyed_sites
    if site is None or name not in known:
        raise BadInput(
            f"{checkpoint.info.name} has no {name} attention to survey. Choose {', '.join(known)}."
        )
    return site
