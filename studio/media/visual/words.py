"""Free words about a face, read for what the drawing kit knows. Knows no canvas; what it cannot read stays a word.

The first row whose words stand in the text decides, so that "short curly" is found before "short".
"""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

Rows = tuple[tuple[str, str], ...]
"""(what the kit calls it, a regular expression)."""

HAIR: Final[Rows] = (
    ("headscarf", r"head ?scarf|hijab|turban|veil|headwrap"),
    ("bald", r"\bbald\b|no hair|hairless|clean-shaven head"),
    ("braided-bun", r"braid.*\b(bun|up)\b|\bbun\b.*braid|cornrow"),
    ("braids", r"braid|plait"),
    ("locs", r"\blocs\b|dread|locks\b"),
    ("afro", r"\bafro\b|natural cloud"),
    ("wild", r"wild|uncombed|unkempt|standing out|untamed|electric"),
    ("receding", r"thin(ning)? on top|receding|thinning|balding|bald(ing)? (on|crown)|tonsure"),
    ("bun", r"\bbun\b|chignon|top ?knot|pinned up|updo|knot"),
    ("ponytail", r"pony ?tail|tied back|pulled back|gathered"),
    ("pixie", r"pixie"),
    ("bob-fringe", r"bob.*(fringe|bangs)|(fringe|bangs).*bob"),
    ("bob", r"\bbob\b|chin[- ]length"),
    ("curls", r"(short|close|cropped|natural|tight).*(curl|coil)|(curl|coil).*(short|crop)"),
    ("long-curls", r"curl|coil|ringlet"),
    ("fringe", r"long.*(fringe|bangs)|fringe|bangs"),
    ("shoulder", r"shoulder"),
    ("wavy", r"wav(y|es)|loose|flowing"),
    ("long", r"long|straight hair|mane"),
    ("buzz", r"buzz|shaved|shorn|stubbled head"),
    ("quiff", r"quiff|pompadour|spik|brushed up|mohawk"),
    ("slicked", r"slick|swept back|combed back|greased|widow"),
    ("side-part", r"part(ed|ing)|combed|neat|tidy|side"),
    ("crop", r"crop|short|cut"),
)

BEARD: Final[Rows] = (
    ("none", r"^(no|none|without|clean)"),
    ("walrus", r"walrus|(full|bushy|thick|heavy|large).*moustache|(full|bushy|thick|heavy|large).*mustache"),
    ("pointed", r"point|van ?dyke|narrow"),
    ("goatee", r"goatee|chin beard|soul patch"),
    ("long", r"long|wizard|flowing"),
    ("full", r"full|thick|bushy|heavy|sea|captain"),
    ("short", r"short|trim|neat|close|grizzl|beard"),
    ("moustache", r"moust|must"),
    ("stubble", r"stubble|shadow|unshaven|scruff"),
)

GLASSES: Final[Rows] = (
    ("round", r"round|wire|spectacles"),
    ("cat-eye", r"cat"),
    ("aviator", r"aviator|pilot"),
    ("half-rim", r"half|rimless|browline"),
    ("rectangular", r"glasses|rectang|square|horn"),
)

OUTFIT: Final[Rows] = (
    ("scrubs", r"scrub|nurse|tunic"),
    ("lab-coat", r"lab|white coat|doctor"),
    ("high-collar", r"high[- ]collar|mantle|cloak|robe|cape|armou?r|uniform|habit"),
    ("turtleneck", r"turtle|roll ?neck|polo ?neck"),
    ("suit", r"suit|\btie\b|tuxedo"),
    ("blazer", r"blazer|jacket|tweed|coat|wool"),
    ("hoodie", r"hood|sweatshirt"),
    ("sweater", r"sweater|jumper|pullover|knit|cardigan|fisherman"),
    ("overshirt", r"overshirt|denim|flannel|vest|waistcoat|apron|overall"),
    ("blouse", r"blouse|dress|gown|sari|silk"),
    ("shirt", r"shirt|collar"),
    ("tee", r"\btee\b|t-?shirt|top"),
)

BACKDROP: Final[Rows] = (
    ("shelves", r"book|library|shel(f|ves)|study|archive|panel"),
    ("night", r"night|moon|star|tower|space|dark sky"),
    ("sea", r"sea|harbou?r|ocean|ship|beach|water|quay|boat"),
    ("garden", r"garden|forest|park|tree|leaf|leaves|field|meadow|nature|greenhouse|mountain"),
    ("city", r"city|street|skyline|neon|bar\b|stage|club"),
    ("room", r"office|desk|lab|clinic|hospital|class|workshop|kitchen|studio|board|screen"),
    ("window", r"window|room|home|house|hall|cafe|café"),
    ("plain", r"plain|neutral|gradient|simple|none"),
)

LIGHT: Final[Rows] = (
    ("dramatic", r"villain|dark lord|noir|mysterious|vampire|menac|sinister"),
    ("warm", r"warm|kind|grand(ma|pa|mother|father)|bak(er|ery)|sunset|caring"),
    ("cool", r"detective|winter|cold|robot|android|astronaut"),
    ("bright", r"cheerful|bright|sunny|child|clown|happy"),
)

COLOURS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "black": "#17130f", "white": "#eceae4", "silver": "#c6c6cb", "grey": "#8f8b87", "gray": "#8f8b87",
        "blond": "#cfa562",
        "blonde": "#cfa562", "golden": "#c99a4e", "auburn": "#6f2f1d", "ginger": "#b4592a", "red": "#9c3b22",
        "copper": "#a6552b",
        "chestnut": "#5a2f1c", "brown": "#4a2f20", "brunette": "#3f281b", "sandy": "#b49a72", "blue": "#3f6fa0",
        "green": "#4f7a52",
        "hazel": "#7a5c34", "amber": "#a06a24", "violet": "#7d5ac0", "purple": "#6a4a9c", "pink": "#c9688f",
        "pale": "#f3d6c3",
        "fair": "#efc9ae", "light": "#e6bd9c", "olive": "#c79b6d", "tan": "#c08e63", "tanned": "#c08e63",
        "bronze": "#a9734a",
        "dark": "#6b432c", "ebony": "#3f281d", "deep": "#56351f", "navy": "#26365a", "teal": "#1f6f74",
        "claret": "#7b2d43",
        "wine": "#7b2d43", "burgundy": "#6d2336", "cream": "#e9e0cc", "beige": "#d3c3a5", "yellow": "#d6a83a",
        "orange": "#cf7332",
        "turquoise": "#2f9a9a", "crimson": "#9e2233", "charcoal": "#3a3d42", "khaki": "#8a805a",
        "mustard": "#c1922f", "royal": "#2c4f9e",
    }
)  # fmt: skip
"""Colour words, for skin, hair, eyes and cloth alike."""


def named(text: str, rows: Rows) -> str | None:
    """What the kit calls what the text speaks of, or None."""
    plain = text.casefold()[:2_000]
    return next((name for name, pattern in rows if re.search(pattern, plain)), None)


def colour_in(text: str) -> str | None:
    """The first colour a text names, as `#rrggbb`: a hexadecimal one, or a word; None where it names none."""
    found = re.search(r"#([0-9a-fA-F]{6})\b|#([0-9a-fA-F]{3})\b", text[:2_000])
    if found:
        digits = found[1] or "".join(sign * 2 for sign in found[2])
        return f"#{digits.lower()}"
    return next((COLOURS[word] for word in re.findall(r"[a-zé]+", text.casefold()[:2_000]) if word in COLOURS), None)
