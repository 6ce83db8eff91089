import numpy as np
from scipy.optimize import minimize


def compute_numerical_gradient(J, theta):
    eps = 1e-4
    numgrad = np.zeros_like(theta)
    for i in range(len(theta)):
        step = np.zeros_like(theta)
        step[i] = eps
        numgrad[i] = (J(theta + step)[0] - J(theta - step)[0]) / (2 * eps)
    return numgrad


def softmax_cost(theta, num_classes, input_size, lambda_, data, labels):
    m = data.shape[1]
    theta = theta.reshape(num_classes, input_size)
    a = theta @ data
    a -= a.max(axis=0)
    p = np.exp(a) / np.exp(a).sum(axis=0)
    truth = np.zeros((num_classes, m))
    truth[labels, np.arange(m)] = 1
    cost = -np.sum(truth * np.log(p)) / m + lambda_ / 2 * np.sum(theta**2)
    grad = -(truth - p) @ data.T / m + lambda_ * theta
    return cost, grad.ravel()


def softmax_train(input_size, num_classes, lambda_, data, labels, maxiter=100):
    theta = 0.005 * np.random.randn(num_classes * input_size)
    result = minimize(
        lambda t: softmax_cost(t, num_classes, input_size, lambda_, data, labels),
        theta,
        jac=True,
        method="L-BFGS-B",
        options={"maxiter": maxiter},
    )
    return result.x


def softmax_predict(theta, data, num_classes, input_size):
    return np.argmax(theta.reshape(num_classes, input_size) @ data, axis=0)


def check_gradient():
    data, labels = np.random.randn(4, 5), np.array([0, 1, 2, 0, 1])
    theta = 0.005 * np.random.randn(12)
    J = lambda t: softmax_cost(t, 3, 4, 1e-3, data, labels)
    print(J(theta)[1] - compute_numerical_gradient(J, theta))


check_gradient()
