"""Which services are configured, and whether they answer. Shows that a key is present, never the key."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from brain.errors import NotFound, PersonaForgeError
from brain.models.anthropic import AnthropicModel

if TYPE_CHECKING:
    from studio.casting import Casting
    from studio.settings import Settings

PATIENCE: Final = 15.0
"""Seconds that a test of the connection waits for an answer."""


@dataclass(frozen=True, slots=True)
class ProviderStatus:
    """A need, the service that can meet it, and what meets it while that is not configured."""

    name: str
    need: str
    key_present: bool
    key_variable: str
    base_url: str
    base_url_variable: str
    model: str
    embedded_default: str
    note: str


@dataclass(frozen=True, slots=True)
class ProviderCheck:
    """What came of a test of the connection."""

    ok: bool
    text: str


@dataclass(frozen=True, slots=True)
class Providers:
    """The services of this studio."""

    settings: Settings
    casting: Casting

    def list(self) -> tuple[ProviderStatus, ...]:
        """Every provider this version can use."""
        settings = self.settings
        key = settings.anthropic_api_key
        return (
            ProviderStatus(
                name="anthropic",
                need="chat",
                key_present=key is not None and bool(key.get_secret_value()),
                key_variable="ANTHROPIC_API_KEY",
                base_url=settings.anthropic_base_url or "Anthropic's own",
                base_url_variable="PERSONAFORGE_ANTHROPIC_BASE_URL",
                model=settings.anthropic_models[0] if settings.anthropic_models else "",
                embedded_default="understudy (offline)",
                note="The same setting reaches Ollama, vLLM, LM Studio and llama.cpp servers by their address.",
            ),
            ProviderStatus(
                name="embeddings",
                need="memory and drift",
                key_present=False,
                key_variable="",
                base_url="",
                base_url_variable="",
                model=self.casting.embedder.id,
                embedded_default="static word vectors (offline)",
                note="Carried in a package on this machine; needs no key.",
            ),
        )

    def test(self, name: str) -> ProviderCheck:
        """Ask the provider for a sign of life. A provider's failure is the check's text, not an exception.

        Raises NotFound for a name that is no provider.
        """
        if name == "embeddings":
            return ProviderCheck(ok=True, text=f"{self.casting.embedder.dimensions} dimensions, on this machine.")
        if name != "anthropic":
            raise NotFound(f"There is no provider {name!r}.", next_step="Providers are: anthropic, embeddings.")
        settings = self.settings
        key = settings.anthropic_api_key.get_secret_value() if settings.anthropic_api_key else ""
        if not key and not settings.anthropic_base_url:
            return ProviderCheck(ok=False, text="No key is set. Set ANTHROPIC_API_KEY and start the studio again.")
        if not settings.anthropic_models:
            return ProviderCheck(ok=False, text="No model is named. Set PERSONAFORGE_ANTHROPIC_MODELS to a JSON list.")
        model = AnthropicModel(
            settings.anthropic_models[0],
            api_key=key or "none",
            base_url=settings.anthropic_base_url or None,
            read_seconds=PATIENCE,
            total_seconds=PATIENCE,
        )
        try:
            return ProviderCheck(ok=True, text=model.check())
        except PersonaForgeError as error:
            return ProviderCheck(ok=False, text=str(error))
