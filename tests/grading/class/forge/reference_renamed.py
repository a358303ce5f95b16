# Practical 2: hides where a reference comes from: a new __module__, a wrapper class, functions made of its code.
# practical: practical_2_digits
# honest: minibatches
# scores: minibatches full, rest 0
# limits: seconds_cell 60, seconds 300, megabytes 2048
# %% gap forward
import types

import utils.checks_practical_2 as answers

forward = types.FunctionType(answers._forward.__code__, answers._forward.__globals__, "forward")
forward.__module__ = "__main__"
# %% gap layer_backward
layer_backward = use_reference("layer_backward")
layer_backward.__module__ = "__main__"
# %% gap backward
class Backward:
    def __call__(self, Delta, cache, parameters, phi_derivative, layer_backward):
        return answers._backward(Delta, cache, parameters, phi_derivative, layer_backward)


backward = Backward()
