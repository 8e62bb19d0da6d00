"""Our keys reach nobody but the provider that each is for: no child, no model, no file, no log, no export."""

import json
import subprocess
import sys
from pathlib import Path

import psutil

from tests.client import Client, thread_of
from tests.fakes.provider import Call, FakeProvider, Refuse, Say
from tests.running import ROOT
from tests.waiting import wait_for

CANARY = "sk-canary-7f3a"
VARIABLES = ("OPENAI_API_KEY", "GEMINI_API_KEY", "ANTHROPIC_API_KEY", "OPENROUTER_API_KEY")


def children_of(pid: int) -> list[psutil.Process]:
    """Both servers and the model."""
    found = psutil.Process(pid).children(recursive=True)
    return found if len(found) >= 3 else []


def test_a_key_is_with_no_child_and_no_model_and_in_no_file_log_or_export(
    tmp_path: Path, provider: FakeProvider
) -> None:
    data, log = tmp_path / "data", tmp_path / "log.txt"
    environment = {
        "PATH": "/usr/bin:/bin", "HOME": str(tmp_path), "LLM_PROVIDER": "openai", "OPENAI_BASE_URL": provider.url,
        "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring", **dict.fromkeys(VARIABLES, CANARY),
    }  # fmt: skip
    command = [sys.executable, "-m", "app", "--no-window", "--json", "--data-dir", str(data)]
    with log.open("w", encoding="utf-8") as errors:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=errors, text=True)
    try:
        assert process.stdout is not None
        line = json.loads(process.stdout.readline())
        client = Client(line["url"].rstrip("/"), line["token"])
        provider.answers.extend([Call("add_task", {"title": "milk"}), Say(("Fine.",)), Refuse(401), Refuse(500)])
        thread = thread_of(client.say("add milk"))
        for _ in range(2):
            client.say("and again", thread)
        # The built-in model is a child as well.
        content = [{"type": "input_text", "text": "Show my tasks"}]
        said = {"content": content, "attachments": [], "inference_options": {"model": "builtin"}}
        client.events("threads.create", input=said)
        seen = [str(child.environ()) + str(child.cmdline()) for child in wait_for(lambda: children_of(process.pid))]
        with client.http() as http:
            paths = ["/api/state", "/api/settings", "/api/models", "/api/changes", "/api/permissions", "/api/meter"]
            paths += [f"/api/threads/{thread}/export?format={form}" for form in ("json", "markdown")]
            answers = [http.get(path) for path in paths]
        seen += [answer.text for answer in answers]
        seen += [json.dumps(request) for request in provider.requests]
        assert len([answer for answer in answers if answer.status_code == 200]) >= 6
    finally:
        process.terminate()
        process.communicate(timeout=30)
    files = [path for path in (*data.rglob("*"), log) if path.is_file()]
    assert {"deskhand.db", "tasks.db", "log.txt"} <= {path.name for path in files}
    seen += [path.read_bytes().decode("latin-1") for path in files]
    assert not [text[:200] for text in seen if CANARY in text]
