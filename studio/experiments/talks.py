"""From what was recorded to a conversation that can be played again. Knows no page and plays nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from brain.errors import InvalidInput, NotFound
from brain.memory.memory import Origin
from evals.edits import put
from evals.fork import Talk
from evals.suites.suite import Known

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from brain.genome import PersonaGenome
    from brain.turn import Turn
    from evals.run import Run
    from store.values import Session


def of_session(session: Session, genome: PersonaGenome, turns: Sequence[Turn]) -> Talk:
    """A conversation of the studio: its words, and what was recalled in it from other conversations.

    A mode is played as the persona's default. Raises InvalidInput for a conversation with drift on purpose, which is
    the understudy's alone to play, and for one without words.
    """
    if session.drift is not None:
        raise InvalidInput(
            "A conversation with drift on purpose is no ground for a fork.",
            why="The drift was put in from outside, and would cover what a change does.",
            next_step="Choose a conversation without.",
        )
    if not turns:
        raise InvalidInput("Nothing was said in this conversation.", next_step="Choose another one.")
    mode = session.persona_mode
    return Talk(
        genome=put(genome, "mind.config.default_mode", mode) if mode else genome,
        model=session.model,
        lines=tuple(turn.user_text for turn in turns),
        remembered=tuple(_before(session, turns)),
    )


def of_case(run: Run, number: int) -> Talk:
    """The case of a run, counted from 1 as its outcomes come. Raises NotFound, and InvalidInput where nobody spoke."""
    if not 1 <= number <= len(run.outcomes):
        raise NotFound(
            f"The run has no case {number}.", why=f"It has {len(run.outcomes)}.", next_step="Choose one of these."
        )
    record = run.outcomes[number - 1].record
    genome = next(one for one in run.order.genomes if one.metadata.slug == record.persona)
    if not record.exchanges:
        raise InvalidInput(f"Nothing was said in case {number}.", next_step="Choose another one.")
    return Talk(
        genome=genome,
        model=run.order.model,
        lines=tuple(one.user for one in record.exchanges),
        remembered=record.remembered,
        asked=tuple(one.asked for one in record.answers),
        sessions=record.sessions,
    )


def _before(session: Session, turns: Sequence[Turn]) -> Iterator[Known]:
    """What was recalled from other conversations, each once, in the order in which it first was."""
    seen: set[str] = set()
    for turn in turns:
        for one in turn.recall.memories:
            memory = one.memory
            elsewhere = memory.session_id != session.id and memory.origin is not Origin.TURN
            if elsewhere and memory.about == "user" and memory.content not in seen:
                seen.add(memory.content)
                yield Known(say=memory.content, type=memory.type.value, importance=memory.importance)
