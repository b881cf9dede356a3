"""The week in five numbers, and what becomes of one persona."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import streamlit as st

from evals.statistics.estimate import Interval
from studio import again_week
from studio.ui import again_box
from studio.ui.safe_text import as_html

if TYPE_CHECKING:
    from evals.statistics.estimate import Estimate
    from studio.analytics.effectiveness import Effect
    from studio.analytics.week import Numbers

BEFORE_THE_FIRST: Final = (
    '<p class="pf-note">Talk to one of them: what you said, how it read, what it cost and what you thought of it '
    "stand here then, beside the week before.</p>"
)


def draw(found: Numbers | None) -> None:
    """The five numbers and how to have them again; before the first conversation what will stand there."""
    st.subheader("This week", anchor=False)
    if found is None:
        st.html(BEFORE_THE_FIRST)
        return
    st.html(week(found))
    again_box.draw(lambda: again_week.week(found), key="again-week")


def week(found: Numbers) -> str:
    """The five numbers, each with what it is sure of and the week before."""
    boxes = "".join(
        f'<div title="{as_html(one.source)}"><span>{as_html(one.name)}</span><b>{as_html(one.value)}</b>'
        f"<small>{as_html(one.interval)}</small><small><i>{as_html(one.change)}</i></small></div>"
        for one in found.all
    )
    span = f"{found.middle:%d %B, %H:%M} to {found.until:%d %B, %H:%M} UTC"
    return (
        f'<div class="pf-about"><div class="pf-numbers pf-week">{boxes}</div><p class="pf-note">Your own '
        f"conversations, {span}. Second line: what the number is sure of. Third: against the seven days before, with "
        "the 95% interval of the difference.</p></div>"
    )


def effect(found: Effect) -> str:
    """Conversations, turns, return, ratings, and drift by length, of one persona."""
    use = found.use
    if not use.talks:
        return (
            '<div class="pf-empty"><b>Nobody has talked to it yet.</b><p>What becomes of it stands here then.</p></div>'
        )
    stars = "none yet" if found.stars.value is None else f"{found.stars.value:.1f}"
    boxes = "".join(
        f"<div><span>{name}</span><b>{value}</b><small>{as_html(told)}</small></div>"
        for name, value, told in (
            ("conversations", f"{use.talks:,}", f"half of them of {use.usual or 0:.0f} turns or more"),
            ("turns", f"{use.turns:,}", "counted, so exact"),
            ("came back", f"{use.returned:,} of {use.people:,}", f"users, on another day; {_sure(found.returned)}"),
            ("mean stars", stars, f"{use.starred:,} replies rated; {_sure(found.stars, '.1f')}"),
            ("thumbs up", f"{use.up:,} of {use.thumbs:,}", _sure(found.liked)),
        )
    )
    rows = "".join(
        f"<tr><td>{as_html(one.words)}</td><td>{one.talks:,}</td><td>{one.began:,}</td><td>{_share(one.share)}</td></tr>"
        for one in found.lengths
    )
    table = (
        '<div class="pf-scroll"><table class="pf-table"><thead><tr><th>Length</th><th>Conversations</th>'
        f"<th>Drift began</th><th>Share, 95% interval</th></tr></thead><tbody>{rows}</tbody></table></div>"
        if rows
        else ""
    )
    return (
        f'<div class="pf-about"><div class="pf-numbers pf-week">{boxes}</div>{table}<p class="pf-note">Of your own '
        "conversations with all versions. Intervals are Wilson's and take users, or conversations, for independent. "
        "Drift by length leaves out conversations with drift on purpose; in a longer one there is more time to "
        "drift, and to raise a false alarm.</p></div>"
    )


def _sure(found: Estimate, form: str = ".0%") -> str:
    if isinstance(found, Interval):
        return f"{found.level:.0%} interval {found.low:{form}} to {found.high:{form}}"
    return "too little said for an interval"


def _share(found: Estimate) -> str:
    if isinstance(found, Interval):
        return f"{found.value:.0%} [{found.low:.0%} to {found.high:.0%}]"
    return "none"
