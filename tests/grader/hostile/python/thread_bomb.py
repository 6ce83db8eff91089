# Starts threads without end.
# expect: error
import threading
import time


def softmaxCost(theta, numClasses, inputSize, lambda_, data, labels):
    while True:
        threading.Thread(target=time.sleep, args=(1000,)).start()
