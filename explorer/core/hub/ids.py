"""What names a model of the hub: `owner/name`, `owner/name@version`, or the address of its page."""

from __future__ import annotations

import re
from dataclasses import dataclass

_ID = re.compile(r"(?P<repo>[\w.-]+(/[\w.-]+)?)(@(?P<revision>[\w./-]+))?")
_PAGE = re.compile(
    r"https?://[\w.:-]+/(?P<repo>[\w.-]+(/[\w.-]+)?)"
    r"(/(tree|blob|resolve)/(?P<revision>[^/?#\s]+)[^?#\s]*)?/?([?#].*)?"
)


@dataclass(frozen=True, slots=True)
class HubId:
    """A repository and its branch, tag or commit; None is the newest."""

    repo: str
    revision: str | None = None

    def __str__(self) -> str:
        return self.repo if self.revision is None else f"{self.repo}@{self.revision}"


def hub_id(text: str) -> HubId | None:
    """What was typed or pasted, where it can name a model of the hub."""
    text = text.strip()
    match = _PAGE.fullmatch(text) or _ID.fullmatch(text)
    if match is None or text[0] in "./~":
        return None
    revision = match["revision"]
    return HubId(match["repo"], None if revision == "main" else revision)
