"""One comment for each group of submissions that behave alike: ``comments.toml``.

The file is the teacher's: the grader adds groups at its end and changes nothing in it.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from pysoftmax.atomic import atomic_write
from pysoftmax.grader.reports.alike import AlikeGroup
from pysoftmax.grader.reports.view import Entry
from pysoftmax.words import plural, shown

__all__ = ["Comments"]

MOST_ADDED = 200
"""Groups that a run adds to the file: the largest."""

_HEAD = """\
# One comment for each group of submissions that behave alike: fill in `comment`, and repeat
# `pysoftmax grade`. Every student of the group then has it in the report. Nothing that you write
# here is changed; new groups are added at the end.
"""


class Comments:
    """The comments on a class's groups.

    Parameters
    ----------
    path
        The file; it need not exist.

    Raises
    ------
    ValueError
        If the file is not as expected; the message says where.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._text = ""
        self._comments: dict[str, str] = {}
        if path.exists():
            self._read()

    def take_in(self, groups: Iterable[AlikeGroup]) -> None:
        """Add the groups of more than one that the file lacks."""
        new = [g for g in groups if g.count > 1 and g.key not in self._comments][:MOST_ADDED]
        if not new:
            return
        text = self._text or _HEAD
        text += "" if text.endswith("\n") else "\n"
        text += "".join(map(_entry, new))
        with atomic_write(self._path, "w", encoding="utf-8", newline="") as file:
            file.write(text)

    def added(self, entries: Iterable[Entry]) -> Iterator[Entry]:
        """Yield the entries, each with its group's comment."""
        for entry in entries:
            comment = self._comments.get(entry.result.behaviour, "")
            if comment and entry.submitted:
                comments = (*entry.result.comments, comment)
                entry = replace(entry, result=replace(entry.result, comments=comments))
            yield entry

    def _read(self) -> None:
        try:
            self._text = self._path.read_bytes().decode("utf-8")
            table = tomllib.loads(self._text)
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            raise ValueError(f"{self._path}: {error}") from error
        groups = table.get("groups", {})
        if not isinstance(groups, dict) or set(table) - {"groups"}:
            raise ValueError(f"{self._path} has other keys than groups; expected [groups.NAME]")
        for key, group in groups.items():
            comment = group.get("comment", "") if isinstance(group, dict) else None
            if not isinstance(comment, str):
                raise ValueError(
                    f"{self._path}: groups.{key} is {group!r}; expected a table with a comment, "
                    "a text in quotes"
                )
            self._comments[key] = comment.strip()


def _entry(group: AlikeGroup) -> str:
    more = group.count - len(group.names)
    names = ", ".join(group.names) + (f" and {more} more" if more else "")
    about = f"{plural(group.count, 'submission')}: {names}; failed: {'; '.join(group.failed)}"
    return f'\n[groups.{json.dumps(group.key)}]\n# {" ".join(shown(about).split())}\ncomment = ""\n'
