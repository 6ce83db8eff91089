"""A store that cannot be used stops the run with one line, and nothing that was graded is lost."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from click.testing import CliRunner

from pysoftmax.cli import main
from pysoftmax.grader import store
from pysoftmax.grader.results import SubmissionResult
from pysoftmax.grader.store import Store

RESULT = SubmissionResult("anna", "python", "0", ())


@pytest.mark.parametrize("words", ["unable to open database file", "disk I/O error"])
def test_a_store_that_cannot_be_opened_stops_the_run(
    words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The line gives the store and the reason, without the advice to delete it."""

    def connect(*_: object, **__: object) -> None:
        raise sqlite3.OperationalError(words)

    monkeypatch.setattr(store.sqlite3, "connect", connect)
    (tmp_path / "class" / "anna").mkdir(parents=True)
    arguments = ["grade", str(tmp_path / "class"), "--report", str(tmp_path / "report")]
    done = CliRunner().invoke(main, arguments)
    assert done.exit_code == 1
    assert f"results.sqlite cannot be used: {words}." in done.output
    assert "repeat the command to go on" in done.output
    assert "delete" not in done.output


def test_a_full_disk_keeps_what_is_stored(tmp_path: Path) -> None:
    """A result for which there is no room raises OSError; those before it stay."""
    with Store(tmp_path / "results.sqlite") as kept:
        kept.put("first", RESULT)
        kept._database.execute("PRAGMA query_only = ON")
        with pytest.raises(OSError, match=r"results\.sqlite cannot be written to"):
            kept.put("second", RESULT)
        assert "first" in kept
        assert "second" not in kept
