"""Which place lies in which, from `places.toml`. Of a place that is not listed it knows nothing."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

Rank = Literal["continent", "country", "region", "city"]
Relation = Literal["compatible", "apart", "unknown"]

_LISTS: Final[tuple[tuple[str, Rank], ...]] = (
    ("continents", "continent"),
    ("countries", "country"),
    ("regions", "region"),
)


class Gazetteer(NamedTuple):
    """Names in lower case: the places each lies in, its rank, and the country of each word for a people."""

    within: Mapping[str, frozenset[str]]
    rank: Mapping[str, Rank]
    aliases: Mapping[str, str]
    demonyms: Mapping[str, str]
    pattern: re.Pattern[str]


@cache
def gazetteer() -> Gazetteer:
    """The shipped list."""
    lists = tomllib.loads(files("brain.drift.claims").joinpath("places.toml").read_text(encoding="utf-8"))
    parents: dict[str, set[str]] = {}
    rank: dict[str, Rank] = {}
    for table, kind in _LISTS:
        for place, inside in lists[table].items():
            rank[place] = kind
            parents.setdefault(place, set())
            for name in inside.split(","):
                part = " ".join(name.split())
                parents.setdefault(part, set()).add(place)
                rank.setdefault(part, "city")
    for place in lists["regions"]:
        rank[place] = "region"
    rank |= dict.fromkeys(("london", "new york city"), "city")
    within = {place: frozenset(_above(place, parents)) for place in parents}
    names = sorted({*within, *lists["aliases"]}, key=lambda name: (-len(name), name))
    pattern = re.compile(rf"\b(?:{'|'.join(map(re.escape, names))})\b")
    return Gazetteer(within, rank, lists["aliases"], lists["demonyms"], pattern)


def canonical(name: str) -> str:
    """The name in lower case under which a place is listed, whatever it is called."""
    plain = name.lower().removeprefix("the ").replace("ü", "u").replace("ö", "o").replace("é", "e").replace("ã", "a")
    return gazetteer().aliases.get(plain, plain)


def known(name: str) -> bool:
    """Whether a canonical name is listed."""
    return name in gazetteer().within


def relation(one: str, other: str) -> Relation:
    """Whether somebody can be in both places at once. Regions and cities of one country may overlap unlisted."""
    if one == other:
        return "compatible"
    places = gazetteer()
    if one not in places.within or other not in places.within:
        return "unknown"
    if one in places.within[other] or other in places.within[one]:
        return "compatible"
    if {places.rank[one], places.rank[other]} == {"region", "city"} and _country(one) & _country(other):
        return "unknown"
    return "apart"


def narrowest(names: frozenset[str]) -> frozenset[str]:
    """Of several names those that hold none of the others: of a town and its country the town."""
    within = gazetteer().within
    return frozenset(name for name in names if not any(name in within.get(other, ()) for other in names))


def _country(place: str) -> frozenset[str]:
    places = gazetteer()
    return frozenset(name for name in (place, *places.within[place]) if places.rank[name] == "country")


def _above(place: str, parents: Mapping[str, set[str]]) -> set[str]:
    found: set[str] = set()
    waiting = list(parents.get(place, ()))
    while waiting:
        one = waiting.pop()
        if one not in found:
            found.add(one)
            waiting += parents.get(one, ())
    return found
