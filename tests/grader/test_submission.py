"""Submissions are found in whatever is handed in, and nothing handed in does harm."""

from __future__ import annotations

import io
import os
import stat
import tarfile
import tempfile
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

from pysoftmax.exercise.softmax import SOFTMAX
from pysoftmax.exercise.softmax.conventions import SoftmaxConventions
from pysoftmax.grader.looked_for import looked_for
from pysoftmax.grader.submission import LeftOut, LookedFor, Reader, Submission, Unreadable
from pysoftmax.grader.submission import find_submissions as find
from pysoftmax.grader.submission.inside import archives
from pysoftmax.grader.submission.inside.archives import ARCHIVE_BYTES, Budget, RejectedError, unpack
from pysoftmax.grader.workers.inside.removal import remove_folder

from .folders import contents

CODE = b"def softmaxCost(*args):\n    return 0\n"


LOOKED_FOR = looked_for(SOFTMAX, SoftmaxConventions())


@pytest.fixture(scope="module", autouse=True)
def reader() -> Iterator[Reader]:
    """One confined process for all tests of the module."""
    with Reader() as one:
        _READERS.append(one)
        yield one
        _READERS.clear()


_READERS: list[Reader] = []


def find_submissions(paths: Iterable[Path], expected: LookedFor = LOOKED_FOR) -> list[Any]:
    """What is found, but for what is no student's."""
    found = find(paths, expected, reader=_READERS[0])
    return [one for one in found if not isinstance(one, LeftOut)]


RENAMED = looked_for(SOFTMAX, SoftmaxConventions(functions={"softmaxCost": "softmax.cost"}))


def write(folder: Path, **files: bytes | str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        path = folder / name.replace("__", "/").replace("_DOT_", ".")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


def make_zip(path: Path, members: dict[str, bytes], **options: Any) -> Path:
    with zipfile.ZipFile(path, "w", **options) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def make_tar(
    path: Path,
    members: dict[str, bytes],
    mode: Any = "w:gz",
) -> Path:
    with tarfile.open(path, mode) as archive:
        for name, content in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return path


def found(path: Path) -> list[Submission]:
    submissions = list(find_submissions([path]))
    assert all(isinstance(one, Submission) for one in submissions), submissions
    return submissions


def refused(path: Path) -> str:
    (one,) = find_submissions([path])
    assert isinstance(one, Unreadable), one
    return one.reason


def test_a_folder_with_the_exercise_is_one_submission(tmp_path: Path) -> None:
    """Helpers and data beside come along; hidden files and caches do not."""
    folder = write(
        tmp_path / "Ann B+",
        softmaxCost_DOT_py=CODE,
        helper_DOT_py="x = 1",
        data__a_DOT_txt="1",
        _DOT_git__config="no",
    )
    (one,) = found(folder)
    assert (one.name, one.language.key) == ("Ann B+", "python")
    assert one.files == ("data/a.txt", "helper.py", "softmaxCost.py")


def test_both_languages_are_two_submissions(tmp_path: Path) -> None:
    """A folder with Python and Octave is graded in each."""
    folder = write(tmp_path / "both", softmaxCost_DOT_py=CODE, softmaxCost_DOT_m="x")
    python, octave = found(folder)
    assert (python.language.key, octave.language.key) == ("python", "octave")
    assert python.key != octave.key


def test_a_class_is_found_in_order(tmp_path: Path) -> None:
    """Folders, archives and single files of a class folder, each by its own name."""
    write(tmp_path / "class" / "c", softmaxCost_DOT_m="x")
    make_zip(tmp_path / "class" / "a.zip", {"softmaxCost.py": CODE})
    make_tar(tmp_path / "class" / "b.tar.gz", {"deep/er/softmaxCost.m": b"x"})
    write(tmp_path / "class", d_DOT_py=CODE, gradebook_DOT_csv="no", _DOT_DS_Store="no")
    write(tmp_path / "class" / "e" / "python", softmaxCost_DOT_py=CODE)
    write(tmp_path / "class" / "e" / "octave", softmaxCost_DOT_m="x")
    names = [(one.name, one.language.key) for one in found(tmp_path / "class")]
    assert names == [
        ("a", "python"),
        ("b", "octave"),
        ("c", "octave"),
        ("d", "python"),
        ("e", "python"),
        ("e", "octave"),
    ]


def test_a_class_may_be_one_archive(tmp_path: Path) -> None:
    """A zip of folders and zips, as course systems hand it out, is a class."""
    inner = make_zip(tmp_path / "inner.zip", {"softmaxCost.py": CODE}).read_bytes()
    outer = make_zip(tmp_path / "all.zip", {"ann/softmaxCost.m": b"x", "bob.zip": inner})
    assert [(one.name, one.language.key) for one in found(outer)] == [
        ("ann", "octave"),
        ("bob", "python"),
    ]


def test_a_student_is_named_as_handed_in(tmp_path: Path) -> None:
    """However deep the files lie: in folders of a class, and in folders or archives one by one."""
    (tmp_path / "zips").mkdir()
    for name in ("ann", "bob"):
        write(tmp_path / "class" / name / "hw" / "code", softmaxCost_DOT_py=CODE)
        write(tmp_path / "class" / name / "hw", report_DOT_pdf="%PDF")
        make_zip(
            tmp_path / "zips" / f"{name}.zip",
            {"README": b"", "hw/a.pdf": b"", "hw/code/softmaxCost.py": CODE},
        )
    assert [one.name for one in found(tmp_path / "class")] == ["ann", "bob"]
    for handed_in in (
        sorted((tmp_path / "class").iterdir()),
        sorted((tmp_path / "zips").iterdir()),
    ):
        one_by_one = list(find_submissions(handed_in))
        assert [(one.name, isinstance(one, Submission)) for one in one_by_one] == [
            ("ann", True),
            ("bob", True),
        ]


def test_the_only_folder_of_a_class_is_a_student(tmp_path: Path) -> None:
    """A class of one is named by the student, not by the class."""
    write(tmp_path / "class" / "ann", softmaxCost_DOT_py=CODE)
    (one,) = found(tmp_path / "class")
    assert one.name == "ann"


@pytest.mark.parametrize("kind", ["folder", "zip", "tar", "tar.gz", "tar.xz", "tar.bz2"])
def test_the_key_is_of_names_and_contents(tmp_path: Path, kind: str) -> None:
    """The same files have the same key however they are handed in; other files another."""
    members = {"softmaxCost.py": CODE, "sub/helper.py": b"y"}
    folder = tmp_path / "folder"
    for name, content in members.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    backwards = dict(reversed(members.items()))
    if kind == "zip":
        path = make_zip(tmp_path / "a.zip", backwards)
    elif kind == "folder":
        path = folder
    else:
        path = make_tar(tmp_path / f"a.{kind}", backwards, "w:" + kind[4:])
    (one,) = found(path)
    (reference,) = found(folder)
    assert one.key == reference.key
    (folder / "sub" / "helper.py").write_bytes(b"z")
    assert found(folder)[0].key != one.key


def test_names_that_are_not_utf_8_can_be_shown(tmp_path: Path) -> None:
    """A name in Latin-1 is replaced by one that every report can print."""
    folder = write(tmp_path / "s", softmaxCost_DOT_py=CODE)
    (folder / os.fsdecode(b"r\xe9sum\xe9.txt")).write_text("x")
    (one,) = found(folder)
    assert one.files == ("r\ufffdsum\ufffd.txt", "softmaxCost.py")
    assert contents(one) == {"r\ufffdsum\ufffd.txt": b"x", "softmaxCost.py": CODE}


def test_the_course_s_own_files_tell_a_submission(tmp_path: Path) -> None:
    """A folder with the file that the adapter names is one student's, helpers, data and all."""
    folder = write(tmp_path / "anna", softmax_DOT_py=CODE, helper_DOT_py="", data__x_DOT_csv="1")
    assert len(list(find_submissions([folder]))) > 1
    (one,) = find_submissions([folder], RENAMED)
    assert one.name == "anna"
    write(tmp_path / "class" / "bert", code__softmax_DOT_py=CODE, report__r_DOT_txt="x")
    write(tmp_path / "class" / "carl", softmax_DOT_py=CODE)
    bert, carl = find_submissions([tmp_path / "class"], RENAMED)
    assert isinstance(bert, Submission)
    assert (bert.name, carl.name) == ("bert", "carl")


def test_of_several_folders_the_one_that_holds_most_is_taken(tmp_path: Path) -> None:
    """A student's repository with other exercises beside this one is one submission."""
    write(
        tmp_path / "class" / "anna",
        a_autoencoder__computeNumericalGradient_DOT_m=CODE,
        softmax__softmaxCost_DOT_m=CODE,
        softmax__softmaxPredict_DOT_m=CODE,
    )
    write(tmp_path / "class" / "bert", softmaxCost_DOT_m=CODE)
    anna, bert = find_submissions([tmp_path / "class"])
    assert isinstance(anna, Submission)
    assert (anna.name, bert.name) == ("anna", "bert")
    assert anna.files == ("softmaxCost.m", "softmaxPredict.m")


def test_names_carry_no_control_characters(tmp_path: Path) -> None:
    """A student's name cannot move the cursor, nor begin a line of the gradebook."""
    folder = write(tmp_path / "anna\x1b[2J\nbert", softmaxCost_DOT_py=CODE)
    (folder / "a\tb.txt").write_text("x")
    (one,) = found(folder)
    assert one.name == "anna\x1b[2J\nbert"
    assert one.files == ("a\ufffdb.txt", "softmaxCost.py")


def test_reading_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither unpacked files nor the reader's own stay in the folder for temporary files."""
    place = tmp_path / "tmp"
    place.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(place))
    path = make_zip(tmp_path / "a.zip", {"softmaxCost.py": CODE})
    (one,) = find([path], LOOKED_FOR)
    assert isinstance(one, Submission)
    assert list(place.iterdir()) == []


@pytest.mark.parametrize("name", ["../evil.py", "a/../../evil.py", "..\\evil.py", "x/.."])
@pytest.mark.parametrize("kind", ["zip", "tar"])
def test_no_member_leads_out(tmp_path: Path, name: str, kind: str) -> None:
    """An archive with a way out is refused, and nothing is written outside."""
    members = {"softmaxCost.py": CODE, name: b"evil"}
    make = make_zip if kind == "zip" else make_tar
    path = make(tmp_path / f"a.{kind}", members)
    assert "leads out" in refused(path)
    assert [entry.name for entry in tmp_path.iterdir()] == [path.name]


def test_a_maze_of_folders_is_refused(tmp_path: Path) -> None:
    """Folders nested without end are neither unpacked nor walked."""
    assert "deep" in refused(make_zip(tmp_path / "a.zip", {"d/" * 50 + "softmaxCost.py": CODE}))
    folder = write(tmp_path / "deep", softmaxCost_DOT_py=CODE)
    inner = os.open(folder, os.O_RDONLY)
    for _ in range(2000):
        os.mkdir("d", dir_fd=inner)
        inner, outer = os.open("d", os.O_RDONLY, dir_fd=inner), inner
        os.close(outer)
    os.close(inner)
    (one,) = find_submissions([folder])
    assert isinstance(one, Unreadable) or one.files == ("softmaxCost.py",)
    remove_folder(str(folder))
    assert not folder.exists()


@pytest.mark.parametrize("name", ["/etc/evil.py", "C:\\evil.py", "//host/evil.py"])
def test_absolute_names_are_taken_as_relative(tmp_path: Path, name: str) -> None:
    """An absolute name lands below the folder like any other."""
    with make_zip(tmp_path / "a.zip", {name: b"x"}).open("rb") as archive:
        ((inner, content),) = unpack(archive, Budget())
    assert content == b"x"
    assert inner in ("etc/evil.py", "evil.py", "host/evil.py")


def test_links_and_devices_are_left_out(tmp_path: Path) -> None:
    """Symbolic and hard links and devices are not unpacked; the rest is."""
    path = tmp_path / "a.tar"
    with tarfile.open(path, "w") as archive:
        for name, kind in (
            ("softmaxPredict.py", tarfile.SYMTYPE),
            ("hard.py", tarfile.LNKTYPE),
            ("pipe", tarfile.FIFOTYPE),
            ("device", tarfile.CHRTYPE),
        ):
            info = tarfile.TarInfo(name)
            info.type, info.linkname = kind, "/etc/passwd"
            archive.addfile(info)
        info = tarfile.TarInfo("softmaxCost.py")
        info.size = len(CODE)
        archive.addfile(info, io.BytesIO(CODE))
    (one,) = found(path)
    assert one.files == ("softmaxCost.py",)


def test_a_link_in_a_zip_is_left_out(tmp_path: Path) -> None:
    """A zip member marked as a symbolic link is neither followed nor written."""
    info = zipfile.ZipInfo("softmaxPredict.py")
    info.create_system, info.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(info, "/etc/passwd")
        archive.writestr("softmaxCost.py", CODE)
    (one,) = found(path)
    assert one.files == ("softmaxCost.py",)


def test_a_link_in_a_folder_is_left_out(tmp_path: Path) -> None:
    """A submission's links are not followed, whether to a file or to a folder."""
    folder = write(tmp_path / "s", softmaxCost_DOT_py=CODE)
    (folder / "secret.txt").symlink_to("/etc/passwd")
    (folder / "others").symlink_to("/etc")
    (folder / "loop").symlink_to(folder)
    assert found(folder)[0].files == ("softmaxCost.py",)


def test_a_bomb_is_not_unpacked(tmp_path: Path) -> None:
    """What unpacks to far more than its size is refused before it fills the disk."""
    bomb = {"softmaxCost.py": CODE, "zeros": bytes(64 << 20)}
    path = make_zip(tmp_path / "a.zip", bomb, compression=zipfile.ZIP_DEFLATED)
    assert path.stat().st_size < 100_000
    assert "far more" in refused(path)
    assert "far more" in refused(make_tar(tmp_path / "a.tar.gz", bomb))


def test_a_size_that_lies_is_no_way_round(tmp_path: Path) -> None:
    """A member's stated size is not believed: bytes are counted as they come."""
    path = make_zip(tmp_path / "a.zip", {"x": bytes(64 << 20)}, compression=zipfile.ZIP_DEFLATED)
    data = path.read_bytes().replace((64 << 20).to_bytes(4, "little"), (9).to_bytes(4, "little"))
    path.write_bytes(data)
    assert refused(path)


def test_a_header_bomb_is_not_read(tmp_path: Path) -> None:
    """A tar whose extended header is larger than the budget is refused while it is read."""
    path = tmp_path / "a.tar.gz"
    with tarfile.open(path, "w:gz", format=tarfile.PAX_FORMAT) as archive:
        info = tarfile.TarInfo("softmaxCost.py")
        info.pax_headers = {"comment": "x" * (40 << 20)}
        archive.addfile(info)
    assert "far more" in refused(path)


def test_too_many_members_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An archive of thousands of files is no solution of the exercise."""
    monkeypatch.setattr(archives, "MEMBERS", 20)
    for count in (21, 41):
        members = {f"f{number}": b"" for number in range(count)}
        for path in (
            make_zip(tmp_path / "a.zip", members),
            make_tar(tmp_path / "a.tar.gz", members),
        ):
            with path.open("rb") as archive, pytest.raises(RejectedError, match="more than 20"):
                list(unpack(archive, Budget()))


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.zip", b"PK\x03\x04 and then nothing"),
        ("a.zip", b""),
        ("a.tar.gz", b"\x1f\x8b\x08 broken"),
        ("a.tar.xz", b"\xfd7zXZ\0 broken"),
        ("a.tar", b"no tar at all" * 100),
        ("a.rar", b"Rar!"),
        ("a.docx", b"PK"),
    ],
)
def test_what_cannot_be_read_is_said(tmp_path: Path, name: str, content: bytes) -> None:
    """A damaged or unknown file is an unreadable submission with its reason, not an error."""
    (tmp_path / name).write_bytes(content)
    assert refused(tmp_path / name)


def test_an_encrypted_zip_is_said_to_be(tmp_path: Path) -> None:
    """A password is asked of nobody."""
    path = make_zip(tmp_path / "a.zip", {"softmaxCost.py": CODE})
    data = bytearray(path.read_bytes())
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(bytes(data))
    assert "encrypted" in refused(path)


def test_one_bad_archive_stops_nothing(tmp_path: Path) -> None:
    """What comes after an unreadable submission is found all the same."""
    (tmp_path / "class").mkdir()
    (tmp_path / "class" / "a.zip").write_bytes(b"junk")
    write(tmp_path / "class" / "b", softmaxCost_DOT_py=CODE)
    bad, good = find_submissions([tmp_path / "class"])
    assert isinstance(bad, Unreadable)
    assert isinstance(good, Submission)


def test_an_archive_may_not_be_larger_than_it_may_unpack_to(tmp_path: Path) -> None:
    """A huge archive is refused by its size alone."""
    path = tmp_path / "a.zip"
    with path.open("wb") as file:
        file.truncate(ARCHIVE_BYTES + 1)
    with pytest.raises(RejectedError, match="at most"), path.open("rb") as archive:
        list(unpack(archive, Budget()))


def test_an_empty_folder_is_unreadable(tmp_path: Path) -> None:
    """A folder without a source file is named, with what was looked for."""
    assert "softmaxCost" in refused(write(tmp_path / "empty", notes_DOT_txt="x"))


def test_the_functions_of_a_package_are_its_own_files(tmp_path: Path) -> None:
    """Beside setup.py and tests, the folder from which the package is imported is graded."""
    for name, text in {
        "ann/setup.py": "from setuptools import setup\nsetup()\n",
        "ann/src/softmax/__init__.py": "from .cost import cost\n",
        "ann/src/softmax/cost.py": "def cost(theta):\n    return 0\n",
        "ann/tests/test_cost.py": "from softmax import cost\n",
        "bob/softmaxCost.py": "def softmaxCost(theta):\n    return 0\n",
    }.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    ann, _ = found(tmp_path)
    assert ann.name == "ann"
    assert ann.files == ("softmax/__init__.py", "softmax/cost.py")


def test_a_text_file_with_code_is_to_be_renamed(tmp_path: Path) -> None:
    """Windows hides the last suffix, and the message names the file that is meant."""
    reason = refused(write(tmp_path / "ann", softmaxCost_DOT_m_DOT_txt="function c\n"))
    assert "softmaxCost.m.txt: a text file is not read; rename it to softmaxCost.m" in reason


def test_a_folder_for_each_function_is_one_submission(tmp_path: Path) -> None:
    """Folders that hold different functions are graded together, beside them a second version."""
    write(tmp_path / "bob", softmaxCost_DOT_m="function x\n")
    folder = tmp_path / "ann"
    for name in (
        "cost/softmaxCost.m",
        "predict/softmaxPredict.m",
        "predict/my.m",
        "old/softmaxCost.m",
    ):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(f"function {name}\n")
    one, _ = found(tmp_path)
    assert one.files == ("my.m", "softmaxCost.m", "softmaxPredict.m")
    assert one.left_out == (("old", "it holds the exercise in Octave too; cost is graded"),)


def test_starter_code_completes_nothing(tmp_path: Path) -> None:
    """What lies in a folder of starter code is not the student's."""
    write(tmp_path / "bob", softmaxCost_DOT_m="function x\n")
    folder = tmp_path / "ann"
    for name in ("mine/softmaxCost.m", "starter/softmaxPredict.m"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(f"function {name}\n")
    one, _ = found(tmp_path)
    assert one.files == ("softmaxCost.m",)
