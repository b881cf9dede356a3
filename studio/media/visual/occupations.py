"""What people of a trade wear and where they stand, by words. Knows no canvas."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

    from studio.media.visual.words import Rows

OUTFIT_OF: Final[Rows] = (
    ("scrubs", r"\b(nurse|surgeon|midwife|paramedic|vet(erinarian)?|dentist|scrubs)\b"),
    ("lab-coat", r"\b(doctor|physician|scientist|chemist|biologist|researcher|pharmacist|lab)\b"),
    ("sweater", r"\b(captain|sailor|fisher(man|woman)?|shepherd|grand(ma|pa|mother|father)|sweater|jumper|knit)\b"),
    ("high-collar",
    r"\b(king|queen|prince(ss)?|lord|wizard|witch|sorcer\w+|knight|vampire|villain|priest\w*|duke|duchess|emperor|empress|cloak|robe)\b"),
    ("suit", r"\b(banker|politician|president|executive|ceo|diplomat|butler|agent|lawyer|attorney|suit)\b"),
    ("blazer",
    r"\b(professor|teacher|journalist|manager|consultant|critic|historian|tutor|debat\w+|moderator|coach|host|blazer)\b"),
    ("hoodie", r"\b(hacker|gamer|teen\w*|student|streamer|skater|programmer|developer|rapper|hoodie)\b"),
    ("overshirt",
    r"\b(carpenter|mechanic|barista|farmer|gardener|builder|engineer|chef|cook|baker|electrician|lumberjack|support|explorer|ranger)\b"),
    ("turtleneck", r"\b(artist|designer|architect|poet|philosopher|writer|novelist|director|curator|spy|turtleneck)\b"),
    ("blouse", r"\b(singer|actress|dancer|hostess|influencer|model|dress|blouse)\b"),
    ("shirt", r"\b(clerk|accountant|waiter|waitress|librarian|pilot|guide|receptionist|shirt)\b"),
)  # fmt: skip

PLACE_OF: Final[Rows] = (
    ("sea", r"\b(sea|captain|sailor|fisher(man|woman)?|harbou?r|ocean|beach|pirate|ship|lighthouse|maritime)\b"),
    ("shelves",
    r"\b(professor|librarian|scholar|historian|writer|novelist|lawyer|philosopher|archivist|library|books?|tutor|debat\w+)\b"),
    ("night", r"\b(wizard|witch|sorcer\w+|vampire|astronom\w+|night|villain|ghost|space|astronaut|dark lord)\b"),
    ("room",
    r"\b(nurse|doctor|surgeon|support|teacher|office|scientist|researcher|clinic|lab|engineer|programmer|manager|agent)\b"),
    ("garden", r"\b(gardener|farmer|botanist|ranger|druid|explorer|guide|shepherd|forest|garden|yoga|naturalist)\b"),
    ("city",
    r"\b(journalist|rapper|dj|detective|barista|bartender|designer|streamer|hacker|singer|comedian|city|influencer)\b"),
    ("window", r"\b(grand(ma|pa|mother|father)|baker|cook|chef|home|therapist|coach|counsel\w+|mother|father)\b"),
)  # fmt: skip

WEARS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "tee": "a plain t-shirt", "blouse": "a blouse with a fine necklace", "shirt": "a shirt with a collar",
        "overshirt": "an overshirt",
        "sweater": "a knitted sweater", "turtleneck": "a turtleneck", "hoodie": "a hoodie",
        "blazer": "a blazer over a shirt",
        "suit": "a suit and tie", "scrubs": "scrubs", "lab-coat": "a white lab coat",
        "high-collar": "a mantle with a high collar",
    }
)  # fmt: skip
"""Each outfit in words, for providers that are asked in words."""
