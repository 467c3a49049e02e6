"""Score a masked language model on the held-out text and on the cloze sentences beside this file.

    python evaluate.py [CHECKPOINT ...] [--json FILE] [--every N] [--misses]

Held-out text: 15 % of the tokens of each sentence (at least one), drawn with a fixed seed, are all
replaced by [MASK]; the row "80/10/10" leaves a tenth as they are and makes a tenth random words, as
BERT's training does, which is easier. Cloze: a hit is any acceptable answer; strict counts the
first one only.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "training"))  # which is no package

import corpus
import sources
import torch
from torch.nn.functional import cross_entropy
from transformers import (
    AutoModelForMaskedLM,
    AutoTokenizer,
    PreTrainedModel,
    PreTrainedTokenizerBase,
)

HERE = Path(__file__).resolve().parent
MASK_SHARE = 0.15
MAX_TOKENS = 128
BATCH = 32


@dataclass(frozen=True)
class Checkpoint:
    model: PreTrainedModel
    tokenizer: PreTrainedTokenizerBase


def load(folder: Path) -> Checkpoint:
    """Load in float32, from local files only, and refuse weights that do not fit."""
    model, report = AutoModelForMaskedLM.from_pretrained(
        folder, local_files_only=True, dtype=torch.float32, output_loading_info=True
    )
    if report["missing_keys"] or report["unexpected_keys"]:
        raise SystemExit(f"{folder}: missing or unexpected keys: {report}")
    return Checkpoint(model.eval(), AutoTokenizer.from_pretrained(folder, local_files_only=True))


def mask(
    ids: list[int], tokenizer: PreTrainedTokenizerBase, chooser: random.Random, *, bert_mix: bool
) -> tuple[list[int], list[int]]:
    """Token ids with MASK_SHARE of the inner ones hidden, and the hidden positions, in order."""
    inner = range(1, len(ids) - 1)  # without [CLS] and [SEP]
    positions = sorted(chooser.sample(inner, max(1, round(MASK_SHARE * len(inner)))))
    hidden = list(ids)
    for at in positions:
        draw = chooser.random() if bert_mix else 0.0
        if draw < 0.8:
            hidden[at] = tokenizer.mask_token_id
        elif draw < 0.9:
            hidden[at] = chooser.randrange(len(tokenizer))
    return hidden, positions


@torch.inference_mode()
def held_out_scores(
    checkpoint: Checkpoint, passages: list[sources.Passage], *, bert_mix: bool = False
) -> dict[str, dict[str, float]]:
    """Loss, top-1 and top-5 of the hidden tokens, for each source and over all."""
    tokenizer = checkpoint.tokenizer
    chooser = random.Random(corpus.SEED)
    texts = [passage.text for passage in passages]
    encoded = tokenizer(texts, truncation=True, max_length=MAX_TOKENS)["input_ids"]
    examples = [
        (passage.source, ids, *mask(ids, tokenizer, chooser, bert_mix=bert_mix))
        for passage, ids in zip(passages, encoded, strict=True)
        if len(ids) > 2
    ]
    examples.sort(key=lambda example: len(example[1]))
    found: defaultdict[str, list[tuple[float, int]]] = defaultdict(
        list
    )  # loss and rank of each token
    for start in range(0, len(examples), BATCH):
        batch = examples[start : start + BATCH]
        padded = tokenizer.pad(
            {"input_ids": [masked for _, _, masked, _ in batch]}, return_tensors="pt"
        )
        logits = checkpoint.model(**padded).logits  # (batch, tokens, vocabulary)
        for row, (source, ids, _, positions) in enumerate(batch):
            scores, gold = logits[row, positions], torch.tensor([ids[at] for at in positions])
            losses = cross_entropy(scores, gold, reduction="none").tolist()
            ranks = (scores > scores.gather(1, gold[:, None])).sum(1).tolist()
            found[source] += list(zip(losses, ranks, strict=True))
            found["all"] += list(zip(losses, ranks, strict=True))
    found["all"] = found.pop("all")  # last in the table
    return {source: _summary(pairs) for source, pairs in found.items()}


def _summary(pairs: list[tuple[float, int]]) -> dict[str, float]:
    count = len(pairs)
    return {
        "tokens": count,
        "loss": round(sum(loss for loss, _ in pairs) / count, 3),
        "top1": round(sum(rank < 1 for _, rank in pairs) / count, 3),
        "top5": round(sum(rank < 5 for _, rank in pairs) / count, 3),
    }


@torch.inference_mode()
def predictions(checkpoint: Checkpoint, sentence: str, *, count: int = 5) -> list[str]:
    """The `count` likeliest words for the [MASK] of a sentence, best first."""
    inputs = checkpoint.tokenizer(sentence, return_tensors="pt")
    position = inputs["input_ids"][0].tolist().index(checkpoint.tokenizer.mask_token_id)
    best = checkpoint.model(**inputs).logits[0, position].topk(count).indices.tolist()
    return checkpoint.tokenizer.convert_ids_to_tokens(best)


def cloze_scores(checkpoint: Checkpoint, path: Path, *, show_misses: bool) -> dict[str, float]:
    """Shares of the cloze sentences hit, by any acceptable answer and by the canonical one."""
    hits = dict.fromkeys(("top1", "top5", "strict_top1", "strict_top5"), 0)
    rows = corpus.read_cloze(path)
    for sentence, answers in rows:
        best = predictions(checkpoint, sentence)
        hits["top1"] += best[0] in answers
        hits["top5"] += not set(best).isdisjoint(answers)
        hits["strict_top1"] += best[0] == answers[0]
        hits["strict_top5"] += answers[0] in best
        if show_misses and best[0] not in answers:
            mark = " " if not set(best).isdisjoint(answers) else "*"  # *: not even among the five
            print(f"{mark} {sentence}  {' '.join(best)}")
    return {
        "sentences": len(rows),
        **{name: round(hit / len(rows), 3) for name, hit in hits.items()},
    }


def print_table(name: str, scores: dict[str, dict[str, dict[str, float]]]) -> None:
    print(f"\n{name}\n{'held out':12}{'tokens':>8}{'loss':>8}{'top-1':>8}{'top-5':>8}")
    for source, row in scores["held_out"].items():
        print(f"{source:12}{row['tokens']:8}{row['loss']:8.3f}{row['top1']:8.3f}{row['top5']:8.3f}")
    cloze = scores["cloze"]
    print(f"cloze, {cloze['sentences']} sentences:", end=" ")
    print(", ".join(f"{key} {value:.3f}" for key, value in cloze.items() if key != "sentences"))


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("checkpoints", type=Path, nargs="*", default=[HERE])
    parser.add_argument("--held-out", type=Path, default=HERE / "held_out.txt")
    parser.add_argument("--cloze", type=Path, default=HERE / "cloze.tsv")
    parser.add_argument("--json", type=Path, help="write all scores here too")
    parser.add_argument(
        "--every", type=int, default=1, help="score every n-th held-out sentence only"
    )
    parser.add_argument("--misses", action="store_true", help="print the cloze sentences not hit")
    args = parser.parse_args()
    passages = corpus.read_held_out(args.held_out)[:: args.every]
    results = {}
    for folder in args.checkpoints:
        checkpoint = load(folder)
        held_out = held_out_scores(checkpoint, passages)
        held_out["80/10/10"] = held_out_scores(checkpoint, passages, bert_mix=True)["all"]
        cloze = cloze_scores(checkpoint, args.cloze, show_misses=args.misses)
        scores = {"held_out": held_out, "cloze": cloze}
        results[str(folder)] = scores
        print_table(str(folder), scores)
    if args.json:
        args.json.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(results))


if __name__ == "__main__":
    main()
