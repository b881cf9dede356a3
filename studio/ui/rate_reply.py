"""What the user thinks of a reply: a thumb and stars. Draws and reports; keeps nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import streamlit as st

from store.turn_ratings import TurnRating
from studio import session

if TYPE_CHECKING:
    from collections.abc import Mapping

    from store.turn_ratings import Thumb

_SHOWN: Final[Mapping[Thumb, int]] = {-1: 0, 1: 1}
_THUMBS: Final[tuple[Thumb, Thumb]] = (-1, 1)
_NOTHING: Final = TurnRating()


@dataclass(frozen=True, slots=True)
class Rated:
    """What the user says of turn `index`, in place of what they said before; a rating of nothing takes it back."""

    index: int
    rating: TurnRating


def draw(index: int, kept: TurnRating | None, *, clicked: bool) -> Rated | None:
    """Both controls, showing what is kept; what was said of it, if one of them was `clicked` just now.

    Pressing what is chosen takes it back.
    """
    kept = kept or _NOTHING
    thumb_key, stars_key = f"thumb-{index}", f"stars-{index}"
    if not clicked:
        session.show(thumb_key, None if kept.thumb is None else _SHOWN[kept.thumb])
        session.show(stars_key, None if kept.stars is None else kept.stars - 1)
    thumb = st.feedback("thumbs", key=thumb_key, on_change=session.mark_rated, args=(index,))
    stars = st.feedback("stars", key=stars_key, on_change=session.mark_rated, args=(index,))
    if not clicked:
        return None
    said = TurnRating(
        thumb=None if thumb is None else _THUMBS[thumb],
        stars=None if stars is None else stars + 1,
    )
    return Rated(index, said)
