"""How long a drawn portrait takes: fresh, again with another face, the grid of 21, and a photo's check.

Each figure is a time in milliseconds and a ratio to the floor measured in the same run: encoding an empty portrait of
512 pixels as the same WebP.
"""

from __future__ import annotations

import io
import statistics
import time
from typing import TYPE_CHECKING

from PIL import Image

from brain import demo
from brain.emotion.labels import Emotion
from studio.media.visual import photo
from studio.media.visual.drawn import QUALITY, DrawnPortrait
from studio.media.visual.picture import PictureRequest

if TYPE_CHECKING:
    from collections.abc import Callable

SIZE = 512


def timed(work: Callable[[], object], times: int = 7) -> float:
    """Median seconds of a piece of work, after one run to warm up."""
    work()
    spans = []
    for _ in range(times):
        start = time.perf_counter()
        work()
        spans.append(time.perf_counter() - start)
    return statistics.median(spans)


def main() -> None:
    """Print the figures."""
    people = [genome.visual for genome in demo.load_all()]
    blank = Image.new("RGB", (SIZE, SIZE), "#888888")
    floor = timed(lambda: blank.save(io.BytesIO(), "WEBP", quality=QUALITY, method=0), 25)
    print(f"floor: an empty {SIZE} px WebP {floor * 1e3:.1f} ms")

    def show(what: str, seconds: float, goal: float) -> None:
        print(f"{what}: {seconds * 1e3:.0f} ms, {seconds / floor:.1f} x the floor (goal {goal * 1e3:.0f} ms)")

    fresh = [timed(lambda one=one: DrawnPortrait().draw(PictureRequest(visual=one)), 3) for one in people]
    show("a portrait never drawn before, slowest of six personas", max(fresh), 0.150)
    artist = DrawnPortrait()
    again = [timed(lambda one=one: artist.draw(PictureRequest(visual=one, emotion="happy")), 5) for one in people]
    show("another face of the same sitter, slowest of six", max(again), 0.150)

    def grid(size: int) -> None:
        new = DrawnPortrait()
        for label in Emotion:
            new.draw(PictureRequest(visual=people[0], emotion=label, size=size))

    show(f"the 21 faces at {SIZE} px, nothing kept", timed(lambda: grid(SIZE), 3), 2.0)
    show("the 21 faces at 256 px, nothing kept", timed(lambda: grid(256), 3), 2.0)
    picture = artist.draw(PictureRequest(visual=people[-1], size=1024)).data
    show("a photo of 1024 px checked and cut", timed(lambda: photo.avatar(picture), 3), 5.0)


if __name__ == "__main__":
    main()
