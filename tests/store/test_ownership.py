"""Who may do what: every function of the store, for the owner, another member and an admin, private and public.

`ok` is done, with the actor's own things where it makes any; `forbidden` and `missing` are the errors.
"""

from __future__ import annotations

import io
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

import pytest
from PIL import Image

from brain.drift.reading import DriftReading
from brain.errors import Forbidden, NotFound
from brain.memory.memory import NewMemory
from brain.state import PersonaState
from brain.turn import TurnResult, Usage
from store.rating_values import NewRating, NewRound, RatingItem, RoundKind
from store.run_values import NewRun, RunStatus, RunSubject
from store.turn_ratings import TurnRating
from store.values import AssetKind, PersonaStatus

from .made_runs import new_outcome, new_run

if TYPE_CHECKING:
    from collections.abc import Callable

    from brain.genome import PersonaGenome
    from store import Actor, Store
    from store.values import Draft

    from .conftest import People

_PNG: Final = io.BytesIO()
Image.new("RGB", (4, 4)).save(_PNG, "PNG")
PICTURE: Final[dict[str, Any]] = {"data": _PNG.getvalue(), "media_type": "image/png"}

OK, FORBIDDEN, MISSING = "ok", "forbidden", "missing"


@dataclass(frozen=True)
class Scene:
    """What the owner has: a persona with two versions, a conversation of one turn and a draft, and a memory."""

    store: Store
    public: bool
    shared: bool
    owner_id: str
    persona_id: str
    version_id: str
    genome: PersonaGenome
    another: PersonaGenome
    third: PersonaGenome
    session_id: str
    draft: Draft
    memory_id: str
    portrait_id: str
    photo_id: str
    turn_id: str
    run_of_it: NewRun
    run_id: str
    round_of_it: NewRound
    round_id: str
    experiment_id: str

    def __post_init__(self) -> None:
        """The store's rooms under short names, for the table below."""
        for name, room in (("personas", self.store.personas), ("talks", self.store.conversations),
                           ("memories", self.store.memories), ("usage", self.store.usage),
                           ("users", self.store.users), ("assets", self.store.assets)):  # fmt: skip
            object.__setattr__(self, name, room)


# For each function: what another member gets on a private persona, and on a shared one. The owner and an admin may
# do everything. In an order in which it can be done: what is deleted is restored by the next line.
MATRIX: Final[dict[str, tuple[Any, str, str]]] = {
    "create a persona": (lambda s, a: s.personas.create(a, s.another, message=""), OK, OK),
    "get a persona": (lambda s, a: s.personas.get(a, s.persona_id), MISSING, OK),
    "find it by slug": (lambda s, a: s.personas.by_slug(a, "ada"), MISSING, OK),
    "get a version": (lambda s, a: s.personas.version(a, s.version_id), MISSING, OK),
    "list versions": (lambda s, a: s.personas.versions(a, s.persona_id), MISSING, OK),
    "save a version": (
        lambda s, a: s.personas.save_version(a, s.persona_id, s.genome, message=""), MISSING, FORBIDDEN,
    ),
    "see its history": (lambda s, a: s.store.history.of(a, s.persona_id), MISSING, OK),
    "make a version current": (
        lambda s, a: s.store.history.make_current(a, s.persona_id, s.version_id), MISSING, FORBIDDEN,
    ),
    "draft a version": (
        lambda s, a: s.store.version_drafts.put(a, s.persona_id, base_version_id=s.version_id, document=""),
        MISSING, FORBIDDEN,
    ),
    "read the draft": (lambda s, a: s.store.version_drafts.get(a, s.persona_id), MISSING, OK),
    "discard the draft": (lambda s, a: s.store.version_drafts.discard(a, s.persona_id), MISSING, OK),
    "record a consent": (
        lambda s, a: s.store.consents.record(a, s.persona_id, "voice", given_by="x", statement="y"),
        MISSING, FORBIDDEN,
    ),
    "see its figures": (lambda s, a: s.store.statistics.figures(a, s.persona_id), MISSING, OK),
    "see its usage by model": (lambda s, a: s.store.statistics.by_model(a, s.persona_id), MISSING, OK),
    "list consents": (lambda s, a: s.store.consents.list(a, s.persona_id), MISSING, OK),
    "set its status": (
        lambda s, a: s.personas.set_status(a, s.persona_id, PersonaStatus.ACTIVE), MISSING, FORBIDDEN,
    ),
    "publish it": (lambda s, a: s.personas.publish(a, s.persona_id, public=s.public), MISSING, FORBIDDEN),
    "archive it": (lambda s, a: s.personas.act(a, s.persona_id, "archive"), MISSING, FORBIDDEN),
    "activate it": (lambda s, a: s.personas.act(a, s.persona_id, "activate"), MISSING, FORBIDDEN),
    "copy it": (
        lambda s, a: s.personas.create(a, s.third, message="", copied_from=s.version_id), MISSING, OK,
    ),
    "delete it": (lambda s, a: s.personas.delete(a, s.persona_id), MISSING, FORBIDDEN),
    "restore it": (lambda s, a: s.personas.restore(a, s.persona_id), MISSING, FORBIDDEN),
    "start a conversation": (
        lambda s, a: s.talks.start(a, persona_id=s.persona_id, model="m", seed=0, state=PersonaState()),
        MISSING, OK,
    ),
    "get a conversation": (lambda s, a: s.talks.get(a, s.session_id), MISSING, MISSING),
    "read its turns": (lambda s, a: s.talks.turns(a, s.session_id), MISSING, MISSING),
    "read what was said first": (lambda s, a: s.talks.words(a, s.session_id, limit=3), MISSING, MISSING),
    "read one turn": (lambda s, a: s.talks.turn(a, s.turn_id), MISSING, MISSING),
    "read its last turns": (lambda s, a: s.talks.last(a, s.session_id, 5), MISSING, MISSING),
    "rate a reply": (
        lambda s, a: s.store.turn_ratings.put(a, s.session_id, 1, TurnRating(thumb=1)), MISSING, MISSING,
    ),
    "see its ratings": (lambda s, a: s.store.turn_ratings.of(a, s.session_id), MISSING, MISSING),
    "read its draft": (lambda s, a: s.talks.draft(a, s.session_id), MISSING, MISSING),
    "finish its draft": (
        lambda s, a: s.talks.finish(a, s.draft, TurnResult(index=2, user_text="x")), MISSING, MISSING,
    ),
    "keep what a judge says of a turn": (
        lambda s, a: s.talks.judge(a, s.session_id, 1, DriftReading(source="judge")), MISSING, MISSING,
    ),
    "begin a turn": (lambda s, a: s.talks.begin(a, s.session_id, "hi"), MISSING, MISSING),
    "stop a turn": (lambda s, a: s.talks.stop(a, s.session_id), MISSING, MISSING),
    "fork it": (lambda s, a: s.talks.fork(a, s.session_id, before_turn=1), MISSING, MISSING),
    "add a memory": (lambda s, a: s.memories.add(a, s.persona_id, [NewMemory(content="x")]), MISSING, OK),
    "add one to a conversation": (
        lambda s, a: s.memories.add(a, s.persona_id, [NewMemory(content="y")], session_id=s.session_id),
        MISSING, MISSING,
    ),
    "get a memory": (lambda s, a: s.memories.get(a, s.memory_id), MISSING, MISSING),
    "forget a memory": (lambda s, a: s.memories.forget(a, s.memory_id), MISSING, MISSING),
    "restore a memory": (lambda s, a: s.memories.restore(a, s.memory_id), MISSING, MISSING),
    "pin a memory": (lambda s, a: s.memories.pin(a, s.memory_id), MISSING, MISSING),
    "correct a memory": (lambda s, a: s.memories.correct(a, s.memory_id, "I like cocoa"), MISSING, MISSING),
    "forget it again": (lambda s, a: s.memories.forget(a, s.memory_id), MISSING, MISSING),
    "see what remains of it": (lambda s, a: s.memories.remains(a, s.memory_id), MISSING, MISSING),
    "purge it": (lambda s, a: s.memories.purge(a, [s.memory_id]), MISSING, MISSING),
    "enter usage of a persona": (
        lambda s, a: s.usage.add(a, Usage(), purpose="x", persona_id=s.persona_id), MISSING, OK,
    ),
    "enter usage of a conversation": (
        lambda s, a: s.usage.add(a, Usage(), purpose="x", session_id=s.session_id), MISSING, MISSING,
    ),
    "put an asset": (
        lambda s, a: s.assets.put(a, kind=AssetKind.PORTRAIT, persona_id=s.persona_id, **PICTURE), MISSING, FORBIDDEN,
    ),
    "put one in a wizard": (
        lambda s, a: s.assets.put(a, kind=AssetKind.PORTRAIT, wizard_id="w", **PICTURE), OK, OK,
    ),
    "adopt it": (lambda s, a: s.assets.adopt(a, wizard_id="w", persona_id=s.persona_id), MISSING, FORBIDDEN),
    "get an asset": (lambda s, a: s.assets.get(a, s.portrait_id), MISSING, OK),
    "get a photograph": (lambda s, a: s.assets.get(a, s.photo_id), MISSING, MISSING),
    "read an asset": (lambda s, a: s.assets.read(a, s.portrait_id), MISSING, OK),
    "make it the primary one": (lambda s, a: s.assets.set_primary(a, s.portrait_id), MISSING, FORBIDDEN),
    "delete an asset": (lambda s, a: s.assets.delete(a, s.portrait_id), MISSING, FORBIDDEN),
    "restore an asset": (lambda s, a: s.assets.restore(a, s.portrait_id), MISSING, FORBIDDEN),
    "delete a photograph": (lambda s, a: s.assets.delete(a, s.photo_id), MISSING, MISSING),
    "restore a photograph": (lambda s, a: s.assets.restore(a, s.photo_id), MISSING, MISSING),
    "start a run": (lambda s, a: s.store.runs.create(a, s.run_of_it), MISSING, OK),
    "get a run": (lambda s, a: s.store.runs.get(a, s.run_id), MISSING, MISSING),
    "read its order": (lambda s, a: s.store.runs.order(a, s.run_id), MISSING, MISSING),
    "read its outcomes": (lambda s, a: s.store.outcomes.of_run(a, s.run_id), MISSING, MISSING),
    "read where its outcomes stand": (lambda s, a: s.store.outlines.places(a, s.run_id), MISSING, MISSING),
    "keep its outline": (lambda s, a: s.store.outlines.put(a, s.run_id, "k", "[]"), MISSING, MISSING),
    "read its outline": (lambda s, a: s.store.outlines.get(a, s.run_id, "k"), MISSING, MISSING),
    "read its scores": (lambda s, a: s.store.outcomes.scores(a, s.run_id), MISSING, MISSING),
    "read one of its scores": (lambda s, a: s.store.outcomes.values(a, s.run_id, "x"), MISSING, MISSING),
    "go on with a run": (lambda s, a: s.store.runs.requeue(a, s.run_id), MISSING, MISSING),
    "read one outcome": (
        lambda s, a: s.store.outcomes.get(a, s.round_of_it.items[0].outcome_a), MISSING, MISSING,
    ),
    "make an experiment": (lambda s, a: s.store.experiments.create(a, title="", document="{}"), OK, OK),
    "get an experiment": (lambda s, a: s.store.experiments.get(a, s.experiment_id), MISSING, MISSING),
    "delete an experiment": (lambda s, a: s.store.experiments.delete(a, s.experiment_id), MISSING, MISSING),
    "restore an experiment": (lambda s, a: s.store.experiments.restore(a, s.experiment_id), MISSING, MISSING),
    "make a round of rating": (lambda s, a: s.store.ratings.create(a, s.round_of_it), MISSING, MISSING),
    "get a round": (lambda s, a: s.store.ratings.get(a, s.round_id), MISSING, MISSING),
    "see what is rated": (lambda s, a: s.store.ratings.items(a, s.round_id), MISSING, MISSING),
    "rate": (
        lambda s, a: s.store.ratings.add(a, s.round_id, NewRating(position=0, rater=a.user_id, value=3.0)),
        MISSING, MISSING,
    ),
    "see what was said": (lambda s, a: s.store.ratings.of(a, s.round_id), MISSING, MISSING),
    "take a rating back": (lambda s, a: s.store.ratings.undo(a, s.round_id, a.user_id), MISSING, MISSING),
    "delete a round": (lambda s, a: s.store.ratings.delete(a, s.round_id), MISSING, MISSING),
    "restore a round": (lambda s, a: s.store.ratings.restore(a, s.round_id), MISSING, MISSING),
    "cancel a run": (lambda s, a: s.store.runs.cancel(a, s.run_id), MISSING, MISSING),
    "delete a run": (lambda s, a: s.store.runs.delete(a, s.run_id), MISSING, MISSING),
    "restore a run": (lambda s, a: s.store.runs.restore(a, s.run_id), MISSING, MISSING),
    "get a user": (lambda s, a: s.users.get(a, s.owner_id), MISSING, MISSING),
    "change a user": (lambda s, a: s.users.change(a, s.owner_id, name="x"), MISSING, MISSING),
}  # fmt: skip

# Lists never fail: they leave out what the actor may not see. What of the owner's another member finds in them.
LISTS: Final[dict[str, Any]] = {
    "personas": lambda s, a: [card.id for card in s.store.catalogue.list(a).items],
    "personas found": lambda s, a: [one.card.id for one in s.store.catalogue.search(a, "ada physics").items],
    "names": lambda s, a: list(s.store.catalogue.names(a, [s.persona_id])),
    "facets": lambda s, a: ["some"] * sum(one.count for one in s.store.catalogue.facets(a).kinds),
    "labels": lambda s, a: [one.value for one in s.store.catalogue.labels(a, "domain")],
    "done to each": lambda s, a: [
        one.persona_id for one in s.store.personas.act_on_each(a, [(s.persona_id, "activate")]) if one.card
    ],
    "slugs in use": lambda s, a: ["ada"] * (s.store.personas.unused_slug(a, "ada") != "ada"),
    "conversations": lambda s, a: [one.id for one in s.store.conversations.list(a).items],
    "memories": lambda s, a: [one.id for one in s.store.memories.list(a, s.persona_id).items],
    "recent": lambda s, a: [one.id for one in s.store.memories.recent(a, s.persona_id)],
    "candidates": lambda s, a: [one.id for one in s.store.memories.candidates(a, s.persona_id, [s.memory_id])],
    "pinned": lambda s, a: [one.id for one in s.store.memories.pinned(a, s.persona_id)],
    "found by words": lambda s, a: [
        hit.source_id for hits in s.store.search.find(a, s.persona_id, "oneness").values() for hit in hits
    ],
    "seen at one look": lambda s, a: [one.id for one in s.store.search.look(a, s.persona_id, "oneness").newest],
    "fetched": lambda s, a: [
        one.id for one in s.store.search.fetch(a, s.persona_id, [s.memory_id], [f"{s.turn_id}/said"])[0]
    ],
    "other conversations": lambda s, a: ["some"] * s.store.search.reaches_beyond(a, s.persona_id, "another"),
    "utterances": lambda s, a: [
        one.id for one in s.store.search.utterances(a, s.persona_id, [f"{s.turn_id}/said", f"{s.turn_id}/replied"])
    ],
    "assets": lambda s, a: [one.id for one in s.store.assets.list(a).items],
    "runs": lambda s, a: [one.id for one in s.store.runs.list(a).items],
    "experiments": lambda s, a: [one.id for one in s.store.experiments.list(a).items],
    "rounds": lambda s, a: [one.id for one in s.store.ratings.list(a)],
    "outcomes by key": lambda s, a: list(s.store.outcomes.find(a, ["k"])),
    "outcomes begun": lambda s, a: list(s.store.outcomes.begun(a, ["half"])),
    "an outcome's body": lambda s, a: [one for one in (s.store.outcomes.body(a, "k"),) if one],
    "what cases took": lambda s, a: list(s.store.outcomes.samples(a, "understudy")),
    "users": lambda s, a: [one.id for one in s.store.users.list(a).items],
    "audit": lambda s, a: [one.id for one in s.store.audit.list(a, noun_id=s.persona_id).items],
    "usage": lambda s, a: ["spent"] * s.store.usage.total(a, persona_id=s.persona_id).calls,
    "entries": lambda s, a: ["spent" for _ in s.store.usage.entries(a, persona_id=s.persona_id).items],
    "usage by purpose": lambda s, a: (
        ["spent"] * sum(one.calls for one in s.store.usage.by_purpose(a, persona_id=s.persona_id).values())
    ),
}


@pytest.fixture(params=["private", "public", "demo"])
def scene(request: pytest.FixtureRequest, store: Store, people: People, genome: Callable[..., PersonaGenome]) -> Scene:
    """The owner's things, private, public and as a demo."""
    me = people.owner
    shown = {"is_public": request.param == "public", "is_demo": request.param == "demo"}
    made = store.personas.create(me, genome("Ada"), message="", **shown)
    persona_id = made.card.id
    store.personas.save_version(me, persona_id, genome("Ada", tagline="2"), message="")
    session = store.conversations.start(me, persona_id=persona_id, model="m", seed=0, state=PersonaState())
    first = store.conversations.begin(me, session.id, "one")
    turn = store.conversations.finish(me, first, TurnResult(index=1, user_text="oneness", reply="hello"))
    draft = store.conversations.begin(me, session.id, "two")
    (memory,) = store.memories.add(me, persona_id, [NewMemory(content="likes tea")])
    store.memories.pin(me, memory.id)
    portrait = store.assets.put(me, kind=AssetKind.PORTRAIT, persona_id=persona_id, **PICTURE)
    photo = store.assets.put(me, kind=AssetKind.PHOTO, persona_id=persona_id, **PICTURE)
    run_of_it = new_run(RunSubject("ada", persona_id, made.version.id, 1))
    run = store.runs.create(me, run_of_it)
    lease = store.leases.claim(run.id, at_once=1)
    assert lease is not None
    store.outcomes.keep(lease, new_outcome("k"), [0])
    store.outcomes.keep(lease, new_outcome("half", whole=False), [1])
    store.leases.end(lease, RunStatus.DONE, seconds=1.0)
    kept = store.outcomes.of_run(me, run.id)[0].id
    round_of_it = NewRound(
        title="", kind=RoundKind.SINGLE, run_a=run.id, run_b=None, seed=0, overlap=1, items=(RatingItem(0, kept),)
    )
    return Scene(
        store=store,
        public=request.param == "public",
        shared=request.param != "private",
        owner_id=me.user_id,
        persona_id=persona_id,
        version_id=made.version.id,
        genome=made.genome,
        another=genome("Another"),
        third=genome("Third"),
        session_id=session.id,
        draft=draft,
        memory_id=memory.id,
        portrait_id=portrait.id,
        photo_id=photo.id,
        turn_id=turn.id,
        run_of_it=run_of_it,
        run_id=run.id,
        round_of_it=round_of_it,
        round_id=store.ratings.create(me, round_of_it).id,
        experiment_id=store.experiments.create(me, title="", document="{}").id,
    )


def outcome(call: Any, scene: Scene, actor: Actor) -> str:
    """What happens, in the words of the matrix."""
    try:
        call(scene, actor)
    except NotFound:
        return MISSING
    except Forbidden:
        return FORBIDDEN
    return OK


def test_another_member(scene: Scene, people: People) -> None:
    """Another member gets what the matrix says, and nothing of the owner's is changed by it."""
    found = {name: outcome(call, scene, people.other) for name, (call, _, _) in MATRIX.items()}
    assert found == {name: shared if scene.shared else private for name, (_, private, shared) in MATRIX.items()}
    kept = scene.store.personas.get(people.owner, scene.persona_id)
    assert (kept.card.version_number, kept.card.status) == (2, PersonaStatus.ACTIVE)
    assert scene.store.conversations.draft(people.owner, scene.session_id) == (scene.draft, "")
    assert len(scene.store.conversations.turns(people.owner, scene.session_id)) == 1
    assert scene.store.memories.get(people.owner, scene.memory_id).content == "likes tea"
    assert scene.store.users.get(people.owner, scene.owner_id).name == "Olga"


@pytest.mark.parametrize("who", ["owner", "admin"])
def test_the_owner_and_an_admin(scene: Scene, people: People, who: str) -> None:
    """Both may do everything."""
    found = {name: outcome(call, scene, getattr(people, who)) for name, (call, _, _) in MATRIX.items()}
    assert found == dict.fromkeys(MATRIX, OK)


def test_lists_leave_out_what_is_not_ones_own(scene: Scene, people: People) -> None:
    """Another member finds nothing of the owner's, but for the shared persona itself."""
    found = {name: call(scene, people.other) for name, call in LISTS.items()}
    assert found == {name: [] for name in LISTS} | {
        "personas": [scene.persona_id] if scene.shared else [],
        "personas found": [scene.persona_id] if scene.shared else [],
        "names": [scene.persona_id] if scene.shared else [],
        "facets": ["some"] if scene.shared else [],
        "labels": ["physics"] if scene.shared else [],
        "users": [people.other.user_id],
    }
    assert all(call(scene, people.owner) for call in LISTS.values())


class Noting:
    """A room of the store that notes which of its functions are asked for."""

    def __init__(self, room: Any, name: str, noted: set[str]) -> None:
        self._room, self._name, self._noted = room, name, noted

    def __getattr__(self, function: str) -> Any:
        self._noted.add(f"{self._name}.{function}")
        return getattr(self._room, function)


def test_no_function_is_left_out(scene: Scene, people: People) -> None:
    """Every public function of the store is in the matrix, in the lists, or has a test of its own."""
    elsewhere = {"users.add", "users.ensure_local", "conversations.grow", "conversations.recover", "memories.touch"}
    elsewhere |= {"assets.blobs", "assets.pieces", "assets.sweep", "assets.verify"}
    elsewhere |= {"personas.verify", "consents.revoke"}
    elsewhere |= {"outcomes.keep", "outcomes.reuse", "outcomes.enter_rest"}  # by whoever holds the lease
    elsewhere |= {"catalogue.mend", "catalogue.verify", "catalogue.rebuild"}
    elsewhere |= {"personas.create_within", "personas.within"}  # within a transaction of the store's own
    rooms = ("users", "personas", "catalogue", "conversations", "memories", "search", "usage", "audit",
             "history", "version_drafts", "consents", "assets", "statistics", "runs", "outcomes", "outlines",
             "ratings", "experiments")  # fmt: skip
    noted: set[str] = set()
    noting = {name: Noting(getattr(scene.store, name), name, noted) for name in rooms}
    watched = replace(scene, store=replace(scene.store, **noting))  # type: ignore[arg-type]
    for call in (*(row[0] for row in MATRIX.values()), *LISTS.values()):
        outcome(call, watched, people.owner)
    every = {
        f"{name}.{function}"
        for name in rooms
        for function in vars(type(getattr(scene.store, name)))
        if not function.startswith("_")
    }
    assert every - noted == elsewhere


def test_users_are_added_by_an_admin_only(store: Store, people: People) -> None:
    """A member cannot make users."""
    with pytest.raises(Forbidden):
        store.users.add(people.owner, name="Eve")


def test_nothing_is_found_by_an_id_that_is_none(store: Store, people: People) -> None:
    """Ids with quotes, NUL, surrogates or nothing at all are simply not there."""
    for wrong in ("", "' OR 1=1 --", "a\x00b", "\ud800", "x" * 10_000):
        for call in (store.personas.get, store.personas.by_slug, store.personas.version, store.conversations.get,
                     store.conversations.turn, store.memories.get, store.users.get, store.assets.get):  # fmt: skip
            with pytest.raises(NotFound):
                call(people.admin, wrong)
