# /// script
# requires-python = ">=3.11"
# dependencies = ["gguf", "numpy"]
# ///
"""The mean of two adapters, one trained on from the other: `uv run tools/adapter/average.py ONE OTHER OUT`.

Each has learned some things by heart that the other has not; their mean keeps what both know, and was better on
the whole than either (model soups, Wortsman et al., 2022).
"""

import argparse
import shutil
from pathlib import Path

import numpy as np
from gguf import GGUFReader


def main() -> None:
    """Write the mean."""
    options = argparse.ArgumentParser(description=__doc__)
    for name in ("one", "other", "out"):
        options.add_argument(name, type=Path)
    chosen = options.parse_args()
    shutil.copy(chosen.one, chosen.out)
    others = {tensor.name: tensor.data for tensor in GGUFReader(chosen.other).tensors}
    mean = GGUFReader(chosen.out, "r+")
    for tensor in mean.tensors:
        both = tensor.data.astype(np.float32) + others[tensor.name].astype(np.float32)
        tensor.data[...] = (both / 2).astype(tensor.data.dtype)
    mean.data.flush()


if __name__ == "__main__":
    main()
