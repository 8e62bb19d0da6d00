import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.base.errors import ConfigError
from app.connect.jsonc import value_at, with_member, without_member

PATH = ["mcpServers", "ours"]
ENTRY = {"command": "/bin/x", "args": ["a", "ü"]}

values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
documents = st.dictionaries(st.text(max_size=5).filter(lambda key: key != "mcpServers"), values, max_size=4)
servers = st.none() | st.dictionaries(st.text(min_size=1, max_size=5), values, min_size=1, max_size=3)
indents = st.sampled_from([None, 2, 4, "\t"])


@given(document=documents, others=servers, indent=indents, crlf=st.booleans(), end=st.sampled_from(["", "\n"]))
def test_what_was_put_in_can_be_taken_out_to_the_last_byte(
    document: dict[str, Any], others: dict[str, Any] | None, indent: int | str | None, crlf: bool, end: str
) -> None:
    others = {key: value for key, value in (others or {}).items() if key != "ours"}
    whole = {**document, **({"mcpServers": others} if others else {})}
    text = json.dumps(whole, indent=indent, ensure_ascii=False) + end
    if crlf:
        text = text.replace("\n", "\r\n")
    changed = with_member(text, PATH, ENTRY)
    assert json.loads(changed) == {**document, "mcpServers": {**others, "ours": ENTRY}}
    assert value_at(changed, PATH) == ENTRY
    assert without_member(changed, PATH) == text


COMMENTED = """{
  // Mine, do not touch
  "theme": "dark", /* really */
  "mcpServers": {
    "a": { "command": "a" }, // the first
    "b": { "command": "b" }, // the second
  },
}
"""


def test_comments_blanks_and_commas_at_the_end_stay() -> None:
    changed = with_member(COMMENTED, PATH, {"command": "x"})
    assert changed == COMMENTED.replace(
        "// the second\n", '// the second\n    "ours": {\n      "command": "x"\n    },\n'
    )
    assert without_member(changed, PATH) == COMMENTED


def test_a_comment_may_stand_before_the_last_comma() -> None:
    text = '{"a": 1 /* one */ ,\n}'
    assert without_member(with_member(text, PATH, ENTRY), PATH) == text


@pytest.mark.parametrize("key", ["a", "b"])
def test_taking_one_out_leaves_the_others_as_they_were(key: str) -> None:
    left = without_member(COMMENTED, ["mcpServers", key])
    other = "b" if key == "a" else "a"
    assert value_at(left, ["mcpServers", other]) == {"command": other}
    assert value_at(left, ["mcpServers", key]) is None
    assert "// Mine, do not touch" in left


def test_a_value_that_is_there_is_replaced_where_it_stands() -> None:
    text = '{"mcpServers": {"ours": {"command": "old"}, "z": 1}}'
    assert json.loads(with_member(text, PATH, ENTRY)) == {"mcpServers": {"ours": ENTRY, "z": 1}}


def test_an_empty_file_becomes_a_whole_one() -> None:
    assert json.loads(with_member(" \n", PATH, ENTRY)) == {"mcpServers": {"ours": ENTRY}}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{\n  "a": 1,\n  "b" 2\n}', "line 3"),
        ('{\n  "a": 1', "line"),
        ("[1]", "no JSON object"),
        ("text", "line 1"),
        ('{"mcpServers": [1]}', "“mcpServers” in line 1 is not an object"),
    ],
)
def test_what_is_no_json_is_refused_with_its_line(text: str, said: str) -> None:
    with pytest.raises(ConfigError, match=said):
        with_member(text, PATH, ENTRY)


@given(text=st.text(max_size=60))
def test_no_text_makes_it_fail_in_another_way(text: str) -> None:
    try:
        changed = with_member(text, PATH, ENTRY)
    except ConfigError:
        return
    assert value_at(changed, PATH) == ENTRY
