"""Runs and experiments look at the budgets before they play, stop at what is left, and are in the ledger."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from brain.errors import InvalidInput, QuotaReached
from brain.turn import Usage
from evals.fork import OtherModel, Say
from evals.harness import Bounds
from studio.evaluation.affording import affordable, set_aside
from studio.experiments.service import Watch

if TYPE_CHECKING:
    from evals.fork import Talk
    from evals.order import Order
    from studio.wiring import Services

PAID = "anthropic/claude-haiku-4-5"


def order(services: Services, model: str = PAID) -> Order:
    """A small order on one persona."""
    return services.evaluation.order(services.actor, "boundaries", ["mira-okafor"], model=model, most=1)


def talk(services: Services) -> Talk:
    """A conversation of one turn."""
    mira = services.library.find(services.actor, "mira-okafor").card.id
    session = services.conversations.start(services.actor, mira)
    list(services.conversations.say(services.actor, session.id, "What do you believe in?"))
    return services.experiments.talk(services.actor, session.id)


def test_a_run_stays_within_what_is_left(services: Services) -> None:
    """Its cap is the tightest budget, told with the estimate, set aside at its start."""
    quotas, actor = services.quotas, services.actor
    ordered = order(services)
    assert affordable(quotas, actor, ordered, Bounds()) == Bounds()
    quotas.set_budget(actor, "month", 900)
    quotas.set_budget(actor, "day", 500, persona_id=ordered.subjects[0].persona_id)
    services.store.usage.add(actor, Usage(provider="p", model="m", cost_microdollars=300), purpose="judge")
    assert affordable(quotas, actor, ordered, Bounds()).microdollars == 500
    assert affordable(quotas, actor, ordered, Bounds(microdollars=70)).microdollars == 70
    assert affordable(quotas, actor, order(services, "understudy"), Bounds()).microdollars is None
    bounds = set_aside(quotas, actor, "a run", ordered, Bounds(at_once=3))
    assert (bounds.microdollars, bounds.at_once) == (500, 3)
    assert affordable(quotas, actor, ordered, Bounds()).microdollars == 0
    again = set_aside(quotas, actor, "a run", ordered, Bounds(), spent=120)
    assert again.microdollars == 500 + 120
    capped = set_aside(quotas, actor, "a run", ordered, Bounds(microdollars=200), spent=120)
    assert capped.microdollars == 200
    assert affordable(quotas, actor, ordered, Bounds()).microdollars == 420


def test_nothing_is_queued_where_nothing_is_left(services: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    """A run that could not begin a case is refused with the budget's words, before it waits."""
    services.quotas.set_budget(services.actor, "day", 0)
    monkeypatch.setenv("ANTHROPIC_API_KEY", "sk-ant-nothing")
    with pytest.raises(QuotaReached, match=r"budget of \$0\.00 a day"):
        set_aside(services.quotas, services.actor, "a run", order(services), Bounds())
    with pytest.raises(InvalidInput, match="budget cannot be kept"):
        set_aside(services.quotas, services.actor, "a run", order(services, "anthropic/llama3.2"), Bounds())
    assert services.evaluation.list(services.actor).items == ()


def test_an_experiment_is_in_the_ledger_once(services: Services) -> None:
    """Each conversation that was played is entered; what was kept from before is not entered again."""
    recorded = talk(services)

    def entered() -> int:
        sums = services.store.usage.by_purpose(services.actor)
        return sums["experiment"].calls if "experiment" in sums else 0

    watch = Watch(Bounds(at_once=1))
    fork = services.experiments.fork
    found = fork(services.actor, recorded, Say(turn=1, words="Why?"), replicates=2, watch=watch)
    assert entered() == 4
    assert found.spent.calls == 4
    fork(services.actor, recorded, Say(turn=1, words="Why?"), replicates=2, watch=watch)
    assert entered() == 4
    (entry, *_) = services.store.usage.entries(services.actor, limit=1).items
    assert (entry.provider, entry.purpose, entry.cost_microdollars) == ("understudy", "experiment", 0)


def test_an_experiment_is_refused_before_it_plays(services: Services) -> None:
    """Where one of its models costs something and nothing is left."""
    recorded = talk(services)
    services.quotas.set_budget(services.actor, "day", 0)
    with pytest.raises(QuotaReached):
        services.experiments.fork(services.actor, recorded, OtherModel(model=PAID), replicates=2)
    assert "experiment" not in services.store.usage.by_purpose(services.actor)
