"""How good a translator is: exact match, and how well its heads align words.

python measures.py        prints the figures of the model card
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import torch
from grammar import Pair

sys.path.insert(0, str(Path(__file__).resolve().parents[3]))

from explorer.reference.translator import Translator
from explorer.reference.vocabulary import END, START

HERE = Path(__file__).resolve().parent


def read_pairs(path: Path) -> list[Pair]:
    """Lines of Chinese words, English words, and `english-chinese` places of the gold."""
    pairs = []
    for line in path.read_text(encoding="utf-8").splitlines():
        chinese, english, gold = (cell.split() for cell in line.split("\t"))
        places = dict(map(int, link.split("-")) for link in gold)
        rows = tuple(places.get(row) for row in range(len(english)))
        pairs.append(Pair(tuple(chinese), tuple(english), rows))
    return pairs


def write_pairs(pairs: Sequence[Pair], path: Path) -> None:
    rows = []
    for pair in pairs:
        gold = [f"{row}-{column}" for row, column in enumerate(pair.gold) if column is not None]
        rows.append("\t".join(map(" ".join, (pair.chinese, pair.english, gold))))
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")


def mistakes(translator: Translator, pairs: Sequence[Pair]) -> list[tuple[Pair, str]]:
    """Pairs whose greedy translation differs in any word, with what came instead."""
    wrong = []
    for pair in pairs:
        written = translator.translate("".join(pair.chinese)).written
        if written != (*pair.english, END):
            wrong.append((pair, " ".join(written)))
    return wrong


@torch.no_grad()
def alignment(translator: Translator, pairs: Sequence[Pair]) -> torch.Tensor:
    """(layer, head) share of words for which a cross-attention looks most at the gold's word.

    Only words that translate a Chinese word count; the row is the one that writes the word.
    """
    hits: torch.Tensor | None = None
    n_words = 0
    for pair in pairs:
        source = translator.source.ids_of((*pair.chinese, END))
        target = translator.target.ids_of((START, *pair.english))
        _, maps = translator.model(torch.tensor([source]), torch.tensor([target]))
        rows = [row for row, column in enumerate(pair.gold) if column is not None]
        gold = torch.tensor([column for column in pair.gold if column is not None])
        found = maps.cross[:, 0, :, rows].argmax(dim=-1) == gold  # (layer, head, word)
        hits = found.sum(-1) if hits is None else hits + found.sum(-1)
        n_words += len(rows)
    assert hits is not None
    return hits / n_words


def best_head(shares: torch.Tensor) -> tuple[int, int]:
    layer, head = divmod(int(shares.argmax()), shares.shape[1])
    return layer, head


def main() -> None:
    torch.set_num_threads(1)
    translator = Translator.built_in()
    pairs = read_pairs(HERE / "held_out.tsv")
    wrong = mistakes(translator, pairs)
    print(f"exact match {1 - len(wrong) / len(pairs):.1%} of {len(pairs):,}")
    print("alignment of held-out words, by layer and head:")
    shares = alignment(translator, pairs)
    for layer, row in enumerate(shares.tolist()):
        print(f"  layer {layer}:", "  ".join(f"{share:.1%}" for share in row))
    layer, head = translator.alignment_head
    print(f"aligning head L{layer} H{head}: {shares[layer, head]:.1%}; mean {shares.mean():.1%}")
    print("我喜欢打篮球 →", translator.translate("我喜欢打篮球").text)
    for pair, written in wrong:
        print("✗", "".join(pair.chinese), "|", " ".join(pair.english), "|", written)
    lengths = Counter(len(pair.english) for pair in pairs)
    print("English words a sentence:", dict(sorted(lengths.items())))


if __name__ == "__main__":
    main()
