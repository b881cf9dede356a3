import itertools
import tomllib
from pathlib import Path

import numpy as np
import pytest

from brain.drift.reading import Verdict
from studio.ui import style
from studio.ui.palette import DARK, LIGHT, Palette, of_verdict, palette

ROOT = Path(__file__).resolve().parents[3]
CONFIG = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text("utf-8"))
BOTH = pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])


# Full dichromacy, Machado, Oliveira and Fernandes (2009), table of matrices on linear RGB.
EYES = {
    "usual": np.eye(3),
    "protan": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    "deutan": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
    "tritan": np.array(
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]
    ),
}
TO_XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])


def apart(one: str, other: str, eyes: str) -> float:
    """How far two colours are apart in CIELAB (1976) for those eyes."""
    places = []
    for colour in (one, other):
        channels = np.array([int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)])
        linear = np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)
        xyz = TO_XYZ @ np.clip(EYES[eyes] @ linear, 0, 1) / np.array([0.9505, 1.0, 1.089])
        f = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
        places.append(np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])]))
    return float(np.linalg.norm(places[0] - places[1]))


def luminance(colour: str) -> float:
    """Relative luminance, WCAG 2.2."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """Contrast ratio, WCAG 2.2."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@BOTH
@pytest.mark.parametrize("ground", ["paper", "panel", "side"])
@pytest.mark.parametrize("words", ["ink", "muted", "link", "good", "warn", "bad"])
def test_words_can_be_read(colours: Palette, ground: str, words: str) -> None:
    """Every text colour reaches 4.5 to 1 on every ground."""
    assert contrast(getattr(colours, words), getattr(colours, ground)) >= 4.5


@BOTH
def test_a_primary_button_can_be_read(colours: Palette) -> None:
    """White on the accent reaches 4.5 to 1, and the accent stands out from the page by 3 to 1."""
    assert contrast("#FFFFFF", colours.accent) >= 4.5
    assert contrast(colours.accent, colours.paper) >= 3


@pytest.mark.parametrize(("name", "colours"), [("light", LIGHT), ("dark", DARK)])
def test_streamlit_has_the_same_colours(name: str, colours: Palette) -> None:
    """What Streamlit draws and what the studio draws look alike."""
    theme = CONFIG["theme"][name]
    assert theme["backgroundColor"] == colours.paper
    assert theme["secondaryBackgroundColor"] == colours.panel
    assert theme["sidebar"]["backgroundColor"] == colours.side
    assert theme["textColor"] == colours.ink
    assert theme["primaryColor"] == colours.accent
    assert theme["linkColor"] == colours.link
    assert (theme["greenColor"], theme["orangeColor"], theme["redColor"]) == (colours.good, colours.warn, colours.bad)


def test_fonts_are_shipped() -> None:
    """Every font face of the theme is a file beside the entry, with its licence, and none is fetched."""
    static = ROOT / "studio" / "static"
    for face in CONFIG["theme"]["fontFaces"]:
        assert face["url"].startswith("app/static/")
        assert (static / face["url"].removeprefix("app/static/")).is_file()
        assert list(static.glob(f"{face['url'].removeprefix('app/static/')[:7]}*OFL.txt"))


def test_nothing_is_reported_home() -> None:
    """Usage statistics are off, the agent interface is off, the server listens on loopback, XSRF protection is on."""
    assert CONFIG["browser"]["gatherUsageStats"] is False
    assert CONFIG["server"].get("enableAgentApi", False) is False
    assert CONFIG["server"]["address"] == "127.0.0.1"
    assert CONFIG["server"]["enableXsrfProtection"] is True


def test_each_verdict_has_its_colour() -> None:
    """The four verdicts have four colours in each appearance."""
    for appearance in ("light", "dark", None):
        assert len({of_verdict(verdict, palette(appearance)) for verdict in Verdict}) == 4


@pytest.mark.parametrize("eyes", EYES)
@pytest.mark.parametrize(("name", "colours"), [("light", LIGHT), ("dark", DARK)])
def test_colours_are_told_apart(name: str, colours: Palette, eyes: str) -> None:
    """Verdicts, and the series of a chart, are told apart by colour-blind eyes too."""
    verdicts = [of_verdict(verdict, colours) for verdict in Verdict]
    assert min(apart(a, b, eyes) for a, b in itertools.combinations(verdicts, 2)) >= 12
    series = CONFIG["theme"][name]["chartCategoricalColors"]
    assert min(apart(a, b, eyes) for a, b in itertools.combinations(series, 2)) >= 20


def test_the_style_sheet_loads_nothing() -> None:
    """No address stands in the style sheet."""
    assert "url(" not in style.sheet()
    assert "@import" not in style.sheet()
