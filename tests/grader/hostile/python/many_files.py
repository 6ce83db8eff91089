# Fills the disk with files.
# expect: error
# only the sandbox stops it


def softmaxCost(theta, numClasses, inputSize, lambda_, data, labels):
    for number in range(1 << 30):
        with open(f"file-{number}", "wb") as file:
            file.write(b"x" * (1 << 20))
