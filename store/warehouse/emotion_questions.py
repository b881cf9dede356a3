"""What the user and the persona felt over many turns: the questions and their answers. Knows no chart and no formula.

Every mean is one over conversations, each of which counts once however long it is. Turns without a reply and the
copied turns of forks are left out: a copy is counted where it was said.
"""

# ruff: noqa: S608 - what is put into a statement here is a constant of this module, or of a closed set

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple

from store.warehouse.asking import WITHIN, ask
from store.warehouse.days import day_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from brain.emotion.labels import VAD
    from store.actor import Actor
    from store.warehouse.warehouse import Warehouse
    from store.warehouse.window import Window

Whose = Literal["user", "persona"]
Axis = Literal["valence", "arousal", "dominance"]
Span = Literal["hour", "day", "week", "month"]

WHOSE: Final[tuple[Whose, ...]] = ("user", "persona")
AXES: Final[tuple[Axis, ...]] = ("valence", "arousal", "dominance")
_BOTH: Final = tuple((whose, axis) for whose in WHOSE for axis in AXES)

WALKED: Final = 50_000
"""About as many turns are read where a question counts within each conversation: whole ones, drawn by their id."""

COMPARED: Final = 20_000
"""The same, where agreement is computed reading by reading, and for words, of which a reading has several."""

LONGEST: Final = 60
"""Turns of a conversation that a trajectory follows."""

WORDS: Final = 12
"""Words that moved most readings, of each of the two."""

_KEPT: Final = f"reply_characters > 0 AND NOT copied AND {WITHIN}"


class Moments(NamedTuple):
    """A mean over so many conversations, and its standard deviation (n - 1); None for fewer than two of them."""

    conversations: int
    mean: float
    deviation: float | None


@dataclass(frozen=True, slots=True)
class Felt:
    """The mean of an axis at `at`: a moment at which a span begins, or a turn of a conversation (1 is the first)."""

    whose: Whose
    axis: Axis
    at: datetime | int
    moments: Moments


@dataclass(frozen=True, slots=True)
class Share:
    """Which share of a conversation's readings have a label."""

    whose: Whose
    label: str
    moments: Moments


@dataclass(frozen=True, slots=True)
class Word:
    """Which share of a conversation's readings a word moved, how many in all, and the label that most of them had."""

    whose: Whose
    word: str
    label: str
    readings: int
    moments: Moments


@dataclass(frozen=True, slots=True)
class Passage:
    """So many times one emotion was followed by another; `moments` are of its share of what followed the first."""

    before: str
    after: str
    times: int
    moments: Moments


@dataclass(frozen=True, slots=True)
class Slope:
    """How much an axis moves a turn within conversations of three turns and more, by least squares."""

    whose: Whose
    axis: Axis
    moments: Moments


@dataclass(frozen=True, slots=True)
class Away:
    """How far replies of a version lie from its baseline: distance in VAD, and the drift signal's z (None: never)."""

    persona_id: str
    version_id: str
    moments: Moments
    z: float | None


@dataclass(frozen=True, slots=True)
class Tier:
    """How many readings a tier made, and how sure it was of them on average."""

    whose: Whose
    tier: str
    readings: int
    confidence: float


@dataclass(frozen=True, slots=True)
class Tagged:
    """A reply whose emotion the persona told by a tag, and what its words alone were read as."""

    session_id: str
    told: str
    heard: str


_MOMENTS: Final = "count(*) AS conversations, avg(s) AS mean, stddev_samp(s) AS deviation"

# Where a conversation may have none of what is counted, its nought is in no row.
_SPARSE: Final = (
    "of_all.conversations, sum(s) / of_all.conversations AS mean, "
    "sqrt(greatest(sum(s * s) - sum(s) ** 2 / of_all.conversations, 0) / nullif(of_all.conversations - 1, 0)) "
    "AS deviation"
)


def _sampled(most: int, condition: str = "true") -> str:
    """The condition, and that the turn's conversation is among those drawn so that about `most` turns are left."""
    share = f"(SELECT least(1.0, {most} / greatest(count(*), 1)) FROM turns WHERE {condition} AND {WITHIN})"
    return f"{condition} AND {_KEPT} AND (hash(session_id) % 1000000) < 1000000 * {share}"


def over_time_sql(span: Span, axis: Axis, *, zone: str = "") -> str:
    """The mean of an axis in each hour, day, week or month of the zone `$zone`.

    With the zone's name days are worked out by additions, instead of by a function that looks it up for every turn.
    """
    at = day_of(zone, until=datetime.now(UTC)) if zone and span != "hour" else "created_at AT TIME ZONE $zone"
    return f"""
WITH said AS (
  SELECT date_trunc('{span}', {at})::TIMESTAMP AS place, session_id,
    avg(user_{axis}) AS user_s, avg(persona_{axis}) AS persona_s
  FROM turns WHERE {_KEPT} GROUP BY ALL
)
SELECT whose, place AT TIME ZONE $zone AS place, {_MOMENTS}
FROM (SELECT 'user' AS whose, place, user_s AS s FROM said UNION ALL SELECT 'persona', place, persona_s FROM said)
GROUP BY whose, place ORDER BY whose, place
"""


LEVELS: Final = f"""
WITH said AS (
  SELECT {", ".join(f"avg({a}_{b}) AS {a}_{b}" for a, b in _BOTH)} FROM turns WHERE {_KEPT} GROUP BY session_id
)
SELECT axis, {_MOMENTS}
FROM ({" UNION ALL ".join(f"SELECT '{b}' AS axis, persona_{b} - user_{b} AS s FROM said" for b in AXES)})
GROUP BY axis ORDER BY axis
"""

EDGES: Final = f"SELECT min(created_at) AS first, max(created_at) AS last FROM turns WHERE {_KEPT}"

BY_TURN: Final = f"""
SELECT turn_index AS place, count(*) AS conversations,
  {", ".join(f"avg({a}_{b}) AS {a}_{b}, stddev_samp({a}_{b}) AS {a}_{b}_d" for a, b in _BOTH)}
FROM turns WHERE {_KEPT} AND turn_index <= {LONGEST} GROUP BY turn_index ORDER BY turn_index
"""

SHARES: Final = f"""
WITH said AS (SELECT session_id, user_emotion, persona_emotion FROM turns WHERE {_sampled(WALKED)}),
sizes AS (SELECT session_id, count(*)::DOUBLE AS n FROM said GROUP BY session_id),
of_all AS (SELECT count(*) AS conversations FROM sizes),
found AS (
  SELECT 'user' AS whose, session_id, user_emotion AS label, count(*) AS times FROM said GROUP BY ALL
  UNION ALL SELECT 'persona', session_id, persona_emotion, count(*) FROM said GROUP BY ALL
)
SELECT whose, label, {_SPARSE}
FROM (SELECT whose, label, times / n AS s FROM found JOIN sizes USING (session_id)), of_all
GROUP BY whose, label, of_all.conversations ORDER BY whose, mean DESC, label
"""

_MOVED: Final = " UNION ALL ".join(
    f"SELECT '{whose}' AS whose, session_id, {whose}_emotion AS label, "
    f"unnest(list_distinct(string_split({whose}_triggers, chr(10)))) AS word FROM said WHERE {whose}_triggers <> ''"
    for whose in WHOSE
)

# Shares are worked out for the words alone that are shown.
TRIGGERS: Final = f"""
WITH said AS (
  SELECT session_id, user_emotion, persona_emotion, user_triggers, persona_triggers
  FROM turns WHERE {_sampled(COMPARED)}
),
sizes AS (SELECT session_id, count(*)::DOUBLE AS n FROM said GROUP BY session_id),
of_all AS (SELECT count(*) AS conversations FROM sizes),
moved AS (
  SELECT whose, session_id, label, lower(word) AS word, count(*) AS times FROM ({_MOVED}) GROUP BY ALL
),
labelled AS (SELECT whose, word, label, sum(times)::BIGINT AS times FROM moved GROUP BY ALL),
shown AS (
  SELECT whose, word, arg_max(label, (times, label)) AS label, sum(times)::BIGINT AS readings FROM labelled
  GROUP BY whose, word
  QUALIFY row_number() OVER (PARTITION BY whose ORDER BY readings DESC, word) <= {WORDS}
),
found AS (
  SELECT whose, word, session_id, sum(times) AS times FROM moved SEMI JOIN shown USING (whose, word) GROUP BY ALL
)
SELECT whose, word, label, readings, {_SPARSE}
FROM (SELECT whose, word, times / n AS s FROM found JOIN sizes USING (session_id)) JOIN shown USING (whose, word),
  of_all
GROUP BY whose, word, label, readings, of_all.conversations ORDER BY whose, readings DESC, word
"""

_PASSAGES: Final = (
    """
WITH said AS ({said}),
found AS (
  SELECT session_id, before, after, count(*) AS times, sum(count(*)) OVER (PARTITION BY session_id, before) AS n
  FROM said WHERE before IS NOT NULL AND after IS NOT NULL GROUP BY session_id, before, after
),
of_all AS (SELECT before, count(DISTINCT session_id) AS conversations FROM found GROUP BY before)
SELECT before, after, sum(times)::BIGINT AS times, """
    + _SPARSE
    + """
FROM (SELECT before, after, times, times / n::DOUBLE AS s FROM found) JOIN of_all USING (before)
GROUP BY before, after, of_all.conversations ORDER BY times DESC, before, after
"""
)

ANSWERS: Final = _PASSAGES.format(
    said=f"SELECT session_id, user_emotion AS before, persona_emotion AS after FROM turns WHERE {_sampled(WALKED)}"
)

FOLLOWS: Final = _PASSAGES.format(
    said=f"SELECT session_id, lag(persona_emotion) OVER talk AS before, persona_emotion AS after FROM turns "
    f"WHERE {_sampled(WALKED)} WINDOW talk AS (PARTITION BY session_id ORDER BY turn_index)"
)

SLOPES: Final = f"""
WITH slopes AS (
  SELECT {", ".join(f"regr_slope({a}_{b}, turn_index) AS {a}_{b}" for a, b in _BOTH)}
  FROM turns WHERE {_KEPT} GROUP BY session_id HAVING count(*) >= 3
)
SELECT count(*) AS conversations,
  {", ".join(f"avg({a}_{b}) AS {a}_{b}, stddev_samp({a}_{b}) AS {a}_{b}_d" for a, b in _BOTH)}
FROM slopes
"""

AWAY: Final = f"""
WITH home AS (
  SELECT unnest($versions_at_home) AS version_id, unnest($valence) AS v, unnest($arousal) AS a, unnest($dominance) AS d
),
said AS (
  SELECT persona_id, version_id, session_id, avg(z_baseline) AS z,
    avg(sqrt((persona_valence - v) ** 2 + (persona_arousal - a) ** 2 + (persona_dominance - d) ** 2)) AS s
  FROM turns JOIN home USING (version_id) WHERE {_KEPT} GROUP BY ALL
)
SELECT persona_id, version_id, {_MOMENTS}, avg(z) AS z FROM said GROUP BY ALL ORDER BY mean DESC, version_id
"""

VERSIONS: Final = f"SELECT version_id FROM turns WHERE {_KEPT} GROUP BY ALL ORDER BY count(*) DESC, version_id"

TIERS: Final = " UNION ALL ".join(
    f"SELECT '{whose}' AS whose, {whose}_tier AS tier, count(*) AS readings, avg({whose}_confidence) AS confidence "
    f"FROM turns WHERE {_KEPT} GROUP BY tier"
    for whose in WHOSE
) + " ORDER BY whose, readings DESC, tier"  # fmt: skip

TAGGED: Final = f"""
SELECT session_id, persona_emotion AS told, persona_heard AS heard FROM turns
WHERE {_sampled(COMPARED, "persona_heard IS NOT NULL")} ORDER BY session_id, turn_index
"""


def over_time(
    warehouse: Warehouse, actor: Actor, window: Window, *, span: Span, zone: str, axis: Axis
) -> tuple[Felt, ...]:
    """The mean of an axis in each hour, day, week (from Monday) or month of a zone in which there are turns."""
    rows = ask(warehouse, actor, over_time_sql(span, axis, zone=zone), window, zone=zone).to_pylist()
    return tuple(Felt(row["whose"], axis, row["place"], _moments(row)) for row in rows)


def edges(warehouse: Warehouse, actor: Actor, window: Window) -> tuple[datetime, datetime] | None:
    """When the first and the last of these turns was; None where there are none."""
    (row,) = ask(warehouse, actor, EDGES, window).to_pylist()
    return None if row["first"] is None else (row["first"], row["last"])


def apart(warehouse: Warehouse, actor: Actor, window: Window) -> dict[Axis, Moments]:
    """How much higher an axis is in a persona's replies than in its user's words, conversation by conversation."""
    return {row["axis"]: _moments(row) for row in ask(warehouse, actor, LEVELS, window).to_pylist()}


def by_turn(warehouse: Warehouse, actor: Actor, window: Window) -> tuple[Felt, ...]:
    """The mean of every axis at each turn of a conversation, up to the sixtieth."""
    rows = ask(warehouse, actor, BY_TURN, window).to_pylist()
    return tuple(Felt(whose, axis, row["place"], _of(row, whose, axis)) for whose, axis in _BOTH for row in rows)


def shares(warehouse: Warehouse, actor: Actor, window: Window) -> tuple[Share, ...]:
    """How often each label was read, the user's and the persona's, most first."""
    rows = ask(warehouse, actor, SHARES, window).to_pylist()
    return tuple(Share(row["whose"], row["label"], _moments(row)) for row in rows)


def triggers(warehouse: Warehouse, actor: Actor, window: Window) -> tuple[Word, ...]:
    """The words that moved most readings of the user's and of the persona's, folded to lower case."""
    rows = ask(warehouse, actor, TRIGGERS, window).to_pylist()
    return tuple(Word(row["whose"], row["word"], row["label"], row["readings"], _moments(row)) for row in rows)


def passages(warehouse: Warehouse, actor: Actor, window: Window, *, whose: Whose) -> tuple[Passage, ...]:
    """How the persona answers each emotion of the user (`user`), or how its own follow each other (`persona`)."""
    rows = ask(warehouse, actor, ANSWERS if whose == "user" else FOLLOWS, window).to_pylist()
    return tuple(Passage(row["before"], row["after"], row["times"], _moments(row)) for row in rows)


def slopes(warehouse: Warehouse, actor: Actor, window: Window) -> tuple[Slope, ...]:
    """How every axis moves within a conversation; empty where none has three turns."""
    (row,) = ask(warehouse, actor, SLOPES, window).to_pylist()
    return tuple(Slope(*pair, _of(row, *pair)) for pair in _BOTH) if row["conversations"] else ()


def versions(warehouse: Warehouse, actor: Actor, window: Window) -> tuple[str, ...]:
    """The ids of the versions that replied, the most often first."""
    return tuple(ask(warehouse, actor, VERSIONS, window).column("version_id").to_pylist())


def away(warehouse: Warehouse, actor: Actor, window: Window, baselines: Mapping[str, VAD]) -> tuple[Away, ...]:
    """How far the replies of each version lie from its baseline, given by the version's id; furthest first."""
    rows = ask(warehouse, actor, AWAY, window, **at_home(baselines)).to_pylist()
    return tuple(Away(row["persona_id"], row["version_id"], _moments(row), row["z"]) for row in rows)


def at_home(baselines: Mapping[str, VAD]) -> dict[str, list[Any]]:
    """The values of `AWAY` for these baselines."""
    points: dict[str, list[Any]] = {axis: [float(getattr(one, axis)) for one in baselines.values()] for axis in AXES}
    return {"versions_at_home": list(baselines), **points}


def tiers(warehouse: Warehouse, actor: Actor, window: Window) -> tuple[Tier, ...]:
    """Which tier read the emotions, most first."""
    return tuple(Tier(**row) for row in ask(warehouse, actor, TIERS, window).to_pylist())


def tagged(warehouse: Warehouse, actor: Actor, window: Window) -> tuple[Tagged, ...]:
    """Replies whose emotion was told by a tag and read from the words as well, those of whole conversations."""
    return tuple(Tagged(**row) for row in ask(warehouse, actor, TAGGED, window).to_pylist())


def _moments(row: Mapping[str, Any]) -> Moments:
    return Moments(row["conversations"], row["mean"], row["deviation"])


def _of(row: Mapping[str, Any], whose: Whose, axis: Axis) -> Moments:
    return Moments(row["conversations"], row[f"{whose}_{axis}"], row[f"{whose}_{axis}_d"])
