"""The studio's look for Gradio: its palette, light and dark, and its own fonts. Knows no block."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import gradio as gr

from studio.ui.palette import DARK, LIGHT

if TYPE_CHECKING:
    from studio.ui.palette import Palette

_FONT: Final = "/app/static/hanken-grotesk-latin-wght-normal.woff2"

CSS: Final = f"""
@font-face {{ font-family: "Hanken Grotesk"; src: url("{_FONT}") format("woff2"); font-weight: 100 900; }}
.gradio-container {{ padding: 0 !important; max-width: none !important; }}
.gradio-container > .main {{ padding: 0 !important; gap: 0 !important; }}
/* The player's buttons and times take this grey, which is too pale on the studio's grounds. */
:root {{ --neutral-400: {LIGHT.muted}; }}
.dark {{ --neutral-400: {DARK.muted}; }}
footer {{ display: none !important; }}
.quiet, .quiet * {{ background: none !important; border: none !important; box-shadow: none !important; }}
.quiet textarea {{ color: var(--body-text-color-subdued); font-size: 0.875rem; padding: 0 !important; }}
"""
"""What the theme's variables do not reach: the studio's font, and no margin inside of the frame."""


def theme() -> gr.themes.Base:
    """A theme whose grounds, lines and accents are those of the pages around the frame."""
    base = gr.themes.Base(
        font=("Hanken Grotesk", "sans-serif"),
        font_mono=("Spline Sans Mono", "monospace"),
        radius_size=gr.themes.sizes.radius_sm,
    )
    return base.set(**_coloured(LIGHT, ""), **_coloured(DARK, "_dark"))


def _coloured(colours: Palette, suffix: str) -> dict[str, str]:
    named = {
        "body_background_fill": colours.paper,
        "background_fill_primary": colours.paper,
        "background_fill_secondary": colours.panel,
        "block_background_fill": colours.paper,
        "block_border_color": colours.rule,
        "block_label_background_fill": colours.panel,
        "block_label_text_color": colours.muted,
        "block_title_text_color": colours.ink,
        "body_text_color": colours.ink,
        "body_text_color_subdued": colours.muted,
        "border_color_primary": colours.rule,
        "border_color_accent": colours.accent,
        "color_accent_soft": colours.panel,
        "input_background_fill": colours.panel,
        "input_border_color": colours.rule,
        "button_secondary_background_fill": colours.panel,
        "button_secondary_background_fill_hover": colours.rule,
        "button_secondary_text_color": colours.ink,
        "slider_color": colours.accent,
        "loader_color": colours.accent,
        "link_text_color": colours.link,
        "table_even_background_fill": colours.paper,
        "table_odd_background_fill": colours.panel,
        "table_border_color": colours.rule,
    }
    return {f"{name}{suffix}": colour for name, colour in named.items()}
