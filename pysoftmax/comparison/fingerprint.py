"""A key for values that are not hashable: arguments equal bit for bit have equal keys."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

import numpy as np

from pysoftmax.comparison.case import Case
from pysoftmax.comparison.files import FileContent
from pysoftmax.comparison.objectives import Objective

__all__ = ["fingerprint"]


def fingerprint(value: Any) -> bytes:
    """Return a digest of a case, an array, a number, text, or a mapping or sequence of these.

    Raises
    ------
    TypeError
        For anything else: two different values must never share a key.
    """
    digest = hashlib.blake2b(digest_size=16)
    _feed(digest, value)
    return digest.digest()


def _feed(digest: Any, value: Any) -> None:
    if isinstance(value, np.ndarray):
        digest.update(f"{value.dtype.str}{value.shape}".encode())
        digest.update(value.tobytes())
    elif isinstance(value, Mapping):
        digest.update(f"mapping {len(value)}".encode())
        for key, entry in value.items():
            _feed(digest, key)
            _feed(digest, entry)
    elif isinstance(value, (list, tuple)):
        digest.update(f"sequence {len(value)}".encode())
        for entry in value:
            _feed(digest, entry)
    elif isinstance(value, Case):
        _feed(digest, (value.function, value.nargout, value.args, value.seed))
    elif isinstance(value, Objective):
        _feed(digest, (value.name, value.nargout, value.parameters))
    elif isinstance(value, FileContent):
        _feed(digest, (value.name, np.frombuffer(value.content, dtype=np.uint8)))
    elif isinstance(value, (str, int, float, np.generic, type(None))):
        digest.update(f"{type(value).__name__} {value!r};".encode())
    else:
        raise TypeError(f"cannot fingerprint objects of type {type(value).__name__}")
