import load_MNIST
import display_network
import numpy as np
import scipy.optimize as opt


def softmax_cost(theta, n_classes, input_size, lamb, data, labels):
    m = data.shape[1]
    theta = theta.reshape((n_classes, input_size))
    prod = np.dot(theta, data)
    prod = prod - prod.max(axis=0)
    prob = np.exp(prod) / np.exp(prod).sum(axis=0)
    indicator = np.zeros((n_classes, m))
    indicator[labels, np.arange(m)] = 1.0
    cost = -(indicator * np.log(prob)).sum() / m + lamb / 2.0 * (theta**2).sum()
    grad = -np.dot(indicator - prob, data.T) / m + lamb * theta
    return cost, grad.ravel()


def softmax_predict(model, data):
    theta = model["opt_theta"].reshape((model["n_classes"], model["input_size"]))
    return np.dot(theta, data).argmax(axis=0)


def softmax_train(input_size, n_classes, lamb, data, labels, max_iter=100):
    theta = 0.005 * np.random.randn(n_classes * input_size)
    func = lambda t: softmax_cost(t, n_classes, input_size, lamb, data, labels)
    opt_theta, f, d = opt.fmin_l_bfgs_b(func, theta, maxiter=max_iter)
    return {"opt_theta": opt_theta, "n_classes": n_classes, "input_size": input_size}


images = load_MNIST.load_MNIST_images("data/mnist/train-images-idx3-ubyte")
labels = load_MNIST.load_MNIST_labels("data/mnist/train-labels-idx1-ubyte")
