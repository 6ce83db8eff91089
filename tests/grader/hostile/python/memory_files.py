# Takes memory by files without names.
# expect: error
import os


def softmaxCost(theta, numClasses, inputSize, lambda_, data, labels):
    hoard = []
    while True:
        hoard.append(os.memfd_create("hoard"))
        os.write(hoard[-1], b"x" * (1 << 20))
