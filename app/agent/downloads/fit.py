"""Whether a model would run well on this computer."""

from dataclasses import dataclass
from pathlib import Path
from shutil import disk_usage
from typing import Literal

from app.agent.downloads.catalogue import MOST_CONTEXT_TOKENS, Entry

Fit = Literal["fits", "slow", "memory", "disk"]
# What llama.cpp takes beside the weights and the conversation, and what the rest of the computer needs.
WORKSPACE = 900_000_000
SYSTEM = 1_500_000_000
# A disk that is filled to the last byte stops everything else.
DISK_RESERVE = 500_000_000
# Every word needs all weights once: as much as one core reads in about a tenth of a second.
BRISK_BYTES_PER_CORE = 500_000_000


@dataclass(frozen=True, slots=True)
class Computer:
    """What there is of it. `available` is the memory that nothing else uses at the moment."""

    memory: int
    available: int
    cores: int
    disk: int


def this_computer(folder: Path) -> Computer:
    """This computer as it is now, with the disk on which `folder` lies."""
    import psutil

    memory = psutil.virtual_memory()
    cores = psutil.cpu_count(logical=False) or psutil.cpu_count() or 1
    return Computer(memory.total, memory.available, cores, disk_usage(folder).free)


def memory_of(entry: Entry) -> int:
    """How much memory a model takes while it runs."""
    return entry.bytes + entry.memory_per_token * min(entry.context, MOST_CONTEXT_TOKENS) + WORKSPACE


def fit_of(entry: Entry, computer: Computer, *, there: int = 0) -> Fit:
    """How well it would run; `memory` or `disk` is what it would not fit into. `there` bytes need no more room."""
    needed = memory_of(entry)
    if needed > computer.memory - SYSTEM:
        return "memory"
    if entry.bytes - there > computer.disk - DISK_RESERVE and there < entry.bytes:
        return "disk"
    if needed > computer.available or entry.bytes > BRISK_BYTES_PER_CORE * computer.cores:
        return "slow"
    return "fits"
