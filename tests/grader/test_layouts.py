"""What each platform exports is graded as whose it is, and nothing is left out without a word.

Each class is written here as its files; the plan that `--dry-run` must print stands beside it.
"""

from __future__ import annotations

import io
import json
import tarfile
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner

from pysoftmax.cli import main
from pysoftmax.exercise.softmax import SOFTMAX
from pysoftmax.exercise.softmax.conventions import SoftmaxConventions
from pysoftmax.grader.looked_for import looked_for
from pysoftmax.grader.submission import Reader, Submission, find_submissions

from .folders import contents

LOOKED_FOR = looked_for(SOFTMAX, SoftmaxConventions())

PY = "def softmaxCost(theta, numClasses, inputSize, lambda_, data, labels):\n    return 0\n"
M = "function [cost, grad] = softmaxCost(theta, numClasses, inputSize, lambda, data, labels)\n"
STARTER = (Path(__file__).parents[2] / "starter_code" / "python" / "softmaxCost.py").read_text()


def zipped(files: dict[str, str]) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return written.getvalue()


def notebook(*cells: str) -> str:
    code = [{"cell_type": "code", "source": cell.splitlines(True)} for cell in cells]
    about = {"language_info": {"name": "python"}}
    return json.dumps({"cells": code, "metadata": about, "nbformat": 4, "nbformat_minor": 5})


Files = dict[str, str | bytes]

CLASSES: dict[str, tuple[str, Files, str]] = {
    "Canvas": (
        "submissions",
        {
            "leeann_1001_20001_softmaxCost.py": PY,
            "leeann_1001_20002_softmaxPredict.py": "",
            "raybob_LATE_1002_20003_hw4.zip": zipped({"hw4/softmaxCost.m": M}),
            "moreeve_1003_20004_softmaxCost.py": PY,
            "moreeve_1003_20005_softmaxCost-1.py": PY,
        },
        """\
Will be graded: 3
  leeann (1001), python, from leeann_1001_20001_softmaxCost.py
  moreeve (1003), python, from moreeve_1003_20005_softmaxCost-1.py
  raybob (1002), octave, late, from raybob_LATE_1002_20003_hw4.zip/hw4
Not submissions: 1
  moreeve_1003_20004_softmaxCost.py: it was submitted again later
""",
    ),
    "Moodle": (
        "class",
        {
            "Ann Lee_501_assignsubmission_file_/hw4.zip": zipped({"softmaxCost.py": PY}),
            "Bob Ray_502_assignsubmission_file_/softmaxCost.m": M,
            "Bob Ray_503_assignsubmission_file_/softmaxCost.m": M,
            "Eve Moore_504_assignsubmission_onlinetext_/onlinetext.html": "hi",
            "Zoe Fox_505_assignsubmission_file_/solution.rar": "Rar!",
        },
        """\
Will be graded: 3
  Ann Lee (501), python, from Ann Lee_501_assignsubmission_file_
  Bob Ray (502), octave, from Bob Ray_502_assignsubmission_file_
  Bob Ray (503), octave, from Bob Ray_503_assignsubmission_file_
Cannot be graded: 1
  Zoe Fox (505), from Zoe Fox_505_assignsubmission_file_
      it holds no file of the exercise: none of computeNumericalGradient, softmaxCost, \
softmaxPredict, softmaxTrain (.py or .m); solution.rar: a RAR archive is not read; submit a .zip \
file
Not submissions: 1
  Eve Moore_504_assignsubmission_onlinetext_: Moodle's onlinetext holds no files
""",
    ),
    "Moodle without folders": (
        "class",
        {
            "Ann Lee_501_assignsubmission_file_softmaxCost.py": PY,
            "Ann Lee_501_assignsubmission_file_softmaxPredict.py": "",
            "Bob Ray_502_assignsubmission_file_hw4.zip": zipped({"softmaxCost.py": PY}),
        },
        """\
Will be graded: 2
  Ann Lee (501), python, from Ann Lee_501_assignsubmission_file_softmaxCost.py
  Bob Ray (502), python, from Bob Ray_502_assignsubmission_file_hw4.zip
""",
    ),
    "Gradescope": (
        "class",
        {
            "assignment_9_export/submission_metadata.yml": """\
---
submission_301:
  :submitters:
  - :name: Ann Lee
    :sid: '12345'
    :email: ann@example.edu
  :created_at: 2026-01-31 12:00:00.000000000 Z
  :score: 0.0
  :history:
  - :id: 300
    :name: Mallory
submission_302:
  :submitters:
  - :name: "Bob \\u00c5"
    :sid:
    :email: bob@example.edu
  - :name: 'O''Neil'
    :sid: '777'
    :email: o@example.edu
  :status: processed
""",
            "assignment_9_export/submission_301/softmaxCost.py": PY,
            "assignment_9_export/submission_302/code/softmaxCost.m": M,
        },
        """\
Will be graded: 2
  Ann Lee (12345), python, from submission_301
  Bob \u00c5, O'Neil (777), octave, from submission_302/code
Not submissions: 1
  submission_metadata.yml: it is not one of the submissions that Gradescope lists
""",
    ),
    "GitHub Classroom": (
        "softmax-submissions",
        {
            "softmax-annlee/softmaxCost.py": PY,
            "softmax-annlee/.git/config": "",
            "softmax-annlee/.github/classroom.yml": "",
            "softmax-bob-ray/src/softmaxCost.py": PY,
        },
        """\
Will be graded: 2
  annlee, python, from softmax-annlee
      not graded: .git: it belongs to version control
      not graded: .github: its name starts with a dot
  bob-ray, python, from softmax-bob-ray/src
""",
    ),
    "Blackboard": (
        "gradebook",
        {
            "Softmax HW_alee_attempt_2026-01-30-10-00-00.txt": "Name: Ann Lee (alee)",
            "Softmax HW_alee_attempt_2026-01-30-10-00-00_softmaxCost.py": PY,
            "Softmax HW_alee_attempt_2026-01-31-09-30-00.txt": "Name: Ann Lee (alee)",
            "Softmax HW_alee_attempt_2026-01-31-09-30-00_softmaxCost.py": PY,
            "Softmax HW_alee_attempt_2026-01-31-09-30-00_softmaxPredict.py": "",
            "Softmax HW_bray_attempt_2026-01-29-08-00-00_hw.zip": zipped({"softmaxCost.m": M}),
        },
        """\
Will be graded: 2
  alee, python, attempt 2 of 2 (2026-01-31-09-30-00), from \
Softmax HW_alee_attempt_2026-01-31-09-30-00_softmaxCost.py
  bray, octave, from Softmax HW_bray_attempt_2026-01-29-08-00-00_hw.zip
Not submissions: 2
  Softmax HW_alee_attempt_2026-01-30-10-00-00.txt: it is Blackboard's note on an attempt
  Softmax HW_alee_attempt_2026-01-31-09-30-00.txt: it is Blackboard's note on an attempt
""",
    ),
    "Submitty": (
        "hw4",
        {
            "alee/1/softmaxCost.py": PY,
            "alee/2/softmaxCost.py": PY,
            "alee/10/softmaxCost.py": PY,
            "alee/user_assignment_settings.json": '{"active_version": 2, "history": []}',
            "bray/1/softmaxCost.m": M,
            "bray/2/softmaxCost.m": M,
            "bray/user_assignment_settings.json": '{"active_version": 2}',
        },
        """\
Will be graded: 2
  alee, python, attempt 2 of 3 (2), from alee/2
  bray, octave, attempt 2 of 2 (2), from bray/2
""",
    ),
    "archives and folders by name": (
        "class",
        {
            "ann.zip": zipped({"softmaxCost.py": PY, "__MACOSX/._softmaxCost.py": ""}),
            "ann/softmaxCost.py": PY + "# another Ann\n",
            "bob/venv/pyvenv.cfg": "",
            "bob/venv/lib/softmaxCost.py": PY,
            "bob/final/softmaxCost.py": PY,
            "bob/starter_code/softmaxCost.py": STARTER,
            "carl_late.zip": zipped({"softmaxCost.py": PY}),
            "carl.zip": zipped({"softmaxCost.py": PY}),
            "dan attempt 1/softmaxCost.py": PY,
            "dan attempt 2/softmaxCost.py": PY,
            ".DS_Store": "",
            "desktop.ini": "",
            "starter_code/softmaxCost.py": STARTER,
            "roster.csv": "ann,bob",
            "grades/results.sqlite": "",
            "grades/gradebook.csv": "",
            "grades/report.json": "",
        },
        """\
Will be graded: 5
  ann, python
  ann, python, from ann.zip
      not graded: __MACOSX: macOS wrote it
  bob, python, from bob/final
      not graded: venv: it is a virtual environment
      not graded: starter_code: it holds the exercise in Python too; final is graded
  carl, python, attempt 2 of 2 (carl_late), late, from carl_late.zip
  dan, python, attempt 2 of 2 (dan attempt 2), from dan attempt 2
Not submissions: 5
  .DS_Store: macOS wrote it
  desktop.ini: Windows wrote it
  grades: it holds the reports of an earlier run
  roster.csv: a .csv file is not a submission
  starter_code: it is named like a teacher's folder, not like a student
""",
    ),
    "a stray file of the teacher's": (
        "class",
        {
            "softmaxCost.py": PY,
            "ann/softmaxCost.py": PY,
            "bob/softmaxCost.py": PY,
        },
        """\
Will be graded: 2
  ann, python
  bob, python
Not submissions: 1
  softmaxCost.py: it lies beside the students' folders; whose is it?
""",
    ),
    "names of others inside": (
        "class",
        {
            "ann/softmaxCost.py": PY,
            "mallory.zip": zipped({"ann/softmaxCost.py": PY, "bob/softmaxCost.py": PY}),
            "bob/softmaxCost.py": PY,
        },
        """\
Will be graded: 3
  ann, python
  bob, python
  mallory, python, from mallory.zip/ann
      not graded: bob: it holds the exercise in Python too; ann is graded
""",
    ),
    "kinds that are not read": (
        "class",
        {
            "ann/softmaxCost.mlx": "",
            "bob/softmaxCost.p": "",
            "carl/report.pdf": "",
            "dan/main.class": "",
            "eve.7z": "",
            "fay/hw.docx": "",
        },
        """\
Will be graded: 0
Cannot be graded: 6
  ann
      it holds no file of the exercise: none of computeNumericalGradient, softmaxCost, \
softmaxPredict, softmaxTrain (.py or .m); softmaxCost.mlx: a MATLAB live script is not read; save \
it as a .m file and submit that
  bob
      it holds no file of the exercise: none of computeNumericalGradient, softmaxCost, \
softmaxPredict, softmaxTrain (.py or .m); softmaxCost.p: MATLAB P-code is not read; submit the .m \
file that it was made from
  carl
      it holds no file of the exercise: none of computeNumericalGradient, softmaxCost, \
softmaxPredict, softmaxTrain (.py or .m); report.pdf: a PDF document is not read; submit .py or \
.m files
  dan
      it holds no file of the exercise: none of computeNumericalGradient, softmaxCost, \
softmaxPredict, softmaxTrain (.py or .m); main.class: compiled Java is not read; submit .py or .m \
files
  eve, from eve.7z
      a 7-Zip archive is not read; submit a .zip file
  fay
      it holds no file of the exercise: none of computeNumericalGradient, softmaxCost, \
softmaxPredict, softmaxTrain (.py or .m); hw.docx: a Word document is not read; submit .py or .m \
files
""",
    ),
    "notebooks": (
        "class",
        {
            "ann/exercise.ipynb": notebook(
                "%matplotlib inline\nimport numpy as np\n!pip install x\n",
                PY,
                "%%bash\nrm -rf /",
                "cost = softmaxCost(1, 2, 3, 4, 5, 6)",
            ),
            "bob.ipynb": notebook(PY),
        },
        """\
Will be graded: 2
  ann, python
  bob, python, from bob.ipynb
""",
    ),
}


def lay_out(place: Path, name: str) -> Path:
    folder, files, _ = CLASSES[name]
    for file, content in files.items():
        path = place / folder / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return place / folder


def plan(*paths: Path | str, options: tuple[str, ...] = ()) -> str:
    arguments = ["grade", "--dry-run", *map(str, paths), *options]
    result = CliRunner().invoke(main, arguments, catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.output


@pytest.mark.parametrize("name", CLASSES)
def test_a_class_is_graded_as_the_platform_names_it(name: str, tmp_path: Path) -> None:
    """`--dry-run` names every submission's owner, and every entry that is none's."""
    assert plan(lay_out(tmp_path, name)) == CLASSES[name][2]


def test_a_class_in_an_archive_is_graded_the_same(tmp_path: Path) -> None:
    """A zip or a tar of a platform's folder gives the plan of the folder."""
    for name in ("Moodle", "Gradescope", "Blackboard", "Submitty", "Canvas"):
        files, expected = CLASSES[name][1:]
        packed = tmp_path / f"{name}.zip"
        with zipfile.ZipFile(packed, "w") as archive:
            for file, content in files.items():
                archive.writestr(f"export/{file}", content)
        assert plan(packed) == expected
        tarred = tmp_path / f"{name}.tar.gz"
        with tarfile.open(tarred, "w:gz") as tar:
            tar.add(lay_out(tmp_path / name, name), "export")
        assert plan(tarred) == expected


def test_one_student_of_an_archive_takes_nothing_from_another(tmp_path: Path) -> None:
    """Limits hold for each student of a class's archive."""
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("softmaxCost.py", PY)
        archive.writestr("zeros", bytes(150 << 20))
    with zipfile.ZipFile(tmp_path / "class.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("ann/softmaxCost.py", PY)
        archive.writestr("bob.zip", bomb.getvalue())
        archive.writestr("carl/zeros", bytes(150 << 20))
        archive.writestr("carl/softmaxCost.py", PY)
        archive.writestr("../evil/softmaxCost.py", PY)
        for number in range(2100):
            archive.writestr(f"dan/{number}.txt", "")
        archive.writestr("eve/softmaxCost.m", M)
    assert (
        plan(tmp_path / "class.zip")
        == """\
Will be graded: 3
  ann, python
  carl, python
      not graded: zeros: it has 157286400 bytes; at most 67108864 are read
  eve, octave
Cannot be graded: 2
  bob, from bob.zip
      it unpacks to far more than a solution needs
  dan
      it holds more than 2000 files
Not submissions: 1
  ../evil/softmaxCost.py: a member is named '../evil/softmaxCost.py', which leads out of the archive
"""
    )


ATTEMPTS: Files = {
    "ann/1/softmaxCost.py": PY,
    "ann/2/softmaxCost.py": PY + "# second\n",
    "bob/attempt 1/softmaxCost.py": PY,
    "bob/attempt 2 late/softmaxCost.m": M,
    "carl/softmaxCost.py": PY,
    "dan_attempt_1.zip": zipped({"softmaxCost.py": PY}),
    "dan_attempt_2_late.zip": zipped({"v1/softmaxCost.py": PY, "v2/softmaxCost.py": PY}),
}
LAST = """\
Will be graded: 4
  ann, python, attempt 2 of 2 (2), from ann/2
  bob, octave, attempt 2 of 2 (attempt 2 late), late, from bob/attempt 2 late
  carl, python
  dan, python, attempt 2 of 2 (v2), late, from dan_attempt_2_late.zip/v2
"""
FIRST = """\
Will be graded: 4
  ann, python, attempt 1 of 2 (1), from ann/1
  bob, python, attempt 1 of 2 (attempt 1), from bob/attempt 1
  carl, python
  dan, python, attempt 1 of 2 (dan_attempt_1), from dan_attempt_1.zip
"""
ALL = """\
Will be graded: 8
  ann, python, attempt 1 of 2 (1), from ann/1
  ann, python, attempt 2 of 2 (2), from ann/2
  bob, python, attempt 1 of 2 (attempt 1), from bob/attempt 1
  bob, octave, attempt 2 of 2 (attempt 2 late), late, from bob/attempt 2 late
  carl, python
  dan, python, attempt 1 of 2 (dan_attempt_1), from dan_attempt_1.zip
  dan, python, attempt 1 of 2 (v1), late, from dan_attempt_2_late.zip/v1
  dan, python, attempt 2 of 2 (v2), late, from dan_attempt_2_late.zip/v2
"""


@pytest.mark.parametrize(("which", "expected"), [("last", LAST), ("first", FIRST), ("all", ALL)])
def test_attempts(which: str, expected: str, tmp_path: Path) -> None:
    """The last attempt counts, or the first, or all of them are graded."""
    for file, content in ATTEMPTS.items():
        path = tmp_path / "class" / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    assert plan(tmp_path / "class", options=("--attempt", which)) == expected


def test_of_several_paths_each_is_a_student(tmp_path: Path) -> None:
    """Folders inside of one student's are not other students, however they are named."""
    for file in ("ann/softmaxCost.py", "mallory/bob/softmaxCost.py", "mallory/carl/softmaxCost.py"):
        (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / file).write_text(PY)
    (tmp_path / "zoe.zip").write_bytes(zipped({"ann/softmaxCost.py": PY, "b/softmaxCost.py": PY}))
    (tmp_path / "link").symlink_to(tmp_path / "ann")
    (tmp_path / "gone").symlink_to(tmp_path / "nowhere")
    assert (
        plan(*(tmp_path / name for name in ("ann", "gone", "link", "mallory", "zoe.zip")))
        == """\
Will be graded: 3
  ann, python
  mallory, python, from mallory/bob
      not graded: carl: it holds the exercise in Python too; bob is graded
  zoe, python, from zoe.zip/ann
      not graded: b: it holds the exercise in Python too; ann is graded
Not submissions: 2
  gone: it is a link or a device, not a file
  link: it is a link or a device, not a file
"""
    )


def test_several_classes_are_graded_together(tmp_path: Path) -> None:
    """Folders that all hold students are classes."""
    for file in (
        "a/ann/softmaxCost.py",
        "a/bob/softmaxCost.py",
        "b/ann/softmaxCost.m",
        "b/c/x.zip",
    ):
        (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / file).write_text(PY)
    (tmp_path / "b/c/x.zip").write_bytes(zipped({"softmaxCost.m": M}))
    assert (
        plan(tmp_path / "a", tmp_path / "b")
        == """\
Will be graded: 4
  ann, python, from a/ann
  bob, python, from a/bob
  ann, octave, from b/ann
  c, octave, from b/c
"""
    )


def renamed(archive: bytes, names: dict[bytes, bytes]) -> bytes:
    """A zip whose members have the names that another system would have written."""
    for old, new in names.items():
        assert len(old) == len(new)
        archive = archive.replace(old, new)
    return archive


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        ("Größe.txt".encode(), "Größe.txt"),  # macOS: UTF-8 without saying so
        ("Gro\u0308\u00dfe.txt".encode(), "Größe.txt"),  # macOS: decomposed
        ("Größe.txt".encode("cp437"), "Größe.txt"),  # Windows in the United States
        ("Ñandú.txt".encode("cp850"), "Ñandú.txt"),  # Windows in Western Europe
        ("Großer.txt".encode("cp1252"), "Großer.txt"),  # Windows programs
        ("решение.txt".encode("cp866"), "решение.txt"),  # Windows in Russia
        ("作业答案.txt".encode("gbk"), "作业答案.txt"),  # Windows in China
    ],
)
def test_names_in_archives_of_other_systems(raw: bytes, name: str, tmp_path: Path) -> None:
    """A zip of macOS or Windows keeps the names of its files, whatever their encoding."""
    stand_in = "x" * len(raw)
    archive = zipped({"softmaxCost.py": PY, stand_in: ""})
    (tmp_path / "ann.zip").write_bytes(renamed(archive, {stand_in.encode(): raw}))
    (one,) = find_submissions([tmp_path / "ann.zip"], LOOKED_FOR)
    assert isinstance(one, Submission)
    assert sorted(one.files) == sorted([name, "softmaxCost.py"])


def test_a_notebook_is_graded_by_its_definitions(tmp_path: Path) -> None:
    """Magics, shell commands and what the cells run are dropped; definitions are kept."""
    cells = (
        "%matplotlib inline\n!pip install x\nimport numpy as np\nLAMBDA = 1e-4\n",
        "%%time\n@np.vectorize\ndef helper(x):\n    return x\n",
        PY,
        "%%bash\ndef nonsense\n",
        "data = load('mnist.mat')\nsoftmaxCost(1, 2, 3, 4, data, 6)\n",
        "broken = (",
    )
    (tmp_path / "hw.ipynb").write_text(notebook(*cells))
    (one,) = find_submissions([tmp_path / "hw.ipynb"], LOOKED_FOR)
    assert isinstance(one, Submission)
    assert one.files == ("hw.py", "softmaxCost.py")
    assert contents(one)["softmaxCost.py"].decode().split("\n\n") == [
        "import numpy as np\nLAMBDA = 1e-4",
        "@np.vectorize\ndef helper(x):\n    return x",
        PY.rstrip() + "\n",
    ]


def test_names_are_shown_safely(tmp_path: Path) -> None:
    """The terminal gets no character that moves the cursor or turns the text around."""
    for name in ("ann\x1b[2J", "bob\u202egnp"):
        (tmp_path / "class" / name).mkdir(parents=True)
        (tmp_path / "class" / name / "softmaxCost.py").write_text(PY)
    expected = "Will be graded: 2\n  ann\ufffd[2J, python\n  bob\ufffdgnp, python\n"
    assert plan(tmp_path / "class") == expected


def test_a_virtual_environment_in_an_archive_is_left_out(tmp_path: Path) -> None:
    """Whatever it is called, `pyvenv.cfg` tells it; a folder of that name without it is code."""
    (tmp_path / "class").mkdir()
    environment = {"env3/pyvenv.cfg": "", "env3/lib/softmaxCost.py": PY, "hw/softmaxCost.py": PY}
    (tmp_path / "class" / "ann.zip").write_bytes(zipped(environment))
    (tmp_path / "class" / "bob.zip").write_bytes(zipped({"venv/softmaxCost.py": PY}))
    assert (
        plan(tmp_path / "class")
        == """\
Will be graded: 2
  ann, python, from ann.zip/hw
      not graded: env3: it is a virtual environment
  bob, python, from bob.zip/venv
"""
    )


def test_data_beyond_the_limit_is_left_out(tmp_path: Path) -> None:
    """Sources come first; what would exceed the limit of all files together is named."""
    (tmp_path / "a.dat").write_bytes(bytes(600))
    (tmp_path / "b.dat").write_bytes(bytes(600))
    (tmp_path / "softmaxCost.py").write_text(PY)
    files = [(path.name, path) for path in sorted(tmp_path.iterdir())]
    with Reader() as reader:
        reply = reader.read(files, LOOKED_FOR, pack_bytes=1000)
    assert reply.found[0].files == ("a.dat", "softmaxCost.py")
    assert reply.left_out == (("b.dat", "all files together exceed 1000 bytes"),)


def test_the_report_folder_is_no_submission(tmp_path: Path) -> None:
    """Reports that are written into the class's folder are not graded, though still empty."""
    for name in ("ann", "bob", "out"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "softmaxCost.py").write_text(PY)
    expected = """\
Will be graded: 2
  ann, python
  bob, python
Not submissions: 1
  out: the reports are written there
"""
    assert plan(tmp_path, options=("--report", str(tmp_path / "out"))) == expected
