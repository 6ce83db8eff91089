"""A test's cases and Octave's answers in a file next to the test.

The first line is a summary in JSON, which ``git diff`` shows; the rest is the content, frozen
(`pysoftmax.testing.frozen`), compressed and encoded as text. A recording fits only the .m files,
the strategies and the settings that it was made with.
"""

from __future__ import annotations

import base64
import hashlib
import json
import lzma
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pysoftmax.comparison.case import Answer
from pysoftmax.octave import OctaveError, OctaveMissingError, Reply
from pysoftmax.testing.frozen import freeze, thaw

__all__ = ["SCHEMA", "Recording", "StaleRecordingError"]

SCHEMA = 1
AGAIN = "record again with: pytest --octave=record"
WIDTH = 100


class StaleRecordingError(AssertionError):
    """A recording does not fit the test, or cannot be read."""

    __pysoftmax_message__ = True


@dataclass(frozen=True)
class Recording:
    """Cases and Octave's answers.

    Attributes
    ----------
    octave
        The program that answered, with its version.
    fits
        What the recording was made with: by name, a text that must be the same at replay.
    cases
        Arguments and replies; or cases and answers of `pysoftmax.comparison`.
    """

    octave: str
    fits: dict[str, str]
    cases: Sequence[tuple[Any, Any]]

    def write(self, path: Path, test: str) -> None:
        """Write the file, replacing an existing one."""
        content = freeze([[arguments, _reply_down(reply)] for arguments, reply in self.cases])
        summary = {
            "pysoftmax recording": SCHEMA,
            "test": test,
            "cases": len(self.cases),
            "errors": sum(_is_error(reply) for _, reply in self.cases),
            "octave": self.octave,
            **self.fits,
            "content": hashlib.sha256(content).hexdigest()[:16],
        }
        letters = base64.b85encode(lzma.compress(content, preset=9)).decode()
        lines = [letters[k : k + WIDTH] for k in range(0, len(letters), WIDTH)]
        path.parent.mkdir(parents=True, exist_ok=True)
        unfinished = path.with_suffix(".partial")
        unfinished.write_text("\n".join([json.dumps(summary), *lines, ""]), encoding="ascii")
        unfinished.replace(path)

    @classmethod
    def read(cls, path: Path, fits: dict[str, str]) -> Recording:
        """Return the recording in a file.

        Raises
        ------
        StaleRecordingError
            If it was made with anything other than `fits`, or is damaged.
        """
        first, _, rest = path.read_text(encoding="utf-8", errors="replace").partition("\n")
        try:
            summary = json.loads(first)
            schema = summary["pysoftmax recording"]
        except (ValueError, KeyError, TypeError):
            raise StaleRecordingError(f"{path} is no recording; {AGAIN}") from None
        if schema != SCHEMA:
            raise StaleRecordingError(f"{path} has the schema {schema}; expected {SCHEMA}: {AGAIN}")
        changed = [name for name, value in fits.items() if summary.get(name) != value]
        if changed:
            raise StaleRecordingError(
                f"{path} does not fit any more: {', '.join(changed)} changed; {AGAIN}"
            )
        try:
            content = lzma.decompress(base64.b85decode(rest.replace("\n", "")))
        except (ValueError, lzma.LZMAError, EOFError):
            raise StaleRecordingError(f"{path} is damaged; {AGAIN}") from None
        if hashlib.sha256(content).hexdigest()[:16] != summary["content"]:
            raise StaleRecordingError(f"{path} is damaged: its content was changed; {AGAIN}")
        try:
            cases = [(arguments, _reply_up(reply)) for arguments, reply in thaw(content)]
        except ValueError as error:
            raise StaleRecordingError(f"{path}: {error}; {AGAIN}") from None
        return cls(summary["octave"], fits, cases)


def _is_error(reply: Reply | Answer) -> bool:
    return (reply.failure if isinstance(reply, Answer) else reply.error) is not None


def _reply_down(reply: Reply | Answer) -> Any:
    if isinstance(reply, Answer):
        return reply
    if reply.error is None:
        return [reply.values, None]
    error = reply.error
    missing = isinstance(error, OctaveMissingError)
    return [(), [error.message, error.identifier, error.where, missing]]


def _reply_up(content: Any) -> Reply | Answer:
    if isinstance(content, Answer):
        return content
    values, error = content
    if error is None:
        return Reply(values)
    message, identifier, where, missing = error
    kind = OctaveMissingError if missing else OctaveError
    return Reply(error=kind(message, identifier, where))
