"""Submissions that lie in a folder, read as they lie."""

from __future__ import annotations

import atexit
import functools
import json
from pathlib import Path

from pysoftmax.exercise.softmax import SOFTMAX
from pysoftmax.exercise.softmax.conventions import SoftmaxConventions
from pysoftmax.grader.looked_for import looked_for
from pysoftmax.grader.submission import Reader, Submission
from pysoftmax.grader.submission import in_folder as read_in_folder
from pysoftmax.languages import LANGUAGES

LOOKED_FOR = looked_for(SOFTMAX, SoftmaxConventions())


def in_folder(folder: Path, language: str, name: str | None = None) -> Submission:
    """The submission that a folder holds in a language."""
    return read_in_folder(folder, LANGUAGES[language], LOOKED_FOR, name, reader=shared_reader())


@functools.cache
def shared_reader() -> Reader:
    """The process that reads for all tests that are not about reading."""
    reader = Reader()
    atexit.register(reader.close)
    return reader


def contents(one: Submission) -> dict[str, bytes]:
    """The packed files of a submission."""
    size = int.from_bytes(one.pack.read(8), "little")
    place, files = 8 + size, {}
    for name, length in json.loads(one.pack.read(size, 8)):
        files[name] = one.pack.read(length, place)
        place += length
    assert place == one.pack.size
    return files
