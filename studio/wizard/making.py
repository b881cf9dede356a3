"""Use cases of making a persona: begin, suggest, keep, go on, set aside, publish. Knows no page."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from brain.errors import Conflict, InvalidInput
from store.wizard_values import Change, Part, Step, WizardStatus
from studio.quotas.asking import freely, refused
from studio.wizard import draft as drafts
from studio.wizard import mind, pasting, sources, spark, visual
from studio.wizard.suggesting import suggest

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pydantic import JsonValue

    from brain.cards import Inspected
    from brain.genome import PersonaGenome
    from brain.models.structured import StructuredModel
    from brain.turn import Usage
    from store import Store
    from store.actor import Actor
    from store.values import Page, Persona
    from store.wizard_values import WizardSession, Writer
    from studio.casting import Casting
    from studio.importing import Importing
    from studio.quotas.asking import Asking
    from studio.wizard.draft import Draft
    from studio.wizard.sources import Source

COPIED_FROM: Final = "copied_from"
"""The field of the spark that names the version a session is a copy of."""

STEPS: Final = tuple(Step)
"""The steps in order."""


@dataclass(frozen=True, slots=True)
class Begun:
    """A session as it is now, and what is to be said of its beginning; empty if nothing."""

    session: WizardSession
    note: str = ""


@dataclass(frozen=True, slots=True)
class Wizard:
    """Personas in the making, of an actor."""

    store: Store
    casting: Casting
    importing: Importing
    asking: Asking = freely
    """Says whether a budget lets the reader be asked; else what it would do is done offline."""

    def begin(self, actor: Actor, source: Source, *, seed: int = 0) -> Begun:
        """A new session from a source, with its spark suggested. Raises InvalidInput."""
        pasted = pasting.read(source.text, model=self._reader(actor)[0]) if source.text else None
        given = (*_given(source), *(pasting.changes(pasted.reading, source.text) if pasted else ()))
        made = self.store.wizards.start(actor, source=source.kind, seed=seed, base=source.base, changes=given)
        if pasted is not None and pasted.usage is not None:
            self.spend(actor, made.id, Step.SPARK, pasted.usage)
        if source.kind in {"sentence", "text", "profile"}:
            begun = self.suggest(actor, made.id, seed=seed)
            return Begun(begun.session, f"{pasted.note} {begun.note}".strip()) if pasted else begun
        return Begun(made)

    def _reader(self, actor: Actor) -> tuple[StructuredModel | None, str]:
        """The model that reads, if there is one and the budgets let it; else why they do not."""
        model = self.casting.structured()
        refusal = "" if model is None else refused(self.asking, actor, model.id)
        return (None if refusal else model), refusal

    def sketch(self, words: str, *, seed: int = 0) -> PersonaGenome:
        """The genome an offline draft of the words would have; nothing is kept. Raises InvalidInput for no words."""
        source = sources.sentence(words)
        return self.sketch_text(source.text, seed=seed) if source.text else drafts.sketch(source.concept, seed=seed)

    def sketch_text(self, words: str, *, seed: int = 0) -> PersonaGenome:
        """The genome of a text as the rules read it, the rest drafted; nothing is kept. Raises InvalidInput."""
        return drafts.sketch_text(sources.text(words).text, seed=seed)

    def copy(self, actor: Actor, persona_id: str) -> Begun:
        """A new session that starts as a copy of a persona. Raises NotFound."""
        return self.begin(actor, sources.copy(self.store.personas.get(actor, persona_id)))

    def from_card(self, actor: Actor, inspected: Inspected) -> Begun:
        """A new session that starts from a card that was read, with the pictures that came with it.

        The note says what became of its fields.
        """
        begun = self.begin(actor, sources.card(inspected.genome))
        session = begun.session
        kept = self.importing.pictures(actor, inspected, wizard_id=session.id)
        if kept:
            values: dict[str, JsonValue] = {"primary_image": kept[0].id}
            session = self.keep(actor, session.id, Part.VISUAL, values, by="suggested")
        return Begun(session, f"Read from a {inspected.label}: {inspected.ledger.summary}")

    def get(self, actor: Actor, session_id: str) -> WizardSession:
        """A session. Raises NotFound."""
        return self.store.wizards.get(actor, session_id)

    def list(
        self, actor: Actor, *, status: WizardStatus = WizardStatus.OPEN, cursor: str | None = None, limit: int = 20
    ) -> Page[WizardSession]:
        """Sessions of a status, the one changed last first."""
        return self.store.wizards.list(actor, status=status, cursor=cursor, limit=limit)

    def draft(self, session: WizardSession) -> Draft:
        """The genome it stands for now, and what is still wrong with it."""
        return drafts.of(session)

    def drafted(self, session: WizardSession) -> PersonaGenome:
        """The genome as it would be without what the user wrote in the mind."""
        bare = {**session.fields, Part.MIND: {n: f for n, f in session.fields[Part.MIND].items() if f.by != "user"}}
        return drafts.of(replace(session, fields=bare, id=f"{session.id} drafted")).genome

    def suggest(self, actor: Actor, session_id: str, *, seed: int | None = None) -> Begun:
        """Suggest the spark anew, with the next seed if none is given; what the user wrote stays.

        Raises NotFound and Conflict.
        """
        session = self.store.wizards.get(actor, session_id)
        number = session.seed + 1 if seed is None else seed
        words = str(session.value(Part.SPARK, "concept") or session.value(Part.SPARK, "description") or "")
        begun = pasting.begun_from(session)
        reader, refusal = self._reader(actor)
        found = suggest(
            begun[0] if begun else words,
            seed=number,
            model=reader,
            material=pasting.text_of(session) or words,
        )
        changes = [
            Change(Part.SPARK, name, value, by="suggested")
            for name, value in found.fields.items()
            # A profile's archetype is part of what was chosen.
            if not (name == "archetype" and session.source == "profile")
        ]
        saved = self.store.wizards.save(actor, session_id, changes, seed=number, drafted_by=found.by)
        if found.usage is not None:
            saved = self.spend(actor, session_id, Step.SPARK, found.usage)
        problem = found.problem or refusal
        return Begun(saved, f"Drafted offline. {problem}" if problem else "")

    def keep(
        self,
        actor: Actor,
        session_id: str,
        part: Part,
        values: Mapping[str, JsonValue],
        *,
        seen: Mapping[str, int] | None = None,
        by: Writer = "user",
    ) -> WizardSession:
        """Keep fields of a step. `seen` holds the revision of each that the writer had before them (None: the newest).

        A clash with another browser is no error: both values are kept, and `session.clashes` names the field.
        Raises NotFound, InvalidInput, Conflict for a session that is no longer open, and Forbidden for a locked face.
        """
        known = dict.fromkeys(values, mind.ALWAYS) if seen is None else seen
        changes = [Change(part, name, value, by=by, seen=known.get(name, 0)) for name, value in values.items()]
        return self.write(actor, session_id, changes)

    def write(self, actor: Actor, session_id: str, changes: Sequence[Change]) -> WizardSession:
        """Keep changes to several steps at once, with what moves along in the mind. Raises as `keep` does."""
        session = self.store.wizards.get(actor, session_id)
        changes = spark.along(session, changes)
        if any(change.part is Part.MIND for change in changes):
            changes = mind.along(session, drafts.of(session).genome, changes)
        self._guard(actor, session_id, [one.name for one in changes if one.part is visual.PART])
        return self.store.wizards.save(actor, session_id, changes)

    def clear(self, actor: Actor, session_id: str, part: Part, *names: str) -> WizardSession:
        """Give up what the user wrote in fields, so that the suggestion stands there. Raises as `keep` does."""
        self._guard(actor, session_id, names if part is visual.PART else ())
        return self.store.wizards.save(
            actor, session_id, [Change(part, name, clear=True, seen=mind.ALWAYS) for name in names]
        )

    def go(self, actor: Actor, session_id: str, step: Step) -> WizardSession:
        """Open a step. Raises NotFound and Conflict."""
        return self.store.wizards.save(actor, session_id, step=step)

    def spend(self, actor: Actor, session_id: str, step: Step, usage: Usage) -> WizardSession:
        """Enter what a step took, in the ledger and in the session. An unknown price adds nothing to the session."""
        self.store.usage.add(actor, usage, purpose=f"wizard {step.value}")
        return self.store.wizards.save(actor, session_id, spent={step: usage.cost_microdollars or 0})

    def abandon(self, actor: Actor, session_id: str) -> None:
        """Set a session aside. Raises NotFound and Conflict."""
        self.store.wizards.abandon(actor, session_id)

    def delete(self, actor: Actor, session_id: str) -> None:
        """Take a session out of sight; `restore` brings it back. Raises NotFound."""
        self.store.wizards.delete(actor, session_id)

    def restore(self, actor: Actor, session_id: str) -> WizardSession:
        """Bring back a session that was set aside or deleted. Raises NotFound."""
        return self.store.wizards.restore(actor, session_id)

    def publish(self, actor: Actor, session_id: str) -> Persona:
        """Make the persona as version 1 and close the session; asked again, it gives the same persona.

        Raises NotFound, InvalidInput naming what is to be mended, and Conflict for one with two versions of a field.
        """
        session = self.store.wizards.get(actor, session_id)
        if session.persona_id is not None:
            return self._adopted(actor, session_id, self.store.personas.get(actor, session.persona_id))
        if session.clashes:
            raise Conflict(
                "This persona was changed in two browsers at once.",
                why=f"There are two versions of: {', '.join(name for _, name in session.clashes)}.",
                next_step="Choose one of each first.",
            )
        found = drafts.of(session)
        if not found.ready:
            raise InvalidInput(
                "This persona cannot be published yet.",
                why="; ".join(
                    f"{step.value}, {one.field}: {one.what}" for step, some in found.problems.items() for one in some
                ),
                next_step="Mend these fields; everything else is kept.",
            )
        copied_from = session.value(Part.SPARK, COPIED_FROM)
        persona = self.store.wizards.publish(
            actor,
            session_id,
            found.genome,
            message=_provenance(session),
            copied_from=str(copied_from) if copied_from else None,
        )
        return self._adopted(actor, session_id, persona)

    def _adopted(self, actor: Actor, session_id: str, persona: Persona) -> Persona:
        """The persona, with the pictures and sounds that were made for it in the session."""
        self.store.assets.adopt(actor, wizard_id=session_id, persona_id=persona.card.id)
        return persona

    def _guard(self, actor: Actor, session_id: str, looks: Sequence[str]) -> None:
        """Refuse to change the face of a locked identity; nothing is read where no field of a look is touched."""
        if looks:
            visual.guard(drafts.of(self.store.wizards.get(actor, session_id)).genome, looks)


def _given(source: Source) -> tuple[Change, ...]:
    changes = []
    if source.concept:
        by: Writer = "suggested" if source.kind == "profile" else "user"
        changes.append(Change(Part.SPARK, "concept", source.concept, by=by))
    if source.archetype is not None:
        changes.append(Change(Part.SPARK, "archetype", source.archetype.value, by="suggested"))
    if source.kind == "blank":
        empty = ("name", "tagline", "description", "backstory_hook")
        changes += [Change(Part.SPARK, name, "", by="suggested") for name in empty]
    if source.kind == "copy":
        changes.append(Change(Part.SPARK, "name", source.named, by="suggested"))
        changes.append(Change(Part.SPARK, COPIED_FROM, source.copied_from, by="suggested"))
    changes += [Change(Part.MIND, path, value, by="suggested") for path, value in source.mind.items()]
    return tuple(changes)


def _provenance(session: WizardSession) -> str:
    """The message of version 1: from what, drafted by whom, in which session."""
    drafted = f", drafted by {session.drafted_by} with seed {session.seed}" if session.drafted_by else ""
    return f"Made in the wizard from a {session.source}{drafted} (wizard session {session.id})".replace(
        "from a blank", "from a blank page"
    )
