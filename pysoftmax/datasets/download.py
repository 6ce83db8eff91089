"""Fetch MNIST with pooch, and check that every file is MNIST's to the byte."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from os import PathLike
from typing import TYPE_CHECKING

from pysoftmax.datasets.handwritten import IDXFiles

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["MIRRORS", "Progress", "download_mnist"]

MIRRORS = (
    "https://storage.googleapis.com/cvdf-datasets/mnist/",
    "https://ossci-datasets.s3.amazonaws.com/mnist/",
    "https://raw.githubusercontent.com/fgnt/mnist/master/",
    "https://azureopendatastorage.blob.core.windows.net/mnist/",
)
TIMEOUT_SECONDS = 20.0
COMPRESSED_LIMIT = 32 << 20  # bytes; the largest of the files has 10 MB
UNREACHABLE = "cannot be reached"

# sha256 of the uncompressed files: mirrors compress them differently.
SUMS = {
    "train-images-idx3-ubyte": "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
    "train-labels-idx1-ubyte": "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
    "t10k-images-idx3-ubyte": "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
    "t10k-labels-idx1-ubyte": "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
}

Progress = Callable[[str, int, int], None]
"""Called with a file's name, the bytes so far, and the bytes in all (0 if unknown)."""


def download_mnist(
    directory: str | PathLike[str],
    *,
    mirrors: Sequence[str] | None = None,
    timeout: float = TIMEOUT_SECONDS,
    progress: Progress | None = None,
) -> IDXFiles:
    """Fetch MNIST's four files, compressed, into a folder.

    Correct files that exist are kept, so an interrupted download continues with the next file. A
    file gets its name only when it is complete and its content is MNIST's.

    Parameters
    ----------
    directory
        Created if it does not exist.
    mirrors
        Addresses of folders that contain ``train-images-idx3-ubyte.gz`` and so on, tried in order;
        by default `MIRRORS`.
    timeout
        Seconds without any data after which to give up a mirror.
    progress
        Called as the bytes arrive, see `Progress`.

    Raises
    ------
    ImportError
        If pooch is not installed.
    OSError
        If no mirror sends the right file; the message says what went wrong at each.
    """
    from pathlib import Path

    place = Path(directory)
    place.mkdir(parents=True, exist_ok=True)
    sources = MIRRORS if mirrors is None else mirrors
    return IDXFiles(*(_file(place / f"{name}.gz", sources, timeout, progress) for name in SUMS))


def _file(target: Path, mirrors: Sequence[str], timeout: float, progress: Progress | None) -> Path:
    failures: dict[str, str] = {}
    if _is_right(target):
        return target
    for mirror in mirrors:
        address = mirror.rstrip("/") + "/" + target.name
        try:
            return _fetch(address, target, timeout, progress)
        except (OSError, ValueError) as error:
            failures[address] = _reason(error, timeout)
    if set(failures.values()) == {UNREACHABLE}:
        raise OSError(
            f"{target.name} could not be fetched: no mirror can be reached. Is this computer"
            " offline? Repeat the command once it is connected."
        )
    reasons = "".join(f"\n  {address}: {why}" for address, why in failures.items())
    raise OSError(f"{target.name} could not be fetched:{reasons or ' no mirror was given'}")


def _fetch(address: str, target: Path, timeout: float, progress: Progress | None) -> Path:
    from pathlib import Path
    from tempfile import TemporaryDirectory

    import pooch

    pooch.get_logger().setLevel("WARNING")  # pooch would recommend the sha256 of the received file
    downloader = pooch.HTTPDownloader(
        progressbar=_Meter(target.name, progress),
        timeout=timeout,
        headers={"Accept-Encoding": "identity"},  # the .gz file itself, not its content
    )
    with TemporaryDirectory(prefix=".unfinished-", dir=target.parent) as folder:
        came = Path(pooch.retrieve(address, None, target.name, folder, downloader=downloader))
        if not _is_right(came):
            raise ValueError("what came is not MNIST's file (its sha256 differs)")
        return came.replace(target)


class _Meter:
    """The progress bar that pooch expects; it also stops a body without end."""

    def __init__(self, name: str, progress: Progress | None) -> None:
        self.name, self.progress, self.total, self.received = name, progress, 0, 0

    def update(self, count: int) -> None:
        if 0 < self.total <= self.received:
            return  # at the end, pooch fills the bar once more
        self.received += count
        if self.received > COMPRESSED_LIMIT:
            raise OSError(f"sent more than {COMPRESSED_LIMIT} bytes, which is not MNIST's file")
        if self.progress:
            total = self.total
            self.progress(self.name, min(self.received, total or self.received), total)

    def reset(self) -> None:
        """Do nothing: pooch only asks for it to fill the bar again."""

    def close(self) -> None:
        """Do nothing: there is nothing to close."""


def _reason(error: OSError | ValueError, timeout: float) -> str:
    """Describe what went wrong, without the class names in the messages of requests."""
    import requests
    from urllib3.exceptions import MaxRetryError, ReadTimeoutError

    cause = error.args[0] if error.args else None
    if isinstance(error, requests.HTTPError) and error.response is not None:
        return f"answered {error.response.status_code} {error.response.reason}"
    if isinstance(error, requests.Timeout) or isinstance(cause, ReadTimeoutError):
        return f"sent nothing for {timeout:g} s"
    if isinstance(cause, MaxRetryError):
        return UNREACHABLE
    if isinstance(error, requests.ConnectionError | requests.exceptions.ChunkedEncodingError):
        return "the transfer broke off"
    return str(error)


def _is_right(compressed: Path) -> bool:
    """Return whether the uncompressed content is that of MNIST's file of this name."""
    import gzip
    import zlib
    from hashlib import file_digest

    try:
        with gzip.open(compressed) as content:
            digest = file_digest(content, "sha256")
    except (EOFError, OSError, zlib.error):
        return False
    return digest.hexdigest() == SUMS[compressed.stem]
