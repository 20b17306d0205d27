"""The search for keys finds them where they could be."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest
from tests.core.export.export_kit import folder_of, material_of, session
from tests.secret_keys import leaks

from hopyard.core.export.formats import FORMATS
from hopyard.core.sessions.packing import pack


@pytest.mark.keeps_keys
def test_a_key_is_found_in_texts_logs_and_packs(tmp_path: Path, secret_keys: Mapping[str, str]) -> None:
    key = secret_keys["BRAVE_API_KEY"]
    assert leaks(tmp_path) == []
    (tmp_path / "a.jsonl").write_text(json.dumps({"error": f"401 for {key}"}), encoding="utf-8")
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "b.html").write_text(f"<p>{key}</p>", encoding="utf-8")
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("events.jsonl", f"{'x' * 500}{key}")
    (tmp_path / "c.hopyard").write_bytes(file.getvalue())
    (tmp_path / "d.txt").write_text("sk-hopyardtest", encoding="utf-8")
    assert leaks(tmp_path) == ["a.jsonl", "c.hopyard:events.jsonl", "b.html"]


@pytest.mark.keeps_keys
@pytest.mark.parametrize("kind", FORMATS)
def test_a_key_in_a_session_would_be_found_in_each_export(
    tmp_path: Path, secret_keys: Mapping[str, str], kind: str
) -> None:
    for key in secret_keys.values():
        (tmp_path / "out").write_text(FORMATS[kind](material_of(session(evil=key))), encoding="utf-8")
        assert leaks(tmp_path) == ["out"]


@pytest.mark.keeps_keys
def test_a_key_in_a_session_would_be_found_in_its_pack(
    tmp_path: Path, secret_keys: Mapping[str, str]
) -> None:
    recorder = session(evil=secret_keys["OPENAI_API_KEY"])
    folder = folder_of(tmp_path / "home", recorder, title="t")
    (tmp_path / "x.hopyard").write_bytes(pack(folder).data)
    assert "x.hopyard:events.jsonl" in leaks(tmp_path)
