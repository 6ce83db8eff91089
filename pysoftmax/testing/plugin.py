"""The name that the pytest plugin had in 1.0, for ``-p pysoftmax.testing.plugin``."""

__all__: list[str] = []

pytest_plugins = ["_pysoftmax_pytest"]
