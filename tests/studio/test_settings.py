from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError

from studio.settings import Settings

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
