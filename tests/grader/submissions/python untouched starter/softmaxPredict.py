"""Step 5: the most probable class of each example."""


def softmaxPredict(softmaxModel, data):
    """Return the classes of the examples: M whole numbers from 1 to numClasses.

    softmaxModel  what softmaxTrain returns; softmaxModel.optTheta is numClasses x inputSize
    data          inputSize x M, one example per column
    """
    theta = softmaxModel.optTheta

    # ---------- YOUR CODE HERE --------------------------------------
    # The class of an example is the row of the greatest probability in its column. Is it also
    # the row of the greatest score, theta @ data? Then there is no need for exp here.
    # numpy.argmax counts rows from 0, classes count from 1.
    #
    # A second thing worth returning is the probabilities themselves: how sure is the model?
    raise NotImplementedError("step 5: predict the classes in softmaxPredict.py")
    # ----------------------------------------------------------------
