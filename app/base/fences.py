"""Marks around what others have written, so that a model can tell it from what the user says.

A mark cannot hold a model back that obeys whatever it reads; it is one wall, and asking before anything is done is the
other.
"""

import json
import re

RESULT = "tool_result"


def fenced(text: str, mark: str = RESULT, **said: str) -> str:
    """`text` between marks that nothing in it can close, with what is `said` of it in the first one."""
    inner = re.sub(rf"</(?={mark})", r"<\\/", text, flags=re.IGNORECASE) if "</" in text else text
    told = "".join(f" {name}={json.dumps(value, ensure_ascii=False)}" for name, value in said.items())
    return f"<{mark}{told}>\n{inner}\n</{mark}>"


def unfenced(text: str, mark: str = RESULT) -> str:
    """`text` without its marks, if it has them."""
    begin, end = f"<{mark}>\n", f"\n</{mark}>"
    return text[len(begin) : -len(end)] if text.startswith(begin) and text.endswith(end) else text
