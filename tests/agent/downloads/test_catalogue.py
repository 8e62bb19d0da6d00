"""Which models can be had, where they come from, and whether they would run well."""

from dataclasses import replace
from pathlib import Path

import pytest

from app.agent.downloads.catalogue import MOST_CONTEXT_TOKENS, read_catalogue, ready_model, ready_models
from app.agent.downloads.fit import Computer, Fit, fit_of, memory_of, this_computer
from app.base.config import read_config
from app.base.errors import ConfigError

GB = 1_000_000_000
ROOMY = Computer(memory=64 * GB, available=48 * GB, cores=16, disk=500 * GB)


def test_every_model_of_ours_is_free_small_and_fixed_to_one_version(tmp_path: Path) -> None:
    catalogue = read_catalogue(read_config(tmp_path, {}))
    assert len({entry.id for entry in catalogue.models}) == len(catalogue.models) >= 3
    for entry in catalogue.models:
        assert entry.license == "Apache-2.0"
        assert entry.bytes < 6 * GB
        url = catalogue.url(entry)
        assert url.startswith("https://huggingface.co/")
        assert url.endswith(".gguf")
        # A branch may be moved to another file; a commit cannot.
        assert len(url.split("/resolve/")[1].split("/")[0]) == 40


def test_another_address_has_the_same_files_and_none_of_the_trust(tmp_path: Path) -> None:
    config = read_config(tmp_path, {"DESKHAND_MODELS_ADDRESS": "https://mirror.example/models"})
    catalogue = read_catalogue(config)
    assert catalogue.url(catalogue.models[0]).startswith("https://mirror.example/models/")
    assert catalogue.trusts("mirror.example")
    assert not catalogue.trusts("cdn-lfs.hf.co")


def test_a_host_is_trusted_with_its_own_parts_only(tmp_path: Path) -> None:
    catalogue = read_catalogue(read_config(tmp_path, {}))
    assert catalogue.trusts("cas-bridge.xethub.hf.co")
    assert not catalogue.trusts("evil-hf.co")
    assert not catalogue.trusts("hf.co.evil.example")


@pytest.mark.parametrize("address", ["ftp://x/", "https://", "https://user@host/", "models"])
def test_an_address_that_cannot_be_used_is_left_out_and_said(tmp_path: Path, address: str) -> None:
    config = read_config(tmp_path, {"DESKHAND_MODELS_ADDRESS": address})
    assert config.models_address is None
    assert "DESKHAND_MODELS_ADDRESS" in config.problems[0]


@pytest.mark.parametrize("words", ["", "models = 1", 'address = "https://h/"\nmodels = [{id = "../x"}]'])
def test_a_catalogue_that_cannot_be_read_is_said(tmp_path: Path, words: str) -> None:
    (tmp_path / "own.toml").write_text(words, encoding="utf-8")
    config = read_config(tmp_path, {"DESKHAND_MODELS_CATALOGUE": str(tmp_path / "own.toml")})
    with pytest.raises(ConfigError, match=r"own\.toml"):
        read_catalogue(config)
    assert ready_models(config) == []


def test_what_lies_there_can_be_used_and_what_is_only_half_there_cannot(tmp_path: Path) -> None:
    config = read_config(tmp_path, {})
    config.data.create()
    for name in ("qwen3-4b-instruct-2507.gguf", "of-my-own.gguf", "qwen3-8b.gguf.part"):
        (config.data.models / name).touch()
    assert [(each.id, each.name) for each in ready_models(config)] == [
        ("qwen3-4b-instruct-2507", "Qwen3 4B Instruct 2507"),
        ("of-my-own", "of-my-own"),
    ]
    assert ready_model(config, "of-my-own").context == MOST_CONTEXT_TOKENS
    with pytest.raises(ConfigError, match="“qwen3-8b” is not on this computer"):
        ready_model(config, "qwen3-8b")


@pytest.mark.parametrize(
    ("computer", "fit"),
    [
        (ROOMY, "fits"),
        (replace(ROOMY, cores=2), "slow"),
        (replace(ROOMY, available=2 * GB), "slow"),
        (replace(ROOMY, memory=4 * GB), "memory"),
        (replace(ROOMY, disk=2 * GB), "disk"),
    ],
)
def test_what_a_model_needs_is_held_against_what_there_is(tmp_path: Path, computer: Computer, fit: Fit) -> None:
    entries = {entry.id: entry for entry in read_catalogue(read_config(tmp_path, {})).models}
    assert fit_of(entries["qwen3-4b-instruct-2507"], computer) == fit


def test_a_model_that_is_there_needs_no_more_room_on_the_disk(tmp_path: Path) -> None:
    entry = read_catalogue(read_config(tmp_path, {})).models[0]
    full = replace(ROOMY, disk=0)
    assert fit_of(entry, full) == "disk"
    assert fit_of(entry, full, there=entry.bytes) == "fits"


def test_this_computer_is_measured(tmp_path: Path) -> None:
    computer = this_computer(tmp_path)
    assert computer.memory >= computer.available > 0
    assert computer.cores >= 1
    assert computer.disk > 0
    assert memory_of(read_catalogue(read_config(tmp_path, {})).models[0]) > GB
