"""Settings, read once from the command line, the environment and settings.toml, in that order of precedence.

This is the only module that reads the environment.
"""

import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, cast, get_args

from app.base.errors import ConfigError
from app.base.paths import DataFolder, default_data_folder, default_granted_folder
from app.base.secrets import Secret

ProviderName = Literal[
    "builtin", "openai", "gemini", "anthropic", "openrouter", "ollama", "lmstudio", "llamacpp", "downloaded", "custom"
]
ApiName = Literal["responses", "chat_completions"]
Team = Literal["one", "several"]
Effort = Literal["minimal", "low", "medium", "high"]
FrontendName = Literal["deskhand", "openai-cdn"]
KEY_VARIABLES: dict[ProviderName, str] = {
    "openai": "OPENAI_API_KEY",
    "gemini": "GEMINI_API_KEY",
    "anthropic": "ANTHROPIC_API_KEY",
    "openrouter": "OPENROUTER_API_KEY",
    "custom": "OPENAI_API_KEY",
}

# The key in settings.toml -> the environment variable that overrides it and the type of its value.
SETTINGS: dict[str, tuple[str | None, type]] = {
    "llm_provider": ("LLM_PROVIDER", str),
    "llm_model": ("LLM_MODEL", str),
    "openai_base_url": ("OPENAI_BASE_URL", str),
    "openai_api": ("OPENAI_API", str),
    "reasoning_effort": (None, str),
    "agents": (None, str),
    "instructions": (None, str),
    "models_address": ("DESKHAND_MODELS_ADDRESS", str),
    "models_catalogue": ("DESKHAND_MODELS_CATALOGUE", str),
    "database_url": ("DATABASE_URL", str),
    "folders": (None, list),
    "frontend": (None, str),
    "background": (None, bool),
    "start_at_login": (None, bool),
    "hotkey": (None, str),
}
USUAL_HOTKEY, NO_HOTKEY = "Ctrl+Alt+Space", "off"
_KINDS = {list: "a list of texts", bool: "true or false", str: "a text"}
# What a setting can be, where that is one of few.
CHOICES: dict[str, tuple[str, ...]] = {
    "llm_provider": get_args(ProviderName),
    "openai_api": get_args(ApiName),
    "reasoning_effort": get_args(Effort),
    "agents": get_args(Team),
    "frontend": get_args(FrontendName),
}


@dataclass(frozen=True, slots=True)
class Config:
    """Everything that can be set. `problems` are sentences about settings that were left out because they are wrong."""

    data: DataFolder
    database: Path
    folders: tuple[Path, ...]
    provider: ProviderName | None = None
    model: str | None = None
    base_url: str | None = None
    api: ApiName | None = None
    effort: Effort | None = None
    # Whether one agent has all tools or several share them; None: by the room that the tools take.
    team: Team | None = None
    # What the user wants every answer to heed.
    instructions: str = ""
    # Where models are downloaded from, and the file that lists them; None: as the app's own list says.
    models_address: str | None = None
    models_catalogue: Path | None = None
    # Which chat element the page shows: ours, or the one that OpenAI serves.
    frontend: FrontendName = "deskhand"
    # Whether the app goes on when its window is closed.
    background: bool = False
    start_at_login: bool = False
    # The key that opens the quick entry from everywhere; None: none.
    hotkey: str | None = USUAL_HOTKEY
    keys: Mapping[ProviderName, Secret] = field(default_factory=dict[ProviderName, Secret])
    problems: tuple[str, ...] = ()
    # Set when a provider was asked for that does not exist: every answer then says so.
    provider_error: str | None = None
    # The settings that were given, by name, and the variable that fixes one, if it is not from settings.toml.
    given: Mapping[str, object] = field(default_factory=dict[str, object], repr=False)
    fixed: Mapping[str, str] = field(default_factory=dict[str, str])
    # What the process was started with, for those who look for a screen.
    environment: Mapping[str, str] = field(default_factory=dict[str, str], repr=False)


def read_config(data_dir: Path | None = None, environ: Mapping[str, str] | None = None) -> Config:
    """Read all settings. `data_dir` is the command line's; `environ` stands in for the process environment.

    A setting that cannot be used is left out and described in `Config.problems`.
    """
    env = os.environ if environ is None else environ
    root = data_dir or (Path(env["DESKHAND_DATA_DIR"]) if env.get("DESKHAND_DATA_DIR") else default_data_folder())
    data = DataFolder(root.expanduser().absolute())
    problems: list[str] = []
    values = _read_settings(data.settings, problems)
    fixed = {key: variable for key, (variable, _) in SETTINGS.items() if variable and env.get(variable)}
    values |= {key: env[variable] for key, variable in fixed.items()}
    provider, provider_error = _provider(values)
    return Config(
        data=data,
        database=_database(values, data, problems),
        folders=_folders(values),
        provider=provider,
        model=cast("str | None", values.get("llm_model")),
        base_url=cast("str | None", values.get("openai_base_url")),
        api=cast("ApiName | None", _one_of("openai_api", values, problems)),
        effort=cast("Effort | None", _one_of("reasoning_effort", values, problems)),
        team=cast("Team | None", _one_of("agents", values, problems)),
        instructions=str(values.get("instructions", "")).strip(),
        models_address=_address(values, problems),
        models_catalogue=Path(str(values["models_catalogue"])).expanduser() if values.get("models_catalogue") else None,
        frontend=cast("FrontendName | None", _one_of("frontend", values, problems)) or "deskhand",
        background=values.get("background") is True,
        start_at_login=values.get("start_at_login") is True,
        hotkey=_hotkey(values),
        keys={name: Secret(env[variable]) for name, variable in KEY_VARIABLES.items() if env.get(variable)},
        problems=(*problems, *([provider_error] if provider_error else [])),
        provider_error=provider_error,
        given=values,
        fixed=fixed,
        environment=env,
    )


def environment_without_keys() -> dict[str, str]:
    """What a child process of ours may know of the environment: everything but the keys."""
    return {name: value for name, value in os.environ.items() if name not in KEY_VARIABLES.values()}


def set_environment(name: str, value: str) -> None:
    """Set a variable that a library reads from the process environment, unless the user has set it."""
    os.environ.setdefault(name, value)


def _read_settings(path: Path, problems: list[str]) -> dict[str, object]:
    try:
        text = path.read_text(encoding="utf-8")
        raw = tomllib.loads(text)
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        problems.append(f"settings.toml cannot be read: {error}. It was left out; the defaults are in use.")
        return {}
    good: dict[str, object] = {}
    for key, value in raw.items():
        problem = setting_problem(key, value)
        if problem:
            problems.append(f"settings.toml, line {_line_of(key, text)}: {problem} This setting was left out.")
        else:
            good[key] = value
    return good


def setting_problem(key: str, value: object) -> str | None:
    """What is wrong with a value for settings.toml, in a sentence; None when it can be used."""
    if key not in SETTINGS:
        return f"there is no setting called “{key}”. Known are {', '.join(SETTINGS)}."
    wanted = SETTINGS[key][1]
    if not isinstance(value, wanted) or (
        wanted is list and not all(isinstance(v, str) for v in cast("list[object]", value))
    ):
        return f"“{key}” must be {_KINDS[wanted]}."
    return None


def _line_of(key: str, text: str) -> int:
    pattern = re.compile(rf"^\s*\[?\s*[\"']?{re.escape(key)}\b")
    return next((number for number, line in enumerate(text.splitlines(), 1) if pattern.match(line)), 1)


def _provider(values: dict[str, object]) -> tuple[ProviderName | None, str | None]:
    name = values.get("llm_provider")
    known = get_args(ProviderName)
    if name is None or name in known:
        return cast("ProviderName | None", name), None
    return None, f"There is no model provider called “{name}”. Set LLM_PROVIDER to one of {', '.join(known)}."


def _one_of(key: str, values: dict[str, object], problems: list[str]) -> object:
    name, known = values.get(key), CHOICES[key]
    if name is not None and name not in known:
        problems.append(f"{SETTINGS[key][0] or key} is “{name}”; it must be {' or '.join(known)}. It was left out.")
        return None
    return name


def _database(values: dict[str, object], data: DataFolder, problems: list[str]) -> Path:
    url = values.get("database_url")
    if not isinstance(url, str):
        return data.database
    if not url.startswith("sqlite:///"):
        problems.append("DATABASE_URL must look like sqlite:///path/to/file.db. It was left out.")
        return data.database
    return Path(url.removeprefix("sqlite:///")).expanduser().absolute()


def _address(values: dict[str, object], problems: list[str]) -> str | None:
    address = values.get("models_address")
    if not address or re.fullmatch(r"https?://[^\s/?#@]+(/[^\s?#]*)?", str(address)):
        return str(address) if address else None
    problems.append("DESKHAND_MODELS_ADDRESS must look like https://host/path/. It was left out.")
    return None


def _folders(values: dict[str, object]) -> tuple[Path, ...]:
    named = cast("list[str]", values.get("folders") or [])
    return tuple(Path(name).expanduser().absolute() for name in named) or (default_granted_folder(),)


def _hotkey(values: dict[str, object]) -> str | None:
    named = str(values.get("hotkey") or USUAL_HOTKEY).strip()
    return None if named.lower() == NO_HOTKEY else named


def require_provider(config: Config) -> None:
    """Raise ConfigError when a provider was asked for that does not exist."""
    if config.provider_error:
        raise ConfigError(config.provider_error)
