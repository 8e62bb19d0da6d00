"""Requests about files that people make often."""

from collections.abc import Mapping, Sequence

from mcp_servers.common.prompts import Prompt, PromptArgument
from mcp_servers.filesystem.completions import complete_path
from mcp_servers.filesystem.workspace import Workspace


def file_prompts(workspace: Workspace) -> Sequence[Prompt]:
    """The prompts, whose folders are completed from the granted ones."""

    def folders(typed: str) -> Sequence[str]:
        return complete_path(workspace, typed, folders_only=True)

    folder = PromptArgument("folder", "Which folder", required=True, complete=folders)
    anywhere = PromptArgument("folder", "In which folder; without it everywhere", complete=folders)
    topic = PromptArgument("topic", "What it is about", required=True)
    return [
        Prompt("tidy_folder", "Tidy a folder", "Sort what lies in a folder into folders of its own", _tidy, [folder]),
        Prompt(
            "find_and_summarise",
            "Find and summarise",
            "Find files about something, and tell what they say",
            _find,
            [topic, anywhere],
        ),
        Prompt(
            "what_changed",
            "What changed this week",
            "Tell what was made and changed in the last seven days",
            _changed,
            [anywhere],
        ),
        Prompt("free_space", "Free some space", "Find what takes most room and what is there twice", _free, [folder]),
    ]


def _tidy(given: Mapping[str, str]) -> str:
    return (
        f"Please tidy the folder {given['folder']}. Look at what is in it with list_directory, and propose folders "
        "that suit what you find, with the files that would go into each. Wait until I agree. Then make the folders "
        "and move the files with move_file; delete and rename nothing. At the end say what you moved, and that "
        "undo_change takes each step back."
    )


def _find(given: Mapping[str, str]) -> str:
    return (
        f"Please find the files about “{given['topic']}”{_within(given)}. Use search_files for their names and "
        "search_content for what is in them, read the best matches with read_text_file or read_document, and "
        "summarise what they say in a few sentences. Name the file behind each statement, and say so if you found "
        "nothing."
    )


def _changed(given: Mapping[str, str]) -> str:
    return (
        f"Please tell me what changed{_within(given)} in the last seven days. Use search_files with the pattern * and "
        "sortBy modified for files that anybody changed, and list_changes for what was changed through you. Group it "
        "by folder, the most recent first, and leave out what is only a by-product of programs."
    )


def _free(given: Mapping[str, str]) -> str:
    return (
        f"Please help me free some space in {given['folder']}. Use disk_usage to see what takes most room, and "
        "find_duplicates for files that are there more than once. Propose what could go and how much that frees. "
        "Delete only what I agree to."
    )


def _within(given: Mapping[str, str]) -> str:
    return f" in {given['folder']}" if given.get("folder") else ""
