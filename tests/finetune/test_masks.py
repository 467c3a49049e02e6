"""Which tokens are drawn to be predicted: by hand, and counted over many draws."""

from __future__ import annotations

import torch

from explorer.finetune.masks import IGNORED, Masks
from tests.core.vocabularies import wordpiece

TOKENIZER = wordpiece()


def ids_of(*texts: str) -> torch.Tensor:
    ids: torch.Tensor = TOKENIZER(list(texts), padding=True, return_tensors="pt")["input_ids"]
    return ids


def test_a_draw_worked_by_hand_masks_changes_and_keeps() -> None:
    ids = ids_of("the dog is old", "the cat")
    chances = torch.full((*ids.shape, 3), 0.5, dtype=torch.float64)
    chances[0, 1, :] = torch.tensor([0.1, 0.79, 0])  # the
    chances[0, 2, :] = torch.tensor([0.1, 0.85, 100 / len(TOKENIZER)])  # dog
    chances[0, 3, :] = torch.tensor([0.1, 0.95, 0])  # is
    chances[1, 2, 0] = 0.4  # cat: above the share, and the least of its text
    chances[:, 0, 0] = chances[1, 3:, 0] = 0  # [CLS], [SEP] and padding
    read, labels = Masks(TOKENIZER, 0.3).drawn(ids, chances)
    [cls, the, dog, is_, old, sep], cat = ids[0].tolist(), int(ids[1, 2])
    mask, pad, no = TOKENIZER.mask_token_id, TOKENIZER.pad_token_id, IGNORED
    assert read.tolist() == [[cls, mask, 100, is_, old, sep], [cls, the, mask, sep, pad, pad]]
    assert labels.tolist() == [[no, the, dog, is_, no, no], [no, no, cat, no, no, no]]


def test_shares_are_those_of_the_paper_and_every_text_has_one() -> None:
    ids = ids_of("a small dog ran to the old house and ate").repeat(2_000, 1)
    torch.manual_seed(0)
    chances = torch.rand(*ids.shape, 3, dtype=torch.float64)
    read, labels = Masks(TOKENIZER, 0.3).drawn(ids, chances)
    drawn = labels != IGNORED
    assert drawn.any(1).all()
    n_drawn = int(drawn.sum())
    # 10 tokens: none is drawn of 0.7 ^ 10 of the texts, which then get one.
    expected, sigma = 2_000 * (3 + 0.7**10), (20_000 * 0.3 * 0.7) ** 0.5
    assert abs(n_drawn - expected) < 3 * sigma
    masked, same = read[drawn] == TOKENIZER.mask_token_id, (read == ids)[drawn]
    for kind, share in ((masked, 0.8), (same, 0.1), (~masked & ~same, 0.1)):
        assert abs(int(kind.sum()) - share * n_drawn) < 3 * (n_drawn * share * (1 - share)) ** 0.5
    assert torch.equal(read[~drawn], ids[~drawn])


def test_a_typed_mask_is_never_drawn() -> None:
    masks = Masks(TOKENIZER, 0.9)
    assert not masks.can_draw(TOKENIZER("[MASK] [SEP]")["input_ids"])
    assert masks.can_draw(TOKENIZER("[MASK] dog")["input_ids"])
