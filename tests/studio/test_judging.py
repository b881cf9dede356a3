from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

import pytest
from typer.testing import CliRunner

from brain.drift.reading import Verdict
from brain.errors import InvalidInput, ModelUnauthorised, NotFound, QuotaReached
from brain.turn import Usage
from store.actor import Actor
from studio.casting import Casting
from studio.cli import app
from studio.judging import NEEDED
from studio.lab import Lab
from studio.settings import Settings
from studio.wiring import build

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from studio.judging import Judging
    from studio.wiring import Services
    from tests.conftest import ReadingServer

CLEAN: dict[str, dict[str, Any]] = {
    "FlawReport": {"enough_evidence": True, "flaws": []},
    "WhoSaidIt": {"speaker": "cannot tell"},
}


@pytest.fixture
def judge_server(reading_server: Callable[..., ReadingServer]) -> ReadingServer:
    """A judge that finds nothing."""
    return reading_server(CLEAN)


def judging(services: Services, url: str) -> Judging:
    """The judge of these services, behind that address."""
    settings = Settings.model_validate({"anthropic_base_url": url, "data_dir": services.settings.data_dir})
    return dataclasses.replace(services.judging, casting=Casting(settings), conversations=services.conversations)


def test_what_the_judge_says_is_kept_beside_the_reading(lab: Lab, judge_server: ReadingServer) -> None:
    """The local reading stays as it was, both are read again from the store, and the ledger has the cost."""
    services = lab.services
    talk = lab.talk("albert-einstein", seed=3)
    talk.say("Good evening.")
    before = talk.say("What do you think about imagination?")
    done = judging(services, judge_server.url).judge(services.actor, talk.session.id, 2)
    assert len(judge_server.asked) == 6
    assert done.turn.judged is not None
    assert done.turn.judged.verdict is Verdict.IN_CHARACTER
    assert done.turn.drift == before.drift
    assert done.usage.tokens.input == 6_000
    assert done.usage.cost_microdollars == 7_500
    again = services.conversations.last(services.actor, talk.session.id, 2)
    assert [turn.judged for turn in again] == [None, done.turn.judged]
    assert talk.turns()[1].judged == done.turn.judged
    assert services.store.usage.total(services.actor, session_id=talk.session.id).cost_microdollars == 7_500
    assert "Good evening." in judge_server.asked[0]["messages"][0]["content"]


def test_a_fork_keeps_the_judges_word_and_the_talk_goes_on(lab: Lab, judge_server: ReadingServer) -> None:
    """A branch copies it; later turns are played and read as before."""
    talk = lab.talk("albert-einstein", seed=3)
    talk.say("Good evening.")
    judging(lab.services, judge_server.url).judge(lab.services.actor, talk.session.id, 1)
    talk.say("And now?")
    assert talk.fork(2).turns()[0].judged is not None
    assert talk.turns()[1].judged is None


def test_the_cost_is_known_before(lab: Lab, judge_server: ReadingServer) -> None:
    """An estimate asks nothing and is near what is read."""
    talk = lab.talk("albert-einstein", seed=3)
    talk.say("Good evening.")
    estimate = judging(lab.services, judge_server.url).estimate(lab.services.actor, talk.session.id, 1)
    assert judge_server.asked == []
    assert estimate.calls == 6
    assert 20_000 < estimate.tokens.input < 80_000
    assert estimate.microdollars is not None
    assert estimate.microdollars > 20_000


def test_without_a_key_it_says_what_is_needed(lab: Lab) -> None:
    """No judge, no call, no reading."""
    talk = lab.talk("albert-einstein", seed=3)
    talk.say("Good evening.")
    assert lab.services.judging.missing() == NEEDED
    with pytest.raises(ModelUnauthorised, match="ANTHROPIC_API_KEY"):
        lab.services.judging.judge(lab.services.actor, talk.session.id, 1)


def test_a_judge_that_fails_tells_nothing(lab: Lab, reading_server: Callable[..., ReadingServer]) -> None:
    """Failed calls become `cannot tell` with the reason; the combined reading is the local one."""
    server = reading_server({"WhoSaidIt": {"speaker": "A"}, "FlawReport": {"enough_evidence": "?"}})
    talk = lab.talk("albert-einstein", seed=3)
    talk.say("Good evening.")
    done = judging(lab.services, server.url).judge(lab.services.actor, talk.session.id, 1, samples=2)
    assert done.turn.judged is not None
    assert (done.turn.judged.verdict, done.turn.judged.score) == (Verdict.CANNOT_TELL, None)
    assert "2 failed" in done.turn.judged.reason
    assert done.combined == done.turn.drift
    assert done.usage.tokens.input == 6_000


def test_what_is_not_there_is_not_judged(lab: Lab, judge_server: ReadingServer) -> None:
    """Unknown turns and conversations, and those of others, are refused before anything is asked."""
    services = lab.services
    talk = lab.talk("albert-einstein", seed=3)
    talk.say("Good evening.")
    ours = judging(services, judge_server.url)
    for turn in (0, 2, -1):
        with pytest.raises(InvalidInput):
            ours.judge(services.actor, talk.session.id, turn)
    with pytest.raises(NotFound):
        ours.judge(services.actor, "no-such-id", 1)
    stranger = Actor(user_id="stranger", role="user")
    with pytest.raises(NotFound):
        ours.judge(stranger, talk.session.id, 1)
    with pytest.raises(NotFound):
        services.store.conversations.judge(stranger, talk.session.id, 1, talk.turns()[0].drift)
    assert judge_server.asked == []


def test_the_command_judges(demo_folder: Path, judge_server: ReadingServer) -> None:
    """`personaforge judge` says the cost first, then each turn with both readings; without a key, what is needed."""
    del demo_folder
    lab = Lab(build(Settings()))
    talk = lab.talk("albert-einstein", seed=3)
    talk.say("Good evening.")
    lab.close()
    server = {"PERSONAFORGE_ANTHROPIC_BASE_URL": judge_server.url}
    only = CliRunner().invoke(app, ["judge", talk.session.id, "--estimate"], env=server)
    assert only.exit_code == 0, only.output
    assert judge_server.asked == []
    result = CliRunner().invoke(app, ["judge", talk.session.id, "--turn", "1"], env=server)
    assert result.exit_code == 0, result.output
    assert "1 turns, 6 calls" in result.output
    assert "judge in character" in result.output
    assert "Assumed, since fewer than 8" in result.output
    capped = CliRunner().invoke(app, ["judge", talk.session.id, "--budget", "0"], env=server)
    assert "Stopped at the budget of $0: 0 of 1 turns" in capped.output
    refused = CliRunner().invoke(app, ["judge", talk.session.id])
    assert isinstance(refused.exception, ModelUnauthorised)


def test_the_judge_is_not_asked_where_the_budget_does_not_cover_it(lab: Lab, judge_server: ReadingServer) -> None:
    """Twice the estimate is set aside before it is asked, and back when it has answered."""
    services, talk = lab.services, lab.talk("albert-einstein", seed=3)
    talk.say("Good evening.")
    judge = judging(services, judge_server.url)
    expected = judge.estimate(services.actor, talk.session.id, 1).microdollars
    assert expected is not None
    services.quotas.set_budget(services.actor, "day", 2 * expected - 1)
    with pytest.raises(QuotaReached, match="left of it"):
        judge.judge(services.actor, talk.session.id, 1)
    assert judge_server.asked == []
    services.quotas.set_budget(services.actor, "day", 2 * expected)
    done = judge.judge(services.actor, talk.session.id, 1)
    (state,) = services.quotas.budgets(services.actor)
    assert (state.spent_microdollars, state.set_aside_microdollars) == (done.usage.cost_microdollars, 0)


def test_a_conversations_cost_has_an_interval(lab: Lab, judge_server: ReadingServer) -> None:
    """Assumed until eight turns of the model were judged; from then on by what those cost, as a prediction interval."""
    services, talk = lab.services, lab.talk("albert-einstein", seed=3)
    talk.say("Good evening.")
    talk.say("And now?")
    judge, actor, asked = judging(services, judge_server.url), services.actor, talk.session.id
    assumed = judge.talk_cost(actor, asked, [1, 2])
    assert assumed.microdollars is not None
    assert assumed.microdollars.low < assumed.microdollars.estimate < assumed.microdollars.high
    assert (assumed.turns, assumed.calls) == (2, 12)
    for cost in (7_000, 8_000) * 4:
        spent = Usage(provider="anthropic", model="claude-haiku-4-5", cost_microdollars=cost)
        services.store.usage.add(actor, spent, purpose="judge")
    measured = judge.talk_cost(actor, asked, [1, 2])
    assert measured.microdollars is not None
    assert measured.microdollars.estimate == 15_000
    assert 12_000 < measured.microdollars.low < 15_000 < measured.microdollars.high < 18_000
    assert "Measured on 8 turns" in measured.source
    assert judge.talk_cost(actor, asked, [1, 2], samples=6).microdollars.estimate == 30_000  # type: ignore[union-attr]
    assert judge_server.asked == []
