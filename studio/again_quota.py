"""How to have one's limits and budgets again: the Python, the command line and the SQL that give the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

from studio.again import Again

if TYPE_CHECKING:
    from store.actor import Actor
    from store.periods import Window
    from studio.quotas.standing import Standing


def of_standing(actor: Actor, standing: Standing, day: Window, month: Window) -> Again:
    """The plan, what is used of each limit, and what is spent, in the windows of the user's own day and month."""
    return Again(
        python=(
            "import studio\n\nlab = studio.open()\nstanding = lab.quota()\n"
            "for limit in standing.limits:\n    print(limit.quota, limit.used, limit.most, limit.resets_at)\n"
            "for one in standing.budgets:\n    print(one.budget, one.spent_microdollars, one.resets_at)\n"
        ),
        command="personaforge quota\n",
        sql=(
            f"-- Day and month in {standing.time_zone}.\n"
            "SELECT COUNT(*) AS messages_today FROM interactions\n"
            f"WHERE user_id = '{actor.user_id}' AND copied_from IS NULL\n"
            "  AND (status = 'complete' OR persona_response <> '')\n"
            f"  AND created_at >= '{_moment(day, 'starts_at')}' AND created_at < '{_moment(day, 'ends_at')}';\n\n"
            "SELECT operation, SUM(seconds) / 60 AS minutes, SUM(cost_microdollars) AS microdollars\n"
            f"FROM usage WHERE user_id = '{actor.user_id}'\n"
            f"  AND created_at >= '{_moment(month, 'starts_at')}' AND created_at < '{_moment(month, 'ends_at')}'\n"
            "GROUP BY operation;\n"
        ),
    )


def _moment(window: Window, end: str) -> str:
    """As the database writes it."""
    return str(getattr(window, end).isoformat(timespec="microseconds"))
