"""The card that asks before something is done, and what becomes of it once it is answered."""

import json
from collections.abc import Mapping, Sequence
from pathlib import PurePath
from typing import Any, cast

from chatkit.widgets import DynamicWidgetRoot

from app.server.visible import fenced, shortened, visible
from app.store.permissions import Question
from app.tools.calls import ToolCall
from app.tools.preview import Preview

ALLOW, REFUSE, EDIT, SHOW = "permission.allow", "permission.refuse", "permission.edit", "permission.show"
SERVERS = {"filesystem": "Files", "tasks": "Tasks", "memory": "Memory"}
ONCE = "once"
TIMES: Mapping[str, str] = {"hour": "for an hour", "always": "until revoked"}
# What is done, for `{}` and, where there are two places, `{to}`.
_DEEDS: Mapping[str, str] = {
    "write_file": "Write {}?",
    "edit_file": "Change {}?",
    "append_file": "Add to {}?",
    "delete_file": "Move {} to the trash?",
    "move_file": "Move {} to {to}?",
    "copy_file": "Copy {} to {to}?",
    "create_directory": "Make the folder {}?",
    "zip_files": "Make the archive {to}?",
    "unzip_file": "Unpack {}?",
    "remember": "Remember this for all conversations?",
}
_RISKY = frozenset({"delete_file"})


def title_of(call: ToolCall) -> str:
    """What is asked, in a few words. Names of files are shortened; the whole path stands below."""
    named = call.arguments.get("path", call.arguments.get("source", ""))
    to = call.arguments.get("destination", "")
    pattern = _DEEDS.get(call.tool, f"{call.title}?")
    return visible(pattern.replace("{to}", _name(to)).replace("{}", _name(named)))


def _name(path: object) -> str:
    name = PurePath(str(path)).name or str(path)
    # The ending of a name says what it is.
    return f"“{name[:24]}…{name[-16:]}”" if len(name) > 41 else f"“{name}”"


def waiting_card(
    question: Question,
    call: ToolCall,
    seen: Preview,
    folders: Sequence[str],
    *,
    why: str = "",
    whole: bool = False,
    editing: bool = False,
) -> DynamicWidgetRoot:
    """The card for a question. `whole` shows long arguments in full, `editing` lets them be changed."""
    binding = {"question": question.id, "digest": question.digest}
    where = ", ".join(folders) or "no folder"
    told = f"{SERVERS.get(call.server, call.server)} · {call.title} ({call.tool}) · in {where}"
    children: list[dict[str, Any]] = [
        {
            "type": "Row", "align": "center", "gap": 2,
            "children": [
                {"type": "Icon", "name": "lucide:shield-question-mark", "size": "lg"},
                {"type": "Title", "value": title_of(call), "size": "sm"},
            ],
        },
        {"type": "Caption", "value": visible(told)},
    ]  # fmt: skip
    if why:
        children.append({"type": "Text", "value": visible(why), "color": "warning", "size": "sm"})
    if seen.note:
        children.append({"type": "Text", "value": visible(seen.note), "size": "sm"})
    # Where each hunk can be taken by itself they are all shown there.
    if seen.diff and (editing or seen.diff != "\n".join(seen.parts)):
        children.append({"type": "Markdown", "value": _shown(seen.diff, "diff", whole=whole)})
    if not editing:
        children += _arguments(call, binding, whole=whole)
    children += [_allow_form(call, seen, binding, folders, whole=whole, editing=editing)]
    children.append(_refuse_form(binding))
    return _card(children)


def answered_card(call: ToolCall, sentence: str, *, allowed: bool) -> DynamicWidgetRoot:
    """What stays of the card: what was asked and what was answered."""
    icon = "lucide:shield-check" if allowed else "lucide:shield-x"
    words = [
        {"type": "Text", "value": title_of(call), "size": "sm"},
        {"type": "Caption", "value": visible(sentence)},
    ]
    row = {
        "type": "Row", "align": "center", "gap": 2,
        "children": [{"type": "Icon", "name": icon, "size": "lg"}, {"type": "Col", "children": words}],
    }  # fmt: skip
    return _card([row])


def _card(children: Sequence[Mapping[str, Any]]) -> DynamicWidgetRoot:
    return DynamicWidgetRoot.model_validate({"type": "Card", "size": "md", "children": children})


def _arguments(call: ToolCall, binding: Mapping[str, Any], *, whole: bool) -> list[dict[str, Any]]:
    values = {name: value if whole else _both_ends(value) for name, value in call.arguments.items()}
    text = json.dumps(values, ensure_ascii=False, indent=2)
    shown: list[dict[str, Any]] = [
        {"type": "Caption", "value": "Exact arguments"},
        {"type": "Markdown", "value": fenced(visible(text), "json")},
    ]
    if values != dict(call.arguments):
        shown.append(_button("Show everything", SHOW, binding))
    return shown


def _both_ends(value: object) -> object:
    match value:
        case str():
            return shortened(value)
        case list():
            return [_both_ends(inner) for inner in cast("list[object]", value)]
        case dict():
            return {name: _both_ends(inner) for name, inner in cast("dict[str, object]", value).items()}
        case _:
            return value


def _shown(text: str, language: str, *, whole: bool) -> str:
    return fenced(visible(text if whole else shortened(text, 4_000)), language)


def _allow_form(
    call: ToolCall, seen: Preview, binding: Mapping[str, Any], folders: Sequence[str], *, whole: bool, editing: bool
) -> dict[str, Any]:
    fields: list[dict[str, Any]] = []
    if editing:
        text = json.dumps(dict(call.arguments), ensure_ascii=False, indent=2)
        fields.append({"type": "Label", "value": "Arguments", "fieldName": "arguments"})
        fields.append({"type": "Textarea", "name": "arguments", "defaultValue": text, "rows": 8, "required": True})
    elif len(seen.parts) > 1:
        for place, part in enumerate(seen.parts):
            label = f"Change {place + 1}"
            fields.append({"type": "Checkbox", "name": f"parts.{place}", "label": label, "defaultChecked": True})
            fields.append({"type": "Markdown", "value": _shown(part, "diff", whole=whole)})
    style = {"color": "danger"} if call.tool in _RISKY else {}
    fields.append({
        "type": "Select", "name": "grant", "defaultValue": ONCE, "options": _grants(call, folders), "block": True,
    })  # fmt: skip
    buttons: list[dict[str, Any]] = [] if editing else [_button("Edit…", EDIT, binding)]
    buttons += [{"type": "Spacer"}, {"type": "Button", "label": "Allow", "submit": True, "style": "primary", **style}]
    return _form(ALLOW, binding, [*fields, {"type": "Row", "gap": 2, "align": "center", "children": buttons}])


def _grants(call: ToolCall, folders: Sequence[str]) -> list[dict[str, str]]:
    """How much is allowed with this call: a scope and a time, as `scope:time`."""
    scopes = {"thread": f"{call.title} in this conversation", "tool": f"{call.title} anywhere"}
    if len(folders) == 1:
        scopes = {"folder": f"{call.title} in “{PurePath(folders[0]).name or folders[0]}”", **scopes}
    longer = [
        {"label": visible(f"{words} {when}"), "value": f"{scope}:{time}"}
        for scope, words in scopes.items()
        for time, when in TIMES.items()
    ]
    return [{"label": "Just this time", "value": ONCE}, *longer]


def _refuse_form(binding: Mapping[str, Any]) -> dict[str, Any]:
    reason = {"type": "Input", "name": "reason", "placeholder": "Why not? (the assistant is told)", "size": "sm"}
    button = {"type": "Button", "label": "Refuse", "submit": True, "variant": "outline"}
    return _form(REFUSE, binding, [{"type": "Row", "gap": 2, "align": "center", "children": [reason, button]}])


def _form(action: str, binding: Mapping[str, Any], children: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    return {"type": "Form", "onSubmitAction": _action(action, binding), "gap": 2, "children": children}


def _button(label: str, action: str, binding: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "type": "Button",
        "label": label,
        "variant": "ghost",
        "size": "sm",
        "onClickAction": _action(action, binding),
    }


def _action(kind: str, binding: Mapping[str, Any]) -> dict[str, Any]:
    return {"type": kind, "payload": dict(binding), "handler": "server", "loadingBehavior": "container"}
