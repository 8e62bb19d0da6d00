"""How a measurement is reported: each figure beside its limit."""

import json
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """One figure beside its limit; `measured` is compared as it stands."""

    name: str
    measured: float
    limit: float
    unit: str = "x"

    @property
    def kept(self) -> bool:
        return self.measured <= self.limit


def report(rows: Sequence[Row]) -> int:
    """Print the table. Returns 1 when a figure is over its limit, else 0."""
    for row in rows:
        verdict = "" if row.kept else "   OVER"
        sys.stdout.write(f"{row.name:45} {row.measured:8.2f} {row.unit:2}  (limit {row.limit} {row.unit}){verdict}\n")
    sys.stdout.write(json.dumps({"cores": os.cpu_count(), "load": os.getloadavg()[0]}) + "\n")
    return 0 if all(row.kept for row in rows) else 1
