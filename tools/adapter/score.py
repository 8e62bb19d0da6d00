"""How well `app eval` did: `uv run python tools/adapter/score.py EXPECTED.jsonl … [--answers FILE] [--wrong]`.

Without `--answers` it runs `app eval` itself. An expected argument may be a list: any of these is right. Letters' case,
articles and full stops at the end do not count.
"""

import argparse
import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent


def main() -> None:
    """Print the figures for each file and for all together."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("files", nargs="*", type=Path, default=sorted((HERE / "evaluation").glob("*.jsonl")))
    options.add_argument("--answers", type=Path, help="what `app eval` printed for all lines of the files")
    options.add_argument("--wrong", action="store_true", help="print what was wrong")
    chosen = options.parse_args()
    expected = [(file.stem, json.loads(line)) for file in chosen.files for line in _lines(file)]
    answers = [json.loads(line) for line in _lines(chosen.answers)] if chosen.answers else evaluated(expected)
    report = list(judged(expected, answers))
    for category in dict.fromkeys(name for name, *_ in report):
        _print(category, [row for row in report if row[0] == category])
    _print("all", report)
    if chosen.wrong:
        for (category, tool, arguments, _), (_, wanted), got in zip(report, expected, answers, strict=True):
            if not (tool and arguments):
                sys.stdout.write(f"{category}: {wanted['say']}\n    {wanted['tool']} {wanted['args']}\n")
                sys.stdout.write(f"    {got['tool']} {got['args']}\n")


def _lines(file: Path) -> Sequence[str]:
    return [line for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]


def evaluated(expected: Sequence[tuple[str, Mapping[str, Any]]]) -> Sequence[Mapping[str, Any]]:
    """What `app eval` answers."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "say.jsonl"
        asked = [{"say": row["say"], "history": row.get("history", [])} for _, row in expected]
        file.write_text("".join(json.dumps(row) + "\n" for row in asked), encoding="utf-8")
        command = [sys.executable, "-m", "app", "--data-dir", folder, "eval", str(file)]
        done = subprocess.run(command, cwd=HERE.parents[1], capture_output=True, encoding="utf-8", check=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


def judged(
    expected: Sequence[tuple[str, Mapping[str, Any]]], answers: Sequence[Mapping[str, Any]]
) -> Iterator[tuple[str, bool, bool, int]]:
    """For each line its category, whether the tool and whether all arguments are right, and its milliseconds."""
    for (category, wanted), got in zip(expected, answers, strict=True):
        right = wanted["tool"] == got["tool"]
        yield category, right, right and same_arguments(wanted["args"], got["args"]), got["ms"]


def same_arguments(wanted: Mapping[str, Any], got: Mapping[str, Any]) -> bool:
    """Whether each argument is as wanted, or is one of those that would be right."""
    for name in {*wanted, *got}:
        choices = wanted.get(name)
        several = isinstance(choices, list) and not (choices and isinstance(choices[0], dict))
        if plain(got.get(name)) not in [plain(choice) for choice in (choices if several else [choices])]:
            return False
    return True


def plain(value: Any) -> Any:
    """`value` without what does not matter."""
    if isinstance(value, str):
        return re.sub(r"^(the|a|an|my) ", "", value.strip().rstrip(".!?").lower())
    if isinstance(value, list):
        return [{name: plain(text) for name, text in entry.items()} for entry in value]
    return value


def _print(category: str, rows: Sequence[tuple[str, bool, bool, int]]) -> None:
    times = sorted(row[3] for row in rows)
    tools, arguments = (100 * sum(row[place] for row in rows) / len(rows) for place in (1, 2))
    sys.stdout.write(
        f"{category:14} {len(rows):4}  tool {tools:5.1f} %  arguments {arguments:5.1f} %"
        f"  p50 {times[len(times) // 2]} ms  worst {times[-1]} ms\n"
    )


if __name__ == "__main__":
    main()
