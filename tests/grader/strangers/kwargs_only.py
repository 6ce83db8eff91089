import numpy as np

def softmax_cost(theta, **kwargs):
    num_classes = kwargs['num_classes']
    input_size = kwargs['input_size']
    data = kwargs['data']
    labels = kwargs['labels']
    lam = kwargs.get('lam', 1e-4)
    theta = theta.reshape(num_classes, input_size)
    m = data.shape[1]
    gt = np.zeros((num_classes, m))
    gt[labels, np.arange(m)] = 1
    z = theta.dot(data)
    z -= z.max(0)
    p = np.exp(z) / np.exp(z).sum(0)
    cost = -np.mean(np.log(p[labels, np.arange(m)])) + lam / 2 * np.sum(theta ** 2)
    grad = (p - gt).dot(data.T) / m + lam * theta
    return cost, grad.ravel()

def softmax_predict(theta, **kwargs):
    theta = theta.reshape(kwargs['num_classes'], kwargs['input_size'])
    return np.argmax(theta.dot(kwargs['data']), axis=0)
