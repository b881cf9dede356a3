"""The word lists of `words.toml` as tables, and the stem under which two forms of a word meet. Knows no claim."""

from __future__ import annotations

import tomllib
from functools import cache, lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

_LEAST: Final = 4


class Vocabulary(NamedTuple):
    """Words in normal form. `senses` maps a stem to the one that stands for its sense; `contrary` holds both ways.

    `relations` maps a word to the kind of kin or animal, `trades` to the number of its group of trades.
    """

    stop: frozenset[str]
    negators: frozenset[str]
    suspends: frozenset[str]
    refusing: frozenset[str]
    saying: frozenset[str]
    figurative: frozenset[str]
    pronouns: frozenset[str]
    better: frozenset[str]
    past: frozenset[str]
    irregular: Mapping[str, str]
    senses: Mapping[str, str]
    contrary: Mapping[str, frozenset[str]]
    relations: Mapping[str, str]
    trades: Mapping[str, int]
    first_names: frozenset[str]
    meats: frozenset[str]
    units: Mapping[str, int]
    tens: Mapping[str, int]
    ordinals: Mapping[str, int]
    months: Mapping[str, int]
    days: frozenset[str]
    decades: Mapping[str, int]
    hedges: tuple[str, ...]
    pretence: tuple[str, ...]
    joking: tuple[str, ...]


@cache
def vocabulary() -> Vocabulary:
    """The shipped lists."""
    lists = tomllib.loads(files("brain.drift.claims").joinpath("words.toml").read_text(encoding="utf-8"))
    irregular = dict((first, second) for first, second in map(str.split, _entries(lists["irregular"])))  # noqa: C402
    senses: dict[str, str] = {}
    for line in lists["synonyms"].strip().splitlines():
        names = [_stem(word, irregular) for word in line.split()]
        for name in names:
            senses.setdefault(name, senses.get(names[0], names[0]))
    contrary: dict[str, set[str]] = {}
    for pair in _entries(lists["antonyms"]):
        one, other = (senses.get(stem, stem) for stem in (_stem(word, irregular) for word in pair.split()))
        contrary.setdefault(one, set()).add(other)
        contrary.setdefault(other, set()).add(one)
    relations = {word: line.split()[0] for line in lists["relations"].strip().splitlines() for word in line.split()}
    trades = {word: group for group, line in enumerate(lists["trades"].strip().splitlines()) for word in line.split()}
    return Vocabulary(
        **{
            name: frozenset(lists[name].split())
            for name in (
                "stop",
                "negators",
                "suspends",
                "refusing",
                "saying",
                "figurative",
                "pronouns",
                "better",
                "past",
                "first_names",
                "meats",
            )
        },
        units=_counted(lists["units"], start=0),
        tens={word: 10 * value for word, value in _counted(lists["tens"], start=2).items()},
        ordinals=_counted(lists["ordinals"], start=1) | {"thirtieth": 30},
        months=_counted(lists["months"], start=1),
        days=frozenset(lists["days"].split()),
        decades={word: 10 * value for word, value in _counted(lists["decades"], start=2).items()} | {"teens": 13},
        irregular=irregular,
        senses=senses,
        contrary={name: frozenset(others) for name, others in contrary.items()},
        relations=relations,
        trades=trades,
        hedges=_entries(lists["hedges"]),
        pretence=_entries(lists["pretence"]),
        joking=_entries(lists["joking"]),
    )


@lru_cache(maxsize=20_000)
def stem(form: str) -> str:
    """What the forms of a word, and words of the same sense, share: `lived` and `living`, `important` and `matters`."""
    known = vocabulary()
    bare = _stem(form, known.irregular)
    return known.senses.get(bare, bare)


def _stem(form: str, irregular: Mapping[str, str]) -> str:
    word = irregular.get(form, form).removesuffix("'s").removesuffix("n't")
    if len(word) < _LEAST or not word.isascii():
        return word
    for ending, instead in (
        ("ies", "y"),
        ("ied", "y"),
        ("sses", "ss"),
        ("ing", ""),
        ("edly", ""),
        ("ed", ""),
        ("ly", ""),
    ):
        if word.endswith(ending) and len(word) - len(ending) + len(instead) >= _LEAST - 1:
            word = word[: -len(ending)] + instead
            break
    else:
        if word.endswith("es") and word[-3] in "sxzh":
            word = word[:-2]
        elif word.endswith("s") and word[-2] not in "su'":
            word = word[:-1]
    if len(word) >= _LEAST and word[-1] == word[-2] and word[-1] not in "aeiouls":
        word = word[:-1]
    return word.removesuffix("e") if len(word) >= _LEAST else word


def _counted(listed: str, *, start: int) -> dict[str, int]:
    return {word: value for value, word in enumerate(listed.split(), start=start)}


def _entries(listed: str) -> tuple[str, ...]:
    return tuple(" ".join(entry.split()) for entry in listed.split(",") if entry.strip())
