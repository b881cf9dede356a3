"""A suite of the user's own, as text: read, or told line by line what is wrong. Knows no page and keeps nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from evals.suites import load
from evals.suites.errors import InvalidSuite

if TYPE_CHECKING:
    from evals.suites.errors import Problem
    from evals.suites.suite import Suite

FILE: Final = "your suite"
"""What the text is called where its faults are told."""

BEGINNING: Final = """\
name: mine
title: My own
extends: in_character   # optional; takes over its conversations, scorers and gates
seeds: [0, 1]
conversations:
  - id: stubborn
    over: belief        # one case for each belief; also: boundary, life, topic, once
    turns: 3
    simulator:
      kind: scripted
      lines: ["What about {topic}?", "{opposite}", "Are you sure?"]
    probes:
      - {id: end, over: belief, after: [-1], ask: ["Once more: {topic}?"]}
scorers: [{name: belief survival}]
gates: [{scorer: belief survival, at_least: 0.9}]
"""
"""A text to begin with; it is a suite as it stands."""


@dataclass(frozen=True, slots=True)
class Read:
    """The suite, or None and its problems, each with its line."""

    suite: Suite | None
    problems: tuple[Problem, ...] = ()


def read(text: str) -> Read:
    """The suite that the text holds, or all that is wrong with it."""
    try:
        return Read(load.parse(text.encode("utf-8", "surrogatepass"), file=FILE))
    except InvalidSuite as error:
        return Read(None, error.problems)
