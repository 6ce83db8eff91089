"""What one run of a submission may use."""

from __future__ import annotations

from dataclasses import dataclass, fields

__all__ = ["Limits"]

MiB = 1 << 20


@dataclass(frozen=True)
class Limits:
    """The limits of one call of `StudentImplementation.answer`: one fresh process, its own time.

    Attributes
    ----------
    cpu_seconds
        Processor time of the process, its threads together.
    wall_seconds
        Time by the clock, measured in the grader: once for loading the files, and once more for all
        the cases together.
    memory_bytes
        Address space beyond what the interpreter itself uses.
    processes
        Threads at one time. (A submission may not start processes if the system can forbid it; see
        docs/sandbox.md.)
    file_bytes
        The size of any one file that is written.
    scratch_bytes
        All files together, including the submission's own. Only the sandbox enforces this.
    output_bytes
        Printed output after which the run is ended. Much less of it is kept and shown.
    answer_bytes
        The answers to all the cases together.
    """

    cpu_seconds: float = 20.0
    wall_seconds: float = 30.0
    memory_bytes: int = 1024 * MiB
    processes: int = 16
    file_bytes: int = 32 * MiB
    scratch_bytes: int = 128 * MiB
    output_bytes: int = 16 * MiB
    answer_bytes: int = 8 * MiB

    def __post_init__(self) -> None:
        for limit in fields(self):
            value = getattr(self, limit.name)
            if not value > 0:
                raise ValueError(f"{limit.name}={value!r}; a limit is a number above 0")
