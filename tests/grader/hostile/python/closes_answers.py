# Closes its channel and stays.
# expect: crash
import os
import time


def softmaxCost(theta, numClasses, inputSize, lambda_, data, labels):
    os.close(3)
    time.sleep(1000)
