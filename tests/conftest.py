"""Make the plugin available in a checkout that is not installed; no test is timed."""

from importlib.metadata import entry_points

from hypothesis import settings

# The first example of a property may start Octave, or compile a kernel.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

if not any(entry.name == "pysoftmax" for entry in entry_points(group="pytest11")):
    pytest_plugins = ["pysoftmax.testing.plugin"]
