"""Which tool a sentence asks for, chosen by the trained adapter within the grammar of that sentence."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from openai import AsyncOpenAI

from app.agent.builtin.evidence import Schema
from app.agent.builtin.grammar import call_grammar
from app.agent.builtin.pointing import repointed
from app.agent.builtin.prompt import CHAT, Turn, choice_prompt, shortened

# Longer texts are something to talk about, not an order; their grammar would be slow.
LONGEST_ORDER_CHARACTERS = 2_000
# A call holds little more than the words of the sentence: what is longer runs in circles.
CALL_TOKENS = 80
# llama.cpp keeps the prompt of each slot ready: choosing has one of its own.
CHOOSING_SLOT = 0
ADAPTER_ON = [{"id": 0, "scale": 1.0}]
NUMBERED = re.compile(r"(?:task\s+|the\s+)*(?:number\s+|no\.?\s+|nr\.?\s+|#)?(\d{1,9})", re.IGNORECASE)
# "What's on my list?" names the whole list, and no project of that name.
WHOLE_LIST = re.compile(
    r"((my|the|our|meine\w*|ma|mes|mi|mis)\s+)?(to-?\s?do(-|\s)?)?(list|tasks?|todos?|liste|lista|tareas)",
    re.IGNORECASE,
)
RENAMES = re.compile(r"\b(re-?name|call(ed)?|name|benenne|renomme|nombre|title)\b", re.IGNORECASE)


# "find my budget file and tell me what it says": what is found is to be opened.
THEN_READ = re.compile(
    r"\b(and|then|und|et|y)\b.{0,40}\b(read|open|show|tell|says?|lies|öffne|zeig|ouvre|montre|lis|abre|lee|muestra)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Call:
    """A tool and its arguments."""

    tool: str
    arguments: Mapping[str, Any]


async def choose(client: AsyncOpenAI, say: str, history: Sequence[Turn], schemas: Mapping[str, Schema]) -> Call | None:
    """The call that `say` asks for, or None when it asks for none. Raises openai.OpenAIError."""
    if len(say) > LONGEST_ORDER_CHARACTERS or not say.strip():
        return None
    earlier = "\n".join(turn.content for turn in shortened(history))
    answer = await client.completions.create(
        model="builtin",
        prompt=choice_prompt(say, history),
        max_tokens=CALL_TOKENS + len(say),
        temperature=0,
        extra_body={
            "grammar": call_grammar(say, earlier, schemas).render(),
            "lora": ADAPTER_ON,
            "id_slot": CHOOSING_SLOT,
            "cache_prompt": True,
        },
    )
    call = parsed(answer.choices[0].text, say)
    return call and Call(call.tool, repointed(call.arguments, say, history))


def next_call(tool: str, result: str, say: str) -> Call | None:
    """The second step of `say`, when the first one was a search that found one file to be read."""
    lines = result.strip().splitlines()
    if tool != "search_files" or not THEN_READ.search(say) or len(lines) != 1 or not PurePosixPath(lines[0]).suffix:
        return None
    # A sentence of the server, such as that nothing was found, ends in a full stop.
    return None if lines[0].endswith(".") else Call("read_text_file", {"path": lines[0]})


def parsed(text: str, say: str) -> Call | None:
    """What the model wrote, as a call. None for `chat` and for a call that was cut off."""
    tool, _, arguments = text.strip().partition(" ")
    if tool == CHAT or not arguments:
        return None
    try:
        values: dict[str, Any] = json.loads(arguments)
    except ValueError:
        return None
    return Call(tool, _settled(tool, values, say))


def _settled(tool: str, values: dict[str, Any], say: str) -> dict[str, Any]:
    """The arguments as the servers want them, where words are not enough."""
    number = NUMBERED.fullmatch(str(values.get("task", "")))
    if number:
        values["task"] = int(number[1])
    if tool == "list_tasks" and WHOLE_LIST.fullmatch(str(values.get("project", ""))):
        del values["project"]
    if tool == "move_file" and not RENAMES.search(say):
        values["destination"] = _inside(values["destination"], values["source"])
    return values


def _inside(destination: str, source: str) -> str:
    """A file moved "to archive" keeps its name there: `archive/report.txt`."""
    name = re.split(r"[\\/]", source.rstrip("\\/"))[-1]
    target = re.split(r"[\\/]", destination)[-1]
    if PurePosixPath(name).suffix and target and (PurePosixPath(target).suffix or target.startswith(".")):
        return destination
    if not PurePosixPath(name).suffix and not destination.endswith(("/", "\\")):
        return destination
    separator = "\\" if "\\" in destination else "/"
    return f"{destination.rstrip('/' + chr(92))}{separator}{name}"
