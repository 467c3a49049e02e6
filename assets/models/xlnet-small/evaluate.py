"""Score the XLNet beside this file on the held-out text and the cloze of the masked model.

    python evaluate.py [CHECKPOINT] [--work DIR] [--every N] [--json FILE]

- word: one whole word of each passage is hidden from every token, and predicted from all others.
- order: a strict order of all tokens; every token but the first is predicted from those before it.
- cloze: the sentences of minilm-mlm/cloze.tsv; a hit is any acceptable answer.

With the --work folder of the recipe the same tokens are also guessed by counting the training text:
by frequency alone, and by the neighbours that the order shows (a bigram on either side).
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "training"))  # which is no package

import baseline
import corpus
import network
import permutations
import torch
from torch.nn.functional import cross_entropy, one_hot
from transformers import AutoTokenizer, XLNetLMHeadModel, XLNetTokenizer

HERE = Path(__file__).resolve().parent
MASKED_MODEL = HERE.parent / "minilm-mlm"  # which has the held-out text


@dataclass(frozen=True)
class Question:
    """Tokens of one text to predict under one order."""

    ids: torch.Tensor  # (tokens,)
    perm_mask: torch.Tensor  # (tokens, tokens), 1 where the query may not see the key
    positions: torch.Tensor  # (targets,)


def load(folder: Path) -> tuple[XLNetLMHeadModel, XLNetTokenizer]:
    """Load in float32, from local files only, and refuse weights that do not fit."""
    model, report = XLNetLMHeadModel.from_pretrained(
        folder, local_files_only=True, dtype=torch.float32, output_loading_info=True
    )
    if report["missing_keys"] or report["unexpected_keys"]:
        raise SystemExit(f"{folder}: missing or unexpected keys: {report}")
    return model.eval(), AutoTokenizer.from_pretrained(folder, local_files_only=True)


def hiding(ids: torch.Tensor, position: int) -> Question:
    """One position, predicted from all others, and seen by none."""
    perm_mask = torch.zeros(len(ids), len(ids))
    perm_mask[:, position] = 1
    return Question(ids, perm_mask, torch.tensor([position]))


def whole_words(ids: torch.Tensor, tokenizer: XLNetTokenizer) -> list[int]:
    """Positions of words of one token: one that starts a word and is not gone on with."""
    pieces = tokenizer.convert_ids_to_tokens(ids.tolist())
    followers = [*pieces[1:], ""]
    return [
        at
        for at, (piece, follower) in enumerate(zip(pieces, followers, strict=True))
        if piece[0] == "▁" and piece[1:].isalpha() and not follower[:1].isalpha()
    ]


def word_questions(
    rows: list[torch.Tensor], tokenizer: XLNetTokenizer, chooser: random.Random
) -> Iterator[Question]:
    for ids in rows:
        words = whole_words(ids, tokenizer)
        if words:
            yield hiding(ids, chooser.choice(words))


def order_questions(rows: list[torch.Tensor]) -> Iterator[Question]:
    generator = torch.Generator().manual_seed(corpus.SEED)
    for ids in rows:
        ranks = torch.randperm(len(ids), generator=generator)
        scored = (ranks > 0) & (torch.arange(len(ids)) < len(ids) - 2)  # not <sep> and <cls>
        perm_mask = permutations.hidden(ranks[None], scored[None], strict=True)[0]
        yield Question(ids, perm_mask, scored.nonzero()[:, 0])


def cloze_questions(tokenizer: XLNetTokenizer) -> Iterator[tuple[Question, set[int]]]:
    """Cloze sentences with the ids of their answers; answers of several tokens are left out."""
    for sentence, answers in corpus.read_cloze(MASKED_MODEL / "cloze.tsv"):
        ids = torch.tensor(tokenizer(sentence.replace("[MASK]", "<mask>"))["input_ids"])
        position = ids.tolist().index(tokenizer.mask_token_id)
        known = set(tokenizer.convert_tokens_to_ids([f"▁{answer}" for answer in answers]))
        yield hiding(ids, position), known - {tokenizer.unk_token_id}


@torch.inference_mode()
def predicted(model: XLNetLMHeadModel, question: Question) -> torch.Tensor:
    """Logits (targets, vocabulary)."""
    mapping = one_hot(question.positions, len(question.ids)).float()
    return model(
        question.ids[None],
        perm_mask=question.perm_mask[None],
        target_mapping=mapping[None],
        use_mems=False,
    ).logits[0]


def score(questions: list[Question], guess: Callable[[Question], torch.Tensor]) -> dict[str, float]:
    """Loss in nats, and how often the token is the likeliest or among the five likeliest."""
    loss, top1, top5, count = 0.0, 0, 0, 0
    for question in questions:
        logits, labels = guess(question), question.ids[question.positions]
        ranks = (logits > logits.gather(1, labels[:, None])).sum(1)
        loss += cross_entropy(logits, labels, reduction="sum").item()
        top1 += int((ranks < 1).sum())
        top5 += int((ranks < 5).sum())
        count += len(labels)
    figures = {"loss": loss / count, "top1": top1 / count, "top5": top5 / count}
    return {"tokens": count} | {name: round(value, 3) for name, value in figures.items()}


def cloze_score(model: XLNetLMHeadModel, tokenizer: XLNetTokenizer) -> dict[str, float]:
    asked = [
        (predicted(model, question)[0], known) for question, known in cloze_questions(tokenizer)
    ]
    best = [(logits.topk(5).indices.tolist(), known) for logits, known in asked]
    return {
        "sentences": len(best),
        "top1": round(sum(ids[0] in known for ids, known in best) / len(best), 3),
        "top5": round(sum(not known.isdisjoint(ids) for ids, known in best) / len(best), 3),
    }


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("checkpoint", type=Path, nargs="?", default=HERE)
    parser.add_argument("--work", type=Path, help="the recipe's folder, for the baselines")
    parser.add_argument("--every", type=int, default=1, help="every n-th held-out passage only")
    parser.add_argument("--json", type=Path, help="write all scores here too")
    args = parser.parse_args()
    model, tokenizer = load(args.checkpoint)
    texts = [p.text for p in corpus.read_held_out(MASKED_MODEL / "held_out.txt")][:: args.every]
    rows = [
        torch.tensor(ids)
        for ids in tokenizer(texts, truncation=True, max_length=network.MAX_TOKENS)["input_ids"]
        if len(ids) > 5
    ]
    tests = {
        "word": list(word_questions(rows, tokenizer, random.Random(corpus.SEED))),
        "order": list(order_questions(rows)),
    }
    guesses = {"xlnet": lambda question: predicted(model, question)}
    if args.work:
        counted = baseline.Counts.read(args.work)
        guesses["frequency"] = lambda question: counted.frequency(question.positions)
        guesses["neighbours"] = lambda asked: counted.neighbours(
            asked.ids, asked.positions, asked.perm_mask
        )
    scores = {
        name: {kind: score(questions, guess) for kind, questions in tests.items()}
        for name, guess in guesses.items()
    }
    scores["xlnet"]["cloze"] = cloze_score(model, tokenizer)
    print(json.dumps(scores, indent=1))
    if args.json:
        args.json.write_text(json.dumps(scores, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
