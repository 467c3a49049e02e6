"""What the window reads of a survey: NumPy's arrays and a text, beside the Parquet file.

Reading Parquet takes a package that only those have who survey; a result may be looked at by all.
"""

from __future__ import annotations

import io
import json
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np

from explorer.errors import BadInput
from explorer.records import Document, SurveyExample, SurveyResult

SURVEY_FILE = "_survey.npz"  # an underscore in front keeps it out of the Parquet data set

_ARRAYS = ("counts", "mean", "variance", "histogram")
_EXAMPLES = ("sentences", "tokens")
_FACTS = (
    "model", "revision", "site", "corpus", "n_sentences", "n_tokens", "n_cut", "n_bad", "bad_lines"
)  # fmt: skip


def survey_bytes(result: SurveyResult) -> bytes:
    said = {name: getattr(result, name) for name in _FACTS}
    for name in _EXAMPLES:
        of_heads = getattr(result, name).items()
        said[name] = [[*head, [_fields(one) for one in found]] for head, found in of_heads]
    file = io.BytesIO()
    np.savez_compressed(
        file,
        said=np.frombuffer(json.dumps(said).encode(), dtype=np.uint8),
        **{name: getattr(result, name) for name in _ARRAYS},
    )
    return file.getvalue()


def read_survey(folder: Path) -> SurveyResult:
    """Raises BadInput for a folder that holds no finished survey."""
    path = folder / SURVEY_FILE
    try:
        with np.load(path) as stored:
            said = json.loads(stored["said"].tobytes())
            arrays = {name: stored[name] for name in _ARRAYS}
        for name in _EXAMPLES:
            said[name] = {
                (layer, head): tuple(map(_example, found)) for layer, head, found in said[name]
            }
        said["bad_lines"] = tuple((line, why) for line, why in said["bad_lines"])
        return SurveyResult(**said, **arrays)
    except FileNotFoundError as error:
        raise BadInput(
            f"{folder.name} holds no finished survey. Choose the folder that “survey” was told "
            "to write into."
        ) from error
    except (OSError, ValueError, LookupError, TypeError, BadZipFile, EOFError) as error:
        raise BadInput(f"{path} cannot be read: {error}. Make the survey anew.") from error


def _fields(one: SurveyExample) -> dict[str, Any]:
    document = one.document
    texts = {"text": document.text, "pair": document.pair, "target": document.target}
    return asdict(replace(one, document=Document(""))) | {"document": texts}


def _example(fields: dict[str, Any]) -> SurveyExample:
    return SurveyExample(**fields | {"document": Document(**fields["document"])})
