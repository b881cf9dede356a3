"""The offline Reader: this machine's own reading of boundaries, claims, phrases and voices. It is no language model.

It finds only what has words: phrases, stated contradictions, recitals, and a voice far from the reference lines. Its
findings come from the signals that the drift score is made of, so agreement with that score confirms nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from brain.drift.sample import Sample
from brain.drift.signals.boundary import NAME as BOUNDARY
from brain.drift.sufficiency import FEWEST_WORDS
from brain.style.words import sentences, words
from evals.judging.reader import Heard
from evals.judging.rubric import Finding, TalkReport
from evals.scorers.attribution import voices

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from brain.drift.gauge import Gauge
    from brain.drift.judge.flaws import Degree
    from brain.drift.reading import DriftReading, Evidence, SignalReading
    from brain.genome import PersonaGenome
    from evals.judging.lineup import Lineup
    from evals.judging.rubric import FlawKind
    from evals.judging.stretch import Stretch
    from evals.record import Exchange
    from evals.terms import Terms

FAR: Final = 4.0
"""From this many standard deviations off the noise floor a voice or a recital counts as a flaw."""

MANNER: Final = ("who said it", "flattery", "register", "sentence length", "small starts", "unfamiliar words")
"""The signals whose distance counts as a voice that is another's."""

PLAIN: Final = 0.85
"""A contradiction must be at least this sure, and assistant phrases weigh this much."""

RUN: Final = 8
"""So many words in a row of the description, which is in the third person, are a recital."""


class LocalReader:
    """Reads with the drift gauge of each persona; `gauge_of` makes or keeps it."""

    id = "local/signals-1"
    label = "local reading (no language model)"
    varies = False

    def __init__(self, gauge_of: Callable[[PersonaGenome], Gauge]) -> None:
        self._gauge_of = gauge_of

    def within(self, terms: Terms) -> LocalReader:
        """Itself: it asks nobody."""
        del terms
        return self

    def flaws(self, stretch: Stretch, *, sample: int) -> Heard[TalkReport]:
        """What the signals find; the same for every sample."""
        del sample
        gauge = self._gauge_of(stretch.genome)
        told = _description(stretch.genome)
        said = [one.reply for one in stretch.earlier]
        found: list[Finding] = []
        unclear: list[int] = []
        for one in stretch.judged:
            reading = gauge.read(one.reply, user_text=one.user, said=said)
            said.append(one.reply)
            here = [*_found(one, reading), *_recited(one, told)]
            found += here
            if not here and len(words(one.reply)) < FEWEST_WORDS:
                unclear.append(one.turn)
        return Heard(
            TalkReport(
                enough_evidence=len(unclear) < len(stretch.judged), unclear_turns=tuple(unclear), flaws=tuple(found)
            )
        )

    def speaker(self, lineup: Lineup, *, order: int) -> Heard[int]:
        """Whose voice the line is nearest to, by reference lines alone; -1 where it is too short or a voice unknown."""
        del order
        slugs = [one.metadata.slug for one in lineup.candidates]
        known = voices(lineup.candidates)
        nearest = known.nearest(lineup.line)
        return Heard(-1 if nearest is None else slugs.index(nearest))


def _found(one: Exchange, reading: DriftReading) -> Iterator[Finding]:
    by_name: Mapping[str, SignalReading] = {signal.name: signal for signal in reading.signals}
    for piece in _pieces(by_name, BOUNDARY, lambda _: True):
        yield _finding(one, "boundary", "severe", piece)
    for piece in _pieces(by_name, "assistant voice", lambda signal: (signal.value or 0.0) >= PLAIN)[:1]:
        yield _finding(one, "assistant talk", "moderate", piece)
    for piece in _pieces(
        by_name, "contradiction with beliefs and facts", lambda signal: (signal.value or 0.0) >= PLAIN
    ):
        yield _finding(one, "belief" if "belief" in piece.note else "fact", "moderate", piece)
    for piece in _pieces(by_name, "contradiction with earlier replies", lambda signal: (signal.value or 0.0) >= PLAIN):
        yield _finding(one, "earlier reply", "moderate", piece)
    for piece in _pieces(by_name, "quotation of itself", lambda signal: (signal.z or 0.0) >= FAR)[:1]:
        yield _finding(one, "recital", "minor", piece)
    yield from _voice(one, by_name)


def _voice(one: Exchange, by_name: Mapping[str, SignalReading]) -> Iterator[Finding]:
    """One flaw where the manner is far from the persona's, with the sentence that the farthest signal points to."""
    far = [signal for name in MANNER if (signal := by_name.get(name)) and (signal.z or 0.0) >= FAR and signal.evidence]
    if far:
        worst = max(far, key=lambda signal: signal.z or 0.0)
        piece = worst.evidence[0]
        why = f"{worst.name}, {worst.z:.0f} standard deviations off; {piece.note}"
        yield _finding(one, "voice", "moderate", piece, quote=_sentence(one.reply, piece), why=why)


def _pieces(
    by_name: Mapping[str, SignalReading], name: str, counts: Callable[[SignalReading], bool]
) -> tuple[Evidence, ...]:
    signal = by_name.get(name)
    return signal.evidence if signal is not None and signal.assessed and counts(signal) else ()


def _finding(
    one: Exchange, kind: FlawKind, severity: Degree, piece: Evidence, *, quote: str = "", why: str = ""
) -> Finding:
    said, note = (quote or piece.text)[:2_000], (why or piece.note)[:1_000]
    return Finding(turn=one.turn, kind=kind, severity=severity, quote=said, why=note)


def _sentence(reply: str, piece: Evidence) -> str:
    """The sentence that a piece stands in."""
    prose = Sample(reply).prose
    return next((reply[start:end] for start, end in sentences(prose) if start <= piece.start < end), piece.text)


def _description(genome: PersonaGenome) -> dict[tuple[str, ...], str]:
    """Runs of words of what is told of the persona in the third person."""
    texts = (genome.metadata.description, genome.mind.backstory, *(one.description for one in genome.mind.traits))
    found: dict[tuple[str, ...], str] = {}
    for text in (*texts, *genome.mind.quirks):
        forms = tuple(word.form for word in words(text))
        found |= {forms[at : at + RUN]: text for at in range(len(forms) - RUN + 1)}
    return found


def _recited(one: Exchange, told: Mapping[tuple[str, ...], str]) -> Iterator[Finding]:
    """The first run of words that the reply has from its description."""
    said = words(one.reply)
    forms = tuple(word.form for word in said)
    for at in range(len(forms) - RUN + 1):
        if forms[at : at + RUN] in told:
            quote = one.reply[said[at].start : said[at + RUN - 1].end]
            yield Finding(
                turn=one.turn, kind="recital", severity="minor", quote=quote, why="word for word its description"
            )
            return
