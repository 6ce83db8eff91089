"""The words of a report, without what differs from run to run."""

from __future__ import annotations

import re
from typing import Any

__all__ = ["shown", "tidy"]

LONGEST_MESSAGE = 500


def shown(value: Any) -> str:
    return f"{value:.10g}" if isinstance(value, float) else str(value)


def tidy(text: str, shorten: bool = True) -> str:
    """A message without what differs from run to run, and of bounded length."""
    text = re.sub(r"0x[0-9a-fA-F]{4,}", "0x...", text)
    text = re.sub(r"(/tmp|/scratch|/dev/shm)/\S*/", "", text)
    text = "".join(c if c.isprintable() or c == "\n" else "?" for c in text)
    if shorten and len(text) > LONGEST_MESSAGE:
        text = text[: LONGEST_MESSAGE - 3] + "..."
    return text
