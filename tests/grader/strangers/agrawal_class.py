# This is a class-based port: state in the object, labels M x 1 from 0, theta by rows.
import math
import struct
import array
import PIL.Image
import time

import numpy
import scipy.optimize
import scipy.sparse


class SoftmaxRegression:
    def __init__(self, input_size, num_classes, lamda):
        self.input_size = input_size
        self.num_classes = num_classes
        self.lamda = lamda
        rand = numpy.random.RandomState(int(time.time()))
        self.theta = 0.005 * numpy.asarray(rand.normal(size=(num_classes * input_size, 1)))

    def getGroundTruth(self, labels):
        labels = numpy.array(labels).flatten()
        data = numpy.ones(len(labels))
        indptr = numpy.arange(len(labels) + 1)
        ground_truth = scipy.sparse.csr_matrix(
            (data, labels, indptr), shape=(len(labels), self.num_classes)
        )
        return numpy.transpose(ground_truth.todense())

    def softmaxCost(self, theta, input, labels):
        ground_truth = self.getGroundTruth(labels)
        theta = theta.reshape(self.num_classes, self.input_size)
        theta_x = numpy.dot(theta, input)
        hypothesis = numpy.exp(theta_x)
        probabilities = hypothesis / numpy.sum(hypothesis, axis=0)
        cost_examples = numpy.multiply(ground_truth, numpy.log(probabilities))
        traditional_cost = -(numpy.sum(cost_examples) / input.shape[1])
        theta_squared = numpy.multiply(theta, theta)
        weight_decay = 0.5 * self.lamda * numpy.sum(theta_squared)
        cost = traditional_cost + weight_decay
        theta_grad = -numpy.dot(ground_truth - probabilities, numpy.transpose(input))
        theta_grad = theta_grad / input.shape[1] + self.lamda * theta
        theta_grad = numpy.array(theta_grad)
        theta_grad = theta_grad.flatten()
        return [cost, theta_grad]

    def softmaxPredict(self, theta, input):
        theta = theta.reshape(self.num_classes, self.input_size)
        theta_x = numpy.dot(theta, input)
        hypothesis = numpy.exp(theta_x)
        probabilities = hypothesis / numpy.sum(hypothesis, axis=0)
        predictions = numpy.zeros((input.shape[1], 1))
        predictions[:, 0] = numpy.argmax(probabilities, axis=0)
        return predictions


def loadMNISTImages(file_name):
    image_file = open(file_name, "rb")
    head1 = image_file.read(4)
    return head1


def executeSoftmaxRegression():
    training_data = loadMNISTImages("train-images-idx3-ubyte")
    regressor = SoftmaxRegression(784, 10, 0.0001)
    opt_solution = scipy.optimize.minimize(
        regressor.softmaxCost, regressor.theta, args=(training_data,), method="L-BFGS-B", jac=True
    )
    print(opt_solution.x)


executeSoftmaxRegression()
