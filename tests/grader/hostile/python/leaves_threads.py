# Returns, but leaves threads that run on and print.
# expect: values
import threading
import time

import numpy as np


def softmaxCost(theta, numClasses, inputSize, lambda_, data, labels):
    def shout():
        while True:
            print("still here")
            time.sleep(0.01)

    for _ in range(3):
        threading.Thread(target=shout).start()
    return 0.0, np.zeros(theta.size)
