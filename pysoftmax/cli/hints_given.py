"""Which hints a student has had: a hidden file in the folder of the solution remembers it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from pysoftmax.atomic import atomic_write

__all__ = ["HintsGiven"]

NAME = ".pysoftmax-hints.json"


class HintsGiven:
    """The number of hints given for each item, by language.

    Parameters
    ----------
    place
        The folder of the solution, or its only file: the hints are remembered beside that.
        A file there that cannot be read counts as no hints.
    """

    def __init__(self, place: Path) -> None:
        self._file = (place if place.is_dir() else place.parent) / NAME
        self._counts = _read(self._file)

    def show(
        self, language: str, item: str, hints: Sequence[str], *, one_more: bool
    ) -> tuple[str, ...]:
        """Return the hints given so far for an item, and remember what was given.

        Parameters
        ----------
        language, item
            The step that is next.
        hints
            All of its hints, in order.
        one_more
            Give the next one too; otherwise only the first is new.

        Raises
        ------
        OSError
            If the file cannot be written.
        """
        own = self._counts.setdefault(language, {})
        before = own.get(item, 0)
        now = min(max(1, before + one_more), len(hints))
        if now > before:
            own[item] = now
            with atomic_write(self._file, "w", encoding="utf-8") as file:
                json.dump(self._counts, file, indent=1)
        return tuple(hints[:now])


def _read(path: Path) -> dict[str, dict[str, int]]:
    try:
        table = json.loads(path.read_text(encoding="utf-8"))
        return {
            str(language): {str(key): int(count) for key, count in counts.items() if count > 0}
            for language, counts in table.items()
        }
    except (OSError, ValueError, TypeError, AttributeError):
        return {}
