"""Where the time of grading goes: the parts of a run, each measured by itself.

Run: ``python -m benchmarks.grading_parts``. It prints the shortest of several times for what a run
does once, and for what it does for each submission: a right one, of which every item is checked, in
the sandbox, one at a time.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from benchmarks.grading import lay_out
from pysoftmax.exercise.softmax import SOFTMAX
from pysoftmax.grader.examination import Examination
from pysoftmax.grader.limits import Limits
from pysoftmax.grader.looked_for import looked_for
from pysoftmax.grader.rubric import Rubric
from pysoftmax.grader.session import grade
from pysoftmax.grader.submission import Submission, in_folder
from pysoftmax.grader.workers import Workers
from pysoftmax.grader.workers.student import StudentImplementation
from pysoftmax.languages import LANGUAGES, Language


def main() -> None:
    """Print a table of times in milliseconds."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeat", type=int, default=7, help="how often each part is measured")
    repeat = parser.parse_args().repeat
    examination = Examination(Rubric(SOFTMAX))
    commands = {
        "Python with pysoftmax": [sys.executable, "-c", "import pysoftmax"],
        "Octave": ["octave-cli", "--norc", "--no-history", "--eval", "1;"],
    }
    print("once in a run")
    for name, command in commands.items():
        _show(f"start {name}", repeat, partial(subprocess.run, command, check=True))
    _show("make the questions", repeat, partial(Examination, Rubric(SOFTMAX)))
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder, "right")
        lay_out("python", 0, place)
        _show("start the reader, read one", repeat, partial(_read, place, LANGUAGES["python"]))
    for language in LANGUAGES.values():
        print(f"for each submission in {language.title}, read before")
        with tempfile.TemporaryDirectory() as folder:
            _show_language(language, Path(folder, "right"), examination, repeat)


def _show_language(language: Language, place: Path, examination: Examination, repeat: int) -> None:
    lay_out(language.key, 0, place)
    submission = _read(place, language)
    with Workers(1, library=SOFTMAX.library) as workers:
        graded = partial(_graded, submission, workers, examination)
        _show("grade it", repeat, graded)
        with _answering() as seconds:
            for _ in range(repeat):
                graded()
    each = len(seconds) // repeat
    for k in range(each):
        print(f"    request {k + 1} of {each:<16} {1000 * min(seconds[k::each]):6.0f} ms")


def _read(folder: Path, language: Language) -> Submission:
    return in_folder(folder, language, looked_for(SOFTMAX, SOFTMAX.conventions))


def _graded(submission: Submission, workers: Workers, examination: Examination) -> None:
    with workers.open(submission) as student:
        result = grade(submission, student, examination, sandboxed=True)
    assert all(item.points == item.max_points for item in result.items), result


@contextmanager
def _answering() -> Iterator[list[float]]:
    """The seconds that each request takes, while this lasts."""
    seconds: list[float] = []
    answer = StudentImplementation.answer

    def timed(student: StudentImplementation, cases: object, *, limits: Limits | None = None):  # type: ignore[no-untyped-def]
        started = time.perf_counter()
        answers = answer(student, cases, limits=limits)  # type: ignore[arg-type]
        seconds.append(time.perf_counter() - started)
        return answers

    StudentImplementation.answer = timed  # type: ignore[method-assign, assignment]
    try:
        yield seconds
    finally:
        StudentImplementation.answer = answer  # type: ignore[method-assign]


def _show(what: str, repeat: int, run: Callable[[], object]) -> None:
    """Print the shortest time; the first run is a warm-up."""
    run()
    seconds = []
    for _ in range(repeat):
        started = time.perf_counter()
        run()
        seconds.append(time.perf_counter() - started)
    print(f"  {what:28} {1000 * min(seconds):6.0f} ms")


if __name__ == "__main__":
    main()
