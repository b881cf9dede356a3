"""How often the costs page's intervals hold the truth, and what its questions cost beside one bare sum."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import duckdb
import numpy as np
from scipy import stats

from evals.statistics.ahead import MOST, ahead, learnt
from evals.statistics.estimate import Interval
from evals.statistics.increment import Arm, increment
from store.warehouse import sums
from store.warehouse.asking import WITHIN
from store.warehouse.cost_questions import by_day_question, spend_question
from store.warehouse.cost_units import CONVERSATIONS, MINUTES, arms_question, tokens_question

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from evals.statistics.estimate import Estimate

    Floats = NDArray[np.float64]
    Ends = tuple[float, float]

TRIES = 1_000
MONTHS = 300
DRAWS = 999
HALF = 0.5
ROWS = 1_000_000


def world(kind: str, count: int, random: np.random.Generator) -> Floats:
    """Days of spending: steady, every other day idle, by the week, in runs, with a long tail, rising."""
    steady = random.gamma(4.0, 250.0, count)
    match kind:
        case "idle":
            return random.gamma(1.5, 600.0, count) * (random.random(count) < HALF)
        case "week":
            return steady * np.array([1.3, 1.4, 1.3, 1.2, 1.1, 0.3, 0.2])[np.arange(count) % 7]
        case "runs":
            level = np.zeros(count)
            for at in range(1, count):
                level[at] = 0.6 * level[at - 1] + 0.8 * random.normal()
            return 1_000.0 * np.exp(0.6 * level)
        case "tail":
            return random.lognormal(6.0, 1.2, count)
        case "rising":
            return steady * (1.0 + np.arange(count) / count)
        case _:
            return steady


def ours(days: Floats, coming: int, _: np.random.Generator) -> Ends:
    """The studio's own, wider by what earlier forecasts missed."""
    return _ends(learnt(days.tolist(), coming).total)


def alone(days: Floats, coming: int, _: np.random.Generator) -> Ends:
    """The same without looking back."""
    return _ends(ahead(days.tolist(), coming).total)


def _ends(found: Estimate) -> Ends:
    return (found.low, found.high) if isinstance(found, Interval) else (np.nan, np.nan)


def plain(days: Floats, coming: int, _: np.random.Generator) -> Ends:
    """Student's t with days independent and alike."""
    count, spread = len(days), days.std(ddof=1)
    reach = float(stats.t.ppf(0.975, count - 1)) * spread * np.sqrt(coming + coming**2 / count)
    return max(days.mean() * coming - reach, 0.0), days.mean() * coming + reach


def drawn(days: Floats, coming: int, random: np.random.Generator) -> Ends:
    """Percentiles of days drawn again from days drawn again."""
    count = len(days)
    drawn_days = days[random.integers(0, count, (DRAWS, count))]
    totals = np.take_along_axis(drawn_days, random.integers(0, count, (DRAWS, coming)), 1).sum(axis=1)
    low, high = np.quantile(totals, [0.025, 0.975])
    return float(low), float(high)


def forecasts() -> None:
    """Share of months that each method's 95 % interval held."""
    print(f"forecasts: share held of {MONTHS} months by 95 % intervals (Monte-Carlo error 1.3 %)")
    print(f"{'days':<9}{'history':>8}{'coming':>8}{'the page':>10}{'no look back':>14}{'plain t':>10}{'drawn':>10}")
    methods = (ours, alone, plain, drawn)
    for kind in ("steady", "idle", "week", "runs", "tail", "rising"):
        for count in (14, 28, MOST, 120):
            for coming in (5, 20):
                random = np.random.default_rng(7)
                held = [0] * len(methods)
                for _ in range(MONTHS):
                    days = world(kind, count + coming, random)
                    came = days[count:].sum()
                    for at, method in enumerate(methods):
                        low, high = method(days[:count], coming, random)
                        held[at] += bool(low <= came <= high)
                shares = [f"{one / MONTHS:.1%}" for one in held]
                print(f"{kind:<9}{count:>8}{coming:>8}{shares[0]:>10}{shares[1]:>14}{shares[2]:>10}{shares[3]:>10}",
                      flush=True)  # fmt: skip


def arm(cost: float, score: float, talks: int, random: np.random.Generator) -> Arm:
    """Conversations of 3 to 29 turns."""
    turns = random.integers(3, 30, talks).astype(float)
    return Arm(
        cost=random.gamma(4.0, cost / 4.0, talks) * turns, costed=turns,
        effect=100.0 * random.beta(12.0 * score, 12.0 * (1.0 - score), talks) * turns, measured=turns,
    )  # fmt: skip


def percentiles(first: Arm, second: Arm, random: np.random.Generator) -> Ends:
    """Percentiles of the ratio under whole conversations drawn again."""
    means = []
    for one in (first, second):
        count = len(one.cost)
        weights = random.multinomial(count, [1.0 / count] * count, DRAWS).astype(float)
        means.append((weights @ one.cost / (weights @ one.costed), weights @ one.effect / (weights @ one.measured)))
    low, high = np.quantile((means[1][0] - means[0][0]) / (means[1][1] - means[0][1]), [0.025, 0.975])
    return float(low), float(high)


def points() -> None:
    """Share of pairs in which the interval of a point's cost held the truth, where it was told at all."""
    print(f"\ncost of a point, {TRIES} pairs of arms: share told; held of those told, by Fieller and by percentiles")
    print(f"{'conversations':>14}{'points apart':>14}{'told':>9}{'Fieller':>10}{'percentiles':>13}")
    for talks in (10, 30, 100):
        for apart in (0.02, 0.05, 0.1, 0.15):
            random, truth = np.random.default_rng(11), 2_000.0 / (100.0 * apart)
            told = fieller = drawn_held = 0
            for _ in range(TRIES):
                first, second = arm(1_000.0, 0.8, talks, random), arm(3_000.0, 0.8 + apart, talks, random)
                found = increment(first, second).ratio
                if not isinstance(found, Interval):
                    continue
                told += 1
                fieller += found.low <= truth <= found.high
                low, high = percentiles(first, second, random)
                drawn_held += low <= truth <= high
            print(
                f"{talks:>14}{apart * 100:>14.0f}{told / TRIES:9.1%}{fieller / max(told, 1):10.1%}"
                f"{drawn_held / max(told, 1):13.1%}",
                flush=True,
            )


def questions() -> None:
    """Each question over a million calls and turns in memory, as a multiple of one bare sum over the same table."""
    connection = duckdb.connect()
    connection.execute("SET threads = 2; SET TimeZone = 'UTC'")
    connection.execute(f"""
CREATE TABLE usage AS SELECT to_timestamp(1764000000 + i * 31) AS created_at, created_at::DATE AS day,
  'call-' || i AS id, 'user' AS user_id, 'version-' || (i // 20 % 9) AS version_id, 'chat' AS mode,
  'persona-' || (i % 8) AS persona_id, 'session-' || (i // 20) AS session_id, 'anthropic' AS provider,
  'claude-' || (i % 4) AS model, CASE i % 10 WHEN 0 THEN 'speech' ELSE 'text' END AS operation,
  CASE i % 5 WHEN 0 THEN 'judge' ELSE 'turn' END AS purpose, nullif((i * 37) % 90001, 17)::BIGINT AS cost_microdollars,
  i % 3000 AS input_tokens, i % 300 AS output_tokens, i % 2000 AS cache_read_tokens, 0 AS cache_write_tokens,
  (i % 60)::DOUBLE AS seconds FROM range({ROWS}) r(i)""")  # noqa: S608 - our own number
    connection.execute(f"""
CREATE TABLE turns AS SELECT 'session-' || (i // 20) AS session_id, 'persona-' || (i % 8) AS persona_id,
  'version-' || (i // 20 % 9) AS version_id, 'anthropic' AS provider, 'claude-' || (i // 20 % 4) AS model,
  false AS copied, 'complete' AS status, (i * 37) % 9001 AS llm_cost_microdollars,
  nullif((i * 31) % 1000, 5) / 1000.0 AS score, NULL::VARCHAR AS injected_type FROM range({ROWS}) r(i)""")  # noqa: S608
    connection.execute(f"CREATE TABLE sums AS {sums.of('usage')}")
    floor = best(lambda: connection.execute("SELECT sum(cost_microdollars) FROM usage").fetchall())
    print(f"\nquestions over {ROWS:,} calls, two threads; one bare sum takes {floor * 1e3:.1f} ms")
    berlin = "Europe/Berlin"
    for name, question in (
        ("spend, by day and five splits", spend_question(zone=berlin, source="sums")),
        ("the same from single entries", spend_question(zone=berlin)),
        ("the same with ICU's days", spend_question(zone=berlin, readable=True)),
        ("by day alone, for the forecast", by_day_question(zone=berlin, source="sums")),
        ("conversations", CONVERSATIONS),
        ("minutes", MINUTES),
        ("replies by model", arms_question("model")),
        ("tokens by price", tokens_question((100_000,))),
    ):
        text = question.replace(WITHIN, "true")
        took = best(lambda text=text: connection.sql(text).to_arrow_table())  # type: ignore[misc]
        print(f"{name:<34}{took * 1e3:10.1f} ms{took / floor:10.1f} x")


def best(work: Callable[[], object], times: int = 5) -> float:
    """The least seconds it took."""
    taken = []
    for _ in range(times):
        started = time.perf_counter()
        work()
        taken.append(time.perf_counter() - started)
    return min(taken)


if __name__ == "__main__":
    print(f"{datetime.now(UTC):%Y-%m-%d}")
    questions()
    forecasts()
    points()
