"""What the studio prepares once it has started."""

from __future__ import annotations

import gc
import threading
from typing import TYPE_CHECKING

from studio.warming import USUAL, cool, spare, stay_warm, warm

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


def test_what_is_loaded_is_left_out_from_the_first_page_on(services: Services) -> None:
    """Before anything is prepared, and not at all where the studio stops before that."""
    spare()
    try:
        early = gc.get_freeze_count()
        assert early > 0
        stopped = threading.Event()
        stopped.set()
        stay_warm(services, stopped)
        assert gc.get_freeze_count() == early
    finally:
        cool()
