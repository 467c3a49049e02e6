"""Make the built-in Chinese→English model: generate sentences, train, export, measure.

    python recipe.py --out DIR

Takes some minutes of one CPU core, and needs nothing but this checkout with its packages.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import random
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import grammar
import measures
import torch
from grammar import Pair
from safetensors.torch import save_file
from torch.nn.functional import cross_entropy

sys.path.insert(0, str(Path(__file__).resolve().parents[3]))

from explorer.reference.transformer import Settings, Transformer
from explorer.reference.translator import ARCHITECTURE, Translator
from explorer.reference.vocabulary import END, PADDING, START

SEED = 0
N_TRAINING, N_HELD_OUT, N_ALIGNED = 12_000, 1_000, 1_000
DEMONSTRATION = ("我", "喜欢", "打", "篮球")
BATCH, PEAK_RATE, WARM_UP_STEPS = 64, 1e-3, 200


def split() -> tuple[list[Pair], list[Pair]]:
    """Training and held-out pairs; no training sentence holds the demonstration sentence."""
    chosen: list[Pair] = []
    for pair in grammar.sentences(random.Random(SEED)):
        if not holds(pair.chinese, DEMONSTRATION):
            chosen.append(pair)
        if len(chosen) == N_TRAINING + N_HELD_OUT:
            break
    return chosen[:N_TRAINING], chosen[N_TRAINING:]


def holds(words: tuple[str, ...], part: tuple[str, ...]) -> bool:
    starts = range(len(words) - len(part) + 1)
    return any(words[start : start + len(part)] == part for start in starts)


def vocabulary(sentences: Iterator[tuple[str, ...]]) -> list[str]:
    return [PADDING, START, END, *sorted({word for words in sentences for word in words})]


def padded(rows: list[list[int]]) -> torch.Tensor:
    width = max(map(len, rows))
    return torch.tensor([row + [0] * (width - len(row)) for row in rows])


class Coded:
    """Pairs as ids: the source ends, the target starts and ends, with the special words."""

    def __init__(self, pairs: list[Pair], source: list[str], target: list[str]) -> None:
        source_id = {word: index for index, word in enumerate(source)}
        target_id = {word: index for index, word in enumerate(target)}
        self.sources = [[source_id[word] for word in (*pair.chinese, END)] for pair in pairs]
        self.targets = [[target_id[word] for word in (START, *pair.english, END)] for pair in pairs]

    def batches(self, chooser: random.Random) -> Iterator[tuple[torch.Tensor, torch.Tensor]]:
        """Batches of sentences of nearly equal length, in random order."""
        order = sorted(
            range(len(self.targets)), key=lambda i: (len(self.targets[i]), chooser.random())
        )
        groups = [order[start : start + BATCH] for start in range(0, len(order), BATCH)]
        chooser.shuffle(groups)
        for group in groups:
            yield padded([self.sources[i] for i in group]), padded([self.targets[i] for i in group])


def train(model: Transformer, coded: Coded, epochs: int) -> None:
    optimizer = torch.optim.AdamW(model.parameters(), lr=PEAK_RATE, betas=(0.9, 0.98))
    chooser = random.Random(SEED)
    n_steps, step, started = epochs * -(-len(coded.targets) // BATCH), 0, time.process_time()
    for epoch in range(epochs):
        total = 0.0
        for source, target in coded.batches(chooser):
            step += 1
            share = min(step / WARM_UP_STEPS, (n_steps - step) / (n_steps - WARM_UP_STEPS))
            optimizer.param_groups[0]["lr"] = PEAK_RATE * share
            logits, _ = model(source, target[:, :-1])
            loss = cross_entropy(logits.flatten(0, 1), target[:, 1:].flatten(), ignore_index=0)
            optimizer.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            total += loss.item()
        spent = time.process_time() - started
        print(
            f"epoch {epoch + 1}  loss {total * epochs / n_steps:.4f}  {spent:.0f} CPU s", flush=True
        )


def export(model: Transformer, source: list[str], target: list[str], out: Path) -> None:
    out.mkdir(parents=True, exist_ok=True)
    (out / "source.txt").write_text("\n".join(source) + "\n", encoding="utf-8")
    (out / "target.txt").write_text("\n".join(target) + "\n", encoding="utf-8")
    weights = {name: value.half().contiguous() for name, value in model.state_dict().items()}
    save_file(weights, out / "model.safetensors")
    write_settings(model, out, alignment_head=(0, 0))


def write_settings(model: Transformer, out: Path, *, alignment_head: tuple[int, int]) -> None:
    settings = {"architecture": ARCHITECTURE, **dataclasses.asdict(model.settings)}
    settings["alignment_head"] = alignment_head
    (out / "settings.json").write_text(json.dumps(settings, indent=1) + "\n", encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--out", type=Path, required=True, help="the finished model goes here")
    parser.add_argument("--epochs", type=int, default=8, help="times through all sentences")
    args = parser.parse_args()
    torch.manual_seed(SEED)
    training, held_out = split()
    source = vocabulary(pair.chinese for pair in training)
    target = vocabulary(pair.english for pair in training)
    settings = Settings(
        n_source_words=len(source), n_target_words=len(target), width=128, n_heads=4, n_layers=2,
        inner_width=256, max_tokens=64, dropout=0.1,
    )  # fmt: skip
    model = Transformer(settings).train()
    print(f"{sum(value.numel() for value in model.parameters()):,} parameters", flush=True)
    train(model, Coded(training, source, target), args.epochs)
    export(model, source, target, args.out)
    # The head is chosen on training sentences, so that the held-out figure is not flattered.
    shares = measures.alignment(Translator.read(args.out), training[:N_ALIGNED])
    write_settings(model, args.out, alignment_head=measures.best_head(shares))
    measures.write_pairs(held_out, args.out / "held_out.tsv")


if __name__ == "__main__":
    main()
