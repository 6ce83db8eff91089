"""What one of pytest's processes makes for all of them."""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Callable
from typing import Any

import pytest

__all__ = ["made_once"]


def made_once(factory: pytest.TempPathFactory, name: str, make: Callable[[], Any]) -> Any:
    """Return `make()`, which JSON can hold; with xdist, only the first process calls it."""
    if "PYTEST_XDIST_WORKER" not in os.environ:
        return make()
    kept = factory.getbasetemp().parent / f"{name}.json"
    with kept.open("a+", encoding="utf-8") as file:
        fcntl.flock(file, fcntl.LOCK_EX)  # the others wait until the first has written it
        file.seek(0)
        if text := file.read():
            return json.loads(text)
        made = make()
        json.dump(made, file)
        return made
