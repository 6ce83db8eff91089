"""Check the docstrings of everything public by numpydoc's own rules (part of `make lint`).

    python tools/docstrings.py

A line is printed for each fault, and the status is 1 if there is one. Every parameter, result and
section is checked, but for six rules: types are in the annotations; "See Also", examples and an
extended summary are given where they help; and a description may begin with a variable's name.
"""

from __future__ import annotations

import dataclasses
import enum
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

from numpydoc.docscrape import get_doc_object
from numpydoc.validate import validate

PUBLIC = (
    "pysoftmax",
    "pysoftmax.minFunc",
    "pysoftmax.sklearn",
    "pysoftmax.octave_random",
    "pysoftmax.testing",
    "pysoftmax.exercise",
)
"""The modules that docs/maintaining.md lists as public."""

LEFT_OUT = {"ES01", "EX01", "PR04", "PR08", "RT04", "SA01"}


def faults(module: str, name: str, value: Any) -> Iterator[str]:
    """Return a line for each rule that the docstring of a public object breaks."""
    by_attributes = dataclasses.is_dataclass(value) and "Attributes\n" in (value.__doc__ or "")
    # By name, `pysoftmax.softmaxCost` would be the module.
    for code, message in validate(get_doc_object(value))["errors"]:
        # The fields of a data class are documented once, as its attributes.
        if code not in LEFT_OUT and not (code == "PR01" and by_attributes):
            yield f"{module}.{name}: {code} {message}"


def main() -> int:
    """Print every fault; return the status."""
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
    found = []
    for module in PUBLIC:
        namespace = import_module(module)
        for name in namespace.__all__:
            value = getattr(namespace, name)
            if callable(value) and not (isinstance(value, type) and issubclass(value, enum.Enum)):
                found += faults(module, name, value)
    print(*found, sep="\n", end="\n" * bool(found))
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main())
