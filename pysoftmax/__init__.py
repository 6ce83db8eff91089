"""The UFLDL softmax regression exercise, in Python, under its original names."""
