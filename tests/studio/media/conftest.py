"""An image model for tests: a disc in the accent's colour, drawn in no time."""

from __future__ import annotations

import io
import threading
from typing import TYPE_CHECKING

import pytest
from PIL import Image, ImageDraw

from brain.errors import ModelUnreachable
from studio.media.visual.picture import Picture

if TYPE_CHECKING:
    from studio.media.visual.picture import PictureRequest


class Disc:
    """Draws; counts how often, and how many at once; waits for a sign if it is told to; fails if it is told to."""

    id = "disc/1"
    label = "disc"

    def __init__(self) -> None:
        self.drawn, self.at_once, self.most = 0, 0, 0
        self.fails = False
        self.go = threading.Event()
        self.go.set()
        self._guard = threading.Lock()

    def draw(self, request: PictureRequest) -> Picture:
        """The disc, once there is a sign."""
        if self.fails:
            raise ModelUnreachable("No picture could be made.", next_step="Try again.")
        with self._guard:
            self.drawn += 1
            self.at_once += 1
            self.most = max(self.most, self.at_once)
        self.go.wait(10)
        with self._guard:
            self.at_once -= 1
        picture = Image.new("RGB", (request.size, request.size))
        ImageDraw.Draw(picture).ellipse((0, 0, request.size, request.size), fill=request.visual.appearance.accent)
        made = io.BytesIO()
        picture.save(made, "PNG")
        size = request.size
        return Picture(
            data=made.getvalue(), media_type="image/png", width=size, height=size, seed=0, made_by=self.id, label="disc"
        )


@pytest.fixture
def disc() -> Disc:
    """An image model of this test's own."""
    return Disc()
