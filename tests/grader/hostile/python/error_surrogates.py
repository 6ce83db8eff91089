# Raises an exception whose name and message are no text that can be encoded.
# expect: error


def softmaxCost(theta, numClasses, inputSize, lambda_, data, labels):
    raise type("E\ud800</script>", (Exception,), {})("\ud800\x1b[2J\u202e<script>alert(1)</script>")
