"""The engine on a Ray cluster writes what the local one writes. Ray runs in a process of its own, which ends it."""

from __future__ import annotations

import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from brain.errors import InvalidInput
from evals.scoring.ray_engine import Ray
from evals.scoring.score import Source, score

if TYPE_CHECKING:
    from collections.abc import Callable

    from evals.scoring.recipe import Recipe

ROOT = Path(__file__).resolve().parents[3]
CODE = """\
import sys
from pathlib import Path
from brain import demo
from evals.scoring.ray_engine import Ray
from evals.scoring.recipe import recipe
from evals.scoring.score import Source, score
chosen = recipe(demo.load("albert-einstein"), emotion="keyword")
score(chosen, Source((Path(sys.argv[1]),)), Path(sys.argv[2]), turns=12, engine=Ray(2))
"""


@pytest.mark.skipif(find_spec("ray") is None, reason="Ray is an extra")
def test_a_local_cluster_writes_the_same_bytes(tmp_path: Path, plain: Recipe, chats: Callable[..., Path]) -> None:
    """Two tasks at a time over several batches, in any order, and no warning and no process is left."""
    path = chats(20)
    command = [sys.executable, "-W", "error", "-c", CODE, str(path), str(tmp_path / "ray.parquet")]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S603 - this project's own code
    assert done.returncode == 0, done.stderr
    local = score(plain, Source((path,)), tmp_path / "local.parquet", turns=12)
    assert local.batches > 2
    assert (tmp_path / "ray.parquet").read_bytes() == local.scores.read_bytes()
    assert (tmp_path / "ray.turns.parquet").read_bytes() == local.turns.read_bytes()


def test_without_ray_the_way_on_is_told(
    tmp_path: Path, plain: Recipe, chats: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The extra to install, and the engine that needs none."""
    monkeypatch.setitem(sys.modules, "ray", None)
    with pytest.raises(InvalidInput, match=r"pip install personaforge\[ray\].*--engine local"):
        score(plain, Source((chats(1),)), tmp_path / "scores.parquet", engine=Ray())
