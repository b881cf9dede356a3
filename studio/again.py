"""How to get a result again: the Python, the command line and the SQL that give the same, ready to copy."""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from studio.seeds import turn_seed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from brain.models.chat import DriftInstruction
    from brain.turn import Turn
    from store.values import Session
    from studio.library import View
    from studio.prompts import PromptView


MOST_TURNS: Final = 200
"""So many messages are written out; of a longer conversation they are read where they are kept."""


@dataclass(frozen=True, slots=True)
class Again:
    """Three ways to the same result."""

    python: str
    command: str
    sql: str


def personas() -> Again:
    """How to list the personas."""
    return Again(
        python=(
            "import studio\n\nlab = studio.open()\nfor card in lab.personas():\n    print(card.slug, card.tagline)\n"
        ),
        command="personaforge personas\n",
        sql="SELECT slug, name, tagline, archetype FROM personas WHERE deleted_at IS NULL ORDER BY created_at DESC;\n",
    )


def library(view: View) -> Again:
    """How to have what the library shows again: all pages of it."""
    wanted = view.wanted
    statuses = ["deleted"] if wanted.deleted else [one.value for one in wanted.statuses]
    kind = "" if wanted.real is None else "real" if wanted.real else "synthetic"
    many = {"archetype": wanted.archetypes, "domain": wanted.domains, "tag": wanted.tags, "status": statuses}
    told = [repr(view.words)] * bool(view.words) + [f"{name}={list(given)!r}" for name, given in many.items() if given]
    told += [f"{name}={given!r}" for name, given in (("kind", kind), ("owner", wanted.owner or "")) if given]
    told += [f"sort={view.sort!r}"] * (not view.words and view.sort != "newest")
    command = ["personaforge", "personas"] + [f"--search={view.words}"] * bool(view.words)
    command += [f"--{name}={one}" for name, given in many.items() for one in given]
    command += [f"--{kind}"] * bool(kind) + [f"--owner={wanted.owner}"] * bool(wanted.owner)
    command += [f"--sort={view.sort}"] * (not view.words and view.sort != "newest")
    return Again(
        python=(
            f"import studio\n\nlab = studio.open()\nfor card in lab.personas({', '.join(told)}):\n"
            "    print(card.slug, card.tagline)\n"
        ),
        command=shlex.join(command) + "\n",
        sql=(
            "SELECT p.slug, p.name, p.status, l.kind, l.label\n"
            "FROM personas AS p LEFT JOIN persona_labels AS l ON l.persona_id = p.id\n"
            "WHERE p.deleted_at IS NULL ORDER BY p.created_at DESC;\n"
        ),
    )


def session(talk: Session, slug: str, turns: Sequence[Turn]) -> Again:
    """How to have a conversation again, word for word, and where its readings are kept.

    Memories that the persona has gained since are left out of the repeat. Of a conversation with more than `MOST_TURNS`
    turns the first ones that are more than that will do.
    """
    python, long = _python(talk, slug, turns), len(turns) > MOST_TURNS
    return Again(
        python=python,
        command=f"python - <<'END'\n{python}END\n" if long else _command(talk, slug, turns),
        sql=(
            "SELECT i.turn_index, i.user_message, i.persona_response, r.verdict, r.score, r.low, r.high, r.severity\n"
            "FROM interactions AS i JOIN readings AS r ON r.interaction_id = i.id\n"
            f"WHERE i.session_id = '{talk.id}' ORDER BY i.turn_index;\n"
        ),
    )


def prompt(view: PromptView) -> Again:
    """How to have a prompt again; of past turns the store keeps a hash, so that a changed prompt shows."""
    given = [f"words={view.words!r}"] if view.words else []
    options = [f"--say={view.words}"] if view.words else []
    if view.session_id:
        python = f"lab.prompt(session={', '.join([repr(view.session_id), *given])})"
        command = ["personaforge", "prompt", f"--session={view.session_id}", *options]
        sql = (
            "SELECT turn_index, prompt_hash\n"
            "FROM interactions\n"
            f"WHERE session_id = '{view.session_id}' ORDER BY turn_index;\n"
        )
    else:
        told = [f"version={view.version_id!r}", f"model={view.model!r}", *given]
        told += [f"mode={view.mode!r}"] if view.mode else []
        python = f"lab.prompt({', '.join([repr(view.slug), *told])})"
        command = ["personaforge", "prompt", view.slug, "--version", view.version_id, "--model", view.model, *options]
        command += ["--mode", view.mode] if view.mode else []
        sql = (
            "SELECT g.document\n"
            "FROM versions AS v JOIN genomes AS g ON g.hash = v.genome_hash\n"
            f"WHERE v.id = '{view.version_id}';\n"
        )
    return Again(
        python=(
            f"import studio\n\nlab = studio.open()\nview = {python}\n"
            "for section in view.sections:\n    print(section.title, section.tokens, section.stable)\n"
        ),
        command=shlex.join(command) + "\n",
        sql=sql,
    )


def _python(talk: Session, slug: str, turns: Sequence[Turn]) -> str:
    told = [f"model={talk.model!r}", f"seed={talk.seed}"]
    if talk.persona_mode:
        told.append(f"mode={talk.persona_mode!r}")
    if talk.drift:
        told.append(f"drift={_drift(talk.drift)!r}")
    told.append(f"version={talk.version_id!r}")
    told.append("fresh=True")
    lines = "".join(f"    ({turn.user_text!r}, {_own_seed(talk, turn)}),\n" for turn in turns)
    kept = f"((one.user_text, one.seed) for one in lab.resume({talk.id!r}).turns())"
    return (
        "import studio\n\n"
        "lab = studio.open()\n"
        f"talk = lab.talk({slug!r}, {', '.join(told)})\n"
        f"for words, seed in {kept if len(turns) > MOST_TURNS else f'[{chr(10)}{lines}]'}:\n"
        "    turn = talk.say(words, seed=seed)\n"
        "    print(turn.index, turn.reply, turn.drift.verdict, turn.drift.score, turn.drift.low, turn.drift.high)\n"
    )


def _command(talk: Session, slug: str, turns: Sequence[Turn]) -> str:
    parts = ["personaforge", "chat", slug, "--fresh", "--readings", "--model", talk.model, "--seed", str(talk.seed)]
    parts += ["--version", talk.version_id]
    if talk.persona_mode:
        parts += ["--mode", talk.persona_mode]
    if talk.drift:
        parts += ["--drift", _drift(talk.drift)]
    for turn in turns:
        if (own := _own_seed(talk, turn)) is not None:
            parts += ["--turn-seed", f"{turn.index}:{own}"]
    head = shlex.join(parts)
    return head + "".join(f" \\\n  {shlex.quote(f'--say={turn.user_text}')}" for turn in turns) + "\n"


def _own_seed(talk: Session, turn: Turn) -> int | None:
    """The seed of a turn that was said anew; None where the session's seed fixes it."""
    return turn.seed if turn.seed != turn_seed(talk.seed, turn.index) else None


def _drift(instruction: DriftInstruction) -> str:
    return f"{instruction.type}:{instruction.dose:g}:{instruction.from_turn}"
