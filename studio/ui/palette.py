"""The colours of the studio, light and dark. Knows no page; `.streamlit/config.toml` holds the same values."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Final, Literal

from brain.drift.reading import Verdict


@dataclass(frozen=True, slots=True)
class Palette:
    """Colours as `#rrggbb`. Text colours reach a contrast of 4.5 on all three grounds (WCAG 2.2, 1.4.3).

    The colours of the verdicts stay at least 12 apart (CIE 1976) for protan, deutan and tritan eyes, simulated after
    Machado, Oliveira and Fernandes (2009).
    """

    paper: str
    panel: str
    side: str
    ink: str
    muted: str
    rule: str
    accent: str
    link: str
    good: str
    warn: str
    bad: str


LIGHT: Final = Palette(
    paper="#F7F3EA",
    panel="#EFE8DA",
    side="#EFE8DA",
    ink="#1E1C26",
    muted="#5F5A66",
    rule="#D8CEBB",
    accent="#2A45C2",
    link="#2A45C2",
    good="#006080",
    warn="#8A5A00",
    bad="#A3153A",
)

DARK: Final = Palette(
    paper="#15161E",
    panel="#20222D",
    side="#101118",
    ink="#ECE7DC",
    muted="#A9A5B0",
    rule="#373948",
    accent="#5068E8",
    link="#9DB0FF",
    good="#7FD3E6",
    warn="#F0C95A",
    bad="#FF8A75",
)


def palette(appearance: Literal["light", "dark"] | str | None) -> Palette:  # noqa: PYI051 - Streamlit types it as str
    """The palette of an appearance; light where the browser has not said."""
    return DARK if appearance == "dark" else LIGHT


def of_verdict(verdict: Verdict, colours: Palette) -> str:
    """The colour of a verdict. Never the only sign of it: each verdict has a shape too."""
    return {
        Verdict.IN_CHARACTER: colours.good,
        Verdict.DRIFTING: colours.warn,
        Verdict.OUT_OF_CHARACTER: colours.bad,
    }.get(verdict, colours.muted)


def variables() -> str:
    """The CSS declarations of both palettes: `--pf-ink: light-dark(#…, #…);` and so on."""
    dark = asdict(DARK)
    return "".join(f"--pf-{name}:light-dark({value},{dark[name]});" for name, value in asdict(LIGHT).items())
