"""How a node looks, and which values of a prop make it look the same."""

from itertools import combinations
from typing import Any

from tests.web.specimens import SAME, Check

STYLES = (
    "display flex-direction flex-wrap flex-grow flex-shrink flex-basis align-items justify-content row-gap column-gap "
    "width height min-width min-height max-width max-height aspect-ratio overflow-x opacity vertical-align "
    "padding-top padding-right padding-bottom padding-left margin-top margin-right margin-bottom margin-left "
    "border-top border-right border-bottom border-left border-top-left-radius background-color color fill "
    "font-size font-weight font-style text-align text-decoration-line white-space -webkit-line-clamp "
    "object-fit object-position field-sizing resize animation-name"
)
# A number for each wrapped node that stands for all that can be seen of it or told by a screen reader.
LOOK = """
    const seen = new Map();
    const words = (it) => [...it.childNodes].filter(({nodeType}) => nodeType === 3).map(({data}) => data);
    const attributes = (it) => [...it.attributes]
        .filter(({name}) => name !== 'class' && name !== 'style')
        .map(({name, value}) => `${name}=${value.replace(/_r_\\w+_/g, '')}`);
    const field = (it) => 'value' in it
        ? [it.value, it.checked, it.selectionEnd > it.selectionStart, it.validity?.valid, it.dataset.focused]
        : [];
    const style = (it) => {
        if (it.tagName !== 'svg' && it.closest('svg')) return [];
        const computed = getComputedStyle(it);
        return names.map((name) => computed.getPropertyValue(name));
    };
    const place = (it, {x, y}) => {
        const box = it.getBoundingClientRect();
        return [box.x - x, box.y - y, box.width, box.height].map((size) => Math.round(size * 10));
    };
    const look = (wrapper) => {
        const corner = wrapper.getBoundingClientRect?.() ?? {x: 0, y: 0};
        const all = [...wrapper.querySelectorAll('*')];
        const parts = (it) => [it.tagName, words(it), attributes(it), field(it), style(it), place(it, corner)];
        return JSON.stringify(all.map(parts));
    };
    const count = (wrapper) => {
        const all = look(wrapper);
        if (!seen.has(all)) seen.set(all, seen.size);
        return seen.get(all);
    };
    const root = document.querySelector('openai-chatkit').shadowRoot;
"""
WIDGET_LOOKS = f"(names) => {{{LOOK} return [...root.querySelectorAll('.widget > .w-box > .w-box')].map(count); }}"
# The same of the whole chat, with each of these options.
CHAT_LOOKS = f"""async ([names, options]) => {{
    {LOOK}
    const frame = () => new Promise(requestAnimationFrame);
    const looks = [];
    for (const some of options) {{
        root.host.setOptions({{api: {{url: '/chatkit', domainKey: 'local'}}, locale: 'en', ...some}});
        await frame();
        await frame();
        looks.push(count(root));
    }}
    return looks;
}}"""


def all_alike(some: list[Check], looks: list[int]) -> list[str]:
    """The pairs of values that cannot be told from each other, of all these props; `looks` are those of their nodes."""
    wrong: list[str] = []
    for check in some:
        wrong += alike(check, looks[: len(check.nodes)])
        del looks[: len(check.nodes)]
    return wrong


def alike(check: Check, looks: list[int]) -> list[str]:
    """The pairs of values of a prop that cannot be told from each other."""
    same = SAME.get(check.name, SAME.get(check.name.rsplit(".", 1)[-1], []))
    pairs = combinations(zip(check.values, looks, strict=True), 2)
    found = [(a, b) for (a, first), (b, second) in pairs if first == second and [a] != b]
    return [f"{check.name}: {a} = {b}" for a, b in found if not any(is_in(a, each) and is_in(b, each) for each in same)]


def is_in(value: Any, some: list[Any]) -> bool:
    """As `in`, for what may be a list or an object."""
    return any(value is each or value == each for each in some)
