# The network of one's own: what is refused, what earns a part of the points, what earns them all.

# %% wrong: the ladder's network with all its epochs
# says: 869 million multiplications are needed, 200 million are allowed\. With 4 epochs it fits
def my_network():
    return {"hidden": [48, 24], "activation": "relu", "optimizer": "adam", "eta": 0.003, "batch_size": 32, "epochs": 20}


# %% wrong: a network too large for one epoch
# says: 386 million multiplications are needed.*Not even one epoch fits: choose a smaller network
def my_network():
    return {"hidden": [500], "activation": "relu", "optimizer": "adam", "eta": 0.003, "batch_size": 32, "epochs": 1}


# %% wrong: many small steps
# says: 5400 steps are needed, 3000 are allowed\. With 11 epochs it fits
def my_network():
    return {"hidden": [10], "activation": "relu", "optimizer": "sgd", "eta": 0.1, "batch_size": 8, "epochs": 20}


# %% wrong: inputs and classes among the hidden widths
# says: hidden is \[100, 48, 24, 10\].*one to three widths.*are there already
def my_network():
    return {
        "hidden": [100, 48, 24, 10],
        "activation": "relu",
        "optimizer": "adam",
        "eta": 0.003,
        "batch_size": 32,
        "epochs": 2,
    }


# %% wrong: one width that is no list
# says: hidden is 64\. It is a list
def my_network():
    return {"hidden": 64, "activation": "relu", "optimizer": "adam", "eta": 0.003, "batch_size": 32, "epochs": 2}


# %% wrong: no hidden layer
# says: hidden is \[\]\. It is a list of one to three
def my_network():
    return {"hidden": [], "activation": "relu", "optimizer": "adam", "eta": 0.003, "batch_size": 32, "epochs": 2}


# %% wrong: a decimal width
# says: hidden is \[64\.0\].*each a whole number
def my_network():
    return {"hidden": [64.0], "activation": "relu", "optimizer": "adam", "eta": 0.003, "batch_size": 32, "epochs": 2}


# %% wrong: a width of truth
# says: hidden is \[True\]
def my_network():
    return {"hidden": [True], "activation": "relu", "optimizer": "adam", "eta": 0.003, "batch_size": 32, "epochs": 2}


# %% wrong: a capital letter
# says: optimizer is 'Adam'\. There are 'adam', 'momentum', 'sgd'
def my_network():
    return {"hidden": [64], "activation": "relu", "optimizer": "Adam", "eta": 0.01, "batch_size": 32, "epochs": 4}


# %% wrong: an activation that is not offered
# says: activation is 'sigmoid'\. There are 'relu', 'tanh'
def my_network():
    return {"hidden": [64], "activation": "sigmoid", "optimizer": "adam", "eta": 0.01, "batch_size": 32, "epochs": 4}


# %% wrong: an activation as a function
# says: activation is <(ufunc|function)
import numpy as np


def my_network():
    return {"hidden": [64], "activation": np.tanh, "optimizer": "adam", "eta": 0.01, "batch_size": 32, "epochs": 4}


# %% wrong: a learning rate of 0
# says: eta is 0\. A learning rate is a number above 0
def my_network():
    return {"hidden": [64], "activation": "relu", "optimizer": "adam", "eta": 0, "batch_size": 32, "epochs": 4}


# %% wrong: a learning rate in quotes
# says: eta is '0\.01'
def my_network():
    return {"hidden": [64], "activation": "relu", "optimizer": "adam", "eta": "0.01", "batch_size": 32, "epochs": 4}


# %% wrong: a learning rate without end
# says: eta is inf
def my_network():
    return {
        "hidden": [64],
        "activation": "relu",
        "optimizer": "adam",
        "eta": float("inf"),
        "batch_size": 32,
        "epochs": 4,
    }


# %% wrong: a batch of four
# says: batch_size is 4\. It is a whole number from 8 to 2154
def my_network():
    return {"hidden": [64], "activation": "relu", "optimizer": "adam", "eta": 0.01, "batch_size": 4, "epochs": 4}


# %% wrong: a batch larger than the data
# says: batch_size is 5000
def my_network():
    return {"hidden": [64], "activation": "relu", "optimizer": "adam", "eta": 0.01, "batch_size": 5000, "epochs": 4}


# %% wrong: decimal epochs
# says: epochs is 4\.0\. It is a whole number
def my_network():
    return {"hidden": [64], "activation": "relu", "optimizer": "adam", "eta": 0.01, "batch_size": 32, "epochs": 4.0}


# %% wrong: no epoch
# says: epochs is 0\. It is a whole number, 1 or more
def my_network():
    return {"hidden": [64], "activation": "relu", "optimizer": "adam", "eta": 0.01, "batch_size": 32, "epochs": 0}


# %% wrong: a key misspelt
# says: there is no choice 'batchsize'\. Is 'batch_size' meant
def my_network():
    return {"hidden": [64], "activation": "relu", "optimizer": "adam", "eta": 0.01, "batchsize": 32, "epochs": 4}


# %% wrong: a key of another library
# says: there is no choice 'learning_rate'\. There are 'activation'
def my_network():
    return {
        "hidden": [64],
        "activation": "relu",
        "optimizer": "adam",
        "learning_rate": 0.01,
        "batch_size": 32,
        "epochs": 4,
    }


# %% wrong: a choice left out
# says: 'eta' is missing
def my_network():
    return {"hidden": [64], "activation": "relu", "optimizer": "adam", "batch_size": 32, "epochs": 4}


# %% wrong: a tuple of the six values
# says: a dictionary is expected, but this is a tuple of 6
def my_network():
    return [64], "relu", "adam", 0.01, 32, 4


# %% wrong: print in the place of return
# says: None came back\. End with `return`
def my_network():
    print({"hidden": [64], "activation": "relu", "optimizer": "adam", "eta": 0.01, "batch_size": 32, "epochs": 4})


# %% wrong: an argument that nobody gives
# says: the function stopped with TypeError
def my_network(seed):
    return {"hidden": [64], "activation": "relu", "optimizer": "adam", "eta": 0.01, "batch_size": 32, "epochs": 4}


# %% wrong: a name that does not exist
# says: the function stopped with NameError: name 'adam_'
def my_network():
    return {"hidden": [64], "activation": "relu", "optimizer": adam_, "eta": 0.01, "batch_size": 32, "epochs": 4}


# %% worth 0: a learning rate at which it explodes
# says: (?s)earns 0\.0 of 10
def my_network():
    return {"hidden": [48, 24], "activation": "relu", "optimizer": "sgd", "eta": 30.0, "batch_size": 32, "epochs": 4}


# %% worth 0: the defaults of a library
# says: (?s)earns 0\.0 of 10 points
def my_network():
    return {"hidden": [100], "activation": "relu", "optimizer": "adam", "eta": 0.001, "batch_size": 32, "epochs": 2}


# %% worth 0: plain SGD with a timid rate
# says: (?s)earns 0\.0 of 10 points
def my_network():
    return {"hidden": [48, 24], "activation": "relu", "optimizer": "sgd", "eta": 0.1, "batch_size": 32, "epochs": 4}


# %% worth 4: the ladder's network cut to what fits
# says: (?s)174 of 200 million.*earns 4\.\d of 10; your points come from other.*earns 4\.0 of 10 points
def my_network():
    return {"hidden": [48, 24], "activation": "relu", "optimizer": "adam", "eta": 0.003, "batch_size": 32, "epochs": 4}


# %% worth 5: tanh with a rate that is too small for it
# says: (?s)earns 5\.\d of 10;.*earns 5\.0 of 10 points
def my_network():
    return {"hidden": [48], "activation": "tanh", "optimizer": "adam", "eta": 0.01, "batch_size": 32, "epochs": 5}


# %% worth 8: momentum with many epochs of a narrow network
# says: (?s)held-out digits.*earns 8\.0 of 10 points
def my_network():
    return {"hidden": [32], "activation": "relu", "optimizer": "momentum", "eta": 0.5, "batch_size": 16, "epochs": 8}


# %% right: wide, with long steps of Adam
def my_network():
    return {"hidden": [80], "activation": "relu", "optimizer": "adam", "eta": 0.02, "batch_size": 32, "epochs": 3}


# %% right: narrow, with many epochs
def my_network():
    return {"hidden": [32], "activation": "relu", "optimizer": "adam", "eta": 0.01, "batch_size": 16, "epochs": 7}


# %% right: in between, with large batches
def my_network():
    return {"hidden": [64], "activation": "relu", "optimizer": "adam", "eta": 0.03, "batch_size": 64, "epochs": 4}


# %% right: a tuple of widths and NumPy's numbers
import numpy as np


def my_network():
    return {
        "hidden": (np.int64(32),),
        "activation": "relu",
        "optimizer": "adam",
        "eta": np.float64(0.01),
        "batch_size": np.int64(32),
        "epochs": np.int64(8),
    }


# %% right: the dictionary itself
my_network = {"hidden": [80], "activation": "relu", "optimizer": "adam", "eta": 0.01, "batch_size": 16, "epochs": 3}
