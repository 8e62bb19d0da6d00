"""What goes over the wire, with the protocol's own names."""

from typing import Any

Wire = dict[str, Any]
