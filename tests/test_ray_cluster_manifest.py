"""The cluster for Kubernetes fits this program.

Its fields were checked, unknown ones refused, against the schema of KubeRay's operator
(ray-project/kuberay at feeaf72fa, ray.io_rayclusters.yaml), which is a megabyte and stays there.
"""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import yaml

from explorer.commandline.arguments import parser

ROOT = Path(__file__).parents[1]
MANIFEST = (ROOT / "packaging" / "ray-cluster.yaml").read_text("utf-8")
CLAIM, CLUSTER = yaml.safe_load_all(MANIFEST)
PODS = [
    group["template"]["spec"]
    for group in (CLUSTER["spec"]["headGroupSpec"], *CLUSTER["spec"]["workerGroupSpecs"])
]


def test_the_cluster_runs_the_ray_that_is_pinned() -> None:
    pins = (ROOT / "packaging" / "constraints.txt").read_text("utf-8")
    [pinned] = re.findall(r"^ray==(\S+)$", pins, re.MULTILINE)
    assert CLUSTER["spec"]["rayVersion"] == pinned
    assert f"rayproject/ray:{pinned}-py311" in MANIFEST


def test_every_pod_runs_one_image_and_sees_what_is_shared() -> None:
    assert CLAIM["spec"]["accessModes"] == ["ReadWriteMany"]
    assert len({pod["containers"][0]["image"] for pod in PODS}) == 1
    for pod in PODS:
        [volume] = pod["volumes"]
        [mounted] = pod["containers"][0]["volumeMounts"]
        assert volume["persistentVolumeClaim"]["claimName"] == CLAIM["metadata"]["name"]
        assert mounted == {"name": volume["name"], "mountPath": "/shared"}


def test_the_command_in_its_first_lines_is_one_of_ours() -> None:
    comment = re.sub(r"\\\n#\s*", "", MANIFEST)
    [command] = re.findall(r"-- (attention-explorer survey .*)", comment)
    chosen = parser().parse_args(shlex.split(command)[1:])
    assert (chosen.command, chosen.address) == ("survey", "auto")
    assert chosen.out.startswith("/shared/")
