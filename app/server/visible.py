"""Text of others, shown as it is: nothing in it can hide, reverse or end what stands around it."""

import re
import unicodedata

# Bidirectional controls, zero-width and other format characters, line and paragraph separators, private use.
_HIDDEN = ("Cf", "Zl", "Zp", "Co", "Cs")
_ALLOWED_CONTROLS = "\n\t"
_BACKTICKS = re.compile(r"`+")
SHOWN_AT_EACH_END = 1_000


def visible(text: str) -> str:
    """`text` with every character that shows nothing, or changes how others are shown, written as its number."""
    return "".join(character if _shows(character) else f"⟨U+{ord(character):04X}⟩" for character in text)


def shortened(text: str, at_each_end: int = SHOWN_AT_EACH_END) -> str:
    """Both ends of a long text and how much lies between: what is dangerous must not hide at the end."""
    between = len(text) - 2 * at_each_end
    if between <= at_each_end // 10:
        return text
    return f"{text[:at_each_end]}\n⟨… {between:,} more characters …⟩\n{text[-at_each_end:]}"


def fenced(text: str, language: str) -> str:
    """`text` in a code block that nothing inside it can close."""
    longest = max((len(run) for run in _BACKTICKS.findall(text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}{language}\n{text}\n{fence}"


def _shows(character: str) -> bool:
    if character in _ALLOWED_CONTROLS:
        return True
    category = unicodedata.category(character)
    # A zero-width joiner is part of many emoji, but it also hides words in words: better a number too many.
    return category not in _HIDDEN and category != "Cc"
