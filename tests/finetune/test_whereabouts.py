"""Where a search keeps its checkpoints and on which Ray it runs, as a resumed one finds it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from explorer.cli import main
from explorer.errors import BadInput
from explorer.finetune.folder import SearchFolder
from explorer.finetune.request import prepared
from explorer.finetune.whereabouts import begun, resumed
from tests.finetune.test_job import request
from tests.ray_cluster import free_port


def again(
    written: dict[str, object],
    folder: Path,
    *,
    address: str | None = None,
    storage: str | None = None,
) -> tuple[str | None, str]:
    """The Ray and the storage of a search that is resumed with these arguments."""
    asked = json.loads(json.dumps({"where": written}))
    where = resumed(asked, folder, address=address, storage=storage)
    return where.address, where.storage_of(folder)


def test_a_search_is_resumed_on_the_ray_and_in_the_storage_it_was_begun_with(
    tmp_path: Path,
) -> None:
    where = begun(tmp_path, address="auto", storage="s3://bucket/search/")
    assert again(where.as_json(), tmp_path) == ("auto", "s3://bucket/search")
    assert resumed({"where": where.as_json()}, tmp_path, address=None, storage=None) == where
    same = again(where.as_json(), tmp_path, storage="s3://bucket/search")
    assert same == ("auto", "s3://bucket/search")


def test_another_ray_may_go_on_with_it_but_not_in_another_storage(tmp_path: Path) -> None:
    where = begun(tmp_path / "out", address="ray://h:1", storage=str(tmp_path / "kept"))
    written = where.as_json()
    assert again(written, tmp_path / "out", address="local")[0] == "local"
    with pytest.raises(BadInput, match=r"checkpoints in .*/kept, and not in s3://bucket") as error:
        again(written, tmp_path / "out", storage="s3://bucket")
    assert "Leave out --storage" in str(error.value)
    with pytest.raises(BadInput, match="does not say where"):
        resumed({}, tmp_path, address=None, storage=None)


def test_a_storage_within_the_folder_moves_with_it_and_one_outside_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    old, new = tmp_path / "old", tmp_path / "new"
    inside = begun(old, address=None, storage=None).as_json()
    assert again(inside, new) == (None, str(new / "trials"))
    assert again(inside, new, storage=str(new / "trials")) == (None, str(new / "trials"))
    typed = begun(old, address=None, storage="old/mine").as_json()
    assert again(typed, new) == (None, str(new / "mine"))
    outside = begun(old, address=None, storage="kept").as_json()
    assert again(outside, new) == (None, str(tmp_path / "kept"))


def test_resuming_asks_the_ray_it_was_begun_on_and_no_other_storage(
    table: Path, base: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    nobody = f"127.0.0.1:{free_port()}"
    where = begun(tmp_path, address=nobody, storage=None)
    ready = prepared(request(table, base))
    SearchFolder(tmp_path).begin({**ready.as_json(), "where": where.as_json()})
    resume = ["finetune", "--out", str(tmp_path), "--resume"]
    assert main([*resume, "--storage", str(tmp_path / "other")]) == 2
    assert "keeps its checkpoints in" in capsys.readouterr().err
    assert main(resume) != 0
    assert f"The Ray at {nobody} does not answer" in capsys.readouterr().err
    assert SearchFolder(tmp_path).asked()["where"] == where.as_json()  # type: ignore[index]
