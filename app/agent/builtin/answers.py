"""What is said after a tool has answered: the tool's own words, never anything made up."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

# More of a file than this is no longer read in a chat.
SHOWN_CHARACTERS = 6_000
SHOWN_LINES = 200
BIGGER_MODEL = (
    "I am a small model and cannot summarise or judge what a text says. "
    "You can connect a bigger model in the settings for that."
)
NEEDS_UNDERSTANDING = re.compile(
    r"summar|\bsum\s+up\b|\bgist\b|tl;?dr|explain|\babout\b|analy[sz]|review|translat|compare|proofread|improve|\bwhy\b"
    r"|zusammenfass|fasse?\b.*zusammen|erklär|übersetz|résum|expliqu|tradui|resum|explica|traduc",
    re.IGNORECASE,
)
# The file server's refusals; the model is given no sign but the words.
FAILURE = re.compile(
    r"(“[^\n]+” (is|has) |There is no |That path is |The (file|path|server) |A part of “|Another program )[^\n]*[.?]"
)
ENTRY = re.compile(r"\[(DIR|FILE)\] (.*)")
MATCH = re.compile(r"(?P<file>[^\n]+?):(?P<line>\d+): (?P<text>.*)")
# How a model takes a change back; the user has a button for it. What the journal had to drop is for both.
CHANGE_NOTE = re.compile(r"\n*\[Change \d+; undo_change takes it back\.(?P<loss>[^\]]*)\]")
BACKTICKS = re.compile(r"`+")


def answer(tool: str, arguments: Mapping[str, Any], result: str, say: str) -> str:
    """The reply in Markdown to `say`, for which `tool` was called and gave `result`."""
    match tool:
        case "read_text_file":
            return _file(str(arguments.get("path", "")), result, say)
        case "list_directory":
            return _folder(str(arguments.get("path", ".")), result)
        case "directory_tree" | "get_file_info" if _is_data(result):
            return _fenced(result, "json" if result.startswith("[") else "text")
        case "search_files":
            return _found(result)
        case "search_content":
            return _mentions(result)
        case "list_allowed_directories":
            return f"I can work in:\n\n{_bullets(result.splitlines())}"
        case "list_tasks" | "search_tasks":
            # The page shows the tasks themselves below.
            return _sentence(result.partition("\n")[0])
        case "list_projects":
            return _projects(result)
        case _:
            return CHANGE_NOTE.sub(r"\g<loss>", result).strip() or "Done."


def pieces(text: str, size: int = 400) -> Sequence[str]:
    """`text` in parts of about `size` characters, cut behind white space, as it is streamed."""
    return re.findall(rf"(?s).{{1,{size}}}(?:\s+|$)|.{{1,{size}}}", text)


def _file(path: str, result: str, say: str) -> str:
    if FAILURE.fullmatch(result.strip()):
        return result.strip()
    shown, cut = _shortened(result)
    lead = f"Here is {code(path)}:" if not cut else f"Here is the beginning of {code(path)}:"
    parts = [lead, _fenced(shown, "text")] if result.strip() else [f"{code(path)} is empty."]
    if cut:
        parts.append(f"The file goes on: it has {len(result):,} characters in all.")
    if NEEDS_UNDERSTANDING.search(say.replace(path, "")):
        parts.append(BIGGER_MODEL)
    return "\n\n".join(parts)


def _shortened(text: str) -> tuple[str, bool]:
    lines = text.splitlines(keepends=True)
    shown = "".join(lines[:SHOWN_LINES])[:SHOWN_CHARACTERS]
    return shown, len(shown) < len(text)


def _fenced(text: str, language: str) -> str:
    """`text` in a code block that nothing inside it can close."""
    longest = max((len(run) for run in BACKTICKS.findall(text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}{language}\n{text.rstrip()}\n{fence}"


def code(text: str) -> str:
    """`text` as code inside a sentence."""
    longest = max((len(run) for run in BACKTICKS.findall(text)), default=0)
    marks = "`" * (longest + 1)
    space = " " if longest else ""
    return f"{marks}{space}{text}{space}{marks}"


def _folder(path: str, result: str) -> str:
    lines = result.strip().splitlines()
    entries = [entry for line in lines if (entry := ENTRY.fullmatch(line))]
    if not entries:
        return result.strip()
    notes = [line for line in lines if not ENTRY.fullmatch(line)]
    where = "Here is what is there" if path in (".", "") else f"In {code(path)}"
    shown = [f"- {code(entry[2])}{' (folder)' if entry[1] == 'DIR' else ''}" for entry in entries]
    return "\n\n".join([f"{where}:", "\n".join(shown), *notes])


def _bullets(lines: Sequence[str]) -> str:
    return "\n".join(f"- {code(line)}" for line in lines if line.strip())


def _found(result: str) -> str:
    lines = [line for line in result.splitlines() if line.strip()]
    if len(lines) == 1 and " " in lines[0] and lines[0].endswith("."):
        return lines[0]
    count = "one file or folder" if len(lines) == 1 else f"{len(lines)} files and folders"
    return f"I found {count}:\n\n{_bullets(lines)}"


def _mentions(result: str) -> str:
    matches = [MATCH.fullmatch(line) for line in result.splitlines() if line.strip()]
    if not matches or not all(matches):
        return result.strip()
    files = dict.fromkeys(match["file"] for match in matches if match)
    lead = f"Found in {'one file' if len(files) == 1 else f'{len(files)} files'}:"
    lines = [
        f"- {code(match['file'])}, line {match['line']}: {code(match['text'].strip() or ' ')}"
        for match in matches
        if match
    ]
    return f"{lead}\n\n" + "\n".join(lines)


def _projects(result: str) -> str:
    lines = result.strip().splitlines()
    listed = "\n".join(line if line.startswith("- ") else f"- {line}" for line in lines)
    return f"Your projects:\n\n{listed}" if len(lines) > 1 or ": " in result else result.strip()


def _sentence(line: str) -> str:
    return line.strip().removesuffix(":") + ("." if line.strip().endswith(":") else "")


def _is_data(result: str) -> bool:
    return result.lstrip().startswith(("[", "{")) or result.startswith("path:")
