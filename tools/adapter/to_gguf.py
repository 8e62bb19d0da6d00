"""A trained adapter (peft) in the form that llama.cpp loads."""

import json
from pathlib import Path

import gguf
import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import load_file

NAMES = {
    "self_attn.q_proj": "attn_q",
    "self_attn.k_proj": "attn_k",
    "self_attn.v_proj": "attn_v",
    "self_attn.o_proj": "attn_output",
    "mlp.gate_proj": "ffn_gate",
    "mlp.up_proj": "ffn_up",
    "mlp.down_proj": "ffn_down",
}
# Heads of SmolLM2-135M: llama.cpp keeps the rows of these two permuted for its rotary embedding.
HEADS = {"self_attn.q_proj": 9, "self_attn.k_proj": 3}


def write_gguf(folder: Path, target: Path) -> None:
    """Write the adapter that peft saved in `folder` to `target`, in 16-bit floats."""
    tensors = load_file(folder / "adapter_model.safetensors")
    config = json.loads((folder / "adapter_config.json").read_text(encoding="utf-8"))
    writer = gguf.GGUFWriter(target, "llama")
    writer.add_type("adapter")
    writer.add_string("adapter.type", "lora")
    writer.add_float32("adapter.lora.alpha", float(config["lora_alpha"]))
    for name, tensor in tensors.items():
        layer, *module, _ = name.split(".layers.")[1].removesuffix(".weight").split(".")
        kind = ".".join(module)
        side = "lora_a" if "lora_A" in name else "lora_b"
        values = tensor.astype(np.float32)
        if side == "lora_b" and kind in HEADS:
            values = permuted(values, HEADS[kind])
        writer.add_tensor(f"blk.{layer}.{NAMES[kind]}.weight.{side}", values.astype(np.float16))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def read_gguf(source: Path) -> dict[str, NDArray[np.float32]]:
    """The tensors of an adapter that `write_gguf` wrote, by peft's names for them in a model."""
    kinds = {theirs: ours for ours, theirs in NAMES.items()}
    found: dict[str, NDArray[np.float32]] = {}
    for tensor in gguf.GGUFReader(source).tensors:
        _, layer, name, _, side = tensor.name.split(".")
        kind = kinds[name]
        values = tensor.data.astype(np.float32)
        if side == "lora_b" and kind in HEADS:
            values = unpermuted(values, HEADS[kind])
        found[f"base_model.model.model.layers.{layer}.{kind}.lora_{side[-1].upper()}.default.weight"] = values
    return found


def permuted(rows: NDArray[np.float32], heads: int) -> NDArray[np.float32]:
    """`rows` in llama.cpp's order: the halves of each head interleaved."""
    outputs, rank = rows.shape
    return rows.reshape(heads, 2, outputs // heads // 2, rank).swapaxes(1, 2).reshape(outputs, rank)


def unpermuted(rows: NDArray[np.float32], heads: int) -> NDArray[np.float32]:
    """`rows` in transformers' order again."""
    outputs, rank = rows.shape
    return rows.reshape(heads, outputs // heads // 2, 2, rank).swapaxes(1, 2).reshape(outputs, rank)
