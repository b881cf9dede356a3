from __future__ import annotations

import io
import json
import zipfile
from typing import TYPE_CHECKING, Any

import pytest
from PIL import Image

from brain.cards import Kind, inspect
from brain.cards.ledger import Notes
from brain.cards.png import card_of, with_card, without_card
from brain.errors import Conflict, InvalidCard, NotFound, Uncited
from store.actor import Actor
from studio import cli

if TYPE_CHECKING:
    from pathlib import Path

    from studio.lab import Lab
    from studio.wiring import Services


def png(colour: str = "#335577", size: int = 48) -> bytes:
    """A picture of one colour."""
    made = io.BytesIO()
    Image.new("RGB", (size, size), colour).save(made, "PNG")
    return made.getvalue()


@pytest.fixture
def v2() -> dict[str, Any]:
    """A V2 card with an unknown key."""
    data = {
        "name": "Orla Quill", "description": "A clockmaker.", "personality": "", "scenario": "", "first_mes": "Hm?",
        "mes_example": "", "creator_notes": "n", "system_prompt": "", "post_history_instructions": "",
        "alternate_greetings": [], "tags": ["clocks"], "creator": "c", "character_version": "1",
        "extensions": {"x": {"y": [1]}}, "zzz": 3,
    }  # fmt: skip
    return {"spec": "chara_card_v2", "spec_version": "2.0", "data": data}


def test_a_picture_card_goes_in_and_comes_out(services: Services, v2: dict[str, Any]) -> None:
    """A PNG card becomes a persona with its picture for a portrait, and comes out with card and pixels as they were."""
    bare, importing, actor = png(), services.importing, services.actor
    data = with_card(bare, {"chara": json.dumps(v2).encode()})
    kept = importing.keep(actor, importing.inspect(actor, data, "orla.png"), filename="orla.png")
    assert kept.persona.card.slug == "orla-quill"
    assert kept.persona.version.message == "imported from a Character Card V2 in a PNG picture, orla.png"
    asset = services.store.assets.get(actor, kept.persona.genome.visual.primary_image)
    assert (asset.persona_id, asset.is_primary) == (kept.persona.card.id, True)
    made = importing.export(actor, kept.persona.card.id, "png")
    assert json.loads(card_of(made.data, Notes())) == v2
    assert without_card(made.data) == bare


def test_an_archive_goes_in_and_comes_out(services: Services, v2: dict[str, Any]) -> None:
    """Card and pictures of a `.charx` come out as they went in; what is no picture is said to be lost."""
    assets = [
        {"type": kind, "uri": f"embeded://a/{kind}.png", "name": "main", "ext": "png"}
        for kind in ("icon", "background")
    ]
    v3 = {
        "spec": "chara_card_v3",
        "spec_version": "3.0",
        "data": v2["data"] | {"assets": assets, "group_only_greetings": []},
    }
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("card.json", json.dumps(v3))
        archive.writestr("a/icon.png", png("#aa0000"))
        archive.writestr("a/background.png", png("#00aa00"))
        archive.writestr("script.lua", "x")
    importing, actor = services.importing, services.actor
    kept = importing.keep(actor, importing.inspect(actor, buffer.getvalue()))
    assert [entry.path for entry in kept.ledger.of(Kind.LOST)] == ["archive.script.lua"]
    made = zipfile.ZipFile(io.BytesIO(importing.export(actor, kept.persona.card.id, "charx").data))
    assert json.loads(made.read("card.json")) == v3
    assert made.read("a/icon.png") == png("#aa0000")
    assert made.read("a/background.png") == png("#00aa00")


def test_a_taken_slug_gives_the_next_free_one(services: Services, v2: dict[str, Any]) -> None:
    """The same card twice makes two personas, and the second's ledger says what its slug is."""
    importing, actor = services.importing, services.actor
    data = json.dumps(v2).encode()
    slugs = []
    for _ in range(2):
        found = importing.inspect(actor, data)
        slugs.append(importing.keep(actor, found).persona.card.slug)
    assert slugs == ["orla-quill", "orla-quill-2"]
    assert any(entry.path == "metadata.slug" and "orla-quill-2" in entry.note for entry in found.ledger.entries)


def test_one_bad_file_stops_none_of_the_others(services: Services, v2: dict[str, Any]) -> None:
    """Of several files and of archives of cards each has a result of its own."""
    importing, actor = services.importing, services.actor
    card = json.dumps(v2).encode()
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("deep/one.json", card)
        archive.writestr("../two.json", b"nonsense")
        archive.writestr("readme.txt", b"not a card")
    results = importing.bulk(actor, [("a.json", card), ("b.json", b"{}"), ("many.zip", buffer.getvalue())])
    assert [(one.name, one.problem is None) for one in results] == [
        ("a.json", True), ("b.json", False), ("one.json", True), ("two.json", False),
    ]  # fmt: skip
    assert {one.kept.persona.card.slug for one in results if one.kept} == {"orla-quill", "orla-quill-2"}


def test_many_personas_come_out_in_one_archive(services: Services) -> None:
    """A bundle holds a file for each persona, and reads back as the same genomes."""
    importing, actor = services.importing, services.actor
    ids = [card.id for card in services.library.cards(actor).items]
    made = importing.bundle(actor, [*ids, "nobody"], "persona")
    archive = zipfile.ZipFile(io.BytesIO(made.data))
    assert len(archive.namelist()) == len(ids)
    assert {inspect(archive.read(name)).genome.name for name in archive.namelist()} == {
        card.name for card in services.library.cards(actor).items
    }
    assert isinstance(made.results[-1].problem, NotFound)


@pytest.mark.parametrize("wanted", ["v1", "v2", "v3", "png", "charx", "tinytroupe", "persona"])
def test_a_demo_persona_comes_out_in_every_format(lab: Lab, wanted: Any) -> None:
    """Every format of a persona that came from no card is read again by its own name, with a drawn portrait in it."""
    made = lab.export_card("mira-okafor", wanted)
    found = inspect(made.data, made.filename)
    assert found.genome.name == "Mira Okafor"
    assert bool(found.pictures) is (wanted in {"png", "charx"})


def test_a_real_person_without_sources_is_not_kept(services: Services) -> None:
    """A genome document of a real person keeps its mark, and is refused where what it says has no source."""
    document = {
        "metadata": {"name": "Some One", "slug": "some-one", "is_real": True},
        "mind": {"beliefs": [{"statement": "The sea is wide."}]},
    }
    importing, actor = services.importing, services.actor
    found = importing.inspect(actor, json.dumps(document).encode())
    assert found.genome.metadata.is_real
    before = services.library.cards(actor, total=True).total
    with pytest.raises(Uncited):
        importing.keep(actor, found)
    assert services.library.cards(actor, total=True).total == before


def test_nothing_is_left_of_what_could_not_be_kept(services: Services, v2: dict[str, Any]) -> None:
    """A slug taken between look and keeping leaves neither a persona nor a visible picture."""
    importing, actor = services.importing, services.actor
    found = importing.inspect(actor, with_card(png(), {"chara": json.dumps(v2).encode()}))
    importing.keep(actor, found)
    before = len(services.store.assets.list(actor).items)
    with pytest.raises(Conflict, match="orla-quill"):
        importing.keep(actor, found)
    assert len(services.store.assets.list(actor).items) == before


def test_somebody_elses_persona_is_not_exported(services: Services, v2: dict[str, Any]) -> None:
    """A persona that an actor may not see cannot be exported by them."""
    importing, actor = services.importing, services.actor
    kept = importing.keep(actor, importing.inspect(actor, json.dumps(v2).encode()))
    with pytest.raises(NotFound):
        importing.export(Actor(user_id="stranger", role="user"), kept.persona.card.id, "v2")


def test_cards_from_the_command_line(
    demo_folder: Path,  # noqa: ARG001 - the folder is what it needs
    tmp_path: Path,
    v2: dict[str, Any],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Inspect shows the ledger, import makes the persona, export gives the same card, bulk goes both ways."""

    def run(*arguments: str) -> tuple[int, str]:
        monkeypatch.setattr("sys.argv", ["personaforge", *arguments])
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            cli.main()
        seen = capsys.readouterr()
        return int(ended.value.code or 0), seen.out + seen.err

    file, out, bad = tmp_path / "orla.json", tmp_path / "out.json", tmp_path / "bad.json"
    file.write_text(json.dumps(v2))
    bad.write_text("{}")
    assert "not understood  data.zzz" in run("card", "inspect", str(file))[1]
    assert run("card", "import", str(file))[1].startswith("orla-quill  Orla Quill")
    assert run("card", "export", "orla-quill", "--format", "v2", "--out", str(out), "--ledger")[0] == 0
    assert json.loads(out.read_text()) == v2
    code, told = run("card", "bulk-import", str(file), str(bad))
    assert code == 1
    assert "orla.json: orla-quill-2" in told
    assert "bad.json: The file is no character card." in told
    target = tmp_path / "all.zip"
    assert run("card", "bulk-export", "orla-quill", "mira-okafor", "--out", str(target))[0] == 0
    assert len(zipfile.ZipFile(target).namelist()) == 2
    assert run("card", "export", "orla-quill", "--format", "doc")[0] == 1
    assert run("card", "inspect", str(tmp_path / "none.json"))[0] == 1
    with pytest.raises(InvalidCard):
        inspect(b"")
