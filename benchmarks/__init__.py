"""How fast pysoftmax is, beside Octave, SciPy, scikit-learn and PyTorch: ``make bench``."""
