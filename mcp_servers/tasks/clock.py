"""The moment, in the zone of the person at this computer."""

from collections.abc import Callable
from datetime import datetime

import tzlocal

Clock = Callable[[], datetime]


def local_now() -> datetime:
    """Now, with a zone that knows its changes of the clock and not only today's offset."""
    return datetime.now(tzlocal.get_localzone())
