"""Transcripts as files: Markdown to read, JSON lines to compute with. Knows no store."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from brain.turn import TurnStatus
from studio.settings import version as studio_version

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from brain.drift.reading import DriftReading
    from brain.genome import PersonaGenome
    from brain.turn import Turn
    from store.turn_ratings import TurnRating
    from store.values import Session, Version

Rated: TypeAlias = "Callable[[], Iterable[tuple[Turn, TurnRating | None]]]"
"""Gives the turns in order, each with what the user thinks of its reply."""


@dataclass(frozen=True, slots=True)
class Export:
    """A file to hand out: in pieces, each time from the beginning, so that a long one never lies in memory whole."""

    filename: str
    media_type: str
    pieces: Callable[[], Iterator[str]]

    @property
    def text(self) -> str:
        """All of it."""
        return "".join(self.pieces())


def markdown(session: Session, version: Version, genome: PersonaGenome, turns: Rated, *, model_label: str) -> Export:
    """The conversation to read: what was said, and under each reply what was measured."""
    head = [
        f"# Conversation with {_escaped(genome.name)}",
        "",
        f"- Played by: {model_label}",
        f"- Version: {version.number} ({version.id}), genome sha256 {version.genome_hash[:12]}",
        f"- Seed: {session.seed}" + (f", mode: {session.persona_mode}" if session.persona_mode else ""),
        f"- Begun: {session.created_at.isoformat(timespec='seconds')}, {session.turn_count} turns",
        *([_on_purpose(session)] if session.drift else []),
        "",
    ]

    def pieces() -> Iterator[str]:
        yield _lines(head)
        for turn, rating in turns():
            yield _lines(_told(genome, turn, rating))

    return Export(_filename(genome, session, "md"), "text/markdown", pieces)


def jsonl(session: Session, version: Version, genome: PersonaGenome, turns: Rated, *, model_label: str) -> Export:
    """One JSON object a line: first the head (what is needed to repeat it), then each turn with its readings."""
    head = {
        "kind": "session",
        "personaforge": studio_version(),
        "session_id": session.id,
        "persona": genome.metadata.slug,
        "name": genome.name,
        "version": version.number,
        "version_id": version.id,
        "genome_hash": version.genome_hash,
        "model": session.model,
        "model_label": model_label,
        "seed": session.seed,
        "mode": session.persona_mode,
        "drift": session.drift.model_dump() if session.drift else None,
        "created_at": session.created_at.isoformat(),
    }

    def pieces() -> Iterator[str]:
        yield _lines([json.dumps(head, ensure_ascii=False)])
        for turn, rating in turns():
            row = {"kind": "turn", **turn.model_dump(mode="json"), "rating": _rating(rating)}
            yield _lines([json.dumps(row, ensure_ascii=False)])

    return Export(_filename(genome, session, "jsonl"), "application/x-ndjson", pieces)


def _lines(lines: Sequence[str]) -> str:
    return "\n".join(lines) + "\n"


def _told(genome: PersonaGenome, turn: Turn, rating: TurnRating | None) -> list[str]:
    lines = [f"## Turn {turn.index}", "", "**You:** " + _escaped(turn.user_text), ""]
    if turn.reply:
        lines += [f"**{_escaped(genome.name)}:** " + _escaped(turn.reply), ""]
    if turn.status is not TurnStatus.COMPLETE:
        lines += [f"*{turn.status.value}: {_escaped(turn.problem)}*", ""]
    rated = f" · rated {words}" if (words := rating_words(rating)) else ""
    return [*lines, f"> emotion {turn.persona_emotion.primary.value} · {drift_words(turn.drift)}{rated}", ""]


def drift_words(drift: DriftReading) -> str:
    """A drift reading on one line: `in character 0.93 [0.86, 0.97], severity none`."""
    if drift.score is None or drift.low is None or drift.high is None:
        return f"{drift.verdict.value} ({drift.reason or 'too little to go on'})"
    return (
        f"{drift.verdict.value} {drift.score:.2f} [{drift.low:.2f}, {drift.high:.2f}], severity {drift.severity.value}"
    )


def rating_words(rating: TurnRating | None) -> str:
    """What a user thinks of a reply: `thumb up, 4 of 5 stars`; empty where nothing was said."""
    if rating is None:
        return ""
    thumb = {None: "", 1: "thumb up", -1: "thumb down"}[rating.thumb]
    stars = "" if rating.stars is None else f"{rating.stars} of 5 stars"
    return ", ".join(part for part in (thumb, stars) if part)


def _rating(rating: TurnRating | None) -> dict[str, int | None] | None:
    return None if rating is None else {"thumb": rating.thumb, "stars": rating.stars}


def _on_purpose(session: Session) -> str:
    drift = session.drift
    return f"- Drift on purpose: {drift.type}, dose {drift.dose:g}, from turn {drift.from_turn}" if drift else ""


def _escaped(text: str) -> str:
    """Text that Markdown shows as it is: nobody's words become a heading, a link or HTML."""
    return re.sub(r"([\\`*_{}\[\]<>#|~&!])", r"\\\1", text).replace("\n", "  \n")


def _filename(genome: PersonaGenome, session: Session, ending: str) -> str:
    return f"{genome.metadata.slug}-{session.created_at:%Y%m%d-%H%M%S}.{ending}"
