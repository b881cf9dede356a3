"""The studio from Python: the use cases of the pages, for the local user. What `studio.open()` gives."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Literal, Self, Unpack

from brain.cards.reading import LARGEST_FILE
from brain.drafting.pasted.text import read as read_text
from brain.errors import InvalidInput
from brain.play import Said
from brain.turn import Turn
from store.turn_ratings import TurnRating
from studio import lab_notebooks
from studio.instructions import instruction
from studio.lab_analytics import History, history
from studio.lab_evals import LabEvals
from studio.lab_experiments import LabExperiments
from studio.lab_notebooks import LabNotebook
from studio.lab_voice import PersonaVoice
from studio.narrowing import narrowed, sort_of
from studio.notebooks.running import means_of
from studio.wizard import sources

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from types import TracebackType

    from plotly.graph_objects import Figure

    from brain.cards import Exported, ExportFormat, Inspected
    from brain.drafting.pasted.reading import Reading
    from brain.genome import PersonaGenome
    from brain.genome.difference import Difference
    from brain.models.chat import DriftInstruction
    from evals.run import Run
    from store.frame import Frame
    from store.notebook_values import NotebookCard
    from store.turn_ratings import Thumb
    from store.values import Persona, PersonaCard, Session, VersionNode
    from studio.analytics.week import Numbers
    from studio.importing import Kept
    from studio.lab_analytics import Part
    from studio.lab_notebooks import How, Probed
    from studio.lab_scores import Scores
    from studio.prompts import PromptView
    from studio.quotas.standing import Standing
    from studio.wiring import Services


class Talk:
    """One conversation."""

    def __init__(self, services: Services, session: Session) -> None:
        self._services = services
        self.session = session

    def say(self, words: str, *, seed: int | None = None) -> Turn:
        """Say something and wait for the whole reply: the turn, as it was stored.

        `seed` is for this turn alone; without it the session's seed and the turn's
        number fix it. Look at `turn.status`: a model that failed is no exception here,
        it is an interrupted or failed turn. Raises InvalidMessage for an empty, oversized or binary message.
        """
        *_, last = self._services.conversations.say(self._services.actor, self.session.id, words, seed=seed)
        if not isinstance(last, Turn):
            raise TypeError(f"a conversation ended with {type(last).__name__} instead of a turn")
        return last

    def stream(self, words: str, *, seed: int | None = None) -> Iterator[str | Turn]:
        """Say something: the reply piece by piece, and the stored turn last."""
        for event in self._services.conversations.say(self._services.actor, self.session.id, words, seed=seed):
            if isinstance(event, Said):
                yield event.text
            elif isinstance(event, Turn):
                yield event

    @property
    def turn_count(self) -> int:
        """How many turns there are, failed ones among them."""
        return self._services.conversations.get(self._services.actor, self.session.id).turn_count

    def turns(self) -> tuple[Turn, ...]:
        """All turns, oldest first."""
        return self._services.conversations.turns(self._services.actor, self.session.id)

    def fork(self, before_turn: int) -> Talk:
        """A new conversation with the turns before `before_turn`; this one stays as it is."""
        forked = self._services.conversations.fork(self._services.actor, self.session.id, before_turn=before_turn)
        return Talk(self._services, forked)

    def rate(self, turn: int, *, thumb: Thumb | None = None, stars: int | None = None) -> TurnRating | None:
        """Say what you think of a reply: a thumb of 1 (up) or -1 (down), stars of 1 to 5, or both.

        It takes the place of what you said before; `rate(turn)` alone takes that back. Raises NotFound, InvalidInput.
        """
        said = TurnRating(thumb=thumb, stars=stars)
        return self._services.conversations.rate(self._services.actor, self.session.id, turn, said)

    def ratings(self) -> Mapping[int, TurnRating]:
        """What you think of the replies, by turn."""
        return self._services.conversations.ratings(self._services.actor, self.session.id)

    def export(self, form: Literal["markdown", "jsonl"] = "markdown") -> str:
        """The transcript with its readings and ratings."""
        return "".join(self.pieces(form))

    def pieces(self, form: Literal["markdown", "jsonl"] = "markdown") -> Iterator[str]:
        """The same a turn at a time, for a conversation of very many."""
        return self._services.conversations.export(self._services.actor, self.session.id, form).pieces()


class Lab:
    """The studio's use cases. A context manager: leaving it closes the store."""

    def __init__(self, services: Services) -> None:
        self.services = services

    def personas(
        self,
        search: str | None = None,
        *,
        archetype: Sequence[str] = (),
        domain: Sequence[str] = (),
        tag: Sequence[str] = (),
        status: Sequence[str] = (),
        kind: str = "",
        owner: str = "",
        sort: str = "newest",
    ) -> tuple[PersonaCard, ...]:
        """All personas of these archetypes, domains, tags and statuses, of this kind and owner.

        `kind` is `real` or `synthetic`, `owner` is `mine`, `demo` or `public`; the status `deleted` shows the deleted
        ones alone. `search` gives those with all its words, best first; else `sort` is `newest`, `name`, `talked` or
        `most`. Raises InvalidInput for a word that there is not.
        """
        wanted = narrowed(archetypes=archetype, domains=domain, tags=tag, statuses=status, kind=kind, owner=owner)
        library, by = self.services.library, sort_of(sort)
        return tuple(library.every(self.services.actor, wanted, words=search or "", sort=by))

    def persona(self, slug_or_id: str) -> Persona:
        """A persona with its newest genome. Raises NotFound, naming those there are."""
        return self.services.library.find(self.services.actor, slug_or_id)

    def history(self, persona: str) -> tuple[VersionNode, ...]:
        """The versions of a persona, newest first, with author, parent, and how much was said to each."""
        return self.services.versions.history(self.services.actor, self.persona(persona).card.id)

    def difference(self, persona: str, before: int, after: int) -> Difference:
        """What differs between two versions of a persona, by their numbers. Raises NotFound, naming those there are."""
        found, ours, actor = self.persona(persona).card.id, self.services.versions, self.services.actor
        one, other = (ours.numbered(actor, found, number)[0].id for number in (before, after))
        return ours.difference(actor, one, other)

    def inspect_card(self, card: Path | str | bytes) -> Inspected:
        """What a character card, an agent or a genome document would make, with its ledger; nothing is kept.

        Raises InvalidCard, naming the field.
        """
        return self.services.importing.inspect(self.services.actor, *_card(card))

    def import_card(self, card: Path | str | bytes) -> Kept:
        """A new persona from a card's file or bytes, with the ledger. Raises InvalidCard and Uncited."""
        data, name = _card(card)
        found = self.services.importing.inspect(self.services.actor, data, name)
        return self.services.importing.keep(self.services.actor, found, filename=name)

    def export_card(self, persona: str, wanted: ExportFormat = "v3", *, version: str | None = None) -> Exported:
        """A persona as a file, with a ledger of what the format cannot hold. Raises NotFound and InvalidInput."""
        found = self.persona(persona).card.id
        return self.services.importing.export(self.services.actor, found, wanted, version_id=version)

    def load_demo(self) -> tuple[PersonaCard, ...]:
        """The demo personas, created where they are missing."""
        return self.services.library.load_demo(self.services.actor)

    def draft(self, words: str, *, seed: int = 0, publish: bool = False) -> PersonaGenome:
        """A persona drafted from a sentence or a longer text, as the wizard would: the genome.

        The same words and seed give the same offline draft. Nothing is kept unless `publish` is wanted: then it is
        version 1 of a new persona, found by its slug. Raises InvalidInput for an empty text.
        """
        wizard, actor = self.services.wizard, self.services.actor
        if not publish:
            return wizard.sketch(words, seed=seed)
        begun = wizard.begin(actor, sources.sentence(words), seed=seed)
        return wizard.publish(actor, begun.session.id).genome

    def read_text(self, text: str) -> Reading:
        """What the rules read out of a brief, an interview or somebody's own words: items with their places."""
        return read_text(text)

    def draft_from_text(self, text: Path | str, *, seed: int = 0, publish: bool = False) -> PersonaGenome:
        """A persona from a pasted text or a file of it: what stands there word for word, the rest drafted: the genome.

        Kept only if `publish` is wanted: then it is version 1 of a new persona, and with a reader model that reads
        the text. Raises InvalidInput for an empty text and one of more than 200,000 characters.
        """
        words = text.read_text(encoding="utf-8", errors="replace") if isinstance(text, Path) else text
        wizard, actor = self.services.wizard, self.services.actor
        if not publish:
            return wizard.sketch_text(words, seed=seed)
        begun = wizard.begin(actor, sources.text(words), seed=seed)
        return wizard.publish(actor, begun.session.id).genome

    def talk(
        self,
        persona: str | Persona,
        *,
        model: str | None = None,
        seed: int = 0,
        mode: str = "",
        drift: DriftInstruction | str | None = None,
        version: str | None = None,
        fresh: bool = False,
    ) -> Talk:
        """A new conversation. The same persona version, seed and words give the same understudy replies and readings.

        `drift` is an instruction, or `"type:dose:from turn"` such as `"assistant break:0.8:6"`; `version` a version
        id (the newest if None); `fresh` leaves out what the persona remembers from other conversations.
        """
        found = self.persona(persona) if isinstance(persona, str) else persona
        session = self.services.conversations.start(
            self.services.actor,
            found.card.id,
            version_id=version,
            persona_mode=mode,
            model=model,
            seed=seed,
            drift=instruction(drift) if isinstance(drift, str) else drift,
            fresh=fresh,
        )
        return Talk(self.services, session)

    def resume(self, session_id: str) -> Talk:
        """A conversation that was begun before. Raises NotFound."""
        return Talk(self.services, self.services.conversations.get(self.services.actor, session_id))

    def prompt(
        self,
        persona: str = "",
        *,
        session: str | None = None,
        words: str = "",
        version: str | None = None,
        mode: str = "",
        model: str | None = None,
    ) -> PromptView:
        """What a model is given to read on a persona's first turn, or on a conversation's next one. Raises NotFound."""
        prompts, actor = self.services.prompts, self.services.actor
        if session is not None:
            return prompts.of_session(actor, session, words=words)
        found = self.persona(persona)
        return prompts.of_persona(actor, found.card.id, version_id=version, mode=mode, model=model, words=words)

    def voice(self, persona: str | Persona) -> PersonaVoice:
        """The voice of a persona, as in `lab.voice("albert-einstein").say("Good evening.", emotion="joy")`."""
        found = self.persona(persona) if isinstance(persona, str) else persona
        return PersonaVoice(self.services, found)

    def score(
        self,
        persona: str | Persona,
        *files: Path | str,
        out: Path | str | None = None,
        form: str = "auto",
        columns: Sequence[str] = (),
        roles: Sequence[str] = (),
        scorers: Sequence[str] = (),
        emotion: str = "hybrid",
        evidence: bool = False,
        engine: str = "local",
        workers: int = 1,
        ray_address: str = "",
    ) -> Scores:
        """Conversations that exist, scored against a persona: `lab.score("albert-einstein", "chats.jsonl").scores()`.

        docs/scoring.md says what files, columns and roles may be. Without `out` the tables are not kept. The same
        again goes on where it was broken off. Raises InvalidInput, NotFound and Conflict.
        """
        from evals.scoring.score import Source
        from studio.lab_scores import engine_of, scored

        source = Source(tuple(map(Path, files)), format=form, columns=tuple(columns), roles=tuple(roles))
        return scored(
            self.persona(persona) if isinstance(persona, str) else persona,
            source,
            out=None if out is None else Path(out),
            engine=engine_of(engine, workers=workers, ray_address=ray_address),
            scorers=scorers,
            emotion=emotion,
            evidence=evidence,
        )

    def sql(self, query: str, *, tables: Mapping[str, Frame] | None = None) -> Frame:
        """The answer to one question over `turns`, `usage`, `runs`, `scores`, `personas` and `versions`, read only.

        `tables` may be asked too, by their names. Only what the local user may see is there; docs/lab.md says what
        may be asked and how much. Raises InvalidInput, which says what is allowed.
        """
        return self.services.store.sandbox.ask(self.services.actor, query, beside=tables).frame

    def week(self) -> Numbers | None:
        """The last seven days in five numbers, beside the seven before; None before the first conversation."""
        return self.services.week.of(self.services.actor)

    def emotion_history(self, **part: Unpack[Part]) -> History:
        """What users and personas felt over many turns, by the same words as `drift_history`. Raises InvalidInput."""
        return history(self.services, "emotions", **part)

    def probe(self, persona: str, words: Sequence[str], **how: Unpack[How]) -> Probed:
        """Say the words, turn by turn, in several conversations with each version and model; each reply is scored.

        `How` says what can be chosen. Raises NotFound, InvalidInput, ModelUnknown and ModelUnauthorised.
        """
        return lab_notebooks.probe(self.services, persona, words, **how)

    def chart(self, frame: Frame, *, kind: str = "dots", x: str, y: str, **more: str) -> Figure:
        """A frame as a Plotly figure: `dots` or a `line`, with `low`, `high`, `colour` and `title` if wanted.

        Raises InvalidInput.
        """
        return lab_notebooks.chart(frame, kind=kind, x=x, y=y, **more)

    def means(self, run: Run) -> Frame:
        """The mean of each persona and scorer of a run, as in `lab.means(lab.evals.run("style"))`."""
        return means_of(run)

    def notebooks(self) -> tuple[NotebookCard, ...]:
        """The notebooks of the lab, the one changed last first."""
        return self.services.notebooks.list(self.services.actor).items

    def notebook(self, name: str) -> LabNotebook:
        """A notebook by its title, its id or the beginning of that. Raises NotFound, naming those there are."""
        return LabNotebook(self.services, self.services.notebooks.find(self.services.actor, name))

    def drift_history(self, **part: Unpack[Part]) -> History:
        """How drift went over many turns, as in `lab.drift_history(since="2026-11-01").chart("course").title`.

        `Part` says what it can be narrowed to. Raises InvalidInput.
        """
        return history(self.services, "drift", **part)

    def costs(self, **part: Unpack[Part]) -> History:
        """What was spent and what it bought, as in `lab.costs(since="2026-11-01").chart("month").title`.

        `Part` says what it can be narrowed to. Raises InvalidInput.
        """
        return history(self.services, "costs", **part)

    def quota(self) -> Standing:
        """The plan, what is used of each limit and when it resets, and the budgets."""
        return self.services.quotas.standing(self.services.actor)

    @property
    def evals(self) -> LabEvals:
        """Runs of suites, as in `lab.evals.run("boundaries", ["albert-einstein"])`."""
        return LabEvals(self.services)

    @property
    def experiments(self) -> LabExperiments:
        """Forks, ablations and bisections, as in `lab.experiments.fork(session_id, Say(turn=2, words="Why?"))`."""
        return LabExperiments(self.services)

    def close(self) -> None:
        """Close the store; the lab cannot be used afterwards."""
        self.services.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def card_bytes(path: Path) -> bytes:
    """The content of a card's file. Raises InvalidInput for one that cannot be read, or is too large."""
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise InvalidInput(f"The file {str(path)!r} is too large.", next_step="Check that this is a card.")
        return path.read_bytes()
    except OSError as error:
        raise InvalidInput(
            f"The file {str(path)!r} cannot be read.", why=f"{error.strerror}.", next_step="Check its name."
        ) from None


def _card(card: Path | str | bytes) -> tuple[bytes, str]:
    """Content and name of a card given by its path or as bytes."""
    if isinstance(card, bytes):
        return card, ""
    return card_bytes(Path(card)), Path(card).name
