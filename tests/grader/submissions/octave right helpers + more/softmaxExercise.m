inputSize = 28 * 28;
images = loadMNISTImages('train-images.idx3-ubyte');
