"""What is said of a Ray that cannot be had; real ones are tested where they are used."""

from __future__ import annotations

import pytest

from explorer import cluster
from explorer.cluster import Cluster, running_ray
from explorer.errors import BadInput, ClusterLacks, ClusterMismatch, ClusterUnreachable, RayMissing
from tests.ray_cluster import free_port


def test_an_address_at_which_nothing_listens_is_named_at_once() -> None:
    address = f"127.0.0.1:{free_port()}"
    with (
        pytest.raises(ClusterUnreachable, match=f"{address} does not answer"),
        running_ray(address),
    ):
        pass


@pytest.mark.parametrize("address", ["nonsense", "ray://", "http://host:1", "host:99999", "host:"])
def test_what_is_no_address_is_refused(address: str) -> None:
    with pytest.raises(BadInput, match="ray://HOST:PORT"), running_ray(address):
        pass


def test_without_ray_one_line_installs_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "find_spec", lambda _name: None)
    with pytest.raises(RayMissing, match="pip install"), running_ray():
        pass


def test_a_trial_larger_than_any_machine_is_refused_instead_of_waiting_for_ever() -> None:
    two = Cluster(None, n_cpus=2, n_gpus=0, n_nodes=1)
    two.check_offers(n_cpus=2, n_gpus=0)
    with pytest.raises(ClusterLacks, match="asks for 1 GPU, and this machine has 0"):
        two.check_offers(n_cpus=1, n_gpus=1)
    with pytest.raises(ClusterLacks, match="asks for 3 CPUs, and this machine has 2"):
        two.check_offers(n_cpus=3, n_gpus=0)


def test_a_survey_without_room_for_a_worker_is_told_so_in_its_own_words() -> None:
    Cluster(None, n_cpus=1, n_gpus=1, n_nodes=1).check_runs_workers(on_gpu=True)
    head = Cluster("auto", n_cpus=0, n_gpus=0, n_nodes=1)
    with pytest.raises(ClusterLacks, match=r"worker of a survey takes 1 CPU, .* at auto has 0"):
        head.check_runs_workers(on_gpu=False)
    with pytest.raises(ClusterLacks, match=r"survey on a GPU takes one .* \(--device cpu\)"):
        head.check_runs_workers(on_gpu=True)


def test_a_cluster_of_other_versions_is_told_from_one_that_does_not_answer(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    import ray

    said = ["Version mismatch: The cluster was started with: Ray: 2.9.0"]

    def refuse(**_: object) -> None:
        raise RuntimeError(said[0])

    monkeypatch.setattr(ray, "init", refuse)
    monkeypatch.setattr(cluster, "check_answers", lambda _address: None)
    with pytest.raises(ClusterMismatch, match=r"Ray: 2\.9\.0 Install the same"), running_ray("h:1"):
        pass
    said[0] = "Authentication token is missing"
    with pytest.raises(ClusterUnreachable, match="set RAY_AUTH_MODE=token"), running_ray("h:1"):
        pass
    with pytest.raises(ClusterUnreachable, match="could not be started here"), running_ray():
        pass
