"""Results stored in SQLite at once, so that an interrupted run can continue."""

from __future__ import annotations

import hashlib
import secrets
import sqlite3
from array import array
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from pysoftmax.closing import Closing
from pysoftmax.grader.results import SCHEMA_VERSION, SubmissionResult
from pysoftmax.grader.rubric import Rubric

__all__ = ["Store", "result_key"]

SEED_BITS = 128
"""Too many seeds to prepare answers for, so that only solving the exercise gives points."""
PREPARATION = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=NORMAL",
    "CREATE TABLE IF NOT EXISTS results (key TEXT PRIMARY KEY, result TEXT NOT NULL)",
    "CREATE TABLE IF NOT EXISTS seed (seed TEXT NOT NULL)",
    "CREATE TABLE IF NOT EXISTS class (place INTEGER PRIMARY KEY, row TEXT NOT NULL)",
    "CREATE TABLE IF NOT EXISTS tokens (files TEXT PRIMARY KEY, runs BLOB NOT NULL)",
)


def result_key(submission_key: str, rubric: Rubric, version: str, sandboxed: bool) -> str:
    """Return the fingerprint of everything that a result depends on."""
    parts = (submission_key, rubric.digest, version, str(sandboxed), str(SCHEMA_VERSION))
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


class Store(Closing):
    """A file of results by key; every result is one transaction.

    Use it from one thread.

    Parameters
    ----------
    path
        Created if it does not exist.

    Raises
    ------
    ValueError
        If the file is not such a store.
    OSError
        If it cannot be opened or made: a full disk, a folder that is read-only.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            self._database = sqlite3.connect(path, isolation_level=None)
            try:
                for statement in PREPARATION:
                    self._database.execute(statement)
            except BaseException:
                self._database.close()
                raise
        except sqlite3.OperationalError as error:  # a full disk, a folder that is read-only
            raise OSError(f"{path} cannot be used: {error}") from error
        except sqlite3.DatabaseError as error:
            raise ValueError(f"{path} is not a store of results ({error}); delete it") from error

    def close(self) -> None:
        """Close the database."""
        self._database.close()

    def seed(self, chosen: int | None = None) -> int:
        """The class's seed: `chosen`, or the one kept, or a new one; it is kept from now on."""
        kept = self._first("SELECT seed FROM seed")
        if chosen is None and kept is not None:
            return int(kept[0])
        seed = secrets.randbits(SEED_BITS) if chosen is None else chosen
        self._write("BEGIN IMMEDIATE")
        self._write("DELETE FROM seed")
        self._write("INSERT INTO seed VALUES (?)", str(seed))
        self._write("COMMIT")
        return seed

    def rows(self) -> Iterator[str]:
        """Yield the rows of the class, as they were last kept."""
        for (row,) in self._database.execute("SELECT row FROM class ORDER BY place"):
            yield row

    def keep_rows(self, rows: Iterable[str]) -> None:
        """Keep the rows of the class in place of all earlier ones, all or none of them."""
        try:
            self._database.execute("BEGIN")
            self._database.execute("DELETE FROM class")
            self._database.executemany("INSERT INTO class VALUES (?, ?)", enumerate(rows))
            self._database.execute("COMMIT")
        except sqlite3.OperationalError as error:
            raise OSError(f"{self._path} cannot be written to: {error}") from error

    def put_tokens(self, files: str, tokens: Iterable[int]) -> None:
        """Store the fingerprint of a submission's tokens, by that of its files."""
        runs = array("I", tokens).tobytes()
        self._write("INSERT OR REPLACE INTO tokens VALUES (?, ?)", files, runs)

    def tokens(self, files: str) -> frozenset[int]:
        """Return the fingerprint of a submission's tokens; empty if it is not known."""
        row = self._first("SELECT runs FROM tokens WHERE files = ?", files)
        return frozenset() if row is None else frozenset(array("I", row[0]))

    def __contains__(self, key: str) -> bool:
        return self._first("SELECT 1 FROM results WHERE key = ?", key) is not None

    def put(self, key: str, result: SubmissionResult) -> None:
        """Store a result, unless the key has one."""
        self._write("INSERT OR IGNORE INTO results VALUES (?, ?)", key, result.to_json())

    def _write(self, statement: str, *values: str | bytes) -> None:
        try:
            self._database.execute(statement, values)
        except sqlite3.OperationalError as error:
            raise OSError(f"{self._path} cannot be written to: {error}") from error

    def _first(self, statement: str, *values: str) -> tuple[Any, ...] | None:
        """Return the first row of what is selected."""
        try:
            row: tuple[Any, ...] | None = self._database.execute(statement, values).fetchone()
        except sqlite3.OperationalError as error:
            raise OSError(f"{self._path} cannot be read: {error}") from error
        return row

    def get(self, key: str) -> SubmissionResult:
        """Return the result of a key.

        Raises
        ------
        KeyError
            If there is no such result.
        """
        row = self._first("SELECT result FROM results WHERE key = ?", key)
        if row is None:
            raise KeyError(key)
        return SubmissionResult.from_json(row[0])
