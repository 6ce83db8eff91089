"""What the workers need of a submission: its files, and how to run them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from pysoftmax.grader.unnamed_file import UnnamedFile
from pysoftmax.languages import Language

__all__ = ["Files", "Packed"]


class Files(Protocol):
    """Files to be run. A `pysoftmax.grader.submission.Submission` is one."""

    @property
    def name(self) -> str:
        """The name of what is run."""
        ...

    @property
    def language(self) -> Language:
        """The files' language."""
        ...

    @property
    def pack(self) -> UnnamedFile:
        """The file of all files."""
        ...

    @property
    def uses_scipy(self) -> bool:
        """Whether a source names SciPy."""
        ...


@dataclass(frozen=True)
class Packed:
    """Files to be run that belong to no student."""

    name: str
    language: Language
    pack: UnnamedFile
    uses_scipy: bool = False
