# Opens a door for other submissions.
# expect: error
import socket

import numpy as np


def softmaxCost(theta, numClasses, inputSize, lambda_, data, labels):
    door = socket.socket(socket.AF_UNIX)
    door.bind("\0pysoftmax-hostile")
    print("FOUND a door")
    return 0.0, np.zeros(theta.size)
