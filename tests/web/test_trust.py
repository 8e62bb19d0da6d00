"""The panels beside the chat: what was changed, and what may be changed without asking."""

import pytest
from playwright.sync_api import Page, expect

from tests.fakes.scripted_chatkit import ScriptedApp
from tests.waiting import wait_for


@pytest.fixture(autouse=True)
def changed(app: ScriptedApp) -> None:
    app.api.changes += [
        {"server": "filesystem", "id": 7, "time": "2026-11-26T09:00:00+00:00", "what": "Changed Deskhand/note.txt",
         "undone": False, "undoable": True},
        {"server": "tasks", "id": 3, "time": "2026-11-25T09:00:00+00:00", "what": "Added “milk”.",
         "undone": False, "undoable": True},
    ]  # fmt: skip
    app.api.permissions.append(
        {"id": "prm_1", "server": "Files", "tool": "Write file", "folder": "/home/ann/Documents", "thread": None,
         "expires_at": None}
    )  # fmt: skip


def open_tab(page: Page, name: str) -> None:
    page.reload()
    page.get_by_role("tab", name=name).click()


def test_a_change_is_undone_and_made_again_by_its_button(page: Page, app: ScriptedApp) -> None:
    open_tab(page, "Changes")
    page.get_by_role("button", name="Undo: Changed Deskhand/note.txt").click()
    expect(page.get_by_role("status").filter(has_text="Undone change 7")).to_be_visible()
    page.get_by_role("button", name="Do again: Changed Deskhand/note.txt").click()
    expect(page.get_by_role("button", name="Undo: Changed Deskhand/note.txt")).to_be_visible()
    assert not app.api.changes[0]["undone"]


def test_a_change_of_a_file_opens_its_difference(page: Page) -> None:
    open_tab(page, "Changes")
    page.get_by_role("button", name="Changed Deskhand/note.txt", exact=False).first.click()
    expect(page.get_by_text("+eggs")).to_be_visible()
    expect(page.get_by_text("-milk")).to_be_visible()


def test_a_change_of_a_task_opens_what_became_of_it(page: Page) -> None:
    open_tab(page, "Changes")
    page.get_by_role("button", name="Added “milk”.", exact=False).first.click()
    expect(page.get_by_text("+eggs")).to_be_visible()


def test_older_changes_are_shown_on_demand(page: Page, app: ScriptedApp) -> None:
    app.api.changes += [{**app.api.changes[1], "id": number, "what": f"Added “task {number}”."} for number in range(99)]
    open_tab(page, "Changes")
    expect(page.get_by_text("Added “task 97”.")).to_be_visible()
    expect(page.get_by_text("Added “task 98”.")).to_have_count(0)
    page.get_by_role("button", name="Show more").click()
    expect(page.get_by_text("Added “task 98”.")).to_be_visible()
    expect(page.get_by_role("button", name="Show more")).to_have_count(0)


def test_a_change_that_cannot_be_undone_says_why(page: Page, app: ScriptedApp) -> None:
    app.api.refusal = "It was changed after change 7 was made, so I left it as it is."
    open_tab(page, "Changes")
    page.get_by_role("button", name="Undo: Changed Deskhand/note.txt").click()
    expect(page.get_by_role("status").filter(has_text="so I left it as it is")).to_be_visible()


def test_new_changes_are_listed_when_the_server_tells_of_them(page: Page, app: ScriptedApp) -> None:
    open_tab(page, "Changes")
    app.api.changes.insert(0, {**app.api.changes[0], "id": 8, "what": "Deleted Deskhand/old.txt"})
    app.announce("changes.changed")
    expect(page.get_by_text("Deleted Deskhand/old.txt")).to_be_visible()


def test_a_permission_is_revoked(page: Page, app: ScriptedApp) -> None:
    open_tab(page, "Permissions")
    expect(page.get_by_text("/home/ann/Documents · until you revoke it")).to_be_visible()
    page.get_by_role("button", name="Revoke Write file").click()
    expect(page.get_by_text("Everything that writes, moves or deletes asks first.")).to_be_visible()
    wait_for(lambda: app.api.permissions == [])


def test_a_question_that_waits_is_counted_on_the_tab(page: Page, app: ScriptedApp) -> None:
    app.api.waiting.append({"id": "qst_1", "thread_id": "thr_1", "thread": "Shopping", "tool": "Write file"})
    page.reload()
    expect(page.get_by_role("tab", name="Permissions 1 waiting")).to_be_visible()
    page.get_by_role("tab", name="Permissions").click()
    expect(page.get_by_text("Shopping")).to_be_visible()


def test_the_tabs_are_reached_by_arrow_keys(page: Page) -> None:
    page.get_by_role("tab", name="Tasks").focus()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("tab", name="Changes")).to_be_focused()
    expect(page.get_by_text("Added “milk”.")).to_be_visible()


def test_all_permissions_are_revoked_at_once(page: Page, app: ScriptedApp) -> None:
    app.api.permissions.append({**app.api.permissions[0], "id": "prm_2", "tool": "Delete file"})
    open_tab(page, "Permissions")
    page.get_by_role("button", name="Revoke all").click()
    expect(page.get_by_role("button", name="Revoke")).to_have_count(0)
    assert app.api.permissions == []
