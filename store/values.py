"""What the store gives out: frozen values, one for each noun that is not already the brain's."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Final, Generic, Literal, TypeVar

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from brain.errors import PersonaForgeError
    from brain.genome import PersonaGenome
    from brain.models.chat import DriftInstruction
    from brain.state import PersonaState

Item = TypeVar("Item")


class PersonaStatus(StrEnum):
    """The seeds' life of a persona."""

    CREATING = "creating"
    ACTIVE = "active"
    PAUSED = "paused"
    ARCHIVED = "archived"
    DELETED = "deleted"


@dataclass(frozen=True, slots=True)
class User:
    """Somebody who owns personas. `time_zone` is an IANA name; `tier` is the plan, such as `free`."""

    id: str
    name: str
    email: str | None
    time_zone: str
    created_at: datetime
    tier: str = "free"


@dataclass(frozen=True, slots=True)
class PersonaCard:
    """A persona as a list shows it: no genome, no media."""

    id: str
    owner_id: str
    name: str
    slug: str
    tagline: str
    archetype: str
    domains: tuple[str, ...]
    status: PersonaStatus
    is_real: bool
    is_demo: bool
    is_public: bool
    accent: str
    version_id: str
    version_number: int
    turn_count: int
    created_at: datetime
    updated_at: datetime
    last_talked_at: datetime | None = None
    """When whoever asks last talked to it; None if never."""
    verified_at: datetime | None = None
    """When an admin verified that it stands for a real person; from then on only an admin changes it."""


@dataclass(frozen=True, slots=True)
class PersonaFilter:
    """Which personas a list, a search or a count is to show; what is empty or None does not narrow.

    Several values of one kind mean any of them, different kinds all of them. `owner` is `mine` (demos apart), `demo` or
    `public` (demos apart). `deleted` shows the actor's own deleted personas, and only those.
    """

    archetypes: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    statuses: tuple[PersonaStatus, ...] = ()
    real: bool | None = None
    owner: Literal["mine", "demo", "public"] | None = None
    deleted: bool = False


PersonaSort = Literal["newest", "name", "talked", "most"]
"""Newest first, by name, last talked to first, most talked with first; the last two by whoever asks."""


@dataclass(frozen=True, slots=True)
class Excerpt:
    """Where a search found its words: what kind of line it is, and a part of it in pieces, found or between."""

    where: str
    parts: tuple[tuple[str, bool], ...]


@dataclass(frozen=True, slots=True)
class Found:
    """A persona that a search found. `score` is higher for a better one; `excerpt` says where."""

    card: PersonaCard
    score: float
    excerpt: Excerpt | None


@dataclass(frozen=True, slots=True)
class Facet:
    """A value that a list can be narrowed to, and how many personas it would leave."""

    value: str
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class Facets:
    """The values of each kind that there are, the most used first; a kind is counted as if it were not narrowed itself.

    Kinds are `real` and `synthetic`. Domains and tags are asked for on their own.
    """

    archetypes: tuple[Facet, ...]
    statuses: tuple[Facet, ...]
    kinds: tuple[Facet, ...]
    owners: tuple[Facet, ...]


PersonaAction = Literal["archive", "pause", "activate", "delete", "restore"]
"""What can be done to many personas at once. `restore` brings a deleted one back to the status it had."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of an action on one persona: its card as it is now, or the problem. `before` is its earlier status."""

    persona_id: str
    action: PersonaAction
    before: PersonaStatus | None = None
    card: PersonaCard | None = None
    problem: PersonaForgeError | None = None


@dataclass(frozen=True, slots=True)
class Version:
    """An immutable genome with a number, a parent and a message, like a commit."""

    id: str
    persona_id: str
    number: int
    parent_id: str | None
    message: str
    genome_hash: str
    author_id: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class VersionNode:
    """A version in the history of its persona: who saved it, whether it is the current one, and who was met in it.

    Sessions and turns are those of whoever asks; an admin's are everybody's.
    """

    version: Version
    author: str
    is_current: bool
    session_count: int
    turn_count: int


@dataclass(frozen=True, slots=True)
class VersionDraft:
    """An edit that is no version yet: the document as it was typed, and the version it was begun from."""

    persona_id: str
    base_version_id: str
    document: str
    updated_at: datetime


ConsentKind = Literal["voice", "likeness"]
CONSENTS: Final = ("voice", "likeness")
"""What somebody can agree to be copied."""


@dataclass(frozen=True, slots=True)
class Consent:
    """That somebody agreed that their voice or likeness be copied, in which words, and who wrote it down."""

    id: str
    persona_id: str
    kind: ConsentKind
    given_by: str
    statement: str
    recorded_by: str
    recorded_at: datetime
    revoked_at: datetime | None


@dataclass(frozen=True, slots=True)
class Persona:
    """A persona with the genome of its newest version."""

    card: PersonaCard
    version: Version
    genome: PersonaGenome


@dataclass(frozen=True, slots=True)
class Session:
    """A conversation, pinned to a version. `forked_from` names the session and turn it branched off."""

    id: str
    persona_id: str
    version_id: str
    user_id: str
    title: str
    mode: Literal["chat", "voice", "video"]
    persona_mode: str
    model: str
    seed: int
    drift: DriftInstruction | None
    state: PersonaState
    turn_count: int
    forked_from: tuple[str, int] | None
    created_at: datetime
    last_activity_at: datetime
    fresh: bool = False
    """True leaves out what the persona remembers from other conversations; `start(..., fresh=True)` sets it."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A turn that is being played: what was shown so far is already on disk.

    `reserved` says whether something of a quota may be set aside for it.
    """

    id: str
    session_id: str
    index: int
    user_text: str
    reserved: bool = field(default=True, compare=False)


class AssetKind(StrEnum):
    """What an asset is of a persona."""

    PORTRAIT = "portrait"
    EXPRESSION = "expression"
    PHOTO = "photo"
    VOICE_SAMPLE = "voice sample"
    VIDEO = "video"
    MODEL = "model"


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """Who or what made an asset, and from what. `cost_microdollars` None: the price is not known.

    `detail` holds the hash of the DNA, the request, the model: names and short texts, no secrets.
    """

    provider: str = ""
    label: str = ""
    seed: int | None = None
    cost_microdollars: int | None = 0
    detail: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asset:
    """A picture, sound, video or model that is kept, without its bytes.

    `content_hash` names its content, `label` what it shows (an emotion, say); sizes are in bytes, pixels and seconds.
    A `sensitive` one is encrypted, and shown to nobody but its owner.
    """

    id: str
    user_id: str
    persona_id: str | None
    wizard_id: str | None
    kind: AssetKind
    label: str
    is_primary: bool
    content_hash: str
    media_type: str
    bytes: int
    width: int | None
    height: int | None
    seconds: float | None
    sensitive: bool
    provenance: Provenance
    created_at: datetime
    deleted_at: datetime | None


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """Who did what to which noun, and when. `detail` holds no secrets and no texts."""

    id: str
    actor_id: str
    action: str
    noun: str
    noun_id: str
    detail: Mapping[str, str]
    created_at: datetime


@dataclass(frozen=True, slots=True)
class PersonaFigures:
    """What came of a persona's conversations. `verdicts` counts turns; `mean_score` is None where none was scored.

    `slipped_sessions` are those in which a change was raised.
    """

    sessions: int
    turns: int
    verdicts: Mapping[str, int]
    mean_score: float | None
    slipped_sessions: int


@dataclass(frozen=True, slots=True)
class ModelUsage:
    """What calls of one model for one purpose took. `unpriced` counts those that the cost leaves out."""

    provider: str
    model: str
    purpose: str
    calls: int
    input_tokens: int
    output_tokens: int
    cost_microdollars: int
    unpriced: int


@dataclass(frozen=True, slots=True)
class Page(Generic[Item]):
    """A page of a list, and the cursor of the next one (None at the end)."""

    items: tuple[Item, ...] = field(default=())
    next_cursor: str | None = None
    total: int | None = None
    """How many items there are on all pages, where that was asked for and can be said."""
