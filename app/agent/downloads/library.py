"""The models that can be had: what each would mean for this computer, and getting, pausing and deleting it."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.agent.downloads.catalogue import SUFFIX, Catalogue, Entry, Ready, read_catalogue, ready_models
from app.agent.downloads.fit import Computer, fit_of, memory_of, this_computer
from app.agent.downloads.transfer import Transfer, part_of, remove, size_of
from app.base.background import BackgroundTasks
from app.base.config import Config
from app.base.errors import DownloadError, HandedOnError, NotHereError, RequestError

# Often enough to see it move, seldom enough to cost nothing.
TELL_SECONDS = 0.5


@dataclass(slots=True)
class _Running:
    transfer: Transfer
    task: asyncio.Task[None]


class Library:
    """`moved` is called while bytes come, `changed` when it is more; `release` ends what has a model's file open."""

    def __init__(
        self,
        settings: Callable[[], Config],
        background: BackgroundTasks,
        moved: Callable[[], None],
        changed: Callable[[], object],
        release: Callable[[Path], Awaitable[None]],
    ) -> None:
        self._settings = settings
        self._background = background
        self._moved = moved
        self._changed = changed
        self._release = release
        self._running: dict[str, _Running] = {}
        self._problems: dict[str, DownloadError] = {}
        self._told_at = 0.0

    async def list(self) -> Mapping[str, Any]:
        """`models` with what each needs and how far it is, the `host` they come from, and the `free` room for them.

        Asks nobody. Raises ConfigError when the catalogue cannot be read.
        """
        config = self._settings()
        return await asyncio.to_thread(self._listed, config, read_catalogue(config))

    async def download(self, model_id: str, host: str, size: int) -> None:
        """Begin or go on. `host` and `size` are what the user has agreed to: nothing else is asked or taken.

        Raises RequestError when that is not what it would be, NotHereError when there is no such model.
        """
        catalogue, entry = self._entry(model_id)
        if (host, size) != (self._host(catalogue, entry), entry.bytes):
            raise RequestError("What is offered has changed meanwhile. Look at it again.", field="host")
        target = self._target(entry)
        if model_id in self._running or target.is_file():
            return
        self._problems.pop(model_id, None)
        transfer = Transfer(
            catalogue.url(entry), target, entry.bytes, entry.sha256, catalogue.trusts, self._move_now_and_then
        )
        task = self._background.start(self._run(model_id, transfer, host), name="download")
        self._running[model_id] = _Running(transfer, task)
        self._changed()

    async def pause(self, model_id: str) -> None:
        """Stop where it is; what is there is kept."""
        running = self._running.get(model_id)
        if running is not None:
            running.task.cancel()
            await asyncio.wait({running.task})
            # One that had not begun yet has nothing of its own to end.
            self._running.pop(model_id, None)

    async def delete(self, model_id: str) -> int:
        """Remove a model, or what is there of it; gives the bytes that this frees. Raises NotHereError."""
        await self.pause(model_id)
        config = self._settings()
        ready = {each.id: each.path for each in ready_models(config)}
        target = ready.get(model_id) or self._target(self._entry(model_id)[1])
        self._problems.pop(model_id, None)
        if target.is_file():
            await self._release(target)
        freed = await asyncio.to_thread(remove, target)
        self._changed()
        return freed

    # -- how it goes

    async def _run(self, model_id: str, transfer: Transfer, host: str) -> None:
        try:
            await transfer.run(host)
        except DownloadError as error:
            self._problems[model_id] = error
        finally:
            self._running.pop(model_id, None)
            self._changed()

    def _move_now_and_then(self) -> None:
        now = asyncio.get_running_loop().time()
        if now - self._told_at >= TELL_SECONDS:
            self._told_at = now
            self._moved()

    # -- what there is

    def _entry(self, model_id: str) -> tuple[Catalogue, Entry]:
        catalogue = read_catalogue(self._settings())
        entry = next((each for each in catalogue.models if each.id == model_id), None)
        if entry is None:
            raise NotHereError(f"There is no model called “{model_id}” here.")
        return catalogue, entry

    def _target(self, entry: Entry) -> Path:
        return self._settings().data.models / f"{entry.id}{SUFFIX}"

    def _host(self, catalogue: Catalogue, entry: Entry) -> str:
        """Who would be asked for it next."""
        problem = self._problems.get(entry.id)
        return problem.host if isinstance(problem, HandedOnError) else catalogue.host

    def _listed(self, config: Config, catalogue: Catalogue) -> Mapping[str, Any]:
        computer, ready = this_computer(config.data.models), ready_models(config)
        known = {entry.id for entry in catalogue.models}
        return {
            "host": catalogue.host,
            "free": computer.disk,
            "models": [
                *(self._described(catalogue, entry, computer, ready) for entry in catalogue.models),
                *(_unknown(each) for each in ready if each.id not in known),
            ],
        }

    def _described(
        self, catalogue: Catalogue, entry: Entry, computer: Computer, ready: Sequence[Ready]
    ) -> Mapping[str, Any]:
        running, problem = self._running.get(entry.id), self._problems.get(entry.id)
        part, whole = part_of(self._target(entry)), any(each.id == entry.id for each in ready)
        done = entry.bytes if whole else running.transfer.done if running else size_of(part)
        if running:
            state = "checking" if running.transfer.checking else "downloading"
        else:
            state = "ready" if whole else "paused" if done else "absent"
        return {
            "id": entry.id,
            "name": entry.name,
            "bytes": entry.bytes,
            "license": entry.license,
            "parameters": entry.parameters,
            "context": entry.context,
            "memory": memory_of(entry),
            "fit": fit_of(entry, computer, there=done),
            "host": self._host(catalogue, entry),
            "state": state,
            "done": done,
            "notice": running.transfer.notice if running else "",
            "problem": str(problem) if problem else "",
        }


def _unknown(ready: Ready) -> Mapping[str, Any]:
    """A model that lies there without being in the catalogue: it can be used and deleted."""
    size = size_of(ready.path)
    nothing: dict[str, Any] = {"license": "", "parameters": None, "context": None, "memory": None}
    words = {"host": "", "notice": "", "problem": ""}
    return {
        "id": ready.id, "name": ready.name, "bytes": size, **nothing, "fit": "fits", "state": "ready", "done": size,
        **words,
    }  # fmt: skip
