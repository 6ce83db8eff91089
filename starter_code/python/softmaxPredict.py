"""Step 5: the most probable class of each example."""


def softmaxPredict(softmaxModel, data):
    """Return the classes of the examples: M whole numbers from 1 to numClasses.

    softmaxModel  what softmaxTrain returns; softmaxModel.optTheta is numClasses x inputSize
    data          inputSize x M, one example per column
    """
    theta = softmaxModel.optTheta

    # ---------- YOUR CODE HERE --------------------------------------
    # The class of an example is the row of the largest probability in its column. Is that also
    # the row of the largest score, theta @ data? Then you do not need exp here.
    # argmax counts rows from 0; classes are numbered from 1.
    #
    # You may also return the probabilities as a second output: how sure is the model?
    raise NotImplementedError("step 5: predict the classes in softmaxPredict.py")
    # ----------------------------------------------------------------
