"""A face in one moment: how far each muscle is pulled. Knows no emotion by name and no canvas."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace


@dataclass(frozen=True, slots=True, kw_only=True)
class Face:
    """The channels that move. Most run from 0 (at rest) to 1 (fully), some beyond; angles are in degrees."""

    jaw: float = 0.0
    wide: float = 0.0
    round: float = 0.0
    press: float = 0.0
    teeth: float = 0.0
    tongue: float = 0.0
    bite: float = 0.0
    smile: float = 0.0
    frown: float = 0.0
    sneer: float = 0.0
    smirk: float = 0.0
    skew: float = 0.0
    blink_left: float = 0.0
    blink_right: float = 0.0
    open_eyes: float = 0.0
    squint: float = 0.0
    gaze_x: float = 0.0
    gaze_y: float = 0.0
    pupil: float = 0.0
    brow_up: float = 0.0
    brow_down: float = 0.0
    brow_sad: float = 0.0
    brow_skew: float = 0.0
    blush: float = 0.0
    tear: float = 0.0
    tilt: float = 0.0
    nod: float = 0.0

    def scaled(self, share: float) -> Face:
        """Every channel times `share`."""
        return Face(**{one.name: getattr(self, one.name) * share for one in fields(self)})

    def plus(self, other: Face) -> Face:
        """Both pulls together."""
        return Face(**{one.name: getattr(self, one.name) + getattr(other, one.name) for one in fields(self)})

    def speaking(self, mouth: Face) -> Face:
        """The same face with another mouth: its shape comes from `mouth`, two thirds of smile and frown remain."""
        return replace(
            self, jaw=mouth.jaw, wide=mouth.wide + self.wide * 0.4, round=mouth.round, press=mouth.press,
            teeth=mouth.teeth, tongue=mouth.tongue, bite=mouth.bite, smile=self.smile * 0.66, frown=self.frown * 0.66,
            sneer=self.sneer * 0.66,
        )  # fmt: skip
