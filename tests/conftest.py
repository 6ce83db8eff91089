"""Make the plugin available in a checkout that is not installed."""

from importlib.metadata import entry_points

if not any(entry.name == "pysoftmax" for entry in entry_points(group="pytest11")):
    pytest_plugins = ["pysoftmax.testing.plugin"]
