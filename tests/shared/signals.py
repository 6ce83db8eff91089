"""What a shell lets its background jobs ignore, and `nohup`, does not reach what a test starts."""

from __future__ import annotations

import signal
from collections.abc import Iterator

import pytest

__all__ = ["heed_signals"]

LEFT_IGNORED = (signal.SIGINT, signal.SIGQUIT, signal.SIGHUP)


@pytest.fixture(scope="session", autouse=True)
def heed_signals() -> Iterator[None]:
    """Start programs as a terminal does: with signals that they receive.

    A program starts with the signals ignored that its parent ignores, but not with those for which
    its parent has a function. So the tests themselves still ignore that the terminal is closed;
    they do not ignore Ctrl-C, which some of them send to themselves.
    """
    ignored = [one for one in LEFT_IGNORED if signal.getsignal(one) is signal.SIG_IGN]
    for one in ignored:
        is_ctrl_c = one is signal.SIGINT
        signal.signal(one, signal.default_int_handler if is_ctrl_c else lambda *_: None)
    yield
    for one in ignored:
        signal.signal(one, signal.SIG_IGN)
