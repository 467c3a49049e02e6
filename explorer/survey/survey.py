"""A whole survey: from a corpus and a model to a result, going on where an earlier run ended."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from explorer.core.checkpoint.checkpoint import Checkpoint, ignore, open_checkpoint
from explorer.core.survey_file import SURVEY_FILE, survey_bytes
from explorer.errors import BadInput
from explorer.records import Progress, SurveyResult
from explorer.records.survey_events import SurveyAdvanced
from explorer.survey.corpus import Corpus, indexed, read
from explorer.survey.pace import Pace
from explorer.survey.partial import Partial
from explorer.survey.parts import RESULT, Part, Parts
from explorer.survey.plan import Plan, SurveyRequest, absolute
from explorer.survey.result import as_parquet, result_of
from explorer.survey.sentences import Shard
from explorer.survey.surveyor import Surveyor, on_one_thread, surveyed_site


def survey(
    request: SurveyRequest,
    *,
    progress: Callable[[Progress], None] = ignore,
    report: Callable[[SurveyAdvanced], None] = ignore,
) -> SurveyResult:
    """Raises ExplorerError; what was measured until then is kept, and the next run goes on."""
    parts = Parts(absolute(request.out))
    progress(Progress("Looking through the corpus"))
    corpus = indexed(absolute(request.corpus), column=request.column)
    checkpoint = open_checkpoint(request.load, progress=progress)
    plan = _plan(request, corpus, checkpoint)
    with parts.begun(plan) as finished:
        missing = [shard for shard in corpus.shards if shard.number not in finished]
        if request.n_workers == 0:
            surveyor = Surveyor(checkpoint, plan.site, plan.n_examples)
            measured = measured_here(surveyor, corpus, missing)
        else:
            device = checkpoint.info.device
            del checkpoint  # the workers open their own
            from explorer.survey.on_ray import measured_on_ray

            measured = measured_on_ray(plan, missing, request, device)
        _keep(parts, measured, corpus, missing, report)
        result = result_of(plan, _with_sentences(plan, parts.merged(plan)))
        parts.finish({RESULT: as_parquet(result), SURVEY_FILE: survey_bytes(result)})
    return result


def _with_sentences(plan: Plan, whole: Partial) -> Partial:
    """Raises BadInput where no sentence was."""
    if not whole.n_sentences:
        why = f" Line {whole.bad_lines[0].line}: {whole.bad_lines[0].why}." if whole.n_bad else ""
        raise BadInput(f"{plan.corpus.url} has no sentence that {plan.model} can read.{why}")
    return whole


def measured_here(surveyor: Surveyor, corpus: Corpus, shards: Sequence[Shard]) -> Iterator[Part]:
    """One shard after the other, in this process."""
    for shard in shards:
        started = time.monotonic()
        with on_one_thread():
            part = surveyor.measure(read(corpus, shard)).as_bytes()
        yield Part(shard.number, part, time.monotonic() - started)


def _plan(request: SurveyRequest, corpus: Corpus, checkpoint: Checkpoint) -> Plan:
    info = checkpoint.info
    site = surveyed_site(checkpoint, request.site or info.usual_site)
    return Plan(
        corpus=corpus,
        load=replace(request.load, source=info.source, dtype=info.dtype),
        model=info.source or info.name,
        revision=info.revision,
        site=site.name,
        shape=(site.n_layers, site.n_heads),
        n_examples=request.n_examples,
    )


def _keep(
    parts: Parts,
    measured: Iterator[Part],
    corpus: Corpus,
    missing: Sequence[Shard],
    report: Callable[[SurveyAdvanced], None],
) -> None:
    """Write each part as soon as it comes."""
    n_lines = {shard.number: shard.n_lines for shard in missing}
    n_before = corpus.n_lines - sum(n_lines.values())
    n_done, pace = len(corpus.shards) - len(missing), Pace()
    n_bad = parts.n_bad(shard.number for shard in corpus.shards if shard.number not in n_lines)

    def advance() -> SurveyAdvanced:
        n_left = sum(n_lines.values()) - pace.n_lines
        speed = pace.lines_per_second
        return SurveyAdvanced(
            n_done, len(corpus.shards), n_before + pace.n_lines, corpus.n_lines, n_bad,
            speed, n_left / speed if speed else None,
        )  # fmt: skip

    report(advance())
    for part in measured:
        parts.keep(part.number, part.stored)
        pace.add(n_lines[part.number], seconds=part.seconds)
        n_done, n_bad = n_done + 1, n_bad + Partial.n_bad_of(part.stored)
        report(advance())
