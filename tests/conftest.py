"""The soaks, which only this repository has; and no deadline for a test of Hypothesis."""

from __future__ import annotations

import pytest
from hypothesis import settings

# The first example of a property may start Octave, or compile a kernel.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add ``--soak``."""
    parser.addoption("--soak", action="store_true", help="run the long soaks too")


def pytest_configure(config: pytest.Config) -> None:
    """Add the marker of the soaks."""
    config.addinivalue_line("markers", "soak: a long run, only with --soak")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Skip the soaks unless ``--soak`` is given."""
    for item in items:
        if item.get_closest_marker("soak") and not config.getoption("--soak"):
            item.add_marker(pytest.mark.skip(reason="a soak: run with --soak"))
