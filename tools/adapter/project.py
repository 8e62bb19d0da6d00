"""The parts of the app that the adapter is made for, found though the project is not installed here."""

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from app.agent.builtin import prompt
from app.agent.builtin.prompt import CHAT, END, Turn, choice_prompt, shortened

# What the next training adds. Move it into `app/agent/builtin/prompt.py` together with the adapter that knows it.
NEXT: Mapping[str, Sequence[str]] = {}
TRAINED = {**prompt.TRAINED, **NEXT}

__all__ = ["CHAT", "END", "TRAINED", "Turn", "choice_prompt", "shortened"]
