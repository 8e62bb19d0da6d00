import sqlite3

from tests.chat import Chat
from tests.client import Client, items_of, text_of, thread_of
from tests.fakes.provider import Call, FakeProvider, Say


def test_an_answer_streams_in_the_order_of_the_protocol(client_of_both: Client, provider: FakeProvider) -> None:
    provider.answers.append(Say(("Hel", "lo", "!")))
    events = client_of_both.say("Hi")
    kinds = [event["type"] for event in events]
    assert kinds[:3] == ["thread.created", "thread.item.done", "stream_options"]
    deltas = [e["update"]["delta"] for e in events if e.get("update", {}).get("type", "").endswith("text_delta")]
    assert deltas == ["Hel", "lo", "!"]
    assert text_of(events) == "Hello!"


def test_a_tool_call_is_shown_while_it_runs_and_changes_the_tasks(
    chat_of_both: Chat,
) -> None:
    chat_of_both.provider.answers += [Call("add_task", {"title": "buy milk", "due": "tomorrow"}), Say(("Done.",))]
    events = chat_of_both.client.say("Add a task: buy milk tomorrow")
    shown = [e for e in events if e["type"] in {"thread.item.added", "thread.item.updated"} and "workflow" in str(e)]
    assert shown[0]["item"]["workflow"]["tasks"][0]["status_indicator"] == "loading"
    (workflow,) = items_of(events, "workflow")
    task = workflow["workflow"]["tasks"][0]
    assert task["status_indicator"] == "complete"
    assert "buy milk" in task["content"]
    assert workflow["workflow"]["summary"]["title"] == task["title"]
    assert len(items_of(events, "widget")) == 1
    with sqlite3.connect(chat_of_both.data / "tasks.db") as tasks:
        kept = tasks.execute("SELECT title, status FROM tasks WHERE deleted_at IS NULL").fetchall()
    assert kept == [("buy milk", "open")]


def test_the_model_still_knows_a_tool_call_in_the_next_turn(client_of_both: Client, provider: FakeProvider) -> None:
    provider.answers += [Call("add_task", {"title": "buy milk"}), Say(("Done.",)), Say(("You did.",))]
    thread = thread_of(client_of_both.say("Add a task: buy milk"))
    client_of_both.say("What did I just do?", thread)
    last = provider.turns[-1]
    conversation = str(last.get("input") or last["messages"])
    assert "add_task" in conversation
    assert "buy milk" in conversation
    assert "Done." in conversation


def test_a_thread_gets_its_title_without_holding_up_the_answer(client_of_both: Client, provider: FakeProvider) -> None:
    events = client_of_both.say("Please help me plan my garden")
    updated = [event for event in events if event["type"] == "thread.updated"]
    assert updated[0]["thread"]["title"] == "Please help me plan my garden"
