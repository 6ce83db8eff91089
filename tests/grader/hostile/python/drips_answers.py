# Sends an answer a byte at a time, forever.
# expect: timeout
import os
import time


def softmaxCost(theta, numClasses, inputSize, lambda_, data, labels):
    while True:
        os.write(3, b"{")
        time.sleep(0.05)
