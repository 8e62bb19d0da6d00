"""How people say things: politely, in a hurry, dictated, with typing mistakes. Values are never spoiled."""

import random
import re
from collections.abc import Mapping

from fillers import VALUES

# Values are taken out of the sentence while it is changed. The marks are letters of a private-use area.
FIRST_MARK = 0xE000
CASE_MATTERS = {"path", "source", "destination"}


def said(
    rng: random.Random, text: str, values: Mapping[str, str], *, whole: bool, chat: bool
) -> tuple[str, dict[str, str]]:
    """`text` as somebody may say it, and the values as they then stand in it."""
    if not whole and rng.random() < 0.5:
        text = _wrapped(rng, text)
    elif whole and rng.random() < 0.08:
        text = rng.choice(VALUES["openings"]) + text
    ordered = sorted(((name, value) for name, value in values.items() if value), key=lambda pair: -len(pair[1]))
    for number, (_, value) in enumerate(ordered):
        text = text.replace(value, chr(FIRST_MARK + number))
    text, lower = _noisy(rng, text)
    spoken = {name: value.lower() if lower and name not in CASE_MATTERS else value for name, value in values.items()}
    text = _ended(rng, text, chat=chat)
    for number, (name, _) in enumerate(ordered):
        text = text.replace(chr(FIRST_MARK + number), spoken[name])
    return text.strip(), spoken


def _noisy(rng: random.Random, text: str) -> tuple[str, bool]:
    """`text` dictated (small letters, no marks), mistyped or written well; and whether it was dictated."""
    roll = rng.random()
    if roll < 0.08:
        text = _misspelt(rng, text)
    if rng.random() < 0.1:
        text = text.replace("'", "")
    if roll > 0.85:
        return re.sub(r"[,.!?:;]", "", text).lower(), True
    return (text[:1].upper() + text[1:] if roll > 0.35 else text), False


def _ended(rng: random.Random, text: str, *, chat: bool) -> str:
    if chat and rng.random() < 0.25:
        return text.rstrip("?.!")
    if text[-1:] not in "?.!,:" and rng.random() < 0.2:
        return text + rng.choice(VALUES["endings"])
    return text


def _wrapped(rng: random.Random, text: str) -> str:
    roll = rng.random()
    if roll < 0.65:
        text = rng.choice(VALUES["before"]) + text
    if roll > 0.5:
        text += rng.choice(VALUES["after"])
    if text.startswith(("can ", "could ", "would ", "will ", "any chance ")) and rng.random() < 0.5:
        text += "?"
    return text


def _misspelt(rng: random.Random, text: str) -> str:
    """Two letters swapped, one lost or one doubled, in a word or two."""
    words = text.split(" ")
    for _ in range(rng.choice((1, 1, 2))):
        at = rng.randrange(len(words))
        word = words[at]
        if len(word) < 4 or not word.isascii() or not word.isalpha():
            continue
        cut = rng.randrange(1, len(word) - 1)
        words[at] = rng.choice((
            word[:cut] + word[cut + 1] + word[cut] + word[cut + 2 :],
            word[:cut] + word[cut + 1 :],
            word[:cut] + word[cut] + word[cut:],
        ))  # fmt: skip
    return " ".join(words)
