"""One class of every attack and twelve honest submissions, whose rows must not change by a byte."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.grader.classroom import SUBMISSIONS, lay_out
from tests.grader.test_reader_limits import ATTACKS as ON_THE_READER

HERE = Path(__file__).parent
ROOT = HERE.parents[2]
RUNS = 10
HONEST = (
    "base-python",
    "base-octave",
    "python no mean",
    "python gradient of J",
    "python labels from 0 compared",
    "python right loops",
    "python right odd shapes",
    "octave argmin",
    "octave bias row",
    "octave cost only",
    "octave decay divided by M",
    "octave wrong axis",
)
QUICK = ("numerical-gradient", "predict", "confidences", "cost", "gradient", "overflow")
RUBRIC = "".join(f"[items.{item}]\nseconds = 1\n" for item in QUICK)
"""An attack that hangs waits for one second an item. All items asked in one process share the
longest of their limits, so one that kept the usual 10 seconds would make every attack take them."""
MiB = 1 << 10  # the kernel counts in KB
PROGRAM = """
import sys
from pathlib import Path
from pysoftmax.cli import main
try:
    main()
finally:  # getrusage counts what this process was before it became Python
    status = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
    print("peak", status["VmHWM"].split()[0], file=sys.stderr)
"""


@dataclass(frozen=True)
class Graded:
    """What a class got, and what grading it took."""

    rows: dict[str, bytes]
    results: dict[str, Any]
    peak: int
    seconds: float


def lay_out_class(folder: Path, *, attacked: bool) -> Path:
    """The honest with the attacks among them; numbers before the names mix them."""
    folder.mkdir()
    for number, name in enumerate(HONEST):
        place = folder / f"{10 * number:03} honest {name}"
        if name.startswith("base-"):
            shutil.copytree(SUBMISSIONS / name, place)
        else:
            lay_out(name, folder).rename(place)
    for number, file in enumerate(attacks() if attacked else []):
        place = folder / f"{number % 120:03} {file.parent.name} {file.stem}"
        shutil.copytree(SUBMISSIONS / f"base-{file.parent.name}", place)
        source = file.read_text().replace("LISTENING_PORT", "9")
        (place / f"softmaxCost{file.suffix}").write_text(source)
    for number, (make, _) in enumerate(ON_THE_READER.values() if attacked else []):
        made = folder / "made"
        made.mkdir()
        make(made)
        for entry in made.iterdir():
            suffixes = "".join(entry.suffixes)
            entry.rename(folder / f"{5 * number:03} reader{suffixes}")
        made.rmdir()
    return folder


def attacks() -> list[Path]:
    return sorted([*HERE.glob("python/*.py"), *HERE.glob("octave/*.m")])


def grade(folder: Path, report: Path, jobs: int) -> Graded:
    rubric = report.with_suffix(".toml")
    rubric.write_text(RUBRIC)
    arguments = ["grade", str(folder), "--report", str(report), "--rubric", str(rubric)]
    command = [sys.executable, "-c", PROGRAM, *arguments, "--jobs", str(jobs), "--seed", "1"]
    begun = time.monotonic()
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    seconds = time.monotonic() - begun
    assert done.returncode == 0, done.stdout + done.stderr
    book = (report / "gradebook.csv").read_bytes().splitlines()
    found = json.loads((report / "report.json").read_text())["submissions"]
    return Graded(
        {line.split(b",")[0].decode(): line for line in book[1:]},
        {one["name"]: untimed(one) for one in found},
        int(done.stderr.rpartition("peak ")[2]),
        seconds,
    )


def untimed(value: Any) -> Any:
    if isinstance(value, dict):
        return {k: untimed(v) for k, v in value.items() if "second" not in k and k != "time"}
    return [untimed(entry) for entry in value] if isinstance(value, list) else value


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> Graded:
    folder = tmp_path_factory.mktemp("alone")
    return grade(lay_out_class(folder / "class", attacked=False), folder / "report", 2)


@pytest.fixture(scope="module")
def attacked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = lay_out_class(tmp_path_factory.mktemp("attacked") / "class", attacked=True)
    yield folder
    for place in folder.glob("*"):
        if place.is_fifo():
            place.unlink()


@pytest.mark.soak
@pytest.mark.parametrize("jobs", [1, 2])
@pytest.mark.parametrize("turn", range(RUNS))
def test_attacks_change_no_honest_row(
    jobs: int, turn: int, alone: Graded, attacked: Path, tmp_path: Path
) -> None:
    """Rows and results are those of the honest class, and memory grows by less than 100 MB."""
    mixed = grade(attacked, tmp_path / "report", jobs)
    print(
        f"\nrun {turn}, {jobs} jobs: {len(mixed.rows)} submissions, {mixed.peak / MiB:.0f} MB, "
        f"{mixed.seconds:.0f} s; the honest alone: {alone.peak / MiB:.0f} MB, {alone.seconds:.0f} s"
    )
    assert len(alone.rows) == len(HONEST)
    assert len(mixed.rows) >= len(HONEST) + len(attacks())
    assert {name: mixed.rows.get(name) for name in alone.rows} == alone.rows
    assert {name: mixed.results.get(name) for name in alone.results} == alone.results
    assert mixed.peak < alone.peak + 100 * MiB
    assert mixed.peak < 300 * MiB
