"""Importing many large libraries in less time."""

import asyncio
import gc
import importlib
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager

import pydantic


@asynccontextmanager
async def imported(modules: Sequence[str]) -> AsyncGenerator[None]:
    """Import `modules` in a thread, then do what is in the block, both without what only takes time by then.

    The collector finds nothing but live objects in the meantime; what is there at the end stays to the end, so that
    looking through it again would cost every answer. Models of pydantic, of which the libraries have over a thousand,
    are built when they are first used.
    """
    gc.disable()
    pydantic.BaseModel.model_config["defer_build"] = True
    try:
        for module in modules:
            await asyncio.to_thread(importlib.import_module, module)
        yield
    finally:
        gc.freeze()
        gc.enable()
