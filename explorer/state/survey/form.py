"""`SurveyForm`: what is filled in before a survey: every field as it was typed.

The command line checks what is typed and says what is wrong with it; here it is only put into the
words that the command line reads.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import PurePath

from explorer.records import LoadRequest
from explorer.state.cluster_form import ClusterForm

WITH_COLUMNS = (".jsonl", ".ndjson", ".parquet", ".pq")


@dataclass(frozen=True, slots=True)
class SurveyForm:
    """corpus: a path, or an address such as s3://…. column: of JSONL and Parquet; empty: text.

    site: empty for the model's own choice. workers: how many measure at once; empty: as many as
    there is room for. parent: where the folder of the survey is made.
    """

    corpus: str = ""
    column: str = ""
    site: str = ""
    workers: str = ""
    parent: str = ""
    cluster: ClusterForm = field(default_factory=ClusterForm)

    @property
    def name(self) -> str:
        """Of the corpus, for the folder of a survey."""
        return PurePath(self.corpus.strip()).stem

    @property
    def has_columns(self) -> bool:
        return PurePath(self.corpus.strip()).suffix.lower() in WITH_COLUMNS

    def arguments(
        self, load: LoadRequest, sites: tuple[str, ...], *, has_ray: bool = True
    ) -> tuple[str, ...]:
        """Of the command `survey`. load: opens the model. sites: that it has."""
        named = {
            "--model": load.source,
            "--device": "" if load.device == "auto" else load.device,
            "--dtype": "" if load.dtype == "auto" else load.dtype,
            "--site": self.site if self.site in sites else "",
            "--column": self.column if self.has_columns else "",
            "--workers": self.workers.strip() or ("" if has_ray else "0"),
            "--address": self.cluster.address,
        }
        # With “=”, so that a value that begins with a dash is no option.
        options = [f"{name}={value.strip()}" for name, value in named.items() if value.strip()]
        risks = {
            "--allow-pickle": load.allow_pickle,
            "--trust-remote-code": load.trust_remote_code,
        }
        taken = [name for name, is_taken in risks.items() if is_taken]
        return (*options, *taken, "--", self.corpus.strip())
