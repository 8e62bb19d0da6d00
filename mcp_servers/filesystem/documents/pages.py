"""Pages of a document: which are wanted, and as many of them as fit an answer."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

MAX_SHOWN = 100_000
PART = 30_000
_RANGE = re.compile(r"\s*(\d{1,7})\s*(?:(-)\s*(\d{1,7})?\s*)?")


class PagesError(ValueError):
    """The text names no pages."""


@dataclass(frozen=True)
class Page:
    """A page, slide, sheet or part; `text` makes its Markdown, which is only done for what is wanted."""

    title: str
    text: Callable[[], str]


@dataclass(frozen=True)
class Wanted:
    """Ranges of page numbers, both ends included; `None` is without end. No range stands for everything."""

    ranges: tuple[tuple[int, int | None], ...] = ()

    @classmethod
    def parse(cls, text: str | None) -> "Wanted":
        """Read `3`, `1-3`, `5-` or several of them with commas.

        Raises:
            PagesError: it is none of these.
        """
        if text is None:
            return cls()
        ranges: list[tuple[int, int | None]] = []
        for part in text.split(","):
            found = _RANGE.fullmatch(part)
            if found is None:
                raise PagesError
            first = int(found[1])
            last = (int(found[3]) if found[3] else None) if found[2] else first
            if first < 1 or (last is not None and last < first):
                raise PagesError
            ranges.append((first, last))
        return cls(tuple(ranges))

    def holds(self, number: int) -> bool:
        return not self.ranges or any(
            first <= number and (last is None or number <= last) for first, last in self.ranges
        )

    @property
    def last(self) -> int | None:
        """The number after which nothing is wanted any more; `None` where there is no such."""
        ends = [last for _, last in self.ranges]
        known = [end for end in ends if end is not None]
        return max(known) if known and len(known) == len(ends) else None


@dataclass(frozen=True)
class Gathered:
    """What was asked for as one text; `next` is the first page that did not fit, `seen` how many there are at least."""

    text: str
    next: int | None
    seen: int


def gather(pages: Iterable[Page], wanted: Wanted) -> Gathered:
    """The wanted pages, as many as fit."""
    texts: list[str] = []
    room = MAX_SHOWN
    number = 0
    for number, page in enumerate(pages, 1):
        if wanted.last is not None and number > wanted.last:
            break
        if not wanted.holds(number):
            continue
        text = _shown(page)
        if texts and len(text) > room:
            return Gathered("\n\n".join(texts), number, number)
        texts.append(text if len(text) <= MAX_SHOWN else text[:MAX_SHOWN] + "\n[The page is longer than fits here.]")
        room -= len(text)
    return Gathered("\n\n".join(texts), None, number)


def parts(title: str, text: str) -> Iterator[Page]:
    """A text without pages of its own, cut at the ends of lines."""
    begin = 0
    while begin < len(text):
        end = text.rfind("\n", begin, begin + PART) + 1 if len(text) - begin > PART else len(text)
        end = end if end > begin else begin + PART
        part = text[begin:end]
        yield Page(title if begin == 0 else "", lambda part=part: part)
        begin = end


def _shown(page: Page) -> str:
    text = page.text().strip()
    return f"## {page.title}\n\n{text}" if page.title else text
