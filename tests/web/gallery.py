"""One widget for each component, with every property that it has: what the snapshots show."""

from typing import Any

Widget = dict[str, Any]
SIZES = ("3xs", "2xs", "xs", "sm", "md", "lg", "xl", "2xl", "3xl")
ACTION = {"type": "noop"}


def _node(kind: str, **fields: Any) -> Widget:
    return {"type": kind, **fields}


def _text(value: str, **fields: Any) -> Widget:
    return _node("Text", value=value, **fields)


def _card(*children: Widget, **fields: Any) -> Widget:
    return _node("Card", children=list(children), **fields)


def _row(*children: Widget, **fields: Any) -> Widget:
    return _node("Row", children=list(children), gap=2, wrap="wrap", **fields)


def _block(label: str, **fields: Any) -> Widget:
    return _node("Box", children=[_text(label, size="xs")], padding=2, background="surface-tertiary", **fields)


def _cell(value: str, **fields: Any) -> Widget:
    return _node("Table.Cell", children=[_text(value)], **fields)


OPTIONS = [{"value": "home", "label": "Home"}, {"value": "work", "label": "Work", "disabled": True}]
MONTHS = [{"month": name, "sum": 4 + at * 3, "goal": 12 - at * 2} for at, name in enumerate(("May", "June", "July"))]


def _chart(kind: str, **fields: Any) -> Widget:
    first = {"type": kind, "dataKey": "sum", "label": "Sum", **fields}
    second = {
        "type": kind,
        "dataKey": "goal",
        "label": "Goal",
        "color": {"light": "red-600", "dark": "red-300"},
        **fields,
    }
    axis = {"dataKey": "month", "labels": {"May": "5/26"}}
    return _node(
        "Chart",
        data=MONTHS,
        series=[first, second],
        xAxis=axis,
        showYAxis=True,
        showLegend=True,
        showTooltip=False,
        barGap=2,
        barCategoryGap=24,
        height=200,
    )


LAYOUT: dict[str, Widget] = {
    "Card": _card(
        _text("Inside of a card"),
        size="sm",
        padding={"x": 6, "y": 3},
        background={"light": "blue-50", "dark": "blue-900"},
        border={"size": 2, "style": "dashed", "color": "info"},
        status={"text": "With a picture", "favicon": "/icon.svg", "frame": True},
    ),
    "Card.actions": _card(
        _text("A question"),
        asForm=True,
        size="full",
        status={"text": "With an icon", "icon": "bolt"},
        confirm={"label": "Yes", "action": ACTION},
        cancel={"label": "No", "action": ACTION},
    ),
    "Card.collapsed": _card(_text("Hidden"), collapsed=True, status={"text": "Collapsed", "icon": "check"}),
    "Card.theme": _card(_text("Always dark"), theme="dark", size="lg"),
    "ListView": _node(
        "ListView",
        limit=2,
        status={"text": "3 rows", "icon": "notebook"},
        children=[
            _node(
                "ListViewItem", gap=4, align="start", onClickAction=ACTION, children=[_text("First"), _text("click me")]
            ),
            _node("ListViewItem", children=[_text("Second"), _node("Spacer"), _node("Badge", label="new")]),
            _node("ListViewItem", children=[_text("Third")]),
        ],
    ),
    "Basic": _node(
        "Basic", direction="row", gap=3, align="center", justify="between", children=[_text("a"), _text("b")]
    ),
    "Box": _card(
        _row(
            _block("radius", radius="lg", width=80, height=48),
            _block("border", border={"top": 3, "left": {"size": 3, "color": "danger"}}, minWidth=90),
            _block("margin", margin={"x": 4}, maxWidth="6rem", aspectRatio=2),
            _block("flex", flex=1),
        ),
        _node(
            "Box",
            direction="row",
            gap=4,
            justify="evenly",
            align="end",
            children=[_block("one"), _block("two", size=60)],
        ),
        _node("Col", gap="12px", align="center", children=[_block("centred"), _block("column")]),
    ),
    "Divider": _card(_text("above"), _node("Divider", color="danger", size=3, spacing=4), _node("Divider", flush=True)),
    "Spacer": _card(_row(_text("start"), _node("Spacer", minSize=40), _text("end"))),
    "Transition": _card(_node("Transition", children=_text("In a transition"))),
    "Unknown": _card(
        _node("Hologram", children=[_text("Inside of it")]), _node("Hologram"), _node("Odd", value="Words")
    ),
}

TEXTS: dict[str, Widget] = {
    "Title": _card(
        *[_node("Title", value=f"Title {size}", size=size) for size in ("sm", "md", "lg", "xl", "2xl", "3xl")],
        _node("Title", value="Coloured, in the middle", color="discovery", textAlign="center", weight="normal"),
    ),
    "Text": _card(
        *[_text(f"Text {size}", size=size) for size in ("xs", "sm", "md", "lg", "xl")],
        _text("Italic", italic=True),
        _text("Struck out", lineThrough=True, color="secondary"),
        _text("Bold, at the end", weight="bold", textAlign="end"),
        _text("Cut off where the line ends, as it is much too long " * 3, truncate=True),
        _text("Two lines of this are shown and no more than these two " * 4, maxLines=2),
        _text("At least two lines", minLines=2, width=120),
        _text("Streaming", streaming=True),
    ),
    "Text.editable": _card(_text("Change me", editable={"name": "words", "placeholder": "Words", "required": True})),
    "Caption": _card(*[_node("Caption", value=f"Caption {size}", size=size) for size in ("sm", "md", "lg")]),
    "Markdown": _card(_node("Markdown", value="**Bold**, `code` and\n\n- a list\n- of two")),
    "Label": _card(
        _node("Label", value="A bold label", fieldName="x", weight="bold", size="lg", color="success", textAlign="end"),
        _node("Input", name="x", placeholder="Its field"),
    ),
    "Table": _card(
        _node(
            "Table",
            children=[
                _node(
                    "Table.Row",
                    header=True,
                    children=[_cell("Task", colSize="lg"), _cell("Due"), _cell("Minutes", align="end")],
                ),
                _node(
                    "Table.Row",
                    children=[_cell("Milk", rowSpan=2, vAlign="center"), _cell("today"), _cell("5", align="end")],
                ),
                _node("Table.Row", children=[_cell("both", colSpan=2, align="center", padding={"y": 4})]),
            ],
        )
    ),
}

CONTENT: dict[str, Widget] = {
    "Badge": _card(
        *[
            _row(
                *[_node("Badge", label=color, color=color, variant=variant, pill=variant == "soft") for color in colors]
            )
            for variant in ("solid", "soft", "outline")
            for colors in [("secondary", "success", "danger", "warning", "info", "discovery")]
        ],
        _row(*[_node("Badge", label=size, size=size) for size in ("sm", "md", "lg")]),
    ),
    "Icon": _card(
        _row(*[_node("Icon", name="star", size=size) for size in ("xs", "sm", "md", "lg", "xl", "2xl", "3xl")]),
        _row(_node("Icon", name="star-filled", color="yellow-500"), _node("Icon", name="lucide:anchor", color="#a0f")),
    ),
    "Image": _card(
        _row(
            _node("Image", src="/icon.svg", alt="Framed", size=64, frame=True, radius="full"),
            _node(
                "Image",
                src="/icon.svg",
                alt="Fitted",
                width=96,
                height=48,
                fit="contain",
                position="left",
                background="gray-200",
            ),
            _node("Image", src="https://elsewhere.example/a.png", alt="Elsewhere"),
        ),
        _node("Image", src="/icon.svg", alt="Flush", height=32, flush=True, fit="cover"),
    ),
    "Button": _card(
        *[
            _row(
                *[_node("Button", label=color, color=color, variant=variant, onClickAction=ACTION) for color in colors]
            )
            for variant in ("solid", "soft", "outline", "ghost")
            for colors in [("primary", "secondary", "info", "success", "caution", "danger")]
        ],
        _row(*[_node("Button", label=size, size=size, onClickAction=ACTION) for size in SIZES]),
        _row(
            _node("Button", label="Pill", pill=True, iconStart="play", iconEnd="chevron-right", onClickAction=ACTION),
            _node("Button", iconStart="plus", uniform=True, iconSize="xl", onClickAction=ACTION),
            _node("Button", label="Not now", disabled=True, style="primary"),
        ),
        _node("Button", label="As wide as the card", block=True, style="primary", onClickAction=ACTION),
    ),
    "Chart.bar": _card(_chart("bar", stack="all")),
    "Chart.area": _card(_chart("area", curveType="natural")),
    "Chart.line": _card(_chart("line", curveType="step")),
}

FIELDS: dict[str, Widget] = {
    "Form": _card(
        _node(
            "Form",
            direction="row",
            gap=3,
            align="end",
            onSubmitAction=ACTION,
            children=[_node("Input", name="q", placeholder="Search"), _node("Button", label="Go", submit=True)],
        )
    ),
    "Input": _card(
        *[_node("Input", name=size, placeholder=size, size=size, gutterSize=size) for size in ("2xs", "md", "xl")],
        _node("Input", name="soft", defaultValue="Soft pill", variant="soft", pill=True),
        _node("Input", name="number", inputType="number", defaultValue="7"),
        _node("Input", name="off", defaultValue="Disabled", disabled=True),
    ),
    "Textarea": _card(
        _node("Textarea", name="three", defaultValue="Three rows", rows=3),
        _node(
            "Textarea",
            name="grows",
            defaultValue="Grows\nwith\nits\nwords",
            autoResize=True,
            rows=1,
            maxRows=3,
            variant="soft",
        ),
    ),
    "Select": _card(
        _node("Select", name="plain", options=OPTIONS, defaultValue="home", clearable=True),
        _node("Select", name="empty", options=OPTIONS, placeholder="Which list?", variant="ghost", size="sm"),
        _node("Select", name="found", options=OPTIONS, defaultValue="home", searchable=True, block=True, pill=True),
        _node("Select", name="off", options=OPTIONS, disabled=True),
    ),
    "DatePicker": _card(
        _node("DatePicker", name="day", defaultValue="2026-12-24T00:00:00Z", min="2026-12-01T00:00:00Z", pill=True),
        _node("DatePicker", name="none", placeholder="Due", block=True, variant="soft", clearable=True),
        _node("DatePicker", name="off", defaultValue="2026-12-24", disabled=True),
    ),
    "Checkbox": _card(
        _node("Checkbox", name="on", label="Ticked", defaultChecked=True),
        _node("Checkbox", name="off", label="Open", required=True),
        _node("Checkbox", name="no", label="Disabled", disabled=True),
    ),
    "RadioGroup": _card(
        _node("RadioGroup", name="list", ariaLabel="Which list?", options=OPTIONS, defaultValue="home"),
        _node("RadioGroup", name="row", options=OPTIONS, direction="row", disabled=True),
    ),
}

WIDGETS: dict[str, Widget] = {**LAYOUT, **TEXTS, **CONTENT, **FIELDS}
