import fnmatch

from hypothesis import given
from hypothesis import strategies as st

from mcp_servers.filesystem.patterns import Patterns

_PARTS = st.lists(st.text(alphabet="ab*", min_size=1, max_size=4), min_size=1, max_size=5)


def slow_match(pattern: list[str], parts: list[str]) -> bool:
    """What `Patterns` means, written as its definition."""
    if not pattern:
        return not parts
    if pattern == ["**"]:
        return bool(parts)
    if pattern[0] == "**":
        return slow_match(pattern[1:], parts) or (bool(parts) and slow_match(pattern, parts[1:]))
    return bool(parts) and fnmatch.fnmatchcase(parts[0], pattern[0]) and slow_match(pattern[1:], parts[1:])


@given(pattern=_PARTS, parts=_PARTS.filter(bool))
def test_a_pattern_matches_what_its_definition_says(pattern: list[str], parts: list[str]) -> None:
    whole = pattern if len(pattern) > 1 else ["**", *pattern]
    assert Patterns(["/".join(pattern)]).match(parts[:-1], parts[-1]) == slow_match(whole, parts)


def test_patterns_without_any_character_match_nothing() -> None:
    assert not Patterns(["", "/", "//"]).match([], "a")
