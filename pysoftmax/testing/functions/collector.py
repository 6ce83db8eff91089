"""A table of functions as a file of tests: ``pytest functions.toml``."""

from __future__ import annotations

from types import ModuleType

import pytest

from pysoftmax.testing.functions.table import FunctionTableError, Table

__all__ = ["TableFile"]


class TableFile(pytest.Module):
    """Collects a test for each function of a table."""

    def _getobj(self) -> ModuleType:
        module = ModuleType(self.path.stem)
        module.__file__ = str(self.path)
        try:
            vars(module).update(Table.read(self.path).tests_of_pairs())
        except FunctionTableError as error:
            raise self.CollectError(str(error)) from error
        return module

    def funcnamefilter(self, name: str) -> bool:
        """Whether a name is that of a test: every function of a table is."""
        return not name.startswith("__")
