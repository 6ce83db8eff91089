# Connects to the machine's own network.
# expect: error
import socket

import numpy as np


def softmaxCost(theta, numClasses, inputSize, lambda_, data, labels):
    socket.create_connection(("127.0.0.1", LISTENING_PORT), timeout=1)
    print("FOUND the network")
    return 0.0, np.zeros(theta.size)
