from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError

from brain.models.chat import TokenCount
from brain.models.prices import price
from studio.settings import Settings
from studio.wiring import build

DOCUMENT = Path(__file__).parents[2] / "docs" / "settings.md"


def test_every_setting_is_documented() -> None:
    """docs/settings.md has a row for each setting, and each setting says what it is."""
    text = DOCUMENT.read_text(encoding="utf-8")
    for name, field in Settings.model_fields.items():
        assert f"PERSONAFORGE_{name.upper()}" in text, name
        assert field.description, name


def test_a_key_never_shows(monkeypatch: pytest.MonkeyPatch) -> None:
    """A key is in no text that the settings give of themselves."""
    monkeypatch.setenv("ANTHROPIC_API_KEY", "sk-ant-very-secret")
    settings = Settings()
    assert settings.anthropic_api_key is not None
    assert settings.anthropic_api_key.get_secret_value() == "sk-ant-very-secret"
    assert "very-secret" not in repr(settings) + str(settings) + settings.model_dump_json()


def test_a_wrong_value_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """A port that is no port is refused by name."""
    monkeypatch.setenv("PERSONAFORGE_PORT", "99999")
    with pytest.raises(ValidationError, match="port"):
        Settings()


def test_prices_of_ones_own_are_those_that_turns_are_priced_by(tmp_path: Path) -> None:
    """The file that the settings name counts wherever a call is priced, and no longer once they name none."""
    path = tmp_path / "own.toml"
    path.write_text(
        "as_of = 2026-11-01\n[[price]]\nprovider = 'anthropic'\nmodel = 'claude-haiku-4-5'\n"
        "input = 7\noutput = 7\ncache_write = 7\ncache_read = 7\n"
    )
    cost = []
    for chosen in (path, None):
        build(Settings(data_dir=tmp_path / "data", prices_file=chosen)).close()
        cost.append(price("anthropic", "claude-haiku-4-5", TokenCount(input=10)))
    assert cost == [70, 10]
