"""Examples that the adapter still gets wrong, to go on with: `uv run python tools/adapter/hard.py 3000 > FILE`.

Most examples teach it nothing any more. Of those it gets right, one in some is kept, so that nothing is unlearned.
"""

import argparse
import json
import random
import sys
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from generate import Example, examples
from project import CHAT
from score import evaluated, same_arguments


def main() -> None:
    """Print the examples, one JSON line each, in the form that train.py takes."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("count", type=int, help="examples to try")
    options.add_argument("--seed", type=int, default=2)
    options.add_argument("--right", type=float, default=0.12, help="the share of the right ones to be kept")
    chosen = options.parse_args()
    tried = list(examples(chosen.count, chosen.seed))
    answers = evaluated([("", _asked(example)) for example in tried])
    for example in picked(tried, answers, chosen.right, random.Random(chosen.seed)):
        sys.stdout.write(json.dumps({**_asked(example), "completion": example.completion}, ensure_ascii=False) + "\n")


def _asked(example: Example) -> dict[str, Any]:
    history = [{"role": turn.role, "content": turn.content} for turn in example.history]
    return {"say": example.say, "history": history}


def picked(
    tried: Sequence[Example], answers: Sequence[Mapping[str, Any]], right: float, rng: random.Random
) -> Iterator[Example]:
    """All wrong ones, and a share of the others."""
    for example, answer in zip(tried, answers, strict=True):
        chosen = answer["tool"] or CHAT
        good = chosen == example.tool and same_arguments(example.args, answer["args"])
        if not good or rng.random() < right:
            yield example


if __name__ == "__main__":
    main()
