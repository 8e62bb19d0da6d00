"""About how much of a model's room a text takes."""

import json

# Four characters a token is what English text takes with the usual tokenizers; other languages take more tokens.
CHARACTERS_PER_TOKEN = 3


def tokens_of(value: object) -> int:
    """About how many tokens `value` takes, as JSON."""
    return len(json.dumps(value, ensure_ascii=False, default=str)) // CHARACTERS_PER_TOKEN + 1
