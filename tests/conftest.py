"""The soaks, the check that nothing is left, and what Hypothesis draws."""

from __future__ import annotations

import pytest
from hypothesis import settings
from nothing_left import check_at_exit
from signals import heed_signals

__all__ = ["heed_signals"]

# The first example of a property may start Octave, or compile a kernel. The suite draws the same
# examples in every run, so that what fails was changed; the soaks draw new ones.
settings.register_profile("suite", deadline=None, derandomize=True)
settings.register_profile("soak", deadline=None)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add ``--soak`` and ``--nothing-left``."""
    parser.addoption(
        "--nothing-left", action="store_true", help="fail if a process or folder of ours is left"
    )
    parser.addoption("--soak", action="store_true", help="run the long soaks too")


def pytest_configure(config: pytest.Config) -> None:
    """Choose Hypothesis's profile, and with ``--nothing-left`` check at the end."""
    settings.load_profile("soak" if config.getoption("--soak") else "suite")
    worker = hasattr(config, "workerinput")  # xdist's workers end before their controller
    if config.getoption("--nothing-left") and not worker:
        check_at_exit()
    config.addinivalue_line("markers", "soak: a long run, only with --soak")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Skip the soaks unless ``--soak`` is given."""
    for item in items:
        if item.get_closest_marker("soak") and not config.getoption("--soak"):
            item.add_marker(pytest.mark.skip(reason="a soak: run with --soak"))
