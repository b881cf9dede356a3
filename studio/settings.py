"""The studio's settings: the only reader of the environment. Knows what is configured, not what is done with it."""

from __future__ import annotations

import os
from functools import cache
from importlib.metadata import version as installed_version
from pathlib import Path
from typing import Annotated, Literal

from platformdirs import user_data_path
from pydantic import AliasChoices, Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
"""The only addresses a studio without accounts may serve."""


class Settings(BaseSettings):
    """Everything that can be configured, each by an environment variable `PERSONAFORGE_<NAME>`.

    Without any of them the studio runs offline on SQLite with the understudy.
    """

    model_config = SettingsConfigDict(env_prefix="PERSONAFORGE_", frozen=True, populate_by_name=True, extra="ignore")

    data_dir: Path = Field(
        default_factory=lambda: user_data_path("personaforge", appauthor=False),
        description="Folder of the database, pictures and sounds, the memory index, keys and locks.",
    )
    database_url: SecretStr = Field(
        default=SecretStr(""),
        description="Database to use instead of SQLite in the data folder, as postgresql+psycopg://user@host/db.",
    )
    host: str = Field(
        default="127.0.0.1", description="Address to serve on. Without accounts only loopback is allowed."
    )
    port: Annotated[int, Field(ge=1, le=65_535)] = Field(default=8501, description="Port to serve on.")
    model: str = Field(
        default="understudy", description="Chat model of new conversations: `understudy` or `anthropic/<model>`."
    )
    anthropic_api_key: SecretStr | None = Field(
        default=None,
        validation_alias=AliasChoices("PERSONAFORGE_ANTHROPIC_API_KEY", "ANTHROPIC_API_KEY"),
        description="Key for Anthropic's service; unset means offline. Also read from ANTHROPIC_API_KEY.",
    )
    anthropic_base_url: str = Field(
        default="",
        description="Another server that speaks Anthropic's messages API (Ollama, vLLM, LM Studio, llama.cpp); "
        "empty means Anthropic's own.",
    )
    elevenlabs_api_key: SecretStr | None = Field(
        default=None,
        validation_alias=AliasChoices("PERSONAFORGE_ELEVENLABS_API_KEY", "ELEVENLABS_API_KEY"),
        description="Key for ElevenLabs' voices; unset means the preview voice. Also read from ELEVENLABS_API_KEY.",
    )
    elevenlabs_base_url: str = Field(
        default="", description="Another server that speaks ElevenLabs' format; empty means ElevenLabs' own."
    )
    elevenlabs_model: str = Field(
        default="eleven_turbo_v2", description="Model of ElevenLabs' voices where a genome names none."
    )
    anthropic_models: tuple[str, ...] = Field(
        default=("claude-sonnet-4-6", "claude-haiku-4-5", "claude-sonnet-5-5", "claude-opus-5-5"),
        description="Models offered in the playground, as a JSON list.",
    )
    reader_model: str = Field(
        default="anthropic/claude-haiku-4-5",
        description="Small model that reads emotion, memories and traits, and judges drift, as `anthropic/<model>`; "
        "used where a key or a base URL is set. Empty: none.",
    )
    memory_tier: Literal["rules", "llm"] = Field(
        default="rules",
        description="What reads memories from what was said, and sums up old episodes: `rules`, or `llm` for the rules "
        "and, never on the path of a reply, the reader model. Without a key the rules alone.",
    )
    prompt_tokens: Annotated[int, Field(ge=1_000, le=1_000_000)] = Field(
        default=12_000,
        description="Tokens that prompt and conversation may take together, estimated; what is longer is trimmed.",
    )
    understudy_pace_ms: Annotated[int, Field(ge=0, le=1_000)] = Field(
        default=28, description="Pause between the understudy's words, in milliseconds, so that it reads as speech."
    )
    emotion_tier: Literal["keyword", "hybrid", "llm"] = Field(
        default="hybrid",
        description="Highest tier that reads emotion: `keyword`, `hybrid` (a small classifier, offline), or `llm` "
        "(asks the reader model, within 2.5 s a message; without one the hybrid tier answers).",
    )
    eval_workers: Annotated[int, Field(ge=1, le=64)] = Field(
        default=1, description="Runs of suites played at once, each by a process of its own; others wait their turn."
    )
    publish_suites: tuple[str, ...] = Field(
        default=(),
        description="Suites that a version must pass before it becomes the current one, as a JSON list of names or "
        'paths of YAML files, such as ["boundaries"]; none by default. Played by the chat model of PERSONAFORGE_MODEL.',
    )
    prices_file: Path | None = Field(
        default=None, description="TOML file whose prices come before those of the shipped table, model by model."
    )
    tiers_file: Path | None = Field(
        default=None, description="TOML file whose plans come before the shipped ones, plan by plan (docs/quotas.md)."
    )
    rate_say: str = Field(
        default="60/minute",
        description="Messages that a user may send in the playground in a time, such as `60/minute`; empty: any.",
    )
    rate_api: str = Field(
        default="600/minute",
        description="Requests to the API that a user may make in a time, such as `600/minute`; empty: any.",
    )
    rate_storage: str = Field(
        default="memory://",
        description="Where those are counted: `memory://` for this process alone, or a Redis server as "
        "`redis://host:port` (needs the package `redis`).",
    )
    browser: Path | None = Field(
        default=None,
        description="Chromium, Chrome or Edge that prints a report as PDF; without it an installed one is looked for.",
    )
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        default="INFO", description="Least severe log kept."
    )

    @field_validator("data_dir")
    @classmethod
    def _whole(cls, path: Path) -> Path:
        return path.expanduser().resolve()

    @property
    def url(self) -> str:
        """The database's URL."""
        return self.database_url.get_secret_value() or f"sqlite:///{self.data_dir / 'personaforge.db'}"

    @property
    def index_path(self) -> Path:
        """Folder of the memory index, which is derived from the database and may be deleted."""
        return self.data_dir / "index"

    @property
    def media_path(self) -> Path:
        """Folder of pictures, sounds and models, and of the key that seals the sensitive ones."""
        return self.data_dir / "media"

    @property
    def warehouse_path(self) -> Path:
        """Folder of the analytics copy, which is derived from the database and may be deleted."""
        return self.data_dir / "warehouse"


def limit_threads() -> None:
    """Let linear algebra use one thread, unless the environment says otherwise. Only before numpy is imported.

    The matrices here are small: threads that wait for each other cost a busy machine more than the work itself.
    """
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # noqa: TID251 - this is the module that may


def surroundings() -> dict[str, str]:
    """The environment of this process, for processes that it starts."""
    return dict(os.environ)  # noqa: TID251 - this is the module that may


@cache
def version() -> str:
    """The installed version of PersonaForge; looked up on disk once, since every page shows it."""
    return installed_version("personaforge")
