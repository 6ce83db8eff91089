# Prints a gigabyte and more.
# expect: limit
import os


def softmaxCost(theta, numClasses, inputSize, lambda_, data, labels):
    while True:
        os.write(1, b"spam" * 16384)
