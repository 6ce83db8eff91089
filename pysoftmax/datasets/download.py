"""Fetching MNIST, with a check that what came is MNIST to the byte.

What takes time to import and serves the download alone is imported where it is used.
"""

from __future__ import annotations

import gzip
import os
import zlib
from collections.abc import Sequence
from contextlib import suppress
from os import PathLike
from typing import TYPE_CHECKING

from pysoftmax.datasets.handwritten import IDXFiles

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["MIRRORS", "download_mnist"]

MIRRORS = (
    "https://storage.googleapis.com/cvdf-datasets/mnist/",
    "https://ossci-datasets.s3.amazonaws.com/mnist/",
)
TIMEOUT_SECONDS = 60.0  # of silence, not for the whole file
COMPRESSED_LIMIT = 32 << 20  # the largest of the files has 10 MB

# sha256 of the uncompressed files: mirrors compress them differently.
SUMS = {
    "train-images-idx3-ubyte": "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
    "train-labels-idx1-ubyte": "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
    "t10k-images-idx3-ubyte": "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
    "t10k-labels-idx1-ubyte": "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
}


def download_mnist(directory: str | PathLike[str], *, mirrors: Sequence[str] = MIRRORS) -> IDXFiles:
    """Fetch MNIST's four files, compressed, into a folder.

    A file that is there already and is right stays; one that is wrong is replaced. A file appears
    under its name only when it is whole and has the right sum.

    Parameters
    ----------
    directory
        Is made if need be.
    mirrors
        Addresses of folders that hold ``train-images-idx3-ubyte.gz`` and so on; they are tried in
        order.

    Raises
    ------
    OSError
        When no mirror gives the right file; the message says what became of each.
    """
    from pathlib import Path

    place = Path(directory)
    place.mkdir(parents=True, exist_ok=True)
    return IDXFiles(*(_fetch(place / f"{name}.gz", SUMS[name], mirrors) for name in SUMS))


def _fetch(target: Path, wanted: str, mirrors: Sequence[str]) -> Path:
    if target.is_file() and _sum(target.read_bytes()) == wanted:
        return target
    failures = []
    for mirror in mirrors:
        address = mirror.rstrip("/") + "/" + target.name
        try:
            content = _get(address)
        except (OSError, ValueError) as error:
            failures.append(f"{address}: {error}")
            continue
        if _sum(content) == wanted:
            _write_whole(target, content)
            return target
        failures.append(f"{address}: what came is not MNIST's file (its sha256 is another)")
    raise OSError(
        f"{target.name} could not be fetched: " + "; ".join(failures or ["no mirror was given"])
    )


def _get(address: str) -> bytes:
    from http.client import HTTPException
    from urllib.request import urlopen

    try:
        with urlopen(address, timeout=TIMEOUT_SECONDS) as answer:
            content: bytes = answer.read(COMPRESSED_LIMIT + 1)
    except HTTPException as error:
        raise OSError(f"what came is not HTTP ({error!r})") from error
    if len(content) > COMPRESSED_LIMIT:
        raise OSError(f"more than {COMPRESSED_LIMIT} bytes came, which cannot be MNIST's file")
    return content


def _sum(compressed: bytes) -> str | None:
    """The sha256 of what is compressed, or None where it cannot be decompressed."""
    from hashlib import sha256

    try:
        return sha256(gzip.decompress(compressed)).hexdigest()
    except (EOFError, OSError, zlib.error):
        return None


def _write_whole(target: Path, content: bytes) -> None:
    """Write beside the target, then rename, so that no half file ever bears its name."""
    from pathlib import Path
    from tempfile import mkstemp

    handle, unfinished = mkstemp(prefix=target.name, suffix=".part", dir=target.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        Path(unfinished).chmod(0o644)  # mkstemp's files are their owner's alone
        Path(unfinished).replace(target)
    except BaseException:
        with suppress(OSError):
            Path(unfinished).unlink()
        raise
