# Sleeps, and lets its threads wait for each other whenever the grader may look: none lost its time
# to another program.
# expect: timeout
import os
import threading
import time


def spin(nice, began):
    os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), nice)
    while True:
        if (time.monotonic() - began) % 0.9 < 0.7:
            time.sleep(0.01)


def softmaxCost(theta, numClasses, inputSize, lambda_, data, labels):
    began = time.monotonic()
    for number in range(5):
        threading.Thread(target=spin, args=(0 if number < 2 else 19, began), daemon=True).start()
    time.sleep(3600)
