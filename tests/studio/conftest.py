"""A studio over a fresh folder: the real services, the embedded providers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from studio.settings import Settings
from studio.wiring import build

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from studio.wiring import Services


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Settings over a folder of this test alone, without a key."""
    for name in ("ANTHROPIC_API_KEY", "PERSONAFORGE_ANTHROPIC_API_KEY", "PERSONAFORGE_ANTHROPIC_BASE_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PERSONAFORGE_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("PERSONAFORGE_UNDERSTUDY_PACE_MS", "0")
    return Settings()


@pytest.fixture
def services(settings: Settings) -> Iterator[Services]:
    """The services, with the demo personas loaded."""
    made = build(settings)
    made.library.load_demo(made.actor)
    yield made
    made.close()
