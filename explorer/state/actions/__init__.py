"""What can happen to the window: each action is named after what happened."""

from __future__ import annotations

from explorer.state.actions.finetune import FinetuneAction
from explorer.state.actions.hub import HubAction
from explorer.state.actions.lessons import LessonAction
from explorer.state.actions.person import (
    CandidateChosen,
    ColormapChosen,
    CutAccepted,
    DocumentChosen,
    ExportRequested,
    HeadSelected,
    Hovered,
    ImageCopied,
    LanguagesChosen,
    LineHeadsCleared,
    LineHeadToggled,
    LoadCancelled,
    MasksCleared,
    MasksToggled,
    ModelRequested,
    PageOpened,
    PairClosed,
    PairOpened,
    PinsCleared,
    PositionFocused,
    PresentationChanged,
    ProblemDismissed,
    ReadingResumed,
    ReadingStopped,
    Redone,
    SearchClosed,
    SearchEdited,
    SearchOpened,
    SearchStepped,
    StrideChosen,
    TextEdited,
    TilesWanted,
    TokensPinned,
    Undone,
    ViewChosen,
    WritingAsked,
    WritingChosen,
    WritingStopped,
)
from explorer.state.actions.survey import SurveyAction
from explorer.state.actions.survey_run import SurveyRunAction
from explorer.state.actions.thread import (
    DetailFailed,
    DetailReady,
    DeviceLost,
    DevicesFound,
    ExportFailed,
    ExportFinished,
    GenerationFailed,
    GenerationFinished,
    InspectionFailed,
    InspectionProgressed,
    InspectionReady,
    LoadFailed,
    LoadProgressed,
    ModelOpened,
    TextGenerated,
)

Action = (
    PageOpened
    | TextEdited
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
    | ReadingResumed
    | ReadingStopped
    | SearchClosed
    | SearchEdited
    | SearchOpened
    | SearchStepped
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
    | InspectionProgressed
    | LanguagesChosen
    | WritingAsked
    | WritingChosen
    | WritingStopped
    | GenerationFailed
    | GenerationFinished
    | TextGenerated
    | HubAction
    | LessonAction
    | SurveyAction
    | SurveyRunAction
    | FinetuneAction
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
    "FinetuneAction",
    "GenerationFailed",
    "GenerationFinished",
    "HeadSelected",
    "Hovered",
    "HubAction",
    "ImageCopied",
    "InspectionFailed",
    "InspectionProgressed",
    "InspectionReady",
    "LanguagesChosen",
    "LineHeadToggled",
    "LineHeadsCleared",
    "LoadCancelled",
    "LoadFailed",
    "LoadProgressed",
    "MasksCleared",
    "MasksToggled",
    "ModelOpened",
    "ModelRequested",
    "PageOpened",
    "PairClosed",
    "PairOpened",
    "PinsCleared",
    "PositionFocused",
    "PresentationChanged",
    "ProblemDismissed",
    "ReadingResumed",
    "ReadingStopped",
    "Redone",
    "SearchClosed",
    "SearchEdited",
    "SearchOpened",
    "SearchStepped",
    "StrideChosen",
    "SurveyAction",
    "SurveyRunAction",
    "TextEdited",
    "TextGenerated",
    "TilesWanted",
    "TokensPinned",
    "Undone",
    "ViewChosen",
    "WritingAsked",
    "WritingChosen",
    "WritingStopped",
]
