# Writes a file without end.
# expect: error


def softmaxCost(theta, numClasses, inputSize, lambda_, data, labels):
    with open("large", "wb") as file:
        while True:
            file.write(b"x" * (1 << 20))
