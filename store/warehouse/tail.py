"""What the files do not hold yet, or no longer rightly: read from the database, and kept up entry by entry.

Knows no view and no actor.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import pyarrow as pa
import pyarrow.compute as pc

from store.warehouse import changes
from store.warehouse.columns import KEYS, TABLES
from store.warehouse.parts import apart

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from store.database import Database
    from store.warehouse.changes import Feed
    from store.warehouse.manifest import File, Manifest
    from store.warehouse.reading import Reading


@dataclass(frozen=True, slots=True)
class Covered:
    """Of one table: files to be read as they are, files with rows that the tail takes the place of, and the tail.

    `touched` are the keys whose rows in `masked` files do not count.
    """

    plain: tuple[File, ...]
    masked: tuple[File, ...]
    touched: tuple[str, ...]
    rows: pa.Table


@dataclass(frozen=True, slots=True)
class Tail:
    """All tables at one moment. `base` is the state of the files that it stands on; None for no files at all."""

    feed: Feed
    base: Manifest | None
    broken: frozenset[File]
    tables: Mapping[str, Covered]
    seen: frozenset[int]
    days: Mapping[str, frozenset[date] | None]


NONE: Final[frozenset[File]] = frozenset()


def read(
    database: Database, reading: Reading, base: Manifest | None, broken: frozenset[File], before: Tail | None
) -> Tail | None:
    """The tail as it is now, from the one `before` where the files and the removals of entries are still the same.

    None where the files of `base` are not, or no longer, what the database takes to be the newest state.
    """
    with database.read() as connection:
        feed, entries = changes.queue(connection)
        if base is not None and not stands(base, feed):
            return None
        same = before is not None and before.base is base and before.broken == broken
        if same and before is not None and (before.feed.token, before.feed.drained) == (feed.token, feed.drained):
            new = [one for one in entries if one.id not in before.seen]
        else:
            before, new = None, list(entries)
        tables, days = {}, {}
        for name in TABLES:
            keys, met = changes.keys(new, name)
            if before is not None:
                known = before.days[name]
                days[name] = None if known is None or met is None else known | met
                kept, touched = before.tables[name].rows, before.tables[name].touched
                if not keys:
                    tables[name] = before.tables[name]
                    continue
                parts = [_without(kept, name, keys), *reading.by_key(name, keys, connection)]
                touched = tuple({*touched, *keys})
            elif base is None:
                days[name], touched = frozenset(), ()
                parts = list(reading.all_of(name, connection))
            else:
                days[name], touched = None if met is None else frozenset(met), tuple(keys)
                _, spans = apart(base.of(name), [one for one in broken if one.table == name])
                anew = {key for span in spans for part in reading.keys_between(name, *span) for key in part}
                parts = list(reading.by_key(name, sorted(anew | set(keys)), connection))
            tables[name] = _covered(name, base, broken, days[name], touched, parts)
    return Tail(feed, base, broken, tables, frozenset(one.id for one in entries), days)


def stands(base: Manifest, feed: Feed) -> bool:
    """Whether the files of this state and the queue together are what the database holds."""
    return bool(feed.token) and feed.warehouse == base.warehouse and feed.token in {base.token, base.previous}


def _covered(
    name: str,
    base: Manifest | None,
    broken: frozenset[File],
    days: frozenset[date] | None,
    touched: tuple[str, ...],
    parts: Iterable[pa.Table],
) -> Covered:
    rows = pa.concat_tables([TABLES[name].empty_table(), *parts])
    if base is None:
        return Covered((), (), (), rows)
    kept, _ = apart(base.of(name), [one for one in broken if one.table == name])
    masked = [
        one for one in kept if touched and (days is None or any(one.meets(day, day) for day in days))
    ]  # fmt: skip
    return Covered(tuple(one for one in kept if one not in masked), tuple(masked), touched, rows)


def _without(rows: pa.Table, name: str, keys: Iterable[str]) -> pa.Table:
    gone = pc.is_in(rows[KEYS[name]], value_set=pa.array(list(keys), pa.string()))
    return rows.filter(pc.invert(gone))
