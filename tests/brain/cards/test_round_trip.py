from __future__ import annotations

import io
import json
import zipfile
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from brain import demo
from brain.cards import Kind, export, home, inspect
from brain.cards.ledger import Notes
from brain.cards.png import card_of, without_card
from brain.genome import Example

if TYPE_CHECKING:
    from brain.genome import PersonaGenome

TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=40)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=8,
)
WORDS = st.fixed_dictionaries(
    dict.fromkeys(
        ("description", "personality", "scenario", "first_mes", "mes_example", "creator_notes", "system_prompt",
         "post_history_instructions", "creator", "character_version"),
        TEXT,
    )
)  # fmt: skip
UNKNOWN = st.dictionaries(TEXT.map(lambda key: f"x-{key}"), JSON, max_size=3)
ENTRY = st.builds(
    lambda fixed, extra: fixed | extra,
    st.fixed_dictionaries(
        {"keys": st.lists(TEXT, max_size=3), "content": TEXT, "extensions": st.dictionaries(TEXT, JSON, max_size=2),
         "enabled": st.booleans(), "insertion_order": st.integers(-9, 9), "use_regex": st.booleans()}
    ),
    UNKNOWN,
)  # fmt: skip
DATA = st.builds(
    lambda words, rest, extra: words | rest | extra,
    WORDS,
    st.fixed_dictionaries(
        {
            "name": TEXT.map(lambda name: f"N{name}"),
            "alternate_greetings": st.lists(TEXT, max_size=3),
            "tags": st.lists(TEXT, max_size=3),
            "extensions": st.dictionaries(TEXT, JSON, max_size=3),
            "character_book": st.fixed_dictionaries(
                {"extensions": st.dictionaries(TEXT, JSON, max_size=2), "entries": st.lists(ENTRY, max_size=3)}
            ),
            "group_only_greetings": st.lists(TEXT, max_size=2),
        }
    ),
    UNKNOWN,
)


def again(document: dict[str, Any]) -> Any:
    """The document after an import and an export in its own format."""
    genome = inspect(json.dumps(document).encode()).genome
    return json.loads(export(genome, home(genome)).data)


@pytest.mark.parametrize("which", ["v1", "v2", "v3", "agent"])
def test_an_untouched_import_is_exported_as_it_came(which: str, request: pytest.FixtureRequest) -> None:
    """Every field of a whole card comes back equal, unknown keys and extensions too, and nothing is added."""
    document = request.getfixturevalue(which)
    assert again(document) == document


@settings(max_examples=60, deadline=None)
@given(data=DATA, outside=UNKNOWN)
def test_any_whole_v2_or_v3_card_comes_back_equal(data: dict[str, Any], outside: dict[str, Any]) -> None:
    """Whatever texts and unknown values a card holds, an untouched import exports to the same document."""
    v2 = {key: value for key, value in data.items() if key != "group_only_greetings"}
    for spec, version, held in (("chara_card_v2", "2.0", v2), ("chara_card_v3", "3.0", data)):
        document = outside | {"spec": spec, "spec_version": version, "data": held}
        assert again(document) == document


@settings(max_examples=40, deadline=None)
@given(persona=st.dictionaries(TEXT, JSON, max_size=6), outside=UNKNOWN)
def test_any_agent_comes_back_equal(persona: dict[str, Any], outside: dict[str, Any]) -> None:
    """An agent of TinyTroupe comes back equal, whatever else it holds."""
    document = outside | {"type": "TinyPerson", "persona": {"name": "N"} | persona}
    document["persona"]["name"] = "N"
    assert again(document) == document


@pytest.mark.parametrize("genome", demo.load_all(), ids=lambda genome: genome.metadata.slug)
def test_a_genome_document_comes_back_equal(genome: PersonaGenome) -> None:
    """A persona exported as its own document and read again is the same genome."""
    assert inspect(export(genome, "persona").data).genome == genome


def test_an_imported_card_survives_the_own_format(v2: dict[str, Any]) -> None:
    """A card imported, exported as a genome document and imported again still exports to the first card."""
    genome = inspect(export(inspect(json.dumps(v2).encode()).genome, "persona").data).genome
    assert json.loads(export(genome, "v2").data) == v2


@pytest.mark.parametrize("kind", [b"tEXt", b"zTXt", b"iTXt"])
def test_a_picture_comes_back_with_its_card_and_its_pixels(files: Any, v2: dict[str, Any], kind: bytes) -> None:
    """The card of a PNG comes back equal, and every other chunk of the picture as it was."""
    other = files.chunk(b"tEXt", b"Software\0brush")
    data = files.picture(other, files.text_chunk("chara", v2, kind=kind))
    found = inspect(data, "orla.png")
    made = export(found.genome, "png", file=found.file)
    assert json.loads(card_of(made.data, Notes())) == v2
    assert without_card(made.data) == files.picture(other)
    assert found.pictures[0].data == files.picture(other)


def test_ccv3_goes_before_chara(files: Any, v2: dict[str, Any], v3: dict[str, Any]) -> None:
    """Of two cards in one picture the V3 one is read, wherever it stands, and both are written again."""
    found = inspect(files.picture(files.text_chunk("chara", v2), files.text_chunk("ccv3", v3)))
    assert found.format == "v3"
    made = export(found.genome, "png", file=found.file).data
    assert json.loads(card_of(made, Notes())) == v3
    assert made.count(b"chara\0") == 1


def test_an_animated_picture_keeps_its_frames(files: Any, v1: dict[str, Any]) -> None:
    """The control chunks of an APNG stand in the export as they stood in the import."""
    frames = files.chunk(b"acTL", b"\0\0\0\1\0\0\0\0")
    found = inspect(files.picture(frames, files.text_chunk("chara", v1)))
    made = export(found.genome, "png", file=found.file).data
    assert frames in made
    assert json.loads(card_of(made, Notes())) == v1


def test_an_archive_comes_back_with_its_other_files(files: Any, v3: dict[str, Any]) -> None:
    """The card and every member of a `.charx` come back equal; its icon is offered as the portrait."""
    icon = files.picture()
    members = {"assets__icon__images__main.png": icon, "module.lua": b"os.exit()"}
    found = inspect(files.archive(v3, **members), "quill.charx")
    assert [one.data for one in found.pictures] == [icon]
    made = zipfile.ZipFile(io.BytesIO(export(found.genome, "charx", file=found.file).data))
    assert json.loads(made.read("card.json")) == v3
    assert made.read("assets/icon/images/main.png") == icon
    assert made.read("module.lua") == b"os.exit()"


def test_what_was_edited_is_written_from_the_genome(v2: dict[str, Any]) -> None:
    """An edited field is written anew, and every other stays as in the card, copies beside the data too."""
    v2["name"] = v2["data"]["name"]
    genome = inspect(json.dumps(v2).encode()).genome
    edited = genome.model_copy(
        update={
            "metadata": genome.metadata.model_copy(update={"name": "Orla Q."}),
            "mind": genome.mind.model_copy(update={"examples": (Example(user="Hm?", reply="Quite."),)}),
        }
    )
    made = export(edited, "v2")
    document = json.loads(made.data)
    assert document["name"] == document["data"]["name"] == "Orla Q."
    assert document["data"]["mes_example"] == "<START>\n{{user}}: Hm?\n{{char}}: Quite."
    same = set(v2["data"]) - {"name", "mes_example"}
    assert {key: document["data"][key] for key in same} == {key: v2["data"][key] for key in same}
    assert {entry.path for entry in made.ledger.of(Kind.CHANGED)} == {"data.name", "data.mes_example"}


@pytest.mark.parametrize("genome", demo.load_all(), ids=lambda genome: genome.metadata.slug)
@pytest.mark.parametrize("wanted", ["v1", "v2", "v3", "tinytroupe"])
def test_a_persona_of_ours_is_read_again_from_a_foreign_card(genome: PersonaGenome, wanted: Any) -> None:
    """A persona that came from no card exports to each foreign format, which lists what it cannot hold."""
    made = export(genome, wanted)
    read = inspect(made.data).genome
    assert read.metadata.name == genome.metadata.name
    assert made.ledger.of(Kind.LOST)
    if wanted in {"v2", "v3"}:
        assert read.mind.greetings == genome.mind.greetings
        assert [one.reply for one in read.mind.examples] == [one.reply for one in genome.mind.examples]
        assert read.metadata.tags == genome.metadata.tags


def test_v3_names_what_v2_has_no_place_for(v3: dict[str, Any]) -> None:
    """Exported as V2, a V3 card loses the fields that V3 added, and the ledger says so."""
    made = export(inspect(json.dumps(v3).encode()).genome, "v2")
    document = json.loads(made.data)
    assert document["spec"] == "chara_card_v2"
    assert "assets" not in document["data"]
    assert {"data.assets", "data.nickname"} <= {entry.path for entry in made.ledger.of(Kind.LOST)}
