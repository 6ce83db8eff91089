import numpy as np
from mnist import MNIST
from scipy.optimize import fmin_l_bfgs_b

mndata = MNIST("./data")
images, labels = mndata.load_training()
images = np.array(images).T / 255.0
labels = np.array(labels)
num_classes = 10
lam = 1e-4


def cost(theta):
    m = images.shape[1]
    W = theta.reshape(num_classes, images.shape[0])
    s = W.dot(images)
    s = s - s.max(axis=0)
    p = np.exp(s) / np.exp(s).sum(axis=0)
    t = np.zeros((num_classes, m))
    t[labels, np.arange(m)] = 1
    J = -np.sum(t * np.log(p)) / m + lam / 2 * np.sum(W**2)
    g = -(t - p).dot(images.T) / m + lam * W
    return J, g.ravel()


def predict(theta, x):
    return np.argmax(theta.reshape(num_classes, -1).dot(x), axis=0)


theta, J, info = fmin_l_bfgs_b(cost, 0.005 * np.random.randn(7840), maxiter=100)
print("train accuracy", np.mean(predict(theta, images) == labels))
