"""Runs over a small suite: played by the real worker process, or here with a model server that can fail."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Final
from uuid import uuid4

import psycopg
import pytest

from evals.suites import load
from studio.settings import Settings
from studio.wiring import build

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from evals.order import Order
    from studio.wiring import Services

SMALL: Final = """\
name: small
title: Small
seeds: [0, 1, 2, 3]
conversations:
  - {id: talk, turns: 2, simulator: {kind: bank, bank: everyday}}
scorers: [{name: drift mean}, {name: boundary held}]
"""
PRICED: Final = "anthropic/claude-haiku-4-5"


@pytest.fixture
def studio(demo_folder: object) -> Iterator[Services]:  # noqa: ARG001 - the environment is meant
    """The services, with the demo personas loaded."""
    made = build(Settings())
    yield made
    made.close()


@pytest.fixture
def postgres() -> Iterator[str]:
    """The address of an empty database of its own on the loopback server; skips without one, but never in CI."""
    name, server = f"personaforge_test_{uuid4().hex[:12]}", "127.0.0.1:5432"
    try:
        connection = psycopg.connect(f"postgresql://postgres@{server}/postgres", autocommit=True, connect_timeout=3)
    except psycopg.OperationalError as error:
        if os.environ.get("CI") == "true":  # noqa: TID251
            pytest.fail(str(error))
        pytest.skip(f"No PostgreSQL answers at {server} as user postgres.")
    with connection:
        connection.execute(f"CREATE DATABASE {name}".encode())
        yield f"postgresql+psycopg://postgres@{server}/{name}"
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())


@pytest.fixture
def order(studio: Services) -> Callable[..., Order]:
    """Makes an order of four cases of two turns on a demo persona."""

    def make(*, model: str = "understudy", extra: str = "", persona: str = "mira-okafor") -> Order:
        suite = load.parse((SMALL + extra).encode())
        return studio.evaluation.order(studio.actor, suite, [persona], model=model)

    return make
