"""Which models can be downloaded into the app, and which are there."""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated
from urllib.parse import urljoin, urlsplit

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from app.base.config import Config
from app.base.errors import ConfigError

OWN_CATALOGUE = Path(__file__).with_name("catalogue.toml")
# All tools take about half of it; more than this takes memory that most computers lack.
MOST_CONTEXT_TOKENS = 16_384
SUFFIX = ".gguf"


class Entry(BaseModel):
    """A model as the catalogue describes it. `parameters` are billions."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    # It becomes the name of a file.
    id: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9._-]{0,80}$")]
    name: Annotated[str, Field(min_length=1, max_length=80)]
    path: Annotated[str, Field(pattern=r"^[\w.-][\w./+-]*$")]
    bytes: Annotated[int, Field(gt=0)]
    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    license: str
    parameters: Annotated[float, Field(gt=0)]
    context: Annotated[int, Field(gt=0)]
    memory_per_token: Annotated[int, Field(gt=0)]
    # Whether it can think before it answers, and leave that.
    thinks: bool = False


class Catalogue(BaseModel):
    """All of them, and where they are. `hosts` are trusted with what `address` hands on to them."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    address: Annotated[str, Field(pattern=r"^https?://[^\s/?#@]+(/[^\s?#]*)?$")]
    hosts: tuple[str, ...] = ()
    models: tuple[Entry, ...]

    @property
    def host(self) -> str:
        """Who will be asked."""
        return urlsplit(self.address).netloc

    def url(self, entry: Entry) -> str:
        """Where the file of a model is."""
        return urljoin(self.address if self.address.endswith("/") else f"{self.address}/", entry.path)

    def trusts(self, host: str) -> bool:
        """Whether a download may go on at this host without anybody being asked."""
        return host == self.host or any(host == each or host.endswith(f".{each}") for each in self.hosts)


@dataclass(frozen=True, slots=True)
class Ready:
    """A model whose file is here, whole."""

    id: str
    name: str
    path: Path
    context: int
    thinks: bool = False


def read_catalogue(config: Config) -> Catalogue:
    """The catalogue of the settings, or the one that comes with the app. Raises ConfigError when it cannot be read."""
    file = config.models_catalogue or OWN_CATALOGUE
    try:
        catalogue = Catalogue.model_validate(tomllib.loads(file.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, ValidationError) as error:
        raise ConfigError(f"The catalogue of models ({file}) cannot be read.", detail=str(error)) from error
    address = config.models_address
    if address is None or urlsplit(address).netloc == catalogue.host:
        return catalogue
    # Whom another place hands downloads on to is for the user to say.
    return catalogue.model_copy(update={"address": address, "hosts": ()})


def ready_models(config: Config) -> Sequence[Ready]:
    """Every model that was downloaded, those of the catalogue first and as it calls them; the others by their files."""
    try:
        entries = {entry.id: entry for entry in read_catalogue(config).models}
    except ConfigError:
        entries = {}
    places = {path.stem: path for path in sorted(config.data.models.glob(f"*{SUFFIX}"))}
    known = [entry for entry in entries.values() if entry.id in places]
    others = [stem for stem in places if stem not in entries]
    return [
        *(_ready(each, places[each.id]) for each in known),
        *(Ready(stem, stem, places[stem], MOST_CONTEXT_TOKENS) for stem in others),
    ]


def _ready(entry: Entry, path: Path) -> Ready:
    return Ready(entry.id, entry.name, path, min(entry.context, MOST_CONTEXT_TOKENS), entry.thinks)


def ready_model(config: Config, model_id: str | None) -> Ready:
    """A model that was downloaded; the first one for None. Raises ConfigError when it is not there."""
    found = next((each for each in ready_models(config) if model_id in (None, each.id)), None)
    if found is None:
        missing = f"The model “{model_id}” is not on this computer" if model_id else "No model was downloaded yet"
        raise ConfigError(f"{missing}. Download it in the settings, or choose another model.")
    return found
