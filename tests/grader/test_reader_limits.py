"""Whatever a file holds is the verdict on its owner, and costs the grader no memory."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import os
import struct
import subprocess
import sys
import tarfile
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from pysoftmax.exercise.softmax import SOFTMAX
from pysoftmax.exercise.softmax.conventions import SoftmaxConventions
from pysoftmax.grader.looked_for import looked_for
from pysoftmax.grader.submission import (
    LeftOut,
    Reader,
    ReadingError,
    Submission,
    SurroundingsError,
    Unreadable,
    find_submissions,
)

ROOT = Path(__file__).parents[2]
LOOKED_FOR = looked_for(SOFTMAX, SoftmaxConventions())
CODE = b"def softmaxCost(theta, numClasses, inputSize, lambda_, data, labels):\n    return 0\n"
SPARE = 50 << 10
"""KB that the grader may take beyond what an honest class takes."""
PROGRAM = """
import json, sys
from pathlib import Path
from pysoftmax.exercise.softmax import SOFTMAX
from pysoftmax.exercise.softmax.conventions import SoftmaxConventions
from pysoftmax.grader.looked_for import looked_for
from pysoftmax.grader.submission import Reader, Submission, find_submissions

with Reader(cpu_seconds=2) as reader:
    for line in sys.stdin:
        Path("/proc/self/clear_refs").write_text("5")  # the peak counts from now on
        said = {}
        wanted = looked_for(SOFTMAX, SoftmaxConventions())
        for one in find_submissions([Path(line[:-1])], wanted, reader=reader):
            name = getattr(one, "name", None) or one.path
            if isinstance(one, Submission):
                said[name] = " ".join(f.message for f in one.findings if f.blocks == "softmaxCost")
            else:
                said[name] = one.reason + getattr(one, "trace", "")
        status = Path("/proc/self/status").read_text()
        peak = next(int(s.split()[1]) for s in status.splitlines() if s.startswith("VmHWM"))
        print(json.dumps([said, peak]), flush=True)
"""

Read = Callable[[Path], tuple[dict[str, str], int]]


@pytest.fixture(scope="module")
def read() -> Iterator[Read]:
    """Gives what a grader says of each entry, and its peak of resident memory in KB."""
    command = [sys.executable, "-c", PROGRAM]
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as grader:
        assert grader.stdin is not None
        assert grader.stdout is not None

        def ask(folder: Path) -> tuple[dict[str, str], int]:
            assert grader.stdin is not None
            assert grader.stdout is not None
            grader.stdin.write(f"{folder}\n")
            grader.stdin.flush()
            said, peak = json.loads(grader.stdout.readline())
            return said, peak

        yield ask
        grader.stdin.close()


@pytest.fixture(scope="module")
def honest(tmp_path_factory: pytest.TempPathFactory, read: Read) -> int:
    """The grader's peak with two honest students."""
    folder = tmp_path_factory.mktemp("honest")
    for name in ("ann", "bob"):
        (folder / name).mkdir()
        (folder / name / "softmaxCost.py").write_bytes(CODE)
    said, peak = read(folder)
    assert said == {"ann": "", "bob": ""}
    return peak


def zip_of_zeros(method: int, megabytes: int) -> Callable[[Path], None]:
    def make(folder: Path) -> None:
        with zipfile.ZipFile(folder / "eve.zip", "w", method) as archive:
            archive.writestr("softmaxCost.py", CODE)
            with archive.open("zeros", "w", force_zip64=True) as member:
                for _ in range(megabytes):
                    member.write(bytes(1 << 20))

    return make


def compressed_tar(compress: Callable[[bytes], bytes], suffix: str) -> Callable[[Path], None]:
    def make(folder: Path) -> None:
        info = tarfile.TarInfo("zeros")
        info.size = 160 << 20
        content = info.tobuf() + bytes(info.size + 1024)
        (folder / f"eve.tar.{suffix}").write_bytes(compress(content))

    return make


def tar_of(kind: bytes, size: int) -> Callable[[Path], None]:
    def make(folder: Path) -> None:
        info = tarfile.TarInfo("a")
        info.type, info.size = kind, size
        (folder / "eve.tar").write_bytes(info.tobuf(tarfile.GNU_FORMAT) + bytes(1024))

    return make


def pax_of_digits(folder: Path) -> None:
    payload = b"1" * 600_000 + b" a=b\n"
    info = tarfile.TarInfo("x")
    info.type, info.size = tarfile.XHDTYPE, len(payload)
    content = info.tobuf() + payload + bytes(-len(payload) % 512) + tarfile.TarInfo("y").tobuf()
    with gzip.open(folder / "eve.tar.gz", "wb") as file:
        file.write(content + bytes(1024))


def zip_without_a_name(folder: Path) -> None:
    with zipfile.ZipFile(folder / "eve.zip", "w") as archive:
        archive.writestr("X", b"1")
    content = (folder / "eve.zip").read_bytes()
    central = content.index(b"PK\x01\x02")
    local = content[:26] + b"\0\0" + content[28:30] + content[31:central]
    header = bytearray(content[central : central + 46])
    header[28:30] = b"\0\0"
    end = bytearray(content[content.index(b"PK\x05\x06") :])
    end[12:16] = len(header).to_bytes(4, "little")
    end[16:20] = len(local).to_bytes(4, "little")
    (folder / "eve.zip").write_bytes(local + bytes(header) + bytes(end))


def source(content: bytes, name: str = "softmaxCost.py") -> Callable[[Path], None]:
    def make(folder: Path) -> None:
        (folder / "eve").mkdir()
        (folder / "eve" / name).write_bytes(content)

    return make


def sparse_source(folder: Path) -> None:
    (folder / "eve").mkdir()
    with (folder / "eve" / "softmaxCost.py").open("wb") as file:
        file.truncate(700 << 20)


def fifo(folder: Path) -> None:
    os.mkfifo(folder / "eve.zip")


def link_to(target: str) -> Callable[[Path], None]:
    def make(folder: Path) -> None:
        (folder / "eve.zip").symlink_to(target)

    return make


def source_is_a_link(folder: Path) -> None:
    (folder / "eve").mkdir()
    (folder / "eve" / "softmaxCost.py").symlink_to("/dev/zero")


def device(folder: Path) -> None:
    (folder / "eve").mkdir()
    os.mkfifo(folder / "eve" / "softmaxCost.py")


ELIF = b"def softmaxCost(a, b, c, d, e, f):\n    if a: pass\n" + b"    elif a: pass\n" * 10_000
SUM = b"def softmaxCost(a, b, c, d, e, f):\n    return " + b"+".join([b"a"] * 100_000) + b"\n"
PARSED = "softmaxCost.py is nested too deep, or too long, to be parsed."


def zip_that_overlaps(folder: Path) -> None:
    """400 members that are one: 8 GB of zeros in 20 kB (Fifield 2019)."""
    zeros = bytes(20 << 20)
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = packer.compress(zeros) + packer.flush()
    sizes = struct.pack("<III", zlib.crc32(zeros), len(packed), len(zeros))
    members = struct.pack("<4sHHHI", b"PK\3\4", 20, 0, 8, 0) + sizes
    members += struct.pack("<HH", 5, 0) + b"zeros" + packed
    listing = b"".join(
        struct.pack("<4sHHHHI", b"PK\1\2", 20, 20, 0, 8, 0)
        + sizes
        + struct.pack("<HHHHHII", 5, 0, 0, 0, 0, 0, 0)
        + b"zeros"
        for _ in range(400)
    )
    end = struct.pack("<4sHHHHIIH", b"PK\5\6", 0, 0, 400, 400, len(listing), len(members), 0)
    (folder / "eve.zip").write_bytes(members + listing + end)


def zips_in_zips(folder: Path) -> None:
    content = CODE
    for _ in range(60):
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("a.zip", content)
        content = packed.getvalue()
    (folder / "eve.zip").write_bytes(content)


def gzip_of_many_parts(folder: Path) -> None:
    info = tarfile.TarInfo("softmaxCost.py")
    info.size = len(CODE)
    content = info.tobuf() + CODE + bytes(512 - len(CODE))
    parts = gzip.compress(content) + gzip.compress(bytes(10 << 20)) * 50
    (folder / "eve.tar.gz").write_bytes(parts)


def zip_of_folders(folder: Path) -> None:
    with zipfile.ZipFile(folder / "eve.zip", "w") as archive:
        archive.writestr("softmaxCost.py", CODE)
        for k in range(3_000):
            archive.writestr(f"{k}/", b"")


NOT_A_FILE = "it is a link or a device, not a file"
TOO_MUCH = "far more"
ATTACKS: dict[str, tuple[Callable[[Path], None], str]] = {
    "zip with bzip2": (zip_of_zeros(zipfile.ZIP_BZIP2, 160), TOO_MUCH),
    "zip with LZMA": (zip_of_zeros(zipfile.ZIP_LZMA, 160), TOO_MUCH),
    "zip with deflate": (zip_of_zeros(zipfile.ZIP_DEFLATED, 160), TOO_MUCH),
    "tar with gzip": (compressed_tar(gzip.compress, "gz"), TOO_MUCH),
    "tar with bzip2": (compressed_tar(bz2.compress, "bz2"), TOO_MUCH),
    "tar with xz": (compressed_tar(lzma.compress, "xz"), TOO_MUCH),
    "PAX header of digits": (pax_of_digits, "processor time|invalid header"),
    "tar member of unknown type": (tar_of(b"Z", 1 << 52), "damaged"),
    "tar member that is sparse": (tar_of(b"S", 1 << 52), "damaged"),
    "tar member too long": (tar_of(b"0", 1 << 52), "longer than the archive"),
    "tar with a long name": (tar_of(b"L", 1 << 40), "damaged"),
    "zip member without a name": (zip_without_a_name, "it has no name"),
    "zip with overlapping members": (zip_that_overlaps, TOO_MUCH),
    "zips in zips": (zips_in_zips, "archives are nested"),
    "gzip of many parts": (gzip_of_many_parts, TOO_MUCH),
    "zip of folders": (zip_of_folders, "more than 2000 files"),
    "FIFO as a zip": (fifo, NOT_A_FILE),
    "FIFO as a source": (device, NOT_A_FILE),
    "link to a device": (link_to("/dev/zero"), NOT_A_FILE),
    "link to the kernel's log": (link_to("/proc/kmsg"), NOT_A_FILE),
    "source that is a link": (source_is_a_link, NOT_A_FILE),
    "source of 700 MB": (sparse_source, "softmaxCost.py has 734003200 bytes"),
    "lines of a": (source(b"a\n" * (1 << 19)), "|".join((PARSED, "processor time"))),
    "parentheses": (source(b"x = " + b"(" * 90_000 + b")" * 90_000 + b"\n"), "too many nested"),
    "chain of elif": (source(ELIF), PARSED),
    "long sum": (source(SUM), PARSED),
    "Octave's parentheses": (source(b"(" * 500_000, "softmaxCost.m"), "must begin with `function`"),
    "notebook of brackets": (source(b"[" * 500_000, "a.ipynb"), "nested too deep to be read"),
    "archives in archives": (source(b"PK\x03\x04", "a.zip"), "it is damaged"),
}


@pytest.mark.parametrize("attack", ATTACKS)
def test_an_attack_costs_the_grader_nothing(
    attack: str, honest: int, read: Read, tmp_path: Path
) -> None:
    """The attacker gets the verdict, the others are read, and memory stays as for honest ones."""
    make, words = ATTACKS[attack]
    make(tmp_path)
    for name in ("ann", "zoe"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "softmaxCost.py").write_bytes(CODE)
    said, peak = read(tmp_path)
    assert (said["ann"], said["zoe"]) == ("", "")
    assert any(part in said["eve"] for part in words.split("|")), said
    assert "Traceback" not in said["eve"]
    assert peak < honest + SPARE


def test_names_that_are_not_utf_8_are_read(read: Read, tmp_path: Path) -> None:
    """A student's folder in Latin-1 is graded, under a name that a report can hold."""
    folder = tmp_path / os.fsdecode(b"J\xfcrgen")
    folder.mkdir()
    (folder / "softmaxCost.py").write_bytes(CODE)
    said, _ = read(tmp_path)
    assert said == {"J\ufffdrgen": ""}


def test_a_file_that_may_not_be_opened_is_left_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its owner is told; nobody else is stopped."""
    for name in ("ann", "bob"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "softmaxCost.py").write_bytes(CODE)
    (tmp_path / "bob" / "secret.txt").write_text("x")
    real = os.open

    def refuse(path: object, flags: int, mode: int = 0o777, *, dir_fd: int | None = None) -> int:
        if str(path).endswith("secret.txt"):
            raise PermissionError(13, "Permission denied")
        return real(path, flags, mode, dir_fd=dir_fd)  # type: ignore[arg-type]

    monkeypatch.setattr(os, "open", refuse)
    ann, bob = find_submissions([tmp_path], LOOKED_FOR)
    assert isinstance(ann, Submission)
    assert isinstance(bob, Submission)
    assert bob.left_out == (("secret.txt", "it cannot be opened: Permission denied"),)


def test_a_full_disk_is_nobodys_verdict(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where no temporary file can be made, the run stops with a line that says so."""
    (tmp_path / "ann").mkdir()
    (tmp_path / "ann" / "softmaxCost.py").write_bytes(CODE)

    def full(*args: object, **options: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(tempfile, "TemporaryFile", full)
    with Reader(sandboxed=False) as one, pytest.raises(SurroundingsError, match="No space left"):
        list(find_submissions([tmp_path], LOOKED_FOR, reader=one))


def test_a_disk_that_fills_while_reading_is_nobodys_verdict(tmp_path: Path) -> None:
    """The process that reads says so, and the grader stops."""
    if not Path("/dev/full").is_char_device():
        pytest.fail("this machine has no /dev/full")
    (tmp_path / "softmaxCost.py").write_bytes(CODE)

    def full(*args: object, **options: object) -> io.FileIO:
        return io.FileIO("/dev/full", "r+")

    with Reader() as one, pytest.MonkeyPatch.context() as patch:
        patch.setattr(tempfile, "TemporaryFile", full)
        with pytest.raises(SurroundingsError, match="No space left"):
            list(find_submissions([tmp_path], LOOKED_FOR, reader=one))


def test_a_reader_that_is_killed_is_started_again(tmp_path: Path) -> None:
    """Whoever ends the process that reads costs nobody a verdict."""
    for name in ("ann", "bob"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "softmaxCost.py").write_bytes(CODE)
    with Reader() as one:
        found = find_submissions([tmp_path], LOOKED_FOR, reader=one)
        assert isinstance(next(found), Submission)
        assert one._process is not None
        one._process.kill()
        one._process.wait()
        assert isinstance(next(found), Submission)


@pytest.mark.parametrize("sandboxed", [True, False])
def test_the_reader_is_confined(tmp_path: Path, sandboxed: bool) -> None:
    """It cannot be made to read a path, to open a socket, or to write beside its packs."""
    program = ROOT / "pysoftmax" / "grader" / "submission" / "inside" / "request.py"
    with Reader(sandboxed=sandboxed) as one:
        one._start().close()
        one._stop()
        hostile = Path(one._library) / "submission_reader" / "request.py"
        hostile.write_text(program.read_text() + _TRIES, encoding="utf-8")
        (tmp_path / "softmaxCost.py").write_bytes(CODE)
        (unreadable,) = find_submissions([tmp_path], LOOKED_FOR, reader=one)
    assert isinstance(unreadable, Unreadable)
    tried = json.loads(unreadable.reason)
    assert tried["socket"] == "refused"
    assert tried["fork"] == "refused"
    assert tried["memory"] == "refused"
    if sandboxed:
        assert tried["/etc/passwd"] == "refused"
        assert tried[str(ROOT)] == "refused"


_TRIES = f"""

def _refused(attempt):
    try:
        attempt()
    except (OSError, MemoryError):
        return "refused"
    return "allowed"


def _tries():
    import json, os, socket

    return json.dumps({{
        "socket": _refused(lambda: socket.socket().close()),
        "fork": _refused(lambda: os.fork() or os._exit(0)),
        "memory": _refused(lambda: bytearray(700 << 20)),
        "/etc/passwd": _refused(lambda: open("/etc/passwd").close()),
        {str(ROOT)!r}: _refused(lambda: os.listdir({str(ROOT)!r})),
    }})


Collector.reply = lambda self, order, packs: {{"reason": _tries()}}
"""


def test_left_out_entries_of_a_class_are_named(tmp_path: Path) -> None:
    """A link in the class's folder is named, not followed."""
    for name in ("ann", "bob"):
        (tmp_path / "class" / name).mkdir(parents=True)
        (tmp_path / "class" / name / "softmaxCost.py").write_bytes(CODE)
    (tmp_path / "class" / "carl").symlink_to("/etc")
    (tmp_path / "dora").symlink_to("/etc")
    found = list(find_submissions([tmp_path], LOOKED_FOR))
    left = [one for one in found if isinstance(one, LeftOut)]
    assert left == [LeftOut("dora", NOT_A_FILE), LeftOut("carl", NOT_A_FILE)]
    assert len(found) == 4


def test_a_folder_that_cannot_be_listed_stops_nobody(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its owner is told, and the class goes on, whichever folder it is."""
    for name in ("ann", "bob", "carl"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "softmaxCost.py").write_bytes(CODE)
    real = Path.iterdir

    def refuse(path: Path) -> Iterator[Path]:
        if path.name == "bob":
            raise PermissionError(13, "Permission denied")
        return real(path)

    monkeypatch.setattr(Path, "iterdir", refuse)
    ann, bob, carl = find_submissions([tmp_path], LOOKED_FOR)
    assert isinstance(ann, Submission)
    assert isinstance(bob, Unreadable)
    assert bob.reason == "the folder cannot be listed: Permission denied"
    assert isinstance(carl, Submission)


@pytest.mark.parametrize(
    "content", [b"\xff\xfe\0", b'submission_1:\n  :submitters:\n  - :name: "\\']
)
def test_broken_metadata_stops_nobody(content: bytes, tmp_path: Path) -> None:
    """Without Gradescope's names, its folders' names are the students'."""
    (tmp_path / "submission_metadata.yml").write_bytes(content)
    for number in (1, 2):
        (tmp_path / f"submission_{number}").mkdir()
        (tmp_path / f"submission_{number}" / "softmaxCost.py").write_bytes(CODE)
    found = [one for one in find_submissions([tmp_path], LOOKED_FOR) if type(one) is not LeftOut]
    assert len(found) == 2
    assert all(isinstance(one, Submission) for one in found)


def test_metadata_that_ends_its_reader_stops_nobody(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The folders' own names are used instead."""
    (tmp_path / "submission_metadata.yml").write_text("submission_1:")
    (tmp_path / "submission_1").mkdir()
    (tmp_path / "submission_1" / "softmaxCost.py").write_bytes(CODE)

    def fails(*arguments: object) -> None:
        raise ReadingError("reading it fails")

    monkeypatch.setattr(Reader, "submitters", fails)
    one = next(o for o in find_submissions([tmp_path], LOOKED_FOR) if isinstance(o, Submission))
    assert one.name == "submission_1"
