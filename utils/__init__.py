"""Reference implementations of the course *Optimization for Deep Learning*, in NumPy.

Nothing is re-exported: `from utils.mlp import Dense` tells you which file to open. Each module builds on earlier ones of this
list alone, which is the order of the course:

    validate  activations                                                     used by all that follows
    descent  landscapes                                                       session 1: descent
    perceptron  losses  initializers  network  mlp                            session 3: forward ...
    gradient_check  autodiff  optimizers  training  data                      ... backward, and training
    convolution  pooling  residual  normalization  dropout                    session 5: images, depth
    recurrent  autoencoder  attention  multi_head  transformer                sequences
    gan  attacks                                                              adversaries

In the rooms inside: `figures` draws, `widgets` puts figures behind sliders, `checks` tells students what is right, `course` is
the rest of what notebooks need.
"""

import contextlib

# The matrices of this course are small: threads that share a product would only wait for each other. One thread, in every
# kernel, test and grader alike, also makes the digits of a sum the same on every machine. (scikit-learn brings threadpoolctl.)
with contextlib.suppress(ImportError):  # what an environment lacks is said by utils.course.start
    import numpy  # noqa: F401  (its library of matrix products must be there to be told)
    import threadpoolctl

    threadpoolctl.threadpool_limits(1, user_api="blas")
