from __future__ import division, print_function
import os
import sys

sys.path.append(os.path.join(os.path.dirname(__file__), "..", "utils"))
import matplotlib.pyplot as plt
import cv2
import numpy as np
from mpl_toolkits.mplot3d import Axes3D
from utils import load_mnist, one_hot as oh


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def softmax(z):
    z = z - np.max(z, axis=0, keepdims=True)
    return np.exp(z) / np.sum(np.exp(z), axis=0, keepdims=True)


def softmax_regression_cost(params, num_labels, visible_size, reg, images, labels, verbose=False):
    params = params.reshape((num_labels, visible_size))
    m = images.shape[1]
    h = softmax(params.dot(images))
    y = np.zeros((num_labels, m))
    y[labels - 1, np.arange(m)] = 1
    cost = -np.sum(y * np.log(h)) / m + reg / 2 * np.sum(params**2)
    grad = -(y - h).dot(images.T) / m + reg * params
    if verbose:
        print(cost)
    return cost, grad.ravel()


def softmax_regression_predict(params, images, num_labels, visible_size):
    return np.argmax(params.reshape((num_labels, visible_size)).dot(images), axis=0) + 1


def plot(theta):
    plt.imshow(theta)
    plt.show()


X, Y = load_mnist("../data")
print("loaded", X.shape)
plot(X)
