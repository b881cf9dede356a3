"""How to have a round's figures again: the Python, the command line and the SQL that give the same."""

from __future__ import annotations

from typing import Final

from studio.again import Again

_SQL: Final = (
    "SELECT rater, COUNT(*) AS ratings, AVG(value) AS mean, AVG(seconds) AS seconds\n"
    "FROM ratings WHERE round_id = '{}' GROUP BY rater ORDER BY rater;\n"
)


def of_round(round_id: str) -> Again:
    """Agreement, result and every rating of a round."""
    return Again(
        python=(
            "import studio\n\nlab = studio.open()\nrating, actor = lab.services.rating, lab.services.actor\n"
            f"print(rating.agreement(actor, {round_id!r}))\n"
            f"print(rating.result(actor, {round_id!r}))\n"
            f"print(rating.export(actor, {round_id!r}))\n"
        ),
        command=f"personaforge eval agreement {round_id} --reveal --csv ratings.csv\n",
        sql=_SQL.format(round_id),
    )
