"""What is closed at the end of a ``with``, however that ends."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Self

__all__ = ["Closing"]


class Closing(ABC):
    """Something with a method `close`, which a ``with`` calls at its end."""

    @abstractmethod
    def close(self) -> None:
        """Release what this holds; a second call does nothing."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *trouble: object) -> None:
        self.close()
