"""A studio over the demo personas that the tests of notebooks share."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from studio.lab import Lab
from studio.settings import Settings
from studio.wiring import build

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture(scope="module")
def lab(stocked: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    """The studio from Python, over a copy of the demo personas; no key is set."""
    folder = tmp_path_factory.mktemp("notebooks") / "data"
    shutil.copytree(stocked, folder)
    with Lab(build(Settings(data_dir=folder, understudy_pace_ms=0))) as opened:
        yield opened
