"""The lesson on masking."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Literal

from explorer.records import Document, HeadRef, Presentation
from explorer.records.lessons.masking import Masking, MaskingRequest

SharePart = Literal["mask", "random", "same"]


@dataclass(frozen=True, slots=True)
class MaskingSettings:
    """epoch: whose draw is shown, from 0."""

    masking: Masking = field(default_factory=Masking)
    epoch: int = 0

    def wanted(
        self, document: Document, position: int | None, head: HeadRef, presentation: Presentation
    ) -> MaskingRequest:
        """position: of the token to compare, if a person chose one."""
        return MaskingRequest(
            document=replace(document, masks=frozenset(), target=None, written=None),
            masking=self.masking,
            epoch=min(self.epoch, self.masking.n_epochs - 1),
            position=position,
            head=head,
            presentation=presentation,
        )


def with_share(masking: Masking, part: SharePart, share: int) -> Masking:
    """One of the shares of the chosen tokens set anew; the others make room, so that the sum of
    all stays 100.

    part: "mask", "random" or "same". "same" gives and takes first, since it is what is left.
    """
    share = min(max(share, 0), 100)
    match part:
        case "mask":
            return replace(
                masking, mask_share=share, random_share=min(masking.random_share, 100 - share)
            )
        case "random":
            return replace(
                masking, random_share=share, mask_share=min(masking.mask_share, 100 - share)
            )
        case _:
            rest = 100 - share
            mask = min(masking.mask_share, rest)
            return replace(masking, mask_share=mask, random_share=rest - mask)
