"""The parts of the app that the adapter is made for, found though the project is not installed here."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from app.agent.builtin.prompt import CHAT, END, TRAINED, Turn, choice_prompt

__all__ = ["CHAT", "END", "TRAINED", "Turn", "choice_prompt"]
