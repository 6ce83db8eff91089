"""How fast pysoftmax is, compared with Octave, SciPy, scikit-learn and PyTorch: ``make bench``."""
