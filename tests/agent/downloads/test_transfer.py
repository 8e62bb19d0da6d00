"""A file that is fetched: from where it stopped, whole, from the agreed host, and what is said when that fails."""

import asyncio
import random
import resource
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.agent.downloads.transfer import Transfer, part_of
from app.base.errors import DownloadError, HandedOnError
from tests.fakes.file_host import FileHost, file_host
from tests.waiting import PATIENCE_S

CONTENT = random.Random(1).randbytes(3_000_000)
HALF = 1_500_000


@pytest.fixture
def files() -> Iterator[FileHost]:
    with file_host(CONTENT) as running:
        yield running


@pytest.fixture
def target(tmp_path: Path) -> Path:
    (tmp_path / "models").mkdir()
    return tmp_path / "models" / "tiny.gguf"


def transfer(files: FileHost, target: Path, sha256: str | None = None) -> Transfer:
    url = f"{files.url}models/tiny.gguf"
    return Transfer(url, target, len(CONTENT), sha256 or files.sha256, lambda _: False, lambda: None)


async def stopped_half_way(files: FileHost, target: Path, sha256: str | None = None) -> None:
    """A transfer that the user paused."""
    files.holds_after = HALF
    halved, moved = transfer(files, target, sha256), asyncio.Event()
    halved.changed = lambda: moved.set() if halved.done >= 1 << 20 else None
    running = asyncio.create_task(halved.run(files.host))
    await asyncio.wait_for(moved.wait(), PATIENCE_S)
    running.cancel()
    await asyncio.wait({running})
    files.holds_after = None
    files.asked.clear()


async def test_a_file_is_fetched_checked_and_only_then_there(files: FileHost, target: Path) -> None:
    await transfer(files, target).run(files.host)
    assert target.read_bytes() == CONTENT
    assert [path.name for path in target.parent.iterdir()] == ["tiny.gguf"]
    assert target.stat().st_mode & 0o077 == 0


async def test_a_paused_file_goes_on_where_it_stopped(files: FileHost, target: Path) -> None:
    await stopped_half_way(files, target)
    there = part_of(target).stat().st_size
    assert 0 < there < len(CONTENT)
    again = transfer(files, target)
    await again.run(files.host)
    assert files.asked == [f"bytes={there}-"]
    assert (target.read_bytes(), again.notice) == (CONTENT, "")


@pytest.mark.parametrize("etag", ['W/"weak"', None])
async def test_it_goes_on_also_where_the_host_names_no_strong_version(
    files: FileHost, target: Path, etag: str | None
) -> None:
    files.etag = etag
    await stopped_half_way(files, target)
    await transfer(files, target).run(files.host)
    assert files.asked[0].startswith("bytes=")
    assert target.read_bytes() == CONTENT


async def test_a_host_that_cannot_go_on_sends_it_all_again_and_the_user_is_told(files: FileHost, target: Path) -> None:
    files.ranges = False
    await stopped_half_way(files, target)
    again = transfer(files, target)
    await again.run(files.host)
    assert target.read_bytes() == CONTENT
    assert "cannot go on" in again.notice


async def test_a_file_that_was_changed_meanwhile_is_begun_anew(files: FileHost, target: Path) -> None:
    wanted, files.content = files.sha256, CONTENT[::-1]
    await stopped_half_way(files, target, wanted)
    files.content, files.etag = CONTENT, '"second"'
    again = transfer(files, target, wanted)
    await again.run(files.host)
    assert target.read_bytes() == CONTENT
    assert "was changed meanwhile" in again.notice


async def test_a_part_of_another_file_is_not_gone_on_with(files: FileHost, target: Path) -> None:
    await stopped_half_way(files, target)
    files.content = CONTENT[::-1]
    await transfer(files, target).run(files.host)
    assert files.asked == [""]
    assert target.read_bytes() == CONTENT[::-1]


async def test_a_wrong_file_is_removed_and_that_is_said(files: FileHost, target: Path) -> None:
    with pytest.raises(DownloadError, match="checksum is wrong"):
        await transfer(files, target, "0" * 64).run(files.host)
    assert list(target.parent.iterdir()) == []


async def test_a_file_of_another_size_is_not_taken_and_what_is_there_stays(files: FileHost, target: Path) -> None:
    await stopped_half_way(files, target)
    there, sha256 = part_of(target).read_bytes(), files.sha256
    files.content, files.etag = b"<html>Please log in</html>", '"portal"'
    with pytest.raises(DownloadError, match="so it was not taken"):
        await transfer(files, target, sha256).run(files.host)
    assert part_of(target).read_bytes() == there


@pytest.mark.parametrize(
    ("status", "said"), [(403, "not give this file"), (404, "not have this file"), (503, "could not send the file")]
)
async def test_a_refusal_is_a_sentence_and_what_is_there_stays(
    files: FileHost, target: Path, status: int, said: str
) -> None:
    await stopped_half_way(files, target)
    there = part_of(target).read_bytes()
    files.status = status
    with pytest.raises(DownloadError, match=said):
        await transfer(files, target).run(files.host)
    assert part_of(target).read_bytes() == there


async def test_a_connection_that_breaks_off_is_a_sentence_and_it_goes_on_later(files: FileHost, target: Path) -> None:
    files.holds_after, files.breaks_off = HALF, True
    files.release.set()
    with pytest.raises(DownloadError, match="broke off"):
        await transfer(files, target).run(files.host)
    files.holds_after = None
    await transfer(files, target).run(files.host)
    assert target.read_bytes() == CONTENT


async def test_without_a_network_that_is_said(target: Path) -> None:
    nobody = Transfer("http://127.0.0.1:9/x", target, 10, "0" * 64, lambda _: False, lambda: None)
    with pytest.raises(DownloadError, match="cannot be reached"):
        await nobody.run("127.0.0.1:9")


async def test_another_host_is_asked_nothing_until_the_user_agrees_to_it(files: FileHost, target: Path) -> None:
    with file_host(CONTENT) as other:
        files.hands_on_to = other.url
        with pytest.raises(HandedOnError, match="Nothing was sent there yet") as caught:
            await transfer(files, target).run(files.host)
        assert (caught.value.host, other.asked) == (other.host, [])
        await transfer(files, target).run(other.host)
        assert target.read_bytes() == CONTENT


async def test_a_host_that_was_agreed_to_is_not_asked_about_again(files: FileHost, target: Path) -> None:
    with file_host(CONTENT) as other:
        files.hands_on_to, other.holds_after, other.breaks_off = other.url, HALF, True
        other.release.set()
        with pytest.raises(DownloadError, match="broke off"):
            await transfer(files, target).run(other.host)
        other.holds_after = None
        await transfer(files, target).run(files.host)
        assert target.read_bytes() == CONTENT


async def test_a_download_that_is_handed_round_for_ever_is_given_up(files: FileHost, target: Path) -> None:
    files.hands_on_to = files.url
    with pytest.raises(DownloadError, match="on and on"):
        await transfer(files, target).run(files.host)


async def test_a_full_disk_is_said_and_what_is_there_stays(files: FileHost, target: Path) -> None:
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    # Writes beyond it fail as they do on a full disk.
    resource.setrlimit(resource.RLIMIT_FSIZE, (HALF, before[1]))
    try:
        with pytest.raises(DownloadError, match="disk is full"):
            await transfer(files, target).run(files.host)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert part_of(target).stat().st_size > 0
    await transfer(files, target).run(files.host)
    assert target.read_bytes() == CONTENT
