"""`app eval` as it is run from a shell."""

import json
import subprocess
import sys
from pathlib import Path

from tests.running import ROOT


def run_eval(tmp_path: Path, *lines: str) -> subprocess.CompletedProcess[str]:
    file = tmp_path / "lines.jsonl"
    file.write_text("\n".join(lines), encoding="utf-8")
    command = [sys.executable, "-m", "app", "--data-dir", str(tmp_path / "data"), "eval", str(file)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", check=False)


def test_each_line_is_answered_in_order_and_no_tool_runs(tmp_path: Path) -> None:
    history = [{"role": "user", "content": "add call Bob"}, {"role": "assistant", "content": "Added “call Bob”."}]
    done = run_eval(
        tmp_path,
        json.dumps({"say": "Add a task: buy milk tomorrow", "tool": "what was expected is not looked at"}),
        json.dumps({"say": "hello, how are you?"}),
        "",
        json.dumps({"say": "mark it done", "history": history}),
    )
    assert done.returncode == 0, done.stderr
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert [(answer["say"], answer["tool"], answer["args"]) for answer in answers] == [
        ("Add a task: buy milk tomorrow", "add_task", {"title": "buy milk", "due": "tomorrow"}),
        ("hello, how are you?", None, {}),
        ("mark it done", "complete_task", {"task": "call Bob"}),
    ]
    assert all(set(answer) == {"say", "tool", "args", "ms"} and answer["ms"] >= 0 for answer in answers)
    tasks = tmp_path / "data" / "tasks.db"
    assert not tasks.exists() or b"buy milk" not in tasks.read_bytes()


def test_bad_lines_are_named_by_number_and_nothing_is_printed(tmp_path: Path) -> None:
    done = run_eval(
        tmp_path, '{"say": "hello"}', "{oops", '{"tell": "hello"}', '{"say": "x", "history": [{"role": "robot"}]}'
    )
    assert done.returncode == 2
    assert done.stdout == ""
    told = done.stderr.splitlines()
    assert [line.split(" cannot")[0] for line in told] == ["deskhand: line 2", "deskhand: line 3", "deskhand: line 4"]


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    missing = str(tmp_path / "none.jsonl")
    command = [sys.executable, "-m", "app", "--data-dir", str(tmp_path / "data"), "eval", missing]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 2
    assert "cannot be read" in done.stderr
