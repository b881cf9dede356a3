"""What a conversation of very many turns takes, on its pages and for one turn more, beside a short one.

Run: python benchmarks/long_conversation.py [turns]

Floor: the same done with a conversation of 100 turns, in the same run.
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from brain.models.understudy import Understudy
from store.demo_rows import DemoSession
from store.warehouse.window import Window
from studio.demo_history import pool
from studio.settings import Settings
from studio.wiring import build

if TYPE_CHECKING:
    from collections.abc import Callable

    from studio.wiring import Services

USUAL: Final = 100_000
SHORT: Final = 100
AGAIN: Final = 5
"""The best of so many times counts."""


def main() -> None:
    """Measure and print."""
    turns = int(sys.argv[1]) if len(sys.argv) > 1 else USUAL
    with tempfile.TemporaryDirectory() as folder:
        services = build(Settings(data_dir=Path(folder), understudy_pace_ms=0))
        short, long = made(services, (SHORT, turns))
        services.store.warehouse.sync(rebuild=True)
        print(f"{'milliseconds':40}{f'of {SHORT}':>12}{f'of {turns:,}':>14}")
        for name, use in USES.items():
            few, many = (least(partial(use, services, one)) for one in (short, long))
            print(f"{name:40}{few:12.1f}{many:14.1f}")
        for page in (services.drift_history.dashboard(), services.emotion_history.dashboard()):
            for name, draw in page.charts.items():
                took = least(partial(draw, services.actor, Window(), UTC), times=1)
                print(f"{f'{page.title}: {name}':40}{'':12}{took:14.1f}")
        services.close()
    print(f"memory at most: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10:,} MB")


def made(services: Services, lengths: tuple[int, ...]) -> list[str]:
    """Conversations of so many turns: one that was played, over and over. Their ids."""
    actor = services.actor
    services.library.load_demo(actor)
    persona = services.store.personas.get(actor, services.library.cards(actor).items[0].id)
    cast = services.demo.casting.cast(persona.genome, genome_hash=persona.version.genome_hash, model_id="understudy")
    played = pool.play(replace(cast, model=Understudy()), seed=8, drift=None)
    talk = pool.talk(played, persona_id=persona.card.id, version_id=persona.version.id)
    writer, until = services.store.demo.writer(actor, [talk], seed=1), datetime.now(UTC)
    planned = [
        DemoSession(
            number=number,
            talk=0,
            label=0,
            mode="chat",
            title="demo: long",
            said_at=tuple(until - timedelta(minutes=length - at) for at in range(length)),
            ratings={},
        )
        for number, length in enumerate(lengths)
    ]
    for one in planned:
        writer.write([one])
    return [writer.session_id(one) for one in planned]


def least(call: Callable[[], Any], *, times: int = AGAIN) -> float:
    """Milliseconds that the quickest of some calls took."""
    took = []
    for _ in range(times):
        start = time.perf_counter()
        call()
        took.append(time.perf_counter() - start)
    return min(took) * 1_000


def middle(services: Services, talk: str) -> int:
    """The number of a turn in the middle."""
    return services.conversations.get(services.actor, talk).turn_count // 2


USES: Final[dict[str, Callable[[Services, str], Any]]] = {
    "last 30 turns": lambda services, talk: services.store.conversations.last(services.actor, talk, 30),
    "50 turns from the middle": lambda services, talk: services.conversations.turns(
        services.actor, talk, after=middle(services, talk), limit=50
    ),
    "ratings of the last 30": lambda services, talk: services.conversations.ratings(
        services.actor, talk, after=max(0, 2 * middle(services, talk) - 30)
    ),
    "first 50 turns of the transcript": lambda services, talk: list(
        islice(services.conversations.export(services.actor, talk, "markdown").pieces(), 50)
    ),
    "one turn more": lambda services, talk: list(services.conversations.say(services.actor, talk, "And what then?")),
    "its course on the drift page": lambda services, talk: services.drift_history.talk(services.actor, talk),
}


if __name__ == "__main__":
    main()
