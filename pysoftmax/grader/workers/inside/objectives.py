"""The functions that a student's code differentiates, rebuilt from text and arrays.

The gradient returned with a value is deliberately wrong by `OFF_BY`, so a solution that only
returns this gradient, instead of computing one, is caught.
"""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

__all__ = ["objective"]

OFF_BY = 1.0


def objective(text: str, parameters: Mapping[str, Any], nargout: int) -> Callable[..., Any]:
    """A function of x that returns the value, or (value, wrong gradient) when `nargout` is 2.

    `text` holds statements that set `value` and `gradient` from `x` and the parameters `p`.
    """
    body = textwrap.indent(textwrap.dedent(text).strip(), "    ")
    names: dict[str, Any] = {"np": np}
    exec(f"def formula(p, x):\n{body}\n    return value, gradient\n", names)
    formula = names["formula"]

    def function(x: Any, *_: Any) -> Any:
        point = np.asarray(x, dtype=float).ravel(order="F")
        with np.errstate(all="ignore"):
            value, gradient = formula(parameters, point)
        return float(value) if nargout == 1 else (float(value), gradient + OFF_BY)

    return function
