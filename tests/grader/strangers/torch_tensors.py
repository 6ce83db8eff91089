import numpy as np
import torch
import torchvision
from tqdm import tqdm

device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
transform = torchvision.transforms.ToTensor()


def softmax_cost_and_grad(theta, data, labels, num_classes, weight_decay):
    m = data.shape[1]
    theta = theta.reshape(num_classes, -1)
    logits = theta @ data
    logits = logits - np.max(logits, axis=0)
    probs = np.exp(logits) / np.sum(np.exp(logits), axis=0)
    onehot = np.eye(num_classes)[labels].T
    cost = -np.sum(onehot * np.log(probs)) / m + 0.5 * weight_decay * np.sum(theta**2)
    grad = -(onehot - probs) @ data.T / m + weight_decay * theta
    return cost, grad.reshape(-1)


def predict_labels(theta, data):
    return np.argmax(theta @ data, axis=0)


for epoch in tqdm(range(10)):
    print(epoch)
