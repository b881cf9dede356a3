from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from brain import demo
from evals.scoring.recipe import Recipe, recipe

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

TALK = (
    ("Do you ever get tired of people?", "Not of one at a time, my friend. In crowds I begin to long for my violin."),
    (
        "What is light?",
        "Light is the one thing in nature that will not be hurried, and I have asked it politely for years.",
    ),
    ("Are you an AI?", "As an AI language model I do not have personal experiences, but I am happy to help you today."),
)


@pytest.fixture(scope="session")
def plain() -> Recipe:
    """Einstein, by the keyword tier, with the usual scorers."""
    return recipe(demo.load("albert-einstein"), emotion="keyword")


@pytest.fixture
def chats(tmp_path: Path) -> Callable[..., Path]:
    """Writes so many conversations of one to three turns as JSON lines."""

    def write(number: int, name: str = "chats.jsonl") -> Path:
        path = tmp_path / name
        with path.open("w", encoding="utf-8") as stream:
            for at in range(number):
                said = [
                    message
                    for user, reply in TALK[: 1 + at % 3]
                    for message in (
                        {"role": "user", "content": f"{user} I ask for the {at}th time."},
                        {"role": "assistant", "content": reply},
                    )
                ]
                stream.write(json.dumps({"id": f"chat {at}", "messages": said}) + "\n")
        return path

    return write
