"""What can happen to the window: each action is named after what happened."""

from __future__ import annotations

from explorer.state.actions.person import (
    CandidateChosen,
    ColormapChosen,
    CutAccepted,
    DocumentChosen,
    ExportRequested,
    HeadSelected,
    Hovered,
    ImageCopied,
    LineHeadsCleared,
    LineHeadToggled,
    LoadCancelled,
    MasksCleared,
    MasksToggled,
    ModelRequested,
    PairClosed,
    PairOpened,
    PinsCleared,
    PositionFocused,
    PresentationChanged,
    ProblemDismissed,
    Redone,
    StrideChosen,
    TextEdited,
    TilesWanted,
    TokensPinned,
    Undone,
    ViewChosen,
)
from explorer.state.actions.thread import (
    DetailFailed,
    DetailReady,
    DeviceLost,
    DevicesFound,
    ExportFailed,
    ExportFinished,
    InspectionFailed,
    InspectionReady,
    LoadFailed,
    LoadProgressed,
    ModelOpened,
    OverviewRefined,
)

Action = (
    TextEdited
    | PairOpened
    | PairClosed
    | DocumentChosen
    | MasksToggled
    | MasksCleared
    | TokensPinned
    | PinsCleared
    | Hovered
    | PositionFocused
    | CandidateChosen
    | HeadSelected
    | LineHeadToggled
    | LineHeadsCleared
    | PresentationChanged
    | ColormapChosen
    | ViewChosen
    | Undone
    | Redone
    | CutAccepted
    | ProblemDismissed
    | ModelRequested
    | LoadCancelled
    | ExportRequested
    | ImageCopied
    | StrideChosen
    | TilesWanted
    | DevicesFound
    | LoadProgressed
    | ModelOpened
    | LoadFailed
    | InspectionReady
    | InspectionFailed
    | DeviceLost
    | ExportFinished
    | ExportFailed
    | DetailReady
    | DetailFailed
    | OverviewRefined
)

__all__ = [
    "Action",
    "CandidateChosen",
    "ColormapChosen",
    "CutAccepted",
    "DetailFailed",
    "DetailReady",
    "DeviceLost",
    "DevicesFound",
    "DocumentChosen",
    "ExportFailed",
    "ExportFinished",
    "ExportRequested",
    "HeadSelected",
    "Hovered",
    "ImageCopied",
    "InspectionFailed",
    "InspectionReady",
    "LineHeadToggled",
    "LineHeadsCleared",
    "LoadCancelled",
    "LoadFailed",
    "LoadProgressed",
    "MasksCleared",
    "MasksToggled",
    "ModelOpened",
    "ModelRequested",
    "OverviewRefined",
    "PairClosed",
    "PairOpened",
    "PinsCleared",
    "PositionFocused",
    "PresentationChanged",
    "ProblemDismissed",
    "Redone",
    "StrideChosen",
    "TextEdited",
    "TilesWanted",
    "TokensPinned",
    "Undone",
    "ViewChosen",
]
