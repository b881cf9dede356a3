from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from pydantic import SecretStr

from brain.errors import ModelUnknown
from studio.casting import Casting
from studio.settings import Settings

if TYPE_CHECKING:
    from pathlib import Path


def casting(folder: Path, **given: object) -> Casting:
    """A casting over settings of one's own."""
    return Casting(Settings.model_validate({"data_dir": folder, **given}))


def test_without_a_key_nobody_reads(folder: Path) -> None:
    """No key and no server of one's own means no structured model, and no error."""
    assert casting(folder).structured() is None


@pytest.mark.parametrize(
    "given", [{"anthropic_api_key": SecretStr("sk-1")}, {"anthropic_base_url": "http://127.0.0.1:9"}]
)
def test_a_key_or_a_base_url_makes_a_reader(folder: Path, given: dict[str, object]) -> None:
    """The reader is the small model of the settings, made once; another can be had by its id."""
    made = casting(folder, **given)
    reader = made.structured()
    assert reader is not None
    assert reader.id == "anthropic/claude-haiku-4-5"
    assert made.structured() is reader
    other = made.structured_once("anthropic/claude-opus-5-5")
    assert other is not None
    assert other.id == "anthropic/claude-opus-5-5"


@pytest.mark.parametrize("model", ["", "understudy"])
def test_a_reader_can_be_switched_off(folder: Path, model: str) -> None:
    """An empty setting, or the understudy, which judges nothing, means none even with a key."""
    assert casting(folder, anthropic_api_key=SecretStr("sk-1"), reader_model=model).structured() is None


def test_an_unknown_reader_is_refused(folder: Path) -> None:
    """The error says what can be set."""
    with pytest.raises(ModelUnknown, match="PERSONAFORGE_READER_MODEL"):
        casting(folder, anthropic_api_key=SecretStr("sk-1"), reader_model="gpt/5").structured()
