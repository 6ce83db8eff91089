"""Commands of this exercise: run it from end to end, download its data."""
