"""How many workers a survey gets; that they end where one process does is in `test_on_ray`."""

from __future__ import annotations

from explorer.cluster import Cluster
from explorer.survey.on_ray import Pool, pool_of

HERE = Cluster(None, n_cpus=4, n_gpus=1, n_nodes=1)
ELSEWHERE = Cluster("auto", n_cpus=8, n_gpus=2, n_nodes=2)


def test_a_cluster_that_grows_gets_more_workers_and_a_machine_does_not() -> None:
    assert pool_of(ELSEWHERE, None, 100, on_gpu=False) == Pool(first=8, most=100)
    assert pool_of(ELSEWHERE, None, 100, on_gpu=True) == Pool(first=2, most=100)
    assert pool_of(HERE, None, 100, on_gpu=False) == Pool(first=4, most=4)
    assert pool_of(HERE, None, 100, on_gpu=True) == Pool(first=1, most=1)


def test_there_are_no_more_workers_than_were_asked_for_or_have_something_to_do() -> None:
    assert pool_of(ELSEWHERE, 3, 100, on_gpu=False) == Pool(first=3, most=3)
    assert pool_of(ELSEWHERE, 30, 20, on_gpu=False) == Pool(first=20, most=20)
    assert pool_of(ELSEWHERE, None, 2, on_gpu=False) == Pool(first=2, most=2)
