"""The examination as a user starts it."""

import json
import os
import subprocess
import sys
from pathlib import Path

from tests.running import ROOT


def doctor(data: Path, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "app", "--data-dir", str(data), "doctor", *arguments],
        cwd=ROOT, env={**os.environ, **variables}, capture_output=True, text=True, timeout=120,
    )  # fmt: skip


def test_before_the_first_start_nothing_is_wrong_and_nothing_is_made(tmp_path: Path, own_home: Path) -> None:
    said = doctor(tmp_path / "data", LLM_PROVIDER="builtin")
    assert said.returncode == 0, said.stdout
    assert "failed" not in said.stdout
    assert "The built-in model answers." in said.stdout
    assert "filesystem server: It offers" in said.stdout
    assert "tasks server: It offers" in said.stdout
    assert not (tmp_path / "data").exists()
    assert not (own_home / "Documents").exists()


def test_what_does_not_work_is_named_with_what_to_do_and_ends_with_one(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_text("what = 1\n", encoding="utf-8")
    said = doctor(tmp_path, "--json", LLM_PROVIDER="openai")
    told = json.loads(said.stdout)
    failed = {finding["part"] for finding in told["findings"] if finding["status"] == "failed"}
    assert (said.returncode, said.stderr, told["ok"], failed) == (1, "", False, {"settings", "model"})
    assert [finding for finding in told["findings"] if finding["status"] != "ok" and not finding["fix"]] == []


def test_a_report_holds_no_path_name_or_key_of_the_user(tmp_path: Path) -> None:
    data = tmp_path / "Ann Smith"
    data.mkdir()
    (data / "settings.toml").write_text('"my secret word" = 1\nfolders = ["/home/ann/diary"]\n', encoding="utf-8")
    (data / "deskhand.db").write_bytes(b"no database at all" * 500)
    said = doctor(data, "--report", LLM_MODEL="my-own-model", OPENAI_API_KEY="sk-very-own")
    assert said.stdout.startswith("Deskhand 0.1.0, Python 3.")
    for own in ("smith", "diary", str(tmp_path), "secret word", "my-own-model", "sk-very-own"):
        assert own.casefold() not in said.stdout.casefold(), own
