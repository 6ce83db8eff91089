"""The source of a test's answers: a live Octave, or a recording next to the test."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pysoftmax.octave import Call, OctaveSession, Reply

__all__ = ["Oracle", "recording_path"]

FOLDER = "octave_recordings"


@dataclass
class Oracle:
    """The source of one test's answers.

    Attributes
    ----------
    mode
        ``live``: Octave answers; ``record``: Octave answers, and its answers are written;
        ``replay``: the recording answers; ``export``: the cases are written, for another program.
    session
        The live Octave; None to replay.
    recording
        The test's recording.
    test
        pytest's name of the test; empty outside of pytest.
    failures
        The folder in which a failing case is saved; None saves none.
    case
        A saved case to run instead of generated ones.
    exported
        The folder to which cases are exported.
    """

    mode: Literal["live", "record", "replay", "export"]
    session: OctaveSession | None
    recording: Path = Path()
    test: str = ""
    failures: Path | None = None
    case: Path | None = None
    exported: Path = Path()

    def batch(
        self,
        calls: Sequence[Call],
        setup: Sequence[str],
        reset: Literal["no", "test", "case"],
        folder: Path,
        extras: Sequence[str | Path],
        timeout: float | None,
    ) -> list[Reply]:
        """Return Octave's replies; raise AssertionError if a setup line fails."""
        assert self.session is not None
        asked: list[Call] = []
        mine: list[bool] = []
        prepare = Call("pysoftmax_setup", (list(setup), reset != "no"), 0)
        for place, call in enumerate(calls):
            if (setup or reset != "no") and (place == 0 or reset == "case"):
                asked.append(prepare)
                mine.append(False)
            asked.append(call)
            mine.append(True)
        replies = self.session.batch(asked, folder, extras, timeout=timeout, go_on=False)
        for wanted, reply in zip(mine, replies, strict=False):
            if not wanted and reply.error is not None:
                raise AssertionError(f"a line of setup fails in Octave: {reply.error}")
        return [reply for wanted, reply in zip(mine, replies, strict=False) if wanted]

    def octave_version(self) -> str:
        """Return the name and version of the program that answers."""
        assert self.session is not None
        return f"Octave {self.session.call('version')}"


def recording_path(test_file: Path, test: str) -> Path:
    """Return where a test's recording is: in a folder next to its file."""
    name = re.sub(r"[^\w.\-\[\]]+", "-", test)[:120]
    return test_file.parent / FOLDER / f"{test_file.stem}.{name}.octave"
