"""How the persona moves."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from brain.genome.strand import Strand, Unit


class MotionDNA(Strand):
    """Animation, camera and transitions. Times in milliseconds, the rest as shares."""

    preset: Literal["still", "subtle", "natural", "lively", "theatrical"] = "natural"
    camera_angle: Literal["eye_level", "low", "high", "close_up", "three_quarter"] = "eye_level"
    gesture_rate: Unit = 0.4
    head_movement: Unit = 0.4
    blink_interval_ms: int = Field(default=3_000, ge=500, le=20_000, description="Milliseconds between blinks.")
    transition_ms: int = Field(default=250, ge=0, le=5_000, description="Milliseconds from one expression to the next.")
    gestures: tuple[str, ...] = Field(default=(), description="Habitual ones, in words.")
