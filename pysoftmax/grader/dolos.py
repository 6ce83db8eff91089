"""An export for Dolos, which finds copies: an archive of all sources, with ``info.csv``.

https://dolos.ugent.be/docs/adding-metadata.html. The sources are copied as they are and not read.
"""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from pysoftmax.atomic import atomic_write
from pysoftmax.grader.late import when_submitted
from pysoftmax.grader.reports.gradebook import safe
from pysoftmax.grader.submission import Found, Submission
from pysoftmax.grader.unnamed_file import UnnamedFile

__all__ = ["exported"]

INDEX_BYTES = 8 << 20
"""The longest index that a pack may have."""


def exported(found: Iterable[Found], path: Path) -> Iterator[Found]:
    """Yield what is found, and write the sources of all submissions into an archive.

    The archive is there once everything has been yielded.

    Raises
    ------
    ValueError
        If a submission's pack is not as the reader writes it.
    """
    rows = [["filename", "label", "created_at", "full_name"]]
    with (
        atomic_write(path) as file,
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive,
    ):
        for number, one in enumerate(found, start=1):
            if isinstance(one, Submission):
                moment = when_submitted(one.attempt.time)
                time = "" if moment is None else moment.isoformat(" ")
                name = safe(one.owner.name or one.name)
                for source, content in _sources(one.pack, one.language.suffix):
                    member = f"{number}/{_safe(source)}"
                    archive.writestr(zipfile.ZipInfo(member), content)
                    rows.append([member, one.language.key, time, name])
            yield one
        table = io.StringIO()
        csv.writer(table).writerows(rows)
        archive.writestr(zipfile.ZipInfo("info.csv"), table.getvalue())


def _sources(pack: UnnamedFile, suffix: str) -> Iterator[tuple[str, bytes]]:
    """Yield a submission's sources."""
    size = int.from_bytes(pack.read(8), "little")
    if not 0 < size <= INDEX_BYTES:
        raise ValueError(f"a pack's index has {size} bytes; expected at most {INDEX_BYTES}")
    index = json.loads(pack.read(size, 8))
    place = 8 + size
    for name, length in index:
        if name.endswith(suffix):
            yield name, pack.read(length, place)
        place += length


def _safe(name: str) -> str:
    """Return a file's name that stays within its folder, in plain letters."""
    stem, _, suffix = name.rpartition(".")
    return "".join(c if c.isascii() and c.isalnum() else "_" for c in stem)[:100] + f".{suffix}"
