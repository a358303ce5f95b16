"""Reference implementations of the course *Optimization for Deep Learning*, in NumPy.

Nothing is re-exported: `from utils.mlp import Dense` tells you which file to open. The reading order is the order of the course:
validate, perceptron, activations, losses, initializers, network, mlp, gradient_check, descent, optimizers, training, data; then
convolution, pooling, residual, normalization, dropout, recurrent, autoencoder, attention, multi_head, transformer, gan, attacks.
"""
