"""The files of assets are looked after from the command line."""

from __future__ import annotations

import io
import os
import sys
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from store.values import AssetKind
from studio import cli

if TYPE_CHECKING:
    from studio.wiring import Services


def test_verify_and_sweep(
    services: Services, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whole files are said to be; old orphans go, a lost file is named with the next step and exit code 1."""

    def media(command: str) -> tuple[int, str]:
        monkeypatch.setattr(sys, "argv", ["personaforge", "media", command])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        return int(ended.value.code or 0), capsys.readouterr().out

    made = io.BytesIO()
    Image.new("RGB", (4, 4)).save(made, "PNG")
    kept = services.store.assets.put(
        services.actor, data=made.getvalue(), media_type="image/png", kind=AssetKind.PORTRAIT, wizard_id="w"
    )
    orphan = services.store.assets.blobs.put(b"nobody's")
    folder = services.settings.media_path / "open"
    services.close()
    assert media("verify") == (
        0, "1 files belong to no asset; `personaforge media sweep` removes those older than a day.\nWhole.\n"
    )  # fmt: skip
    assert media("sweep") == (0, "Removed 0 files.\n")
    os.utime(folder / orphan[:2] / orphan[2:4] / orphan, (0, 0))
    assert media("sweep") == (0, "Removed 1 files.\n")
    assert media("verify") == (0, "Whole.\n")
    (folder / kept.content_hash[:2] / kept.content_hash[2:4] / kept.content_hash).unlink()
    code, words = media("verify")
    assert code == 1
    assert words.startswith(f"{kept.id}  its file is missing or damaged\n")
    assert "backup" in words
