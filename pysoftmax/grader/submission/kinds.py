"""What is found among a class's submissions."""

from __future__ import annotations

from dataclasses import dataclass, field

from pysoftmax.grader.submission.inside.findings import Finding
from pysoftmax.grader.surroundings import SurroundingsError
from pysoftmax.grader.unnamed_file import UnnamedFile
from pysoftmax.languages import Language

__all__ = [
    "Attempt",
    "Found",
    "LeftOut",
    "Owner",
    "Submission",
    "SurroundingsError",
    "Unreadable",
]


@dataclass(frozen=True)
class Owner:
    """The owner of a submission, according to its files' names.

    Attributes
    ----------
    name
        The student's name as the platform writes it, or the name of the folder or archive.
    id
        The student's number or user name on the platform; empty if it is not known.
    email
        The student's address; empty if it is not known.
    """

    name: str
    id: str = ""
    email: str = ""


@dataclass(frozen=True)
class Attempt:
    """Which of a student's attempts is graded.

    Attributes
    ----------
    number, of
        Its position among the student's attempts, from 1, and how many there are.
    label
        The platform's name for it: a folder, or a date.
    late
        Whether the platform marks it as late.
    time
        When it was submitted, as the platform writes it; empty if it is not known.
    """

    number: int = 1
    of: int = 1
    label: str = ""
    late: bool = False
    time: str = ""

    def __str__(self) -> str:
        """The attempt in words; empty if it is the only one and not late."""
        words = f"{self.number} of {self.of}" if self.of > 1 else ""
        words += f" ({self.label})" if words and self.label else ""
        return ", ".join(filter(None, (words, "late" if self.late else "")))


@dataclass(frozen=True)
class Submission:
    """One student's files in one language.

    Attributes
    ----------
    name
        The student's name; it is `owner`'s.
    language
        ``python`` or ``octave``. A folder with both is two submissions.
    files
        Their names relative to the folder that is graded, with ``/``, sorted.
    key
        SHA-256 of language, names, contents and findings: the same files have the same key.
    pack
        An unnamed file of all files, for the process that runs them; the grader never reads it.
    findings
        Findings about the sources, made without running them.
    uses_scipy
        Whether a source names SciPy.
    owner, attempt
        Whose it is, and which attempt.
    path
        Where it was found, relative to the given path.
    left_out
        The student's files that are not graded, with the reasons.
    tokens
        A fingerprint of its tokens without names, comments and starter code.
    """

    name: str
    language: Language
    files: tuple[str, ...]
    key: str
    pack: UnnamedFile = field(repr=False, compare=False)
    findings: tuple[Finding, ...] = ()
    uses_scipy: bool = False
    owner: Owner = Owner("")
    attempt: Attempt = Attempt()
    path: str = ""
    left_out: tuple[tuple[str, str], ...] = ()
    tokens: tuple[int, ...] = ()


@dataclass(frozen=True)
class Unreadable:
    """A student's files that cannot be graded, and why not.

    Attributes
    ----------
    name
        The student's name.
    reason
        The reason, for the student.
    owner, attempt, path, left_out
        As those of a `Submission`.
    trace
        The grader's own traceback if it is at fault; empty if the submission is.
    """

    name: str
    reason: str
    owner: Owner = Owner("")
    attempt: Attempt = Attempt()
    path: str = ""
    left_out: tuple[tuple[str, str], ...] = ()
    trace: str = ""


@dataclass(frozen=True)
class LeftOut:
    """An entry of a class that belongs to no student, and why it is not graded."""

    path: str
    reason: str


Found = Submission | Unreadable | LeftOut
