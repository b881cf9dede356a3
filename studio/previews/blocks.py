"""The Gradio blocks: a portrait with its expressions, a kept picture, a kept sound, and a reply's cue sheet.

Gradio never holds the bytes: pictures and sounds are addresses under `/files`, which ask for the right to each.
"""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Any, Final

import gradio as gr
from fastapi import FastAPI, Request
from gradio.data_classes import FileData
from starlette.applications import Starlette
from starlette.routing import Mount

from brain.errors import PersonaForgeError
from brain.prompt.tags import parse
from studio.previews import look, shown
from studio.previews.admission import PATH, admitted
from studio.ui.palette import DARK, LIGHT

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from studio.previews.mount import Loaded
    from studio.previews.shown import Block, Face
    from studio.wiring import Services

_SAMPLE: Final = "[EMOTION:curious] Now that is a question. [PAUSE:thoughtful] Let me turn it over. [ACTION:leans back]"


def cue_sheet(reply: str) -> tuple[str, list[list[str]]]:
    """The words that are spoken, and one row a cue: the word it comes before, its kind, its value."""
    words, tags = parse(reply)
    rows = [
        [words[tag.at :].split(maxsplit=1)[0] if words[tag.at :].strip() else "(end)", tag.kind, tag.value]
        for tag in tags
    ]
    return words, rows


def load(services: Callable[[], Services]) -> Loaded:
    """The blocks as one ASGI application under `PATH`, with the lifespans that their queues need."""
    made: dict[Block, gr.Blocks] = {
        "portrait": _portrait(services),
        "picture": _picture(services),
        "voice": _voice(services),
        "cues": _cues(),
    }

    def who(request: Request) -> str | None:
        # Asked again by Gradio itself: `gr.Request.username` is the actor.
        try:
            return admitted(services(), request)[0].user_id
        except PersonaForgeError:
            return None

    hosts, mounts = [], []
    for name, blocks in made.items():
        host = FastAPI()
        gr.mount_gradio_app(
            host, blocks, path=f"{PATH}/{name}", auth_dependency=who, theme=look.theme(), css=look.CSS,
            footer_links=[], run_history=False, ssr_mode=False,
        )  # fmt: skip
        mounted = next(route for route in host.routes if isinstance(route, Mount) and route.path == f"{PATH}/{name}")
        hosts.append(host)
        mounts.append(Mount(f"/{name}", mounted.app))

    @contextlib.asynccontextmanager
    async def lifespan() -> AsyncIterator[None]:
        async with contextlib.AsyncExitStack() as stack:
            for host in hosts:
                await stack.enter_async_context(host.router.lifespan_context(host))
            yield

    return Starlette(routes=mounts), lifespan()


def _portrait(services: Callable[[], Services]) -> gr.Blocks:
    blocks = gr.Blocks(title="Portrait", analytics_enabled=False, fill_width=True)
    with blocks:
        emotion = gr.Dropdown([], label="Emotion", interactive=True, elem_id="emotion")
        gallery = gr.Gallery(
            show_label=False, preview=True, columns=6, object_fit="contain", interactive=False, height=470,
            buttons=["fullscreen"], elem_id="faces",
        )  # fmt: skip

        def show(request: gr.Request) -> tuple[Any, Any]:
            made = services()
            faces = _told(shown.faces, made, request)
            names = [face.caption for face in faces]
            return (
                gr.Dropdown(names, value=names[0]),
                gr.Gallery([_captioned(face, request) for face in faces], selected_index=0),
            )

        def choose(chosen: str, request: gr.Request) -> Any:
            names = [face.caption for face in _told(shown.faces, services(), request)]
            return gr.Gallery(selected_index=names.index(chosen) if chosen in names else 0)

        def name(at: gr.SelectData, request: gr.Request) -> str:
            names = [face.caption for face in _told(shown.faces, services(), request)]
            return str(names[at.index] if 0 <= at.index < len(names) else names[0])

        blocks.load(show, None, [emotion, gallery], api_visibility="private")
        emotion.input(choose, emotion, gallery, api_visibility="private", show_progress="hidden")
        gallery.select(name, None, emotion, api_visibility="private", show_progress="hidden")
    return blocks


def _picture(services: Callable[[], Services]) -> gr.Blocks:
    blocks = gr.Blocks(title="Picture", analytics_enabled=False, fill_width=True)
    with blocks:
        gallery = gr.Gallery(
            show_label=False, preview=True, object_fit="contain", interactive=False, height=470, buttons=["fullscreen"]
        )

        def show(request: gr.Request) -> Any:
            return gr.Gallery([_captioned(_told(shown.picture, services(), request), request)], selected_index=0)

        blocks.load(show, None, gallery, api_visibility="private")
    return blocks


def _voice(services: Callable[[], Services]) -> gr.Blocks:
    blocks = gr.Blocks(title="Voice", analytics_enabled=False, fill_width=True)
    with blocks:
        wave = {"waveform_color": LIGHT.muted, "waveform_progress_color": DARK.accent, "show_recording_waveform": True}
        player = gr.Audio(
            label="Voice sample", interactive=False, editable=False, buttons=[], waveform_options=wave, elem_id="player"
        )
        # An address as it is: Gradio would fetch it and keep a copy in its own folder, open to whoever is let in.
        player.postprocess = _linked  # type: ignore[method-assign, assignment]
        by = gr.Textbox(show_label=False, container=False, interactive=False, elem_classes="quiet")

        def show(request: gr.Request) -> tuple[str, str]:
            found = _told(shown.sound, services(), request)
            said = " · ".join(part for part in (found.name, found.made_by) if part)
            # The bare address and no update: an update would make the player anew, without the line above.
            return _here(found.url, request), said

        blocks.load(show, None, [player, by], api_visibility="private")
    return blocks


def _cues() -> gr.Blocks:
    blocks = gr.Blocks(title="Cue sheet", analytics_enabled=False, fill_width=True)
    with blocks:
        source = gr.Textbox(_SAMPLE, label="Reply with tags", lines=3, max_length=20_000)
        spoken = gr.Textbox(label="Spoken words", lines=2, interactive=False)
        cues = gr.Dataframe(headers=["before the word", "cue", "value"], label="Cues", interactive=False)
        gr.on([blocks.load, source.change], cue_sheet, source, [spoken, cues], api_name="cue_sheet")
    return blocks


def _told(what: Callable[..., Any], services: Services, request: gr.Request) -> Any:
    """What the token of this request lets the block show. Raises gr.Error, which the frame shows."""
    try:
        actor, thing_id = admitted(services, _asked(request))
        return what(services, actor, thing_id)
    except PersonaForgeError as error:
        raise gr.Error(str(error), print_exception=False) from error


def _captioned(face: Face, request: gr.Request) -> tuple[str, str]:
    return _here(face.url, request), face.caption


def _here(path: str, request: gr.Request) -> str:
    """The path on this server as a whole address, since Gradio takes any other for a file of its own."""
    return str(_asked(request).base_url.replace(path="")).rstrip("/") + path


def _asked(request: gr.Request) -> Request:
    """The request behind Gradio's; it has one whenever an event comes from a page."""
    if request.request is None:
        raise gr.Error("This preview only works in a page.", print_exception=False)
    return request.request


def _linked(url: str | None) -> FileData | None:
    return None if url is None else FileData(path=url, url=url)
