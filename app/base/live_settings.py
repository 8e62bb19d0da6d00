"""The settings while the program runs: changed in settings.toml, read anew, and told to those who use them."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import cast

from app.base.config import CHOICES, SETTINGS, Config, ProviderName, read_config, setting_problem
from app.base.errors import RequestError
from app.base.secrets import Secret
from app.base.settings_file import save_settings

OnChange = Callable[[Config, frozenset[str]], Awaitable[None]]
# What is looked at only when the program starts.
AT_START = frozenset({"database_url", "frontend"})


class LiveSettings:
    """`now` is what counts at the moment. `on_change` hears of the new settings and the names of those that changed."""

    def __init__(self, config: Config, on_change: OnChange) -> None:
        self.now = config
        self._on_change = on_change
        self._changing = asyncio.Lock()
        # Keys that no keychain keeps: they end with the program.
        self._keys: dict[ProviderName, Secret] = {}

    async def change(self, values: Mapping[str, object]) -> None:
        """Keep these settings and use them; None takes one out.

        Raises RequestError for a value that cannot be used or that the environment fixes, ConfigError when
        settings.toml cannot be read or written. Nothing is changed then.
        """
        for name, value in values.items():
            self._check(name, value)
        async with self._changing:
            await asyncio.to_thread(save_settings, self.now.data.settings, values)
            await self._read_again(frozenset(values))

    async def use_key(self, provider: ProviderName, key: Secret | None) -> None:
        """Use a key until the program ends; None forgets it."""
        async with self._changing:
            self._keys.pop(provider, None)
            if key is not None:
                self._keys[provider] = key
            await self._read_again(frozenset({"keys"}))

    async def _read_again(self, changed: frozenset[str]) -> None:
        config = await asyncio.to_thread(read_config, self.now.data.root, self.now.environment)
        self.now = replace(config, keys={**self._keys, **config.keys})
        await self._on_change(self.now, changed)

    def _check(self, name: str, value: object) -> None:
        if name in self.now.fixed:
            raise RequestError(f"{self.now.fixed[name]} is set in the environment, and that counts.", field=name)
        if name in SETTINGS and value is None:
            return
        problem = setting_problem(name, value)
        if problem is None and name in CHOICES and value not in CHOICES[name]:
            problem = f"“{name}” must be one of {', '.join(CHOICES[name])}."
        if problem is None and name == "folders":
            problem = _folder_problem(cast("list[str]", value))
        if problem is not None:
            raise RequestError(f"{problem[0].upper()}{problem[1:]}", field=name)


def _folder_problem(folders: list[str]) -> str | None:
    """A mistyped folder must not be made, as the first one is."""
    for folder in folders:
        path = Path(folder).expanduser()
        if not path.is_absolute():
            return f"“{folder}” is not the whole path of a folder."
        if not path.is_dir():
            return f"there is no folder “{folder}”."
    return None
