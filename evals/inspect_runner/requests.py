"""Requests of the brain as messages of Inspect, and back again. Asks no model.

Everything that a reply follows from is in the messages and their settings, so that Inspect's cache and log hold it.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Final

from inspect_ai.model import (
    ChatMessageAssistant,
    ChatMessageSystem,
    ChatMessageUser,
    GenerateConfig,
    ModelOutput,
    ModelUsage,
)

from brain.models.chat import ChatRequest, Completion, Message, Scene

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from inspect_ai.model import ChatMessage, StopReason

    from brain.genome import PersonaGenome

PART: Final = "part"
SCENE: Final = "scene"
GENOME: Final = "genome"
COMPLETION: Final = "completion"

_STOPS: Final[Mapping[str, StopReason]] = {"end": "stop", "length": "max_tokens"}


def messages_of(request: ChatRequest, genome_hash: str) -> list[ChatMessage]:
    """The messages: both parts of the prompt, then the conversation, with the scene at the last of them.

    The genome itself is left out of the scene: its hash stands for it.
    """
    parts = (("stable", request.stable), ("changing", request.changing))
    found: list[ChatMessage] = [
        ChatMessageSystem(id=_id("system", text), content=text, metadata={PART: part}) for part, text in parts if text
    ]
    scene = request.scene
    # One text and not a tree: Inspect walks all that it keeps, many times over.
    held = None if scene is None else {SCENE: scene.model_dump_json(exclude={"genome"}), GENOME: genome_hash}
    last = len(request.messages) - 1
    for at, message in enumerate(request.messages):
        kind = ChatMessageUser if message.role == "user" else ChatMessageAssistant
        name = _id(message.role, message.text)
        found.append(kind(id=name, content=message.text, metadata=held if at == last else None))
    return found


def config_of(request: ChatRequest) -> GenerateConfig:
    """The settings of a request."""
    return GenerateConfig(max_tokens=request.max_tokens, temperature=request.temperature, seed=request.seed)


def request_of(
    messages: Sequence[ChatMessage], config: GenerateConfig, genomes: Mapping[str, PersonaGenome]
) -> ChatRequest:
    """The request that messages and settings were made of; `genomes` are by hash."""
    prompt = {"stable": "", "changing": ""}
    said = []
    held: dict[str, object] = {}
    for message in messages:
        held = message.metadata or {}
        if message.role == "system":
            prompt[str(held.get(PART, "stable"))] = message.text
        elif message.role == "assistant":
            said.append(Message(role="assistant", text=message.text))
        else:
            said.append(Message(role="user", text=message.text))
    scene = None
    if isinstance(kept := held.get(SCENE), str):
        scene = Scene.model_validate({**json.loads(kept), "genome": genomes[str(held[GENOME])]})
    return ChatRequest(
        stable=prompt["stable"],
        changing=prompt["changing"],
        messages=tuple(said),
        scene=scene,
        max_tokens=config.max_tokens or ChatRequest.model_fields["max_tokens"].default,
        temperature=config.temperature,
        seed=config.seed or 0,
    )


def output_of(text: str, done: Completion) -> ModelOutput:
    """A whole reply as Inspect keeps it; what it took is in the metadata as the brain says it."""
    output = ModelOutput.from_content(done.model, text, stop_reason=_STOPS[done.stop])
    tokens = done.tokens
    output.usage = ModelUsage(
        input_tokens=tokens.input,
        output_tokens=tokens.output,
        total_tokens=tokens.input + tokens.output + tokens.cache_read + tokens.cache_write,
        input_tokens_cache_read=tokens.cache_read,
        input_tokens_cache_write=tokens.cache_write,
    )
    output.metadata = {COMPLETION: done.model_dump_json()}
    return output


def reply_of(output: ModelOutput) -> tuple[str, Completion]:
    """The words of a reply and its completion."""
    return output.completion, Completion.model_validate_json((output.metadata or {})[COMPLETION])


def _id(role: str, text: str) -> str:
    # Equal messages have equal names, so that the log holds them once.
    return hashlib.sha256(f"{role}\0{text}".encode("utf-8", "surrogatepass")).hexdigest()[:22]
