"""`personaforge eval ablate`: fields taken out in turn, from the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


def test_fields_are_ranked_with_what_could_be_seen(run: Callable[..., tuple[int, str]]) -> None:
    """The cost first; then each field with its effect, and that so few conversations cannot tell."""
    command = ("eval", "ablate", "mira", "--suite", "style", "--field", "mind.values", "--most", "2")
    code, estimate = run(*command, "--estimate")
    assert code == 0
    assert "2 arms, 4 cases" in estimate
    assert estimate.splitlines()[-1] == "mind.values"
    code, told = run(*command)
    assert code == 0
    assert "mira-okafor without each of 1 fields, by the suite 'style': 2 cases" in told
    assert "no effect among 1 fields could be found; that takes 6" in told
    assert "\nmind.values: " in told
    assert "The understudy reads no prompt" in told
    code, again = run(*command)
    assert "0 calls paid for, 4 cases kept from before" in again


def test_a_margin_that_is_none_is_refused(run: Callable[..., tuple[int, str]]) -> None:
    """Before anything is played."""
    code, told = run("eval", "ablate", "mira", "--suite", "style", "--field", "mind.values", "--margin", "-1")
    assert code == 1
    assert "not above 0" in told
