"""The Gradio blocks. So far one: a reply's cue sheet, what voice and face are told to do and when."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import gradio as gr
from fastapi import FastAPI

from brain.prompt.tags import parse

if TYPE_CHECKING:
    from studio.previews.mount import Loaded

PATH: Final = "/preview"
_SAMPLE: Final = "[EMOTION:curious] Now that is a question. [PAUSE:thoughtful] Let me turn it over. [ACTION:leans back]"


def cue_sheet(reply: str) -> tuple[str, list[list[str]]]:
    """The words that are spoken, and one row a cue: the word it comes before, its kind, its value."""
    words, tags = parse(reply)
    rows = [
        [words[tag.at :].split(maxsplit=1)[0] if words[tag.at :].strip() else "(end)", tag.kind, tag.value]
        for tag in tags
    ]
    return words, rows


def load() -> Loaded:
    """The blocks as an ASGI application under `PATH`, with the lifespan that its queue needs."""
    with gr.Blocks(title="PersonaForge preview", analytics_enabled=False) as blocks:
        gr.Markdown(
            "### Cue sheet\nPaste a reply with its response tags; see what is spoken, and what voice and face do."
        )
        source = gr.Textbox(_SAMPLE, label="Reply with tags", lines=3, max_length=20_000)
        spoken = gr.Textbox(label="Spoken words", lines=2, interactive=False)
        cues = gr.Dataframe(headers=["before the word", "cue", "value"], label="Cues", interactive=False)
        gr.on([blocks.load, source.change], cue_sheet, source, [spoken, cues], api_name="cue_sheet")
    host = FastAPI()
    gr.mount_gradio_app(host, blocks, path=PATH, footer_links=[], run_history=False, ssr_mode=False)
    mounted = next(route for route in host.routes if getattr(route, "path", None) == PATH)
    return mounted.app, host.router.lifespan_context(host)  # type: ignore[attr-defined]
