import gc
import sys
from pathlib import Path

import pydantic
import pytest

from app.base.imports import imported

LIBRARY = """
from pydantic import BaseModel

class Milk(BaseModel):
    litres: int
"""


@pytest.fixture
def library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The name of a library with a model, which nobody has imported yet."""
    (tmp_path / "heavy_library.py").write_text(LIBRARY, encoding="utf-8")
    monkeypatch.setattr(sys, "path", [str(tmp_path), *sys.path])
    monkeypatch.setitem(pydantic.BaseModel.model_config, "defer_build", False)
    monkeypatch.delitem(sys.modules, "heavy_library", raising=False)
    return "heavy_library"


@pytest.mark.anyio
async def test_libraries_are_imported_without_the_collector_which_works_again_afterwards(library: str) -> None:
    async with imported([library]):
        assert library in sys.modules
        assert not gc.isenabled()
    assert gc.isenabled()


@pytest.mark.anyio
async def test_the_collector_works_again_when_what_follows_the_import_fails(library: str) -> None:
    with pytest.raises(LookupError):
        async with imported([library]):
            raise LookupError
    assert gc.isenabled()


@pytest.mark.anyio
async def test_a_model_of_a_library_is_built_when_it_is_first_used(library: str) -> None:
    async with imported([library]):
        pass
    milk: type[pydantic.BaseModel] = sys.modules[library].Milk
    assert not milk.__pydantic_complete__
    with pytest.raises(pydantic.ValidationError):
        milk.model_validate({"litres": "much"})
    assert milk.model_validate({"litres": "2"}).model_dump() == {"litres": 2}
    assert milk.__pydantic_complete__
