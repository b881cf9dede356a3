"""A run as a value: what was asked for, what came of it, and what it was made with. Knows no store and no model."""

from __future__ import annotations

import platform
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Final, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict

from brain.models import prices
from evals.harness import Stopped
from evals.order import Order, cases_of
from evals.outcome import Outcome
from evals.scorers.catalogue import VERSION

if TYPE_CHECKING:
    from evals.cases import Case

HarnessName = Literal["local", "inspect", "elsewhere"]
"""What played a run; `elsewhere` where conversations that existed were scored (`evals.scoring`)."""

PACKAGES: Final = ("personaforge", "anthropic", "inspect-ai", "numpy", "pydantic", "scikit-learn", "scipy", "wordllama")
"""The versions of these are written down with a run: what is said and measured may follow from them."""


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True)


class Anchored(_Frozen):
    """One score of one frozen conversation (`evals.anchors`); `value` is None where it is missing."""

    anchor: str
    score: str
    value: float | None = None


class Environment(_Frozen):
    """What a run was made with: Python, machine, packages as (name, version), fits of gauge, scorers, price table.

    `anchors` are the scores that what measured gave frozen conversations; empty where they were not scored.
    """

    python: str
    machine: str
    packages: tuple[tuple[str, str], ...]
    drift_fit: str
    scorers: int
    prices: str
    anchors: tuple[Anchored, ...] = ()


class Run(_Frozen):
    """A suite as it was played on personas by a model. `outcomes` are in the order of `cases`; some may be missing."""

    id: str
    order: Order
    harness: HarnessName
    outcomes: tuple[Outcome, ...]
    environment: Environment
    began: AwareDatetime | None = None
    ended: AwareDatetime | None = None
    stopped: Stopped = ""

    @property
    def cases(self) -> tuple[Case, ...]:
        """The cases that the order asks for, the same on every machine."""
        return cases_of(self.order)


def environment(*, drift_fit: str, anchors: tuple[Anchored, ...] = ()) -> Environment:
    """What this process plays and scores with; `anchors` as `evals.anchors.rescoring.rescored` gives them."""
    return Environment(
        python=platform.python_version(),
        machine=f"{platform.system()} {platform.machine()}",
        packages=tuple((name, found) for name in PACKAGES if (found := _version(name))),
        drift_fit=drift_fit,
        scorers=VERSION,
        prices=prices.in_use().as_of.isoformat(),
        anchors=anchors,
    )


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""
