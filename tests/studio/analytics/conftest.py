"""Services over a made history: two personas, one of which slips at turn 5 of each conversation."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from studio.settings import Settings
from studio.wiring import build

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from studio.wiring import Services


@pytest.fixture(scope="module")
def past(
    stocked: Path, tmp_path_factory: pytest.TempPathFactory, history_of: Callable[..., None]
) -> Iterator[Services]:
    """Eight conversations of nine turns with Einstein, who stays himself, and as many with Hale, who slips."""
    folder = tmp_path_factory.mktemp("past") / "data"
    shutil.copytree(stocked, folder)
    made = build(Settings(data_dir=folder))
    steady, drifting = (made.library.find(made.actor, slug) for slug in ("albert-einstein", "victoria-hale"))
    history_of(made.store, made.actor, steady, drifting)
    yield made
    made.close()
