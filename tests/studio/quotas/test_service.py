"""A plan limits what it says, the same from a page, the API, the command line and Python."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import pytest
from starlette.testclient import TestClient

from brain.errors import Forbidden, InvalidInput, QuotaReached
from brain.models.chat import TokenCount
from brain.models.prices import price
from brain.turn import Turn, TurnStatus, Usage
from store.actor import LOCAL_USER_ID, Actor
from studio.api.app import create
from studio.quotas.rates import Rates
from studio.quotas.tiers import load

if TYPE_CHECKING:
    from studio.wiring import Services
    from tests.studio.conftest import ModelServer

ADMIN = Actor(LOCAL_USER_ID, "admin")


def limited(services: Services, **changes: int) -> Services:
    """The same services on the free plan, with other limits."""
    plans = {**load(), "free": load()["free"].model_copy(update=changes)}
    quotas = dataclasses.replace(services.quotas, tiers=plans)
    quotas.set_tier(ADMIN, LOCAL_USER_ID, "free")
    talks = dataclasses.replace(services.conversations, quotas=quotas)
    return dataclasses.replace(services, quotas=quotas, conversations=talks)


def say(services: Services, session_id: str, words: str = "Hello.") -> Turn:
    """A turn played to its end."""
    *_, turn = services.conversations.say(services.actor, session_id, words)
    assert isinstance(turn, Turn)
    return turn


def test_messages_are_limited_and_a_refused_one_leaves_nothing(services: Services) -> None:
    """The third of two is refused, in words that say everything; the conversation is as it was."""
    ours = limited(services, messages_a_day=2)
    persona = ours.library.find(ours.actor, "albert-einstein").card.id
    talk = ours.conversations.start(ours.actor, persona).id
    ours.quotas.set_time_zone(ours.actor, "Asia/Tokyo")
    for _ in range(2):
        say(ours, talk)
    with pytest.raises(QuotaReached, match="2 messages of today are used up") as refused:
        say(ours, talk)
    assert "Asia/Tokyo" in refused.value.next_step
    assert refused.value.left == "0 messages"
    assert len(ours.conversations.turns(ours.actor, talk)) == 2
    (messages, *_) = ours.quotas.standing(ours.actor).limits
    assert (messages.used, messages.most, messages.left) == (2, 2, 0)
    assert messages.resets_at.strftime("%H:%M") == "00:00"


def test_a_failure_is_not_counted(
    services: Services, model_server: ModelServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A model that refuses the key costs no message."""
    monkeypatch.setenv("PERSONAFORGE_ANTHROPIC_BASE_URL", model_server.url)
    model_server.will("unauthorised")
    from studio.casting import Casting
    from studio.settings import Settings

    ours = limited(services, messages_a_day=1)
    talks = dataclasses.replace(ours.conversations, casting=Casting(Settings()))
    ours = dataclasses.replace(ours, conversations=talks)
    persona = ours.library.find(ours.actor, "albert-einstein").card.id
    talk = ours.conversations.start(ours.actor, persona, model="anthropic/claude-haiku-4-5").id
    assert say(ours, talk).status is TurnStatus.FAILED
    assert ours.quotas.standing(ours.actor).limits[0].used == 0


def test_the_local_user_is_counted_and_never_refused(services: Services) -> None:
    """Without a limit nothing is set aside; what was used is told all the same."""
    persona = services.library.find(services.actor, "albert-einstein").card.id
    talk = services.conversations.start(services.actor, persona).id
    say(services, talk)
    standing = services.quotas.standing(services.actor)
    assert (standing.plan, standing.limits[0].used, standing.limits[0].most) == ("local", 1, None)
    assert standing.budgets == ()


def test_a_budget_covers_the_dearest_reply(services: Services) -> None:
    """A reply may begin only where what is left covers the longest prompt and reply; the understudy is free."""
    model = "anthropic/claude-haiku-4-5"
    quotas, actor = services.quotas, services.actor
    quotas.set_budget(actor, "day", 1_000)
    plan = services.store.quotas.plan(actor)
    (want,) = quotas.message("p", model)(plan)
    dearest = price("anthropic", "claude-haiku-4-5", TokenCount(cache_write=quotas.prompt_tokens, output=1_024))
    assert (want.quota, want.amount, want.most) == ("cost", dearest, 1_000)
    assert quotas.message("p", "understudy")(plan) == []
    with pytest.raises(InvalidInput, match="budget cannot be kept"):
        quotas.message("p", "anthropic/llama3.2")(plan)
    with pytest.raises(QuotaReached, match=r"\$0\.001 is left") as refused:
        services.store.quotas.reserve(actor, quotas.message("p", model))
    assert "cheaper model" in refused.value.next_step


def test_a_budget_of_a_persona_leaves_the_others_alone(services: Services) -> None:
    """It counts for that persona only."""
    quotas, actor = services.quotas, services.actor
    persona = services.library.find(actor, "albert-einstein").card.id
    quotas.set_budget(actor, "month", 0, persona_id=persona)
    plan = services.store.quotas.plan(actor)
    assert len(quotas.message(persona, "anthropic/claude-haiku-4-5")(plan)) == 1
    assert quotas.message("another", "anthropic/claude-haiku-4-5")(plan) == []
    assert quotas.budgets(actor)[0].reached == 100


def test_a_voice_is_set_aside_settled_and_refunded(services: Services) -> None:
    """By what it really took; a failure gives all of it back; a plan without voices refuses at once."""
    quotas, actor = services.quotas, services.actor
    quotas.set_tier(ADMIN, LOCAL_USER_ID, "pro")

    def used() -> int:
        return quotas.standing(actor).limits[1].used

    with quotas.speaking(actor, 80, "", 4_000, "elevenlabs/eleven_v3") as took:
        assert used() == 10_000
        took(7.25)
    assert used() == 7_250
    with pytest.raises(RuntimeError), quotas.speaking(actor, 80, "", 4_000, "elevenlabs/eleven_v3"):
        raise RuntimeError
    assert used() == 7_250
    quotas.set_tier(ADMIN, LOCAL_USER_ID, "free")
    with pytest.raises(QuotaReached, match="does not open voice"), quotas.speaking(actor, 1, "", 1, "elevenlabs/x"):
        pytest.fail("it was spoken")
    with pytest.raises(QuotaReached, match="Pro, Business, Local"):
        quotas.require(actor, "avatar")
    quotas.require(actor, "writing")


def test_a_run_gets_what_is_left_and_gives_back_the_rest(services: Services) -> None:
    """Without a cap the tightest budget is one; with one too high it is refused; going on sets aside anew."""
    quotas, actor = services.quotas, services.actor
    paid, free = ["anthropic/claude-haiku-4-5"], ["understudy"]
    assert quotas.run(actor, "r0", None, paid, []) is None
    quotas.set_budget(actor, "day", 1_000)
    services.store.usage.add(actor, Usage(provider="p", model="m", cost_microdollars=400), purpose="judge")
    assert quotas.run(actor, "r1", None, free, []) is None
    assert quotas.left(actor, paid, []) == 600
    with pytest.raises(QuotaReached):
        quotas.run(actor, "r1", 700, paid, [])
    assert quotas.run(actor, "r1", None, paid, []) == 600
    assert quotas.left(actor, paid, []) == 0
    with pytest.raises(QuotaReached):
        quotas.run(actor, "r2", None, paid, [])
    assert quotas.run(actor, "r1", 250, paid, []) == 250
    assert quotas.left(actor, paid, []) == 350
    with pytest.raises(InvalidInput, match="budget cannot be kept"):
        quotas.run(actor, "r3", None, ["anthropic/llama3.2"], [])


def test_only_an_admin_changes_a_plan(services: Services) -> None:
    """And only to one that there is."""
    with pytest.raises(Forbidden):
        services.quotas.set_tier(services.actor, LOCAL_USER_ID, "pro")
    with pytest.raises(InvalidInput, match="local"):
        services.quotas.set_tier(ADMIN, LOCAL_USER_ID, "gold")
    with pytest.raises(InvalidInput, match="time zone"):
        services.quotas.set_time_zone(services.actor, "Europe/Atlantis")


def test_the_api_says_when_to_come_again(services: Services) -> None:
    """Too many requests are 429 with Retry-After in whole seconds, in the one shape; health is asked freely."""
    quotas = dataclasses.replace(services.quotas, rates=Rates(api="2/minute"))
    with TestClient(create(lambda: dataclasses.replace(services, quotas=quotas))) as client:
        answers = [client.get("/personas") for _ in range(3)]
        assert [one.status_code for one in answers] == [200, 200, 429]
        assert 1 <= int(answers[2].headers["retry-after"]) <= 61
        error = answers[2].json()["error"]
        assert (error["type"], error["what"]) == ("QuotaReached", "Too many requests in a short time.")
        assert client.get("/health").status_code == 200


def test_the_api_says_where_one_stands(services: Services) -> None:
    """The same as Python: the plan, each limit, each budget."""
    services.quotas.set_tier(ADMIN, LOCAL_USER_ID, "pro")
    services.quotas.set_budget(services.actor, "day", 1_000)
    with TestClient(create(lambda: services)) as client:
        told = client.get("/quota").json()
    assert told["plan"] == "pro"
    assert [(one["quota"], one["most"], one["left"]) for one in told["limits"]] == [
        ("messages", 200, 200), ("voice", 3_600_000, 3_600_000), ("video", 0, 0),
    ]  # fmt: skip
    (budget,) = told["budgets"]
    assert (budget["cap_microdollars"], budget["left_microdollars"], budget["reached"]) == (1_000, 1_000, 0)
