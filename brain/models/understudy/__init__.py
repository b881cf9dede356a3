"""The embedded default chat model: plays any persona offline, from its genome. Knows no network and no vendor."""

from brain.models.understudy.model import Understudy

__all__ = ["Understudy"]
