"""Cards of our own making: one whole card in each format, and what builds pictures and archives around them."""

from __future__ import annotations

import base64
import io
import json
import struct
import zipfile
import zlib
from typing import Any

import pytest

SIGNATURE = b"\x89PNG\r\n\x1a\n"


class Files:
    """Builds pictures and archives around cards."""

    @staticmethod
    def chunk(kind: bytes, data: bytes) -> bytes:
        """One PNG chunk with its checksum."""
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    @staticmethod
    def picture(*texts: bytes, pixels: int = 2) -> bytes:
        """A small grey PNG with these whole chunks before its pixels."""
        header = struct.pack(">IIBBBBB", pixels, pixels, 8, 0, 0, 0, 0)
        rows = zlib.compress((b"\0" + b"\x80" * pixels) * pixels)
        return (
            SIGNATURE
            + Files.chunk(b"IHDR", header)
            + b"".join(texts)
            + Files.chunk(b"IDAT", rows)
            + Files.chunk(b"IEND", b"")
        )

    @staticmethod
    def text_chunk(keyword: str, document: Any, *, kind: bytes = b"tEXt") -> bytes:
        """A card as a text chunk of a kind."""
        encoded = base64.b64encode(json.dumps(document).encode())
        body = {
            b"tEXt": keyword.encode() + b"\0" + encoded,
            b"zTXt": keyword.encode() + b"\0\0" + zlib.compress(encoded),
            b"iTXt": keyword.encode() + b"\0\1\0\0\0" + zlib.compress(encoded),
        }[kind]
        return Files.chunk(kind, body)

    @staticmethod
    def archive(document: Any, **members: bytes) -> bytes:
        """A `.charx` of a card and other members."""
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as held:
            held.writestr("card.json", json.dumps(document))
            for name, data in members.items():
                held.writestr(name.replace("__", "/"), data)
        return buffer.getvalue()


@pytest.fixture(scope="session")
def files() -> type[Files]:
    """What builds pictures and archives around cards."""
    return Files


@pytest.fixture
def v1() -> dict[str, Any]:
    """A whole V1 card, with a key nobody knows."""
    return {
        "name": "Orla Quill",
        "description": "{{char}} repairs clocks in a harbour town. She is a wise scholar of time. She likes {{user}}.",
        "personality": "patient, exact, dry",
        "scenario": "{{user}} brings a broken clock into her shop.",
        "first_mes": "Good morning, {{user}}. What does it refuse to do?",
        "mes_example": "<START>\n{{user}}: It stopped.\n{{char}}: They do that when nobody listens.\nSit down.\n"
        "<START>\n{{char}}: Tick.",
        "shelf": {"row": 3},
    }


@pytest.fixture
def v2(v1: dict[str, Any]) -> dict[str, Any]:
    """A whole V2 card with a lorebook, extensions and unknown keys."""
    data = {key: value for key, value in v1.items() if key != "shelf"} | {
        "creator_notes": "SECRETNOTE best with long replies",
        "system_prompt": "{{original}} Write as {{char}}.",
        "post_history_instructions": "Stay in the shop.",
        "alternate_greetings": ["Closed. Unless it is urgent.", "Oh, you again, {{user}}."],
        "tags": ["clocks", "harbour"],
        "creator": "SECRETCREATOR",
        "character_version": "SECRETVERSION-1.2",
        "extensions": {"regex_scripts": [{"find": "(a+)+$", "replace": "<script>x</script>"}], "depth": {"n": 4}},
        "character_book": {
            "name": "The town",
            "description": "Places",
            "scan_depth": 4,
            "extensions": {},
            "entries": [
                {
                    "keys": ["tower", "bell"],
                    "content": "The tower clock has been slow since {{char}} was born.",
                    "extensions": {"probability": 50},
                    "enabled": True,
                    "insertion_order": 5,
                    "weird": [1, 2],
                },
                {"keys": ["off"], "content": "Unused.", "extensions": {}, "enabled": False, "insertion_order": 1},
            ],
        },
        "mystery": {"deep": [None, 1.5]},
    }
    return {"spec": "chara_card_v2", "spec_version": "2.0", "data": data, "outside": 1}


@pytest.fixture
def v3(v2: dict[str, Any]) -> dict[str, Any]:
    """A whole V3 card with assets, decorators and a regular expression for a key."""
    book = v2["data"]["character_book"] | {
        "entries": [
            {
                "keys": ["^tower.*$"],
                "content": "@@depth 4\nThe tower is {{char}}'s.",
                "extensions": {},
                "enabled": True,
                "insertion_order": 1,
                "use_regex": True,
            }
        ]
    }
    data = v2["data"] | {
        "character_book": book,
        "nickname": "Quill",
        "group_only_greetings": ["Gather round."],
        "creator_notes_multilingual": {"de": "Notiz"},
        "source": ["https://cards.invalid/1"],
        "assets": [
            {"type": "icon", "uri": "embeded://assets/icon/images/main.png", "name": "main", "ext": "png"},
            {"type": "background", "uri": "https://pictures.invalid/shop.png", "name": "main", "ext": "png"},
        ],
        "creation_date": 1_700_000_000,
    }
    return {"spec": "chara_card_v3", "spec_version": "3.0", "data": data}


@pytest.fixture
def agent() -> dict[str, Any]:
    """A whole TinyTroupe agent of our own."""
    return {
        "type": "TinyPerson",
        "persona": {
            "name": "Ravi Okonkwo",
            "age": 41,
            "gender": "Male",
            "nationality": "Nigerian",
            "residence": "Lagos",
            "education": "I studied civil engineering.",
            "occupation": {
                "title": "Bridge engineer",
                "organization": "City works",
                "description": "You plan bridges.",
            },
            "style": "Plain and slow.",
            "personality": {
                "traits": ["You are careful, and check twice."],
                "big_five": {
                    "openness": "Medium. Curious at times.",
                    "conscientiousness": "Very high.",
                    "neuroticism": "Low",
                },
            },
            "preferences": {"interests": ["Rivers"], "likes": ["Strong tea."], "dislikes": ["Hurry."]},
            "beliefs": ["A bridge is a promise."],
            "behaviors": {"general": ["Taps railings."], "routines": {"morning": ["Walks to the site."]}},
            "relationships": [{"name": "Ada", "description": "Your sister."}],
            "skills": ["Reading drawings."],
            "other_facts": ["You once fell into the lagoon."],
            "favourite_colour": "grey",
        },
    }
