"""How people say things: politely, in a hurry, dictated, with typing mistakes. Values are never spoiled."""

import random
import re
from collections.abc import Mapping

BEFORE = (
    "can you |could you |can you please |could you please |would you |will you |please |pls |plz |hey, |hey |hi, |hello, |ok |okay, |"
    "ok so |so |now |and |also |then |quickly |just |i want you to |i need you to |i'd like you to |i would like you to |"
    "i want to |i'd like to |i need to |let's |go ahead and |would you be able to |would you kindly |could you possibly |"
    "is it possible to |can we |kindly |hi there, can you |hey could you |good morning, please |sorry, could you |"
    "if you don't mind, |when you have a second, |do me a favour and |be a dear and |be so kind as to |right, |alright, |yeah "
    "|well, |um |uh |deskhand, |computer, |ey |oi, |go and |you should |you can |help me |help me to |may i ask you to "
    "|i was wondering if you could |any chance you could |it would be great if you could |thanks, now |next, "
).split("|")
AFTER = (
    " please|, please| pls| for me| for me please|, thanks| thanks| thank you|, thank you| now| quickly| right away| asap, please| if you can| if possible|"
    ", would you| will you| when you can|, cheers| mate| ta| then|, ok?| again please| real quick| if you don't mind"
).split("|")
# Values are taken out of the sentence while it is changed. The marks are letters of a private-use area.
FIRST_MARK = 0xE000


def said(
    rng: random.Random, text: str, values: Mapping[str, str], *, whole: bool, chat: bool, keep_values: bool = False
) -> tuple[str, dict[str, str]]:
    """`text` as somebody may say it, and the values as they then stand in it."""
    if not whole and rng.random() < 0.5:
        text = _wrapped(rng, text)
    elif whole and rng.random() < 0.08:
        text = rng.choice(("hey, ", "hi, ", "ok, ", "so ", "hello! ", "please: ", "well, ", "um ", "also ")) + text
    masked = text
    ordered = sorted(((name, value) for name, value in values.items() if value), key=lambda pair: -len(pair[1]))
    for number, (_, value) in enumerate(ordered):
        masked = masked.replace(value, chr(FIRST_MARK + number))
    roll = rng.random()
    if roll < 0.08:
        masked = _misspelt(rng, masked)
    if rng.random() < 0.1:
        masked = masked.replace("'", "")
    spoken = dict(values)
    if roll > 0.85 and not keep_values:
        masked = re.sub(r"[,.!?:;]", "", masked).lower()
        spoken = {name: value if name in {"path", "source", "destination"} else value.lower() for name, value in values.items()}
    elif roll > 0.35:
        masked = masked[:1].upper() + masked[1:]
    if chat and rng.random() < 0.25:
        masked = masked.rstrip("?.!")
    elif masked[-1:] not in "?.!,:" and rng.random() < 0.2:
        masked += rng.choice((".", ".", ".", "!", "!!", "…", " :)", " 🙏", "..."))
    for number, (name, _) in enumerate(ordered):
        masked = masked.replace(chr(FIRST_MARK + number), spoken[name])
    return masked.strip(), spoken


def _wrapped(rng: random.Random, text: str) -> str:
    roll = rng.random()
    if roll < 0.65:
        text = rng.choice(BEFORE) + text
    if roll > 0.5:
        text += rng.choice(AFTER)
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
