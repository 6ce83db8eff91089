"""The download, from a server in this process that stands for a mirror."""

from __future__ import annotations

import gzip
import hashlib
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from pysoftmax.datasets import download, download_mnist

CONTENTS = {name: f"the content of {name}".encode() for name in download.SUMS}


class Mirror:
    """What the server answers: a body by path; half of it, or no HTTP at all, where told."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.bodies: dict[str, bytes] = {}
        self.halved: set[str] = set()
        self.garbled: set[str] = set()
        self.asked: list[str] = []


@pytest.fixture
def mirror(monkeypatch: pytest.MonkeyPatch) -> Iterator[Mirror]:
    """A mirror with small files under MNIST's names, whose sums are taken for MNIST's."""
    sums = {name: hashlib.sha256(content).hexdigest() for name, content in CONTENTS.items()}
    monkeypatch.setattr(download, "SUMS", sums)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            state.asked.append(self.path)
            body = state.bodies.get(self.path)
            if body is None:
                self.send_error(404)
                return
            if self.path in state.garbled:
                self.wfile.write(b"this is no status line\r\n\r\n")
                return
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body[: len(body) // 2] if self.path in state.halved else body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    state = Mirror(f"http://127.0.0.1:{server.server_address[1]}")
    state.bodies = {f"/mnist/{name}.gz": gzip.compress(CONTENTS[name]) for name in CONTENTS}
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield state
    server.shutdown()
    thread.join()
    server.server_close()


def test_the_four_files_are_fetched(tmp_path: Path, mirror: Mirror) -> None:
    """All four come under their names, in a folder made for them, and nothing else does."""
    place = tmp_path / "some" / "mnist"
    files = download_mnist(place, mirrors=[mirror.address + "/mnist/"])
    assert sorted(place.iterdir()) == sorted(files)
    for name, file in zip(CONTENTS, files, strict=True):
        assert file.name == f"{name}.gz"
        assert gzip.decompress(file.read_bytes()) == CONTENTS[name]


def test_files_that_are_right_are_not_fetched_again(tmp_path: Path, mirror: Mirror) -> None:
    """A second download asks for the damaged file alone."""
    files = download_mnist(tmp_path, mirrors=[mirror.address + "/mnist"])
    files.test_labels.write_bytes(b"damaged")
    mirror.asked.clear()
    download_mnist(tmp_path, mirrors=[mirror.address + "/mnist"])
    assert mirror.asked == [f"/mnist/{files.test_labels.name}"]
    assert gzip.decompress(files.test_labels.read_bytes()) == CONTENTS["t10k-labels-idx1-ubyte"]


def test_the_next_mirror_is_tried(tmp_path: Path, mirror: Mirror) -> None:
    """A mirror that lacks the files is passed over."""
    mirrors = [mirror.address + "/nothing", mirror.address + "/mnist"]
    files = download_mnist(tmp_path, mirrors=mirrors)
    assert all(file.is_file() for file in files)


@pytest.mark.parametrize(
    "body",
    [gzip.compress(b"something else"), b"<html>no</html>", gzip.compress(b"cut off")[:-4]],
    ids=["other content", "not gzip", "gzip cut off"],
)
def test_wrong_content_is_refused(tmp_path: Path, mirror: Mirror, body: bytes) -> None:
    """What is not MNIST to the byte leaves no file and is named with its address."""
    mirror.bodies["/mnist/train-images-idx3-ubyte.gz"] = body
    with pytest.raises(OSError, match=r"/mnist/train-images-idx3-ubyte.gz: .*not MNIST's file"):
        download_mnist(tmp_path, mirrors=[mirror.address + "/mnist"])
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("how", ["halved", "garbled"])
def test_a_transfer_that_breaks_off_is_refused(tmp_path: Path, mirror: Mirror, how: str) -> None:
    """Half a file or half an answer is an error, and what is there already stays."""
    old = tmp_path / "train-images-idx3-ubyte.gz"
    old.write_bytes(b"what the user had")
    getattr(mirror, how).add(f"/mnist/{old.name}")
    with pytest.raises(OSError, match=r"train-images-idx3-ubyte\.gz could not be fetched: http"):
        download_mnist(tmp_path, mirrors=[mirror.address + "/mnist"])
    assert old.read_bytes() == b"what the user had"
    assert list(tmp_path.iterdir()) == [old]


def test_more_than_any_file_of_mnist_is_refused(
    tmp_path: Path, mirror: Mirror, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A body without end does not fill the memory."""
    monkeypatch.setattr(download, "COMPRESSED_LIMIT", 10)
    with pytest.raises(OSError, match="more than 10 bytes came"):
        download_mnist(tmp_path, mirrors=[mirror.address + "/mnist"])


def test_an_address_that_is_none_is_named(tmp_path: Path) -> None:
    """Something that is not an address is an error with its text, not a crash."""
    with pytest.raises(OSError, match=r"nonsense/train-images-idx3-ubyte.gz: unknown url type"):
        download_mnist(tmp_path, mirrors=["nonsense"])


def test_no_mirror_at_all_is_said(tmp_path: Path) -> None:
    """An empty list of mirrors is an error that says so."""
    with pytest.raises(OSError, match="no mirror was given"):
        download_mnist(tmp_path, mirrors=[])
