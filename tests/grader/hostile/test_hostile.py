"""Submissions that attack the grader, each other and the machine; in the sandbox and out of it.

Each file of ``python/`` and ``octave/`` is one: its first lines say what it tries and how its run
may end (``values`` or a `Failure`'s kind). One that has reached what it should not prints FOUND.
"""

import os
import re
import select
import socket
import subprocess
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from pysoftmax.comparison.case import Answer, Case
from pysoftmax.exercise.softmax import SOFTMAX
from pysoftmax.grader import sandbox
from pysoftmax.grader.limits import Limits
from pysoftmax.grader.submission import Submission
from pysoftmax.grader.workers import Workers

from tests.grader.folders import in_folder
from tests.grader.processes import descendants

HERE = Path(__file__).parent
MiB = 1 << 20
LIMITS = Limits(
    cpu_seconds=2,
    wall_seconds=60.0,
    memory_bytes=256 * MiB,
    processes=8,
    file_bytes=4 * MiB,
    scratch_bytes=16 * MiB,
    output_bytes=1 * MiB,
    answer_bytes=4 * MiB,
)
IMPATIENT = replace(LIMITS, wall_seconds=1.0)
"""For attacks that run into it; no other verdict depends on how busy the machine is."""
MARK = "pysoftmax-hostile-was-here"
OUTSIDE = ("/", "/tmp", "/var/tmp", "/dev/shm", "/run", "/home", "/root", "/usr", "/etc")

VICTIM = {
    "python": """
import numpy as np

def softmaxCost(theta, numClasses, inputSize, lambda_, data, labels):
    return float(theta @ theta), np.cumsum(theta)
""",
    "octave": """
function [cost, grad] = softmaxCost(theta, numClasses, inputSize, lambda, data, labels)
  cost = theta' * theta;
  grad = cumsum(theta);
endfunction
""",
}
SUFFIX = {"python": ".py", "octave": ".m"}


def cases() -> list[Case]:
    theta = np.linspace(-1, 1, 6)
    data = np.arange(8.0).reshape(2, 4)
    labels = np.array([1, 2, 3, 1])
    for array in (theta, data, labels):
        array.flags.writeable = False
    return [Case("softmaxCost", (theta, 3, 2, 0.1, data, labels), 2)] * 2


def attacks(sandboxed: bool) -> list[Path]:
    """The files; out of the sandbox, only those that something else stops too."""
    files = sorted([*HERE.glob("python/*.py"), *HERE.glob("octave/*.m")])
    return [file for file in files if sandboxed or "only the sandbox" not in file.read_text()]


def label(file: Path) -> str:
    return f"{file.parent.name}-{file.stem}"


def expected(file: Path) -> list[str]:
    found = re.search(r"expect: (.*)", file.read_text())
    assert found is not None
    return found[1].split()


JOBS = range(2)


class Arena:
    """Workers for two submissions at a time: an attack and its victim."""

    def __init__(self, folder: Path, *, sandboxed: bool) -> None:
        self.folder = folder
        # A browser of other tests may run all the while, and start further processes.
        self.beside = descendants(os.getpid())
        self.workers = Workers(
            len(JOBS), library=SOFTMAX.library, sandboxed=sandboxed, limits=LIMITS
        )
        self.marker = str(self.workers.folder)
        self.victims = {language: self.make_victim(language) for language in VICTIM}
        self.right = {language: self.ask_victim(language) for language in VICTIM}
        for language in VICTIM:
            one, other = (self.workers.open(self.victims[language]) for _ in JOBS)
            with one, other:  # both jobs' warm processes are there from now on
                assert flat(one.answer(cases())) == flat(other.answer(cases()))
        self.present = descendants(os.getpid(), beside=self.beside)
        self.present_names = names(self.present)

    def make_victim(self, language: str) -> Submission:
        folder = self.folder / f"victim-{language}"
        folder.mkdir()
        (folder / f"softmaxCost{SUFFIX[language]}").write_text(VICTIM[language])
        return in_folder(folder, language)

    def ask_victim(self, language: str) -> list[bytes]:
        with self.workers.open(self.victims[language]) as victim:
            return flat(victim.answer(cases()))

    def attack(self, file: Path, port: int) -> tuple[list[Answer], list[Answer], str]:
        """Two answers of an attack, and what it printed."""
        folder = self.folder / label(file)
        folder.mkdir()
        target = folder / f"softmaxCost{file.suffix}"
        source = file.read_text().replace("LISTENING_PORT", str(port))
        target.write_text(source)
        limits = IMPATIENT if "timeout" in expected(file) else LIMITS
        with self.workers.open(in_folder(folder, file.parent.name)) as student:
            first = student.answer(cases(), limits=limits)
            printed = student.printed
            again = student.answer(cases(), limits=limits) if first[0].failure is None else first
            printed += student.printed
        assert target.read_text() == source
        assert [path.name for path in folder.iterdir()] == [target.name]
        return first, again, printed


def flat(answers: list[Answer]) -> list[bytes]:
    """The answers of a well-behaved submission as bytes."""
    assert all(answer.failure is None for answer in answers), answers
    return [np.ascontiguousarray(value).tobytes() for a in answers for value in a.values]


def marked(marker: str) -> set[int]:
    """Every process that has the workers' folder in its environment, whoever its parent is now."""
    found = set()
    for entry in Path("/proc").glob("[0-9]*/environ"):
        with suppress(OSError):
            if marker.encode() in entry.read_bytes():
                found.add(int(entry.parent.name))
    return found


def survivors(arena: Arena) -> Counter[str]:
    """What has been left running, by name: more than one warm process of each kind for each job.

    Octave's session may be another one than before, in another namespace. The kernel gets a few
    seconds to end what it was told to end.
    """
    if too_many(arena):
        for pid in running(arena) - arena.present:
            with suppress(ProcessLookupError):
                descriptor = os.pidfd_open(pid)
                select.select([descriptor], [], [], 5)
                os.close(descriptor)
    return too_many(arena)


def too_many(arena: Arena) -> Counter[str]:
    return names(running(arena)) - arena.present_names


def running(arena: Arena) -> set[int]:
    below = descendants(os.getpid(), beside=arena.beside)
    return (below | marked(arena.marker)) - {os.getpid()}


def names(processes: set[int]) -> Counter[str]:
    """How many processes have which name, of those that still run."""
    found: Counter[str] = Counter()
    for pid in processes:
        with suppress(OSError):
            found[Path(f"/proc/{pid}/comm").read_text().strip()] += 1
    return found


@pytest.fixture(scope="module", params=["sandboxed", "unsandboxed"])
def arena(request, tmp_path_factory) -> Iterator[Arena]:
    sandboxed = request.param == "sandboxed"
    arena = Arena(tmp_path_factory.mktemp("arena"), sandboxed=sandboxed)
    with arena.workers:
        yield arena
    assert not Path(arena.marker).exists()
    assert not marked(arena.marker)


@pytest.fixture(scope="module")
def network() -> Iterator[socket.socket]:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        listener.setblocking(False)
        yield listener


def test_there_are_many_attacks() -> None:
    """More than forty attacks in the sandbox, in both languages, and most of them out of it."""
    assert len(attacks(True)) > 100
    assert len(attacks(False)) > 90
    assert {file.parent.name for file in attacks(True)} == {"python", "octave"}


def test_what_runs_beside_the_workers_is_not_theirs() -> None:
    """A process beside is left out; one that was left running is found."""
    with (
        subprocess.Popen(["cat"], stdin=subprocess.PIPE) as other,
        subprocess.Popen(["cat"], stdin=subprocess.PIPE) as left,
    ):
        found = descendants(os.getpid(), beside=[other.pid])
        for process in (other, left):
            assert process.stdin is not None
            process.stdin.close()
    assert left.pid in found
    assert other.pid not in found


@pytest.mark.parametrize("file", attacks(True), ids=label)
def test_an_attack_harms_itself_alone(
    arena: Arena, network: socket.socket, file: Path, request: pytest.FixtureRequest
) -> None:
    """It ends as said, finds nothing, leaves nothing running, and its victim answers as ever."""
    if not arena.workers.sandboxed:
        # What only the sandbox stops is not to be let loose on this machine; of the rest, each
        # third attack runs without a sandbox, and all of them in a soak.
        every = 1 if request.config.getoption("--soak") else 3
        if file not in attacks(False)[::every]:
            return
    with ThreadPoolExecutor(1) as pool:
        beside = pool.submit(arena.ask_victim, "python")
        first, again, printed = arena.attack(file, network.getsockname()[1])
        assert beside.result() == arena.right["python"]
    failure = first[0].failure
    assert (failure.kind if failure else "values") in expected(file), failure
    assert "FOUND" not in printed
    for answer in first:
        for value in answer.values:
            assert type(value) is np.ndarray
            assert value.dtype.kind in "fiub"
    if failure is None:
        assert again[0].failure is None
        assert flat(again[:1]) == flat(first[:1])
    else:
        assert len(failure.message) < 3000
        assert failure.message.replace("\n", "").isprintable()
    assert not survivors(arena)
    for _ in JOBS:  # the one that the attack ran in, too
        assert arena.ask_victim(file.parent.name) == arena.right[file.parent.name]
    with pytest.raises(BlockingIOError):
        network.accept()


def test_octave_victims_answer_as_before(arena: Arena) -> None:
    """After all attacks, an Octave submission gets the answers that it got before them."""
    assert arena.ask_victim("octave") == arena.right["octave"]


def test_nothing_is_written_outside(arena: Arena) -> None:
    """No attack has left its mark in a folder of the machine's."""
    assert not [folder for folder in OUTSIDE if (Path(folder) / MARK).exists()]


def test_the_sandbox_is_there() -> None:
    """Nothing above was run without a sandbox for want of one."""
    assert sandbox.status() == (True, "bubblewrap")
