"""How to have the week in numbers again: the Python, the command line and the SQL, ready to copy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from store.warehouse.asking import filled
from store.warehouse.use_questions import USE
from store.warehouse.week_questions import TALKS
from studio.again import Again

if TYPE_CHECKING:
    from studio.analytics.week import Numbers


def week(found: Numbers) -> Again:
    """The five numbers."""
    return Again(
        python=(
            "import studio\n\nlab = studio.open()\nfor one in lab.week().all:\n"
            "    print(one.name, one.value, one.interval, one.change, sep=' | ')\n"
        ),
        command="personaforge week\n",
        sql=filled(TALKS, since=found.since, middle=found.middle, until=found.until),
    )


def effect(slug: str, persona_id: str) -> Again:
    """What became of a persona."""
    return Again(
        python=(
            "import studio\n\nlab = studio.open()\nservices, persona = lab.services, lab.persona("
            f"{slug!r})\nprint(services.effectiveness.of(services.actor, persona.card.id))\n"
        ),
        command=f"personaforge week --persona {slug}\n",
        sql=filled(USE, persona=persona_id),
    )
