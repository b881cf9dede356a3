"""Use cases over quotas: what a message, a voice or a run asks of the plan and the budgets, and where a user stands.

The store counts; what the limits are is said here. Knows no page and no provider.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from brain.errors import InvalidInput, QuotaReached
from brain.models.chat import ChatRequest, TokenCount
from brain.models.prices import price
from store.periods import window
from store.quota_values import Want
from store.refusals import SEE, WHERE
from studio.again_quota import of_standing
from studio.quotas.changes import NewTimeZone
from studio.quotas.standing import LimitState, Standing
from studio.quotas.tiers import STRICTEST, Feature

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from store import Store
    from store.actor import Actor
    from store.periods import Period
    from store.quota_values import Budget, BudgetState, Plan, Quota
    from store.values import User
    from studio.again import Again
    from studio.quotas.changes import Change
    from studio.quotas.rates import Rates
    from studio.quotas.tiers import Tier

_PERIODS: Final[tuple[Period, ...]] = ("day", "month")

REPLY_TOKENS: Final = int(ChatRequest.model_fields["max_tokens"].default)
"""The most that a reply may take."""

LONGEST_RUN: Final = timedelta(days=30)
"""What is set aside for a run is given back when it has ended or its process has died; else after so long."""

SLOWEST: Final = 8.0
"""Characters a second of the slowest speech: so much is set aside for a text before it is spoken."""


@dataclass(frozen=True, slots=True)
class Quotas:
    """The plans, budgets and rates of this studio. `prompt_tokens` is the most that a prompt may take."""

    store: Store
    tiers: Mapping[str, Tier]
    rates: Rates
    prompt_tokens: int

    def tier(self, plan: Plan) -> Tier:
        """The plan of a user; the strictest where nobody knows theirs."""
        return self.tiers.get(plan.tier) or self.tiers[STRICTEST]

    def message(self, persona_id: str, model: str) -> Callable[[Plan], Sequence[Want]]:
        """What one message asks of a plan: itself, and what the reply may cost at most.

        Asking raises InvalidInput where there is a budget and nobody knows the price of the model.
        """

        def wants(plan: Plan) -> Sequence[Want]:
            limit = self._limited(plan, "messages", 1)
            return [*limit, *self._money(plan, persona_id, lambda: self._dearest(model), model)]

        return wants

    @contextmanager
    def speaking(
        self, actor: Actor, characters: int, persona_id: str, cost: int | None, model: str
    ) -> Iterator[Callable[[float], None]]:
        """Set aside what it takes to have a text spoken by a provider; what is given is told the seconds that it took.

        Left without being told, all of it is given back. Raises QuotaReached, and InvalidInput as `message` does.
        """

        def wants(plan: Plan) -> Sequence[Want]:
            if "voice" not in self.tier(plan).features:
                raise self._closed(plan, "voice")
            limit = self._limited(plan, "voice", round(1_000 * characters / SLOWEST))
            return [*limit, *self._money(plan, persona_id, lambda: cost, model)]

        hold = self.store.quotas.reserve(actor, wants)
        took: list[float] = []
        try:
            yield took.append
        finally:
            self.store.quotas.settle(actor, hold, {"voice": round(1_000 * sum(took))} if took else {})

    @contextmanager
    def asking(self, actor: Actor, model: str, *, persona_id: str = "", cost: int | None = None) -> Iterator[None]:
        """Set aside what a question may cost until it is answered and entered; the dearest call where nothing is said.

        Raises QuotaReached, and InvalidInput as `message` does.
        """
        hold = self.store.quotas.reserve(
            actor, lambda plan: self._money(plan, persona_id, lambda: cost or self._dearest(model), model)
        )
        try:
            yield
        finally:
            self.store.quotas.refund(actor, hold)

    def left(self, actor: Actor, models: Sequence[str], persona_ids: Sequence[str]) -> int | None:
        """What is left of the tightest budget on these personas, not below 0; None where none counts."""
        plan = self.store.quotas.plan(actor)
        fitting = self._fitting(plan, persona_ids)
        if not fitting or all(self._free(model) for model in models):
            return None
        at = datetime.now(UTC)
        return max(0, min(self._left(actor, plan, one, at) for one in fitting))

    def run(
        self, actor: Actor, run_id: str, cap: int | None, models: Sequence[str], persona_ids: Sequence[str]
    ) -> int | None:
        """Set aside the most that a run may spend; the cap within which it has to stay, None without any budget.

        Without a `cap` it is what is left of the tightest budget. What the run spends is drawn from it, and what is
        over is given back when it has ended. Raises QuotaReached where nothing is left, or less than the cap; and
        InvalidInput where nobody knows the price of a model.
        """
        self.store.quotas.refund(actor, run_id)
        left = self.left(actor, models, persona_ids)
        if left is None or cap == 0:
            return cap
        for model in models:
            if self._free(model) is None:
                raise _unpriced(model)
        # One more than nothing is refused in the words of the budget that has nothing left.
        amount = cap or max(1, left)

        def wants(plan: Plan) -> Sequence[Want]:
            at = datetime.now(UTC)
            return [self._of_budget(plan, one, amount, at) for one in self._fitting(plan, persona_ids)]

        self.store.quotas.reserve(actor, wants, hold_id=run_id, lease=LONGEST_RUN)
        return amount

    def pace(self, actor: Actor) -> None:
        """Count one more message from a page. Raises QuotaReached where they come too fast."""
        self.rates.check(actor.user_id, "say")

    def require(self, actor: Actor, feature: Feature) -> None:
        """Raise QuotaReached unless the actor's plan opens a feature."""
        plan = self.store.quotas.plan(actor)
        if feature not in self.tier(plan).features:
            raise self._closed(plan, feature)

    def standing(self, actor: Actor, now: datetime | None = None) -> Standing:
        """Where the actor stands at a moment, now unless said."""
        at = now or datetime.now(UTC)
        plan = self.store.quotas.plan(actor)
        limits = self.tier(plan).limits()
        wants = [
            Want(quota=quota, amount=0, most=most or 0, period=period, window=window(period, at, plan.time_zone))
            for quota, period, most in limits
        ]
        used = self.store.quotas.used(actor, lambda _: wants)
        zone = ZoneInfo(plan.time_zone)
        return Standing(
            plan=plan.tier,
            tier=self.tier(plan),
            time_zone=plan.time_zone,
            at=at.astimezone(zone),
            limits=tuple(
                LimitState(
                    quota=quota, period=period, most=most, used=count, resets_at=want.window.ends_at.astimezone(zone)
                )
                for (quota, period, most), want, count in zip(limits, wants, used, strict=True)
            ),
            budgets=self.store.budgets.state(actor, at),
        )

    def again(self, actor: Actor, standing: Standing) -> Again:
        """How to have it again."""
        day, month = (window(period, standing.at, standing.time_zone) for period in _PERIODS)
        return of_standing(actor, standing, day, month)

    def budgets(self, actor: Actor) -> tuple[BudgetState, ...]:
        """The actor's budgets with what is spent of each, the fullest first."""
        return self.store.budgets.state(actor)

    def set_budget(
        self, actor: Actor, period: Period, microdollars: int | None, *, persona_id: str = ""
    ) -> tuple[Budget, ...]:
        """Set a budget of a day or a month, or (None) take it away. Raises InvalidInput and NotFound."""
        return self.store.budgets.set(actor, period, microdollars, persona_id=persona_id)

    def change(self, actor: Actor, asked: Change) -> None:
        """Do what a page was asked for. Raises what the two below raise."""
        if isinstance(asked, NewTimeZone):
            self.set_time_zone(actor, asked.zone)
        else:
            self.set_budget(actor, asked.period, asked.microdollars, persona_id=asked.persona_id)

    def set_time_zone(self, actor: Actor, zone: str) -> User:
        """Change where the actor's day begins. Raises InvalidInput for what is no IANA name."""
        return self.store.users.change(actor, actor.user_id, time_zone=zone)

    def set_tier(self, admin: Actor, user_id: str, plan: str) -> User:
        """Change a user's plan. Raises Forbidden unless the actor is an admin; InvalidInput for a plan there is not."""
        if plan not in self.tiers:
            raise InvalidInput(f"There is no plan {plan!r}.", next_step=f"Plans are: {', '.join(self.tiers)}.")
        return self.store.users.change(admin, user_id, tier=plan)

    def _limited(self, plan: Plan, quota: Quota, amount: int) -> list[Want]:
        period, most = self.tier(plan).most(quota)
        if most is None:
            return []
        now = datetime.now(UTC)
        return [
            Want(
                quota=quota, amount=amount, most=most, period=period, window=window(period, now, plan.time_zone),
                zone=plan.time_zone, plan=plan.tier,
            )
        ]  # fmt: skip

    def _money(self, plan: Plan, persona_id: str, cost: Callable[[], int | None], model: str) -> list[Want]:
        fitting = self._fitting(plan, [persona_id])
        amount = cost() if fitting else 0
        if amount is None:
            raise _unpriced(model)
        now = datetime.now(UTC)
        return [self._of_budget(plan, one, amount, now) for one in fitting] if amount else []

    @staticmethod
    def _fitting(plan: Plan, persona_ids: Sequence[str]) -> list[Budget]:
        return [one for one in plan.budgets if one.persona_id in {"", *persona_ids}]

    @staticmethod
    def _of_budget(plan: Plan, budget: Budget, amount: int, at: datetime) -> Want:
        return Want(
            quota="cost", amount=amount, most=budget.cap_microdollars, period=budget.period, plan=plan.tier,
            window=window(budget.period, at, plan.time_zone), persona_id=budget.persona_id, zone=plan.time_zone,
        )  # fmt: skip

    def _left(self, actor: Actor, plan: Plan, budget: Budget, at: datetime) -> int:
        want = self._of_budget(plan, budget, 0, at)
        return budget.cap_microdollars - self.store.quotas.used(actor, lambda _: [want])[0]

    def _dearest(self, model: str) -> int | None:
        """The most that a reply can cost: the longest prompt, as dear as it can be, and the longest reply."""
        provider, _, name = model.partition("/")
        asked = [TokenCount(**{kind: self.prompt_tokens}, output=REPLY_TOKENS) for kind in ("input", "cache_write")]
        found = [price(provider, name or provider, tokens) for tokens in asked]
        return None if None in found else max(one for one in found if one is not None)

    @staticmethod
    def _free(model: str) -> bool | None:
        """Whether a model costs nothing; None where nobody knows."""
        provider, _, name = model.partition("/")
        cost = price(provider, name or provider, TokenCount(input=10**6, output=10**6))
        return None if cost is None else cost == 0

    def _closed(self, plan: Plan, feature: Feature) -> QuotaReached:
        having = [tier.title for tier in self.tiers.values() if feature in tier.features]
        return QuotaReached(
            f"The plan {self.tier(plan).title} does not open {feature}.",
            limit=feature,
            left="nothing",
            why=f"Plans that do: {', '.join(having) or 'none'}.",
            next_step=f"{SEE} What this machine does by itself is free on every plan.",
        )


def _unpriced(model: str) -> InvalidInput:
    return InvalidInput(
        f"A budget cannot be kept with {model!r}.",
        why="Its price is not in the table of prices.",
        next_step="Name its price in the file of PERSONAFORGE_PRICES_FILE (0 for a server of your own), or take the "
        f"budget away in {WHERE}.",
    )
