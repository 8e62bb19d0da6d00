"""Long answers of the scripted server."""

from typing import Any

LONG = """# A heading

A paragraph with **bold**, *italic*, `code` and a [link](https://example.com).
A single newline is a line break.

1. First
2. Second
   - nested
   - nested again

- [ ] open
- [x] done

> A quotation that is long enough to be wrapped onto a second line where the column of the conversation ends.

| Task | Due | Minutes |
|---|---|---:|
| Buy milk | tomorrow | 15 |
| Call the bank | Friday | 5 |

```python
def greet(name: str) -> str:
    return f"Hello, {name}!"  # a comment that makes this line long enough to need scrolling in a narrow window
```

A formula $$e^{i\\pi} + 1 = 0$$ in the text, \\(a^2\\) as well, and a price of $5 to $7.

```mermaid
flowchart LR
  A[Ask] --> B{Risky?}
  B -->|yes| C[Show it first]
  B -->|no| D[Do it]
```

## The end

Thank you for reading.
"""

EVIL = """<script>window.pwned=1</script>
<img src="http://CANARY/html" onerror="window.pwned=1">
<svg onload="window.pwned=1"><image href="http://CANARY/svg"/></svg>
<style>@import url(http://CANARY/css);</style>

![plain](http://CANARY/markdown) ![ref][r] ![data](data:image/svg+xml;base64,PHN2Zy8+)

[r]: http://CANARY/reference

[script](javascript:window.pwned=1) [vb](vbscript:x) [data](data:text/html,x) [local](/api/tasks)
[www.bank.example](http://CANARY/phish) <javascript:window.pwned=1>

$$\\includegraphics{http://CANARY/katex}$$ $$\\href{javascript:window.pwned=1}{x}$$

```mermaid
flowchart LR
  A@{ img: "http://CANARY/mermaid", label: "x" } --> B["<img src='http://CANARY/mermaid-html'>"]
```

```mermaid
%%{init: {"themeCSS": "* { background: url(http://CANARY/mermaid-css) }"}}%%
flowchart LR
  A --> B
  click A "javascript:window.pwned=1"
```

The end of the attack.
"""


def _cell(text: str) -> dict[str, Any]:
    return {"type": "Table.Cell", "children": [{"type": "Text", "value": text}]}


EVERYTHING: dict[str, Any] = {
    "type": "Card",
    "size": "lg",
    "status": {"text": "Everything", "icon": "sparkle"},
    "children": [
        {"type": "Title", "value": "A title", "size": "lg"},
        {"type": "Text", "value": "Some text.", "color": "secondary"},
        {"type": "Caption", "value": "A caption"},
        {"type": "Markdown", "value": "Some **Markdown** with `code`."},
        {
            "type": "Row",
            "gap": 2,
            "children": [
                {"type": "Badge", "label": "New", "color": "success"},
                {"type": "Badge", "label": "Late", "color": "danger", "variant": "solid", "pill": True},
                {"type": "Icon", "name": "star-filled", "color": "yellow-500"},
                {"type": "Icon", "name": "lucide:anchor"},
                {"type": "Spacer"},
                {"type": "Button", "label": "Open", "iconStart": "play", "onClickAction": {"type": "noop"}},
                {"type": "Button", "label": "Delete", "color": "danger", "variant": "soft"},
            ],
        },
        {"type": "Divider"},
        {"type": "Image", "src": "/icon.svg", "alt": "The icon", "size": 48},
        {"type": "Textarea", "name": "notes", "placeholder": "Notes"},
        {
            "type": "Table",
            "children": [
                {"type": "Table.Row", "header": True, "children": [_cell("Month"), _cell("Sum")]},
                {"type": "Table.Row", "children": [_cell("May"), _cell("12")]},
            ],
        },
        {
            "type": "Chart",
            "height": 220,
            "xAxis": "month",
            "showYAxis": True,
            "showLegend": True,
            "data": [{"month": "May", "sum": 12, "goal": 9}, {"month": "June", "sum": 8, "goal": 11}],
            "series": [
                {"type": "bar", "dataKey": "sum", "label": "Sum"},
                {"type": "line", "dataKey": "goal", "label": "Goal"},
            ],
        },
        {"type": "Transition", "children": {"type": "Text", "value": "In a transition"}},
        {"type": "Hologram", "children": [{"type": "Text", "value": "Inside something unknown"}]},
        {"type": "Hologram"},
    ],
}
