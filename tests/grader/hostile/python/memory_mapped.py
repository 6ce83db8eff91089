# Takes memory that is shared, not its own.
# expect: error
import mmap


def softmaxCost(theta, numClasses, inputSize, lambda_, data, labels):
    hoard = []
    while True:
        hoard.append(mmap.mmap(-1, 16 << 20))
