"""What the doctor has to say about one part of the program."""

from dataclasses import dataclass
from typing import Literal

Status = Literal["ok", "warning", "failed"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the examination.

    `message` and `fix` are our own words and never hold a path, a name or a text of the user; what does is in
    `about`, which a report leaves out. "warning": something is missing, and another way is taken without it.
    """

    part: str
    status: Status
    message: str
    fix: str = ""
    about: str = ""
