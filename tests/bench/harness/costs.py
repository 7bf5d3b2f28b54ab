"""What a request costs in instructions, as tests/bench/instructions has recorded it."""

import re
from typing import NamedTuple

from .report import PAGES

RECORD = PAGES / "instructions.md"


class Cost(NamedTuple):
    """What a request costs."""

    instructions: float
    allocations: float  # how often memory is asked for


def recorded():
    """The recorded costs by name."""
    if not RECORD.exists():
        raise SystemExit(f"bench: there is no {RECORD.name} to compare with: tests/bench/instructions --record")
    rows = re.findall(r"^\| (.+) \| ([\d,]+) \| ([\d.]+) \|$", RECORD.read_text(), re.MULTILINE)
    return {name: Cost(int(count.replace(",", "")), float(allocations)) for name, count, allocations in rows}
