"""About how much of a model's room a text takes."""

import json
import re

# Four characters a token is what English text takes with the usual tokenizers; other languages take more tokens.
CHARACTERS_PER_TOKEN = 3
# A picture takes about as much whatever its file weighs.
TOKENS_PER_PICTURE = 1_000
_PICTURE = re.compile(r'"data:image/[^"]*"')


def tokens_of(value: object) -> int:
    """About how many tokens `value` takes, as JSON."""
    text, pictures = json.dumps(value, ensure_ascii=False, default=str), 0
    if '"data:image/' in text:
        text, pictures = _PICTURE.subn("", text)
    return len(text) // CHARACTERS_PER_TOKEN + 1 + pictures * TOKENS_PER_PICTURE
