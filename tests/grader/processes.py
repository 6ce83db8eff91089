"""Which processes run below another one."""

from collections.abc import Collection
from contextlib import suppress
from pathlib import Path


def descendants(ancestor: int, *, beside: Collection[int] = ()) -> set[int]:
    """Return every process below ``ancestor``, but for those in ``beside`` and below them."""
    parents = {}
    for entry in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            fields = (entry / "stat").read_text().rpartition(")")[2].split()
            parents[int(entry.name)] = int(fields[1])
    below, grown = {ancestor}, True
    while grown:
        new = {pid for pid, parent in parents.items() if parent in below and pid not in beside}
        grown = not new <= below
        below |= new
    return below - {ancestor}
