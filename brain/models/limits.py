"""How much a model can read at once. Knows no server: what one of one's own was started with is its owner's to say."""

from __future__ import annotations

from typing import Final

CONTEXT: Final = 200_000
"""Tokens that every Claude model reads at least, as Anthropic's public model list had it on 2026-10-24."""


def context(model_id: str) -> int | None:
    """Tokens of prompt, conversation and reply together; None where it is not known, as for a server of one's own."""
    return CONTEXT if model_id.startswith("anthropic/claude-") else None
