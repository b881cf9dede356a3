"""The library's lists, filters, facets and search, on both databases."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text as sql

from brain.errors import Conflict, Forbidden, InvalidInput, NotFound
from brain.genome import Archetype, Belief, Citation, KnowledgeDomain, MindDNA, PersonaGenome, PersonaMetadata
from brain.state import PersonaState
from brain.turn import TurnResult
from store import Actor, open_store
from store.values import PersonaFilter, PersonaStatus

if TYPE_CHECKING:
    from store import Store
    from store.values import PersonaSort

    from .conftest import People


SOURCE = Citation(title="Letters")


def made(
    name: str, *, slug: str = "", beliefs: tuple[str, ...] = (), mind: dict[str, Any] | None = None, **about: Any
) -> PersonaGenome:
    """A genome whose slug counts up where it is not given."""
    made.count += 1  # type: ignore[attr-defined]
    return PersonaGenome(
        metadata=PersonaMetadata(name=name, slug=slug or f"p{made.count}", **about),  # type: ignore[attr-defined]
        mind=MindDNA(beliefs=tuple(Belief(statement=one, source=SOURCE) for one in beliefs), **(mind or {})),
    )


made.count = 0  # type: ignore[attr-defined]


@pytest.fixture
def shelf(store: Store, people: People) -> Store:
    """Four personas of the owner's, one of another's that is public, and one of another's that is not."""
    for genome in (
        made("Zoë Ångström", domains=("Physics", "poetry"), tags=("favourite",), archetype=Archetype.SAGE),
        made("albert", domains=("physics",), beliefs=("Violins sing the truth of the spheres.",), is_real=True),
        made("Bruno", domains=("Cooking",), tagline="Soup, slowly", archetype=Archetype.JESTER),
        made("Clara", tags=("favourite", "old"), mind={"backstory": "She grew up beside a lighthouse in Bergen."}),
    ):
        store.personas.create(people.owner, genome, message="")
    store.personas.create(people.other, made("Dora", domains=("physics",)), message="", is_public=True)
    store.personas.create(people.other, made("Erik", domains=("physics",)), message="")
    return store


def names(store: Store, actor: Actor, **wanted: Any) -> list[str]:
    """The names of the list with this filter, newest first."""
    return [card.name for card in store.catalogue.list(actor, PersonaFilter(**wanted)).items]


def found(store: Store, actor: Actor, question: str, **wanted: Any) -> list[tuple[str, str]]:
    """Name and place of what a search finds, best first."""
    page = store.catalogue.search(actor, question, PersonaFilter(**wanted))
    return [(one.card.name, one.excerpt.where if one.excerpt else "") for one in page.items]


def test_filters(shelf: Store, people: People) -> None:
    """Every filter narrows, and together they narrow further; labels are compared without case."""
    me = people.owner
    assert names(shelf, me) == ["Dora", "Clara", "Bruno", "albert", "Zoë Ångström"]
    assert names(shelf, me, domains=("PHYSICS",)) == ["Dora", "albert", "Zoë Ångström"]
    assert names(shelf, me, domains=("physics", "cooking")) == ["Dora", "Bruno", "albert", "Zoë Ångström"]
    assert names(shelf, me, domains=("physics",), tags=("favourite",)) == ["Zoë Ångström"]
    assert names(shelf, me, real=True) == ["albert"]
    assert names(shelf, me, real=False, archetypes=("jester",)) == ["Bruno"]
    assert names(shelf, me, owner="mine", domains=("physics",)) == ["albert", "Zoë Ångström"]
    assert names(shelf, me, owner="public") == ["Dora"]
    assert names(shelf, me, owner="demo") == []
    assert names(shelf, people.admin) == ["Erik", "Dora", "Clara", "Bruno", "albert", "Zoë Ångström"]


def test_totals_and_facets_agree_with_the_lists(shelf: Store, people: People) -> None:
    """A facet's count is what the list holds once it is chosen; a kind does not narrow itself."""
    me = people.owner
    wanted = PersonaFilter(domains=("physics",))
    facets = shelf.catalogue.facets(me, wanted)
    domains = shelf.catalogue.labels(me, "domain", wanted)
    assert {one.value: one.count for one in domains} == {"physics": 3, "cooking": 1, "poetry": 1}
    assert {one.value: one.count for one in facets.kinds} == {"synthetic": 2, "real": 1}
    assert {one.value: one.count for one in facets.owners} == {"mine": 2, "public": 1}
    assert {one.value: one.count for one in shelf.catalogue.labels(me, "tag", wanted)} == {"favourite": 1}
    assert {one.value: one.count for one in facets.archetypes} == {"sage": 3}
    assert {one.value: one.count for one in facets.statuses} == {"active": 3}
    for facet in domains:
        page = shelf.catalogue.list(me, PersonaFilter(domains=(facet.value,)), limit=1, total=True)
        assert page.total == facet.count


def talk(store: Store, actor: Actor, name: str, turns: int) -> None:
    """A conversation of so many turns."""
    (card,) = (one for one in store.catalogue.list(actor).items if one.name == name)
    session = store.conversations.start(actor, persona_id=card.id, model="m", seed=0, state=PersonaState())
    for index in range(1, turns + 1):
        draft = store.conversations.begin(actor, session.id, "hi")
        store.conversations.finish(actor, draft, TurnResult(index=index, user_text="hi", reply="ho"))


def test_sorts(shelf: Store, people: People) -> None:
    """By name without case and accents; by one's own talks, then newest; each page by page as in one piece."""
    me = people.owner
    talk(shelf, me, "Bruno", 3)
    talk(shelf, me, "albert", 1)
    talk(shelf, people.other, "Dora", 5)
    expected = {
        "name": ["albert", "Bruno", "Clara", "Dora", "Zoë Ångström"],
        "newest": ["Dora", "Clara", "Bruno", "albert", "Zoë Ångström"],
        "talked": ["albert", "Bruno", "Dora", "Clara", "Zoë Ångström"],
        "most": ["Bruno", "albert", "Dora", "Clara", "Zoë Ångström"],
    }
    for sort, whole in expected.items():
        for limit in (1, 2, 5):
            seen: list[str] = []
            cursor = None
            while True:
                page = shelf.catalogue.list(me, sort=sort, cursor=cursor, limit=limit)  # type: ignore[arg-type]
                seen += [card.name for card in page.items]
                if (cursor := page.next_cursor) is None:
                    break
            assert seen == whole, (sort, limit)
    last = {card.name: card.last_talked_at for card in shelf.catalogue.list(me).items}
    assert last["Bruno"] is not None
    assert last["Dora"] is None


@pytest.mark.parametrize("sort", ["newest", "name", "talked", "most"])
def test_a_page_by_its_number_is_the_page_by_cursors(shelf: Store, people: People, sort: PersonaSort) -> None:
    """Whatever is left out before it, the list goes on where it would have; behind its end there is nothing."""
    me, root = people.owner, Actor("root", "admin")
    talk(shelf, me, "Bruno", 2)
    talk(shelf, me, "Dora", 1)
    for actor in (me, root):
        whole = shelf.catalogue.list(actor, sort=sort).items
        for number in range(1, len(whole) + 2):
            assert shelf.catalogue.list(actor, sort=sort, skip=number, limit=2).items == whole[number : number + 2]


def test_a_cursor_is_of_one_sort(shelf: Store, people: People) -> None:
    """A cursor of a list sorted otherwise is refused, not misread."""
    cursor = shelf.catalogue.list(people.owner, sort="name", limit=1).next_cursor
    for sort in ("newest", "talked", "most"):
        with pytest.raises(InvalidInput):
            shelf.catalogue.list(people.owner, sort=sort, cursor=cursor)  # type: ignore[arg-type]
    with pytest.raises(InvalidInput):
        shelf.catalogue.search(people.owner, "physics", cursor=cursor)


def test_a_search_says_where(shelf: Store, people: People) -> None:
    """By name, domain, belief and any text, without accents, by the beginning of the last word, plural or not."""
    me = people.owner
    assert found(shelf, me, "angstrom") == [("Zoë Ångström", "name")]
    assert found(shelf, me, "zoe ANG") == [("Zoë Ångström", "name")]
    assert found(shelf, me, "violin") == [("albert", "belief")]
    assert found(shelf, me, "violin truth") == [("albert", "belief")]
    assert found(shelf, me, "lighthouses bergen") == [("Clara", "story")]
    assert found(shelf, me, "soup") == [("Bruno", "tagline")]
    assert {name for name, where in found(shelf, me, "phys") if where == "domain"} == {"Dora", "albert", "Zoë Ångström"}
    assert found(shelf, me, "physics", owner="mine", real=True) == [("albert", "domain")]
    assert found(shelf, me, "ang zoe") == []
    assert found(shelf, me, "erik") == []
    assert found(shelf, me, "physics nothing") == []
    (one,) = shelf.catalogue.search(me, "truth violin").items
    assert one.excerpt is not None
    assert [part for part, hit in one.excerpt.parts if hit] == ["Violins", "truth"]
    assert "".join(part for part, _ in one.excerpt.parts) == "Violins sing the truth of the spheres."


def test_a_name_counts_most(store: Store, people: People) -> None:
    """Who is called so comes before who only speaks of it."""
    speaks = made("Ada", beliefs=("Mercury is a planet. Mercury is a metal.",))
    for genome in (made("Mercury"), speaks, made("Eve", domains=("mercury",))):
        store.personas.create(people.owner, genome, message="")
    assert [name for name, _ in found(store, people.owner, "mercury")] == ["Mercury", "Eve", "Ada"]


def test_scripts_without_blanks(store: Store, people: People) -> None:
    """Words of scripts that set no blanks are found inside a line; Hangul and Greek by their beginning."""
    store.personas.create(people.owner, made("物理の先生", mind={"backstory": "量子力学を教える。"}), message="")
    store.personas.create(people.owner, made("김철수"), message="")
    store.personas.create(people.owner, made("Σωκράτης"), message="")
    assert found(store, people.owner, "力学") == [("物理の先生", "story")]
    assert found(store, people.owner, "学力") == []
    assert found(store, people.owner, "김철") == [("김철수", "name")]
    assert found(store, people.owner, "σωκρατης") == [("Σωκράτης", "name")]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(question=st.text(max_size=60) | st.text(alphabet="\"'*():&|!<->^{}[]\\%_ aANDORNEAR\x00", max_size=40))
def test_no_question_is_syntax(shelf: Store, people: People, question: str) -> None:
    """Any text is a question: operators, quotes and control characters are no syntax, and nothing fails."""
    page = shelf.catalogue.search(people.owner, question)
    assert all(one.card.name != "Erik" for one in page.items)


def test_search_pages(store: Store, people: People) -> None:
    """Every hit comes once, with the same total on every page."""
    for number in range(7):
        store.personas.create(people.owner, made(f"Fern {number}"), message="")
    seen: list[str] = []
    cursor = None
    while True:
        page = store.catalogue.search(people.owner, "fern", cursor=cursor, limit=3)
        assert page.total == 7
        seen += [one.card.name for one in page.items]
        if (cursor := page.next_cursor) is None:
            break
    assert sorted(seen) == [f"Fern {number}" for number in range(7)]


def test_the_index_follows(store: Store, people: People) -> None:
    """Saving, deleting and restoring change what is found and counted, in the same breath."""
    me = people.owner
    persona = store.personas.create(me, made("Ada", slug="ada", domains=("tides",)), message="")
    store.personas.save_version(me, persona.card.id, made("Ida", slug="ada", domains=("winds",)), message="")
    assert found(store, me, "ada tides") == []
    assert found(store, me, "winds") == [("Ida", "domain")]
    store.personas.delete(me, persona.card.id)
    assert found(store, me, "winds") == []
    assert store.catalogue.labels(me, "domain") == ()
    store.personas.restore(me, persona.card.id)
    assert found(store, me, "winds") == [("Ida", "domain")]
    assert names(store, me, domains=("winds",)) == ["Ida"]
    assert store.catalogue.verify().ok


def test_the_index_can_be_made_again(shelf: Store, people: People) -> None:
    """What was lost of it is noticed and mended, on its own at the next start too."""
    url = shelf.database.url.render_as_string(hide_password=False)
    assert shelf.catalogue.verify().ok
    with shelf.database.write() as connection:
        connection.execute(sql("UPDATE persona_texts SET rules = 0"))
        connection.execute(sql("DELETE FROM persona_labels"))
    assert shelf.catalogue.verify().missing == 6
    fresh = open_store(url, migrate=True)
    assert fresh.catalogue.verify().ok
    assert names(fresh, people.owner, domains=("poetry",)) == ["Zoë Ångström"]
    fresh.close()
    assert shelf.catalogue.rebuild() == 6
    assert shelf.catalogue.verify().ok
    assert found(shelf, people.owner, "lighthouse") == [("Clara", "story")]


def test_a_damaged_genome_does_not_keep_the_index_from_being_made(shelf: Store, people: People) -> None:
    """What cannot be read is found by what its card shows."""
    with shelf.database.write() as connection:
        connection.execute(sql("UPDATE genomes SET document = '{}'"))
    fresh = open_store(shelf.database.url.render_as_string(hide_password=False))
    assert fresh.catalogue.rebuild() == 6
    assert found(fresh, people.owner, "soup") == [("Bruno", "tagline")]
    fresh.close()


def test_many_at_once(shelf: Store, people: People) -> None:
    """Each gets its own result: what cannot be done to one leaves the others done, and the undoing is done alike."""
    me = people.owner
    ids = {card.name: card.id for card in shelf.catalogue.list(me).items}
    shelf.personas.act(me, ids["Clara"], "pause")
    chosen = [(ids[name], "archive") for name in ("Bruno", "Clara", "Dora")]
    done = shelf.personas.act_on_each(me, [*chosen, ("nobody", "archive")])  # type: ignore[list-item]
    assert [one.before for one in done] == [PersonaStatus.ACTIVE, PersonaStatus.PAUSED, None, None]
    assert [type(one.problem) for one in done] == [type(None), type(None), Forbidden, NotFound]
    assert names(shelf, me, statuses=(PersonaStatus.ARCHIVED,)) == ["Clara", "Bruno"]
    gone = shelf.personas.act_on_each(me, [(ids["Bruno"], "delete"), (ids["albert"], "delete")])
    assert [one.card.status for one in gone if one.card] == [PersonaStatus.DELETED] * 2
    assert names(shelf, me, deleted=True) == ["Bruno", "albert"]
    shelf.personas.create(me, made("Other albert", slug=gone[1].card.slug if gone[1].card else ""), message="")
    back = shelf.personas.act_on_each(me, [(ids["Bruno"], "restore"), (ids["albert"], "restore")])
    assert [one.card.status for one in back if one.card] == [PersonaStatus.ARCHIVED]
    assert isinstance(back[1].problem, Conflict)
    actions = [entry.action for entry in shelf.audit.list(me, noun_id=ids["Bruno"]).items]
    assert actions == ["restore", "delete", "archive", "create"]


def test_a_free_slug(shelf: Store, people: People) -> None:
    """The slug itself while it is free, then numbered."""
    assert shelf.personas.unused_slug(people.owner, "ada") == "ada"
    for slug in ("ada", "ada-2"):
        shelf.personas.create(people.owner, made("Ada", slug=slug), message="")
    assert shelf.personas.unused_slug(people.owner, "ada") == "ada-3"
    assert shelf.personas.unused_slug(people.other, "ada") == "ada"


def test_a_knowledge_domain_is_searched_as_a_domain(store: Store, people: People) -> None:
    """What a persona knows is a domain to a search."""
    knows = {"knowledge": (KnowledgeDomain(name="Beekeeping", summary="All about hives."),)}
    store.personas.create(people.owner, made("Ada", mind=knows), message="")
    assert found(store, people.owner, "beekeep") == [("Ada", "domain")]
    assert found(store, people.owner, "hive") == found(store, people.owner, "hives")
    assert found(store, people.owner, "hives") == [("Ada", "knowledge")]
