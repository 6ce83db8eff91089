"""The download, from a server in this process that acts as a mirror."""

from __future__ import annotations

import gzip
import hashlib
import random
import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from click.testing import CliRunner

from pysoftmax.cli import main
from pysoftmax.datasets import download, download_mnist

# More than one piece of pooch's 1,024 bytes, and hardly compressible.
CONTENTS = {name: random.Random(name).randbytes(5000) for name in download.SUMS}
FIRST = "train-images-idx3-ubyte.gz"


class Mirror:
    """What the server answers: a body by path, sent as the path's manner says."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.bodies: dict[str, bytes] = {}
        self.manners: dict[str, str] = {}
        self.asked: list[str] = []
        self.go_on = threading.Semaphore(0)  # a release lets a slow or stalled answer go on

    def client_received(self, _name: str, _received: int, _total: int) -> None:
        """Let the slow link carry the next piece, as the client has the last one."""
        self.go_on.release()


class Handler(BaseHTTPRequestHandler):
    """Answers as the mirror of its server says."""

    mirror: Mirror

    def do_GET(self) -> None:
        self.mirror.asked.append(self.path)
        body = self.mirror.bodies.get(self.path)
        manner = self.mirror.manners.get(self.path)
        if body is None:
            self.send_error(404)
            return
        if manner == "garbled":
            self.wfile.write(b"this is no status line\r\n\r\n")
            return
        if manner == "silent":
            self.mirror.go_on.acquire()
            return
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if manner in ("cut off", "stalled"):
            self.wfile.write(body[: len(body) // 2])
            if manner == "stalled":
                self.mirror.go_on.acquire()
        elif manner == "slow":
            for start in range(0, len(body), 1024):
                self.wfile.write(body[start : start + 1024])
                self.mirror.go_on.acquire()
        else:
            self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def mirror(monkeypatch: pytest.MonkeyPatch) -> Iterator[Mirror]:
    """A mirror with small files under MNIST's names, whose sums replace MNIST's."""
    sums = {name: hashlib.sha256(content).hexdigest() for name, content in CONTENTS.items()}
    monkeypatch.setattr(download, "SUMS", sums)
    for variable in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(variable, raising=False)

    class MirrorHandler(Handler):
        """Serves the state of this test."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), MirrorHandler)
    state = Mirror(f"http://127.0.0.1:{server.server_address[1]}")
    MirrorHandler.mirror = state
    state.bodies = {f"/mnist/{name}.gz": gzip.compress(CONTENTS[name]) for name in CONTENTS}
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield state
    state.go_on.release(100)
    server.shutdown()
    thread.join()
    server.server_close()  # waits for the answers that are under way


@pytest.fixture
def unreachable() -> Iterator[str]:
    """An address at which nobody listens, for as long as the test runs."""
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        yield f"http://127.0.0.1:{bound.getsockname()[1]}"


def test_the_four_files_are_fetched(tmp_path: Path, mirror: Mirror) -> None:
    """All four come under their names, in a folder made for them, and nothing else does."""
    place = tmp_path / "some" / "mnist"
    files = download_mnist(place, mirrors=[mirror.address + "/mnist/"])
    assert sorted(place.iterdir()) == sorted(files)
    for name, file in zip(CONTENTS, files, strict=True):
        assert file.name == f"{name}.gz"
        assert gzip.decompress(file.read_bytes()) == CONTENTS[name]


def test_files_that_are_right_are_not_fetched_again(tmp_path: Path, mirror: Mirror) -> None:
    """A second download asks for the damaged and the missing file only."""
    files = download_mnist(tmp_path, mirrors=[mirror.address + "/mnist"])
    files.test_images.unlink()
    files.test_labels.write_bytes(b"damaged")
    mirror.asked.clear()
    download_mnist(tmp_path, mirrors=[mirror.address + "/mnist"])
    assert mirror.asked == ["/mnist/t10k-images-idx3-ubyte.gz", "/mnist/t10k-labels-idx1-ubyte.gz"]
    assert gzip.decompress(files.test_labels.read_bytes()) == CONTENTS["t10k-labels-idx1-ubyte"]


@pytest.mark.parametrize("manner", ["404", "garbled", "silent", "stalled", "cut off", "rubbish"])
def test_the_next_mirror_is_tried(tmp_path: Path, mirror: Mirror, manner: str) -> None:
    """A mirror that fails in any way is passed over, and its half files leave no trace."""
    for name in CONTENTS:
        mirror.bodies[f"/bad/{name}.gz"] = mirror.bodies[f"/mnist/{name}.gz"]
    mirror.manners[f"/bad/{FIRST}"] = manner
    if manner == "404":
        del mirror.bodies[f"/bad/{FIRST}"]
    if manner == "rubbish":
        mirror.bodies[f"/bad/{FIRST}"] = b"<html>Too many requests</html>"
    mirrors = [mirror.address + "/bad", mirror.address + "/mnist"]
    files = download_mnist(tmp_path, mirrors=mirrors, timeout=1.0)
    assert mirror.asked[:2] == [f"/bad/{FIRST}", f"/mnist/{FIRST}"]
    assert len(mirror.asked) == 5
    assert sorted(tmp_path.iterdir()) == sorted(files)
    assert gzip.decompress(files.train_images.read_bytes()) == CONTENTS["train-images-idx3-ubyte"]


def test_a_slow_link_is_waited_for(tmp_path: Path, mirror: Mirror) -> None:
    """A file that arrives in pieces, each sent only after the last one arrived, is complete."""
    for name in CONTENTS:
        mirror.manners[f"/mnist/{name}.gz"] = "slow"
    seen = []

    def progress(name: str, received: int, total: int) -> None:
        seen.append((name, received, total))
        mirror.client_received(name, received, total)

    files = download_mnist(tmp_path, mirrors=[mirror.address + "/mnist"], progress=progress)
    assert gzip.decompress(files.train_images.read_bytes()) == CONTENTS["train-images-idx3-ubyte"]
    size = files.train_images.stat().st_size
    amounts = [1024, 2048, 3072, 4096, size]
    assert [entry for entry in seen if entry[0] == FIRST] == [(FIRST, n, size) for n in amounts]


@pytest.mark.parametrize(
    "body",
    [
        gzip.compress(b"something else"),
        b"<html>no</html>",
        gzip.compress(CONTENTS["train-images-idx3-ubyte"])[:-4],
    ],
    ids=["other content", "not gzip", "gzip cut off"],
)
def test_wrong_content_is_refused(tmp_path: Path, mirror: Mirror, body: bytes) -> None:
    """What is not MNIST to the byte leaves no file and is named with its address."""
    mirror.bodies[f"/mnist/{FIRST}"] = body
    with pytest.raises(OSError, match=r"/mnist/train-images-idx3-ubyte.gz: .*not MNIST's file"):
        download_mnist(tmp_path, mirrors=[mirror.address + "/mnist"])
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("manner", "words"),
    [
        ("cut off", "the transfer broke off"),
        ("garbled", "the transfer broke off"),
        ("silent", "sent nothing for 0.5 s"),
        ("stalled", "sent nothing for 0.5 s"),
    ],
)
def test_a_transfer_that_breaks_off_is_refused(
    tmp_path: Path, mirror: Mirror, manner: str, words: str
) -> None:
    """Half a file or half an answer is an error, and what is there already stays."""
    old = tmp_path / FIRST
    old.write_bytes(b"what the user had")
    mirror.manners[f"/mnist/{FIRST}"] = manner
    with pytest.raises(OSError, match="could not be fetched") as raised:
        download_mnist(tmp_path, mirrors=[mirror.address + "/mnist"], timeout=0.5)
    assert f"{mirror.address}/mnist/{FIRST}: {words}" in str(raised.value)
    assert old.read_bytes() == b"what the user had"
    assert list(tmp_path.iterdir()) == [old]


def test_an_interrupted_download_leaves_only_whole_files(tmp_path: Path, mirror: Mirror) -> None:
    """Ctrl-C in the second file leaves the first one, and the next call fetches the rest."""

    def interrupt(name: str, _received: int, _total: int) -> None:
        if name.startswith("train-labels"):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        download_mnist(tmp_path, mirrors=[mirror.address + "/mnist"], progress=interrupt)
    assert [file.name for file in tmp_path.iterdir()] == [FIRST]
    mirror.asked.clear()
    download_mnist(tmp_path, mirrors=[mirror.address + "/mnist"])
    assert f"/mnist/{FIRST}" not in mirror.asked


def test_a_missing_file_is_reported_with_its_status(tmp_path: Path, mirror: Mirror) -> None:
    """A mirror without the file is named with what it answered."""
    with pytest.raises(OSError, match=r"/nothing/train-images-idx3-ubyte.gz: answered 404 Not"):
        download_mnist(tmp_path, mirrors=[mirror.address + "/nothing"])


def test_being_offline_is_one_line(tmp_path: Path, unreachable: str) -> None:
    """If no mirror can be reached, the message asks whether the computer is offline."""
    with pytest.raises(
        OSError, match=r"no mirror can be reached. Is this computer offline\?"
    ) as raised:
        download_mnist(tmp_path, mirrors=[unreachable, unreachable + "/other"])
    assert "\n" not in str(raised.value)


def test_more_than_any_file_of_mnist_is_refused(
    tmp_path: Path, mirror: Mirror, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A body without end does not fill the disk."""
    monkeypatch.setattr(download, "COMPRESSED_LIMIT", 2000)
    with pytest.raises(OSError, match="sent more than 2000 bytes"):
        download_mnist(tmp_path, mirrors=[mirror.address + "/mnist"])
    assert list(tmp_path.iterdir()) == []


def test_no_mirror_at_all_is_said(tmp_path: Path) -> None:
    """An empty list of mirrors is an error that says so."""
    with pytest.raises(OSError, match="no mirror was given"):
        download_mnist(tmp_path, mirrors=[])


def fetch(*arguments: object) -> tuple[int, str]:
    """Exit status and output of pysoftmax data fetch."""
    result = CliRunner().invoke(main, ["data", "fetch", *map(str, arguments)])
    return result.exit_code, result.output


def test_the_command_fetches_and_names_the_next_one(
    tmp_path: Path, mirror: Mirror, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With --to, the next command needs --data; without, the exercise finds MNIST by itself."""
    monkeypatch.setattr(download, "MIRRORS", [mirror.address + "/mnist"])
    code, output = fetch("mnist", "--to", tmp_path / "a")
    assert (code, output.splitlines()[-1]) == (0, f"  pysoftmax exercise --data {tmp_path / 'a'}")
    monkeypatch.setenv("PYSOFTMAX_MNIST", str(tmp_path / "b"))
    code, output = fetch("mnist")
    assert (code, output.splitlines()[-1]) == (0, "  pysoftmax exercise")
    assert len(list((tmp_path / "b").iterdir())) == 4


def test_the_command_reports_a_failure_without_a_traceback(
    tmp_path: Path, unreachable: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Offline, the command prints one line and fails."""
    monkeypatch.setattr(download, "MIRRORS", [unreachable])
    code, output = fetch("mnist", "--to", tmp_path)
    assert code == 1
    assert output.startswith("Error: train-images-idx3-ubyte.gz could not be fetched: no mirror")
