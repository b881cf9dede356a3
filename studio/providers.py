"""Which services are configured, and whether they answer. Shows that a key is present, never the key."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from brain.errors import NotFound, PersonaForgeError
from brain.models import prices
from brain.models.anthropic import AnthropicModel
from studio.media.voice.elevenlabs import ElevenLabsVoice

if TYPE_CHECKING:
    from pydantic import SecretStr

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
    title: str = ""


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
        return (
            ProviderStatus(
                name="anthropic",
                need="chat",
                key_present=bool(_secret(settings.anthropic_api_key)),
                key_variable="ANTHROPIC_API_KEY",
                base_url=settings.anthropic_base_url or "Anthropic's own",
                base_url_variable="PERSONAFORGE_ANTHROPIC_BASE_URL",
                model=settings.anthropic_models[0] if settings.anthropic_models else "",
                embedded_default="understudy (offline)",
                note="The same setting reaches Ollama, vLLM, LM Studio and llama.cpp servers by their address.",
            ),
            ProviderStatus(
                name="elevenlabs",
                title="ElevenLabs",
                need="voice",
                key_present=bool(_secret(settings.elevenlabs_api_key)),
                key_variable="ELEVENLABS_API_KEY",
                base_url=settings.elevenlabs_base_url or "ElevenLabs' own",
                base_url_variable="PERSONAFORGE_ELEVENLABS_BASE_URL",
                model=settings.elevenlabs_model,
                embedded_default="preview voice (offline)",
                note="The test asks for the list of voices, which costs nothing.",
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
        if name == "elevenlabs":
            return self._elevenlabs()
        if name != "anthropic":
            raise NotFound(
                f"There is no provider {name!r}.", next_step="Providers are: anthropic, embeddings, elevenlabs."
            )
        settings = self.settings
        key = _secret(settings.anthropic_api_key)
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

    def _elevenlabs(self) -> ProviderCheck:
        voice = elevenlabs(self.settings, seconds=PATIENCE)
        if voice is None:
            return ProviderCheck(ok=False, text="No key is set. Set ELEVENLABS_API_KEY and start the studio again.")
        try:
            return ProviderCheck(ok=True, text=voice.check())
        except PersonaForgeError as error:
            return ProviderCheck(ok=False, text=str(error))


def elevenlabs(settings: Settings, *, seconds: float = 60.0) -> ElevenLabsVoice | None:
    """ElevenLabs' voices, each answer within so many seconds; None without a key and a base URL."""
    key = _secret(settings.elevenlabs_api_key)
    if not key and not settings.elevenlabs_base_url:
        return None
    return ElevenLabsVoice(
        api_key=key,
        base_url=settings.elevenlabs_base_url,
        model=settings.elevenlabs_model,
        table=prices.load(settings.prices_file) if settings.prices_file else None,
        total_seconds=seconds,
    )


def _secret(key: SecretStr | None) -> str:
    return key.get_secret_value() if key else ""
