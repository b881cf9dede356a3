"""What the studio prepares once it has started."""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING

from studio.warming import USUAL, cool, warm

if TYPE_CHECKING:
    from studio.wiring import Services


def test_what_is_loaded_is_left_out_of_garbage_collection_until_the_studio_stops(services: Services) -> None:
    """Warming up sets aside what is there and has Python look for garbage seldom; cooling takes both back."""
    warm(services)
    try:
        assert gc.get_freeze_count() > 0
        assert gc.get_threshold()[0] > USUAL[0]
    finally:
        cool()
    assert gc.get_freeze_count() == 0
    assert gc.get_threshold() == USUAL
