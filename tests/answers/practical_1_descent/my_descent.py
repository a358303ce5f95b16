# %% right: as many steps as there are, each as long as the curvature allows
def my_descent():
    columns = ["status", "duration", "history", "amount", "savings", "employment", "installment", "age"]
    return {"features": columns, "degree": 1, "scaling": "standardize", "eta": 2.0, "steps": 5}


# %% right: without the age, a tuple of columns, numbers of NumPy
def my_descent():
    columns = ("status", "duration", "history", "amount", "savings", "employment", "installment")
    return {"features": columns, "degree": np.int64(1), "scaling": "standardize", "eta": np.float64(3), "steps": 5}


# %% right: squares as well, and a whole number for eta
def my_descent():
    columns = "status duration history amount savings employment installment age".split()
    return {"features": columns, "degree": 2, "scaling": "standardize", "eta": 2, "steps": 5}


# %% worth 6: steps that are too short by half
# says: 88 % of Newton's gain on the validation loans[\s\S]*earns 6 of 10; your points come from other data
def my_descent():
    columns = ["status", "duration", "history", "amount", "savings", "employment", "installment", "age"]
    return {"features": columns, "degree": 1, "scaling": "standardize", "eta": 1.0, "steps": 5}


# %% worth 4: a quarter of the step that would do
# says: on the loans that were kept back: 4 of 10 points
def my_descent():
    columns = ["status", "duration", "history", "amount", "savings", "employment", "installment", "age"]
    return {"features": columns, "degree": 1, "scaling": "standardize", "eta": 0.5, "steps": 5}


# %% worth 2: the best column alone, which looked better in validation
# says: earns 4 of 10[\s\S]*38 % of Newton's gain on the loans that were kept back: 2 of 10 points
def my_descent():
    return {"features": ["status"], "degree": 1, "scaling": "standardize", "eta": 3.0, "steps": 5}


# %% worth 0: the example of the docstring, which diverges
# says: \Amy_descent: on its own training loans the loss goes from 0.693 to 3.791e\+19: the descent diverges. This earns 0 of 10.\n
def my_descent():
    return {"features": ["amount", "age"], "degree": 3, "scaling": "none", "eta": 0.1, "steps": 5}


# %% worth 0: the eta with which everybody begins
# says: nothing of Newton's gain
def my_descent():
    columns = ["status", "duration", "history", "amount", "savings", "employment", "installment", "age"]
    return {"features": columns, "degree": 1, "scaling": "standardize", "eta": 0.1, "steps": 5}


# %% worth 0: raw columns, with an eta that does not diverge
# says: nothing of Newton's gain
def my_descent():
    columns = ["status", "duration", "history", "amount", "savings", "employment", "installment", "age"]
    return {"features": columns, "degree": 1, "scaling": "none", "eta": 1e-7, "steps": 5}


# %% worth 0: no step at all
# says: training loss 0.693 -> 0.693, and nothing of Newton's gain
def my_descent():
    return {"features": ["status"], "degree": 1, "scaling": "standardize", "eta": 1.0, "steps": 0}


# %% wrong: over budget
# says: `steps` is 200, but the budget is 5 gradient steps
def my_descent():
    return {"features": ["status", "age"], "degree": 1, "scaling": "standardize", "eta": 1.0, "steps": 200}


# %% wrong: a key misspelt
# says: no choice 'feature' \(did you mean 'features'\?\)\. There are 'features', 'degree'
def my_descent():
    return {"feature": ["status"], "degree": 1, "scaling": "standardize", "eta": 1.0, "steps": 5}


# %% wrong: a key left out
# says: the choice of 'degree', 'steps' is missing
def my_descent():
    return {"features": ["status"], "scaling": "standardize", "eta": 1.0}


# %% wrong: a column that is not there
# says: no column 'incom'.*They have 'status', 'duration'
def my_descent():
    return {"features": ["status", "incom"], "degree": 1, "scaling": "standardize", "eta": 1.0, "steps": 5}


# %% wrong: a single column without its list
# says: `features` should be a list of at least one column
def my_descent():
    return {"features": "status", "degree": 1, "scaling": "standardize", "eta": 1.0, "steps": 5}


# %% wrong: no column
# says: `features` should be a list of at least one column
def my_descent():
    return {"features": [], "degree": 1, "scaling": "standardize", "eta": 1.0, "steps": 5}


# %% wrong: a column twice
# says: the column 'status' is chosen twice
def my_descent():
    return {"features": ["status", "age", "status"], "degree": 1, "scaling": "standardize", "eta": 1.0, "steps": 5}


# %% wrong: another way of scaling
# says: `scaling` is 'standardise' \(did you mean 'standardize'\?\)
def my_descent():
    return {"features": ["status"], "degree": 1, "scaling": "standardise", "eta": 1.0, "steps": 5}


# %% wrong: a high degree
# says: `degree` is 7, but it should be 1, 2 or 3
def my_descent():
    return {"features": ["status"], "degree": 7, "scaling": "standardize", "eta": 1.0, "steps": 5}


# %% wrong: half a step
# says: `steps` is 2\.5, but it should be a whole number from 0 to 5
def my_descent():
    return {"features": ["status"], "degree": 1, "scaling": "standardize", "eta": 1.0, "steps": 2.5}


# %% wrong: steps uphill
# says: `eta` is -1, but it should be one positive number
def my_descent():
    return {"features": ["status"], "degree": 1, "scaling": "standardize", "eta": -1, "steps": 5}


# %% wrong: an eta for each step
# says: `eta` is \[3, 2, 2, 1, 1\], but it should be one positive number
def my_descent():
    return {"features": ["status"], "degree": 1, "scaling": "standardize", "eta": [3, 2, 2, 1, 1], "steps": 5}


# %% wrong: the values without their keys
# says: a dict is expected, but a tuple came back
def my_descent():
    return ["status"], 1, "standardize", 1.0, 5


# %% wrong: nothing comes back
# says: a dict is expected, but None came back
def my_descent():
    choice = {"features": ["status"], "degree": 1, "scaling": "standardize", "eta": 1.0, "steps": 5}


# %% right: the dict itself
columns = "status duration history amount savings employment installment age".split()
my_descent = {"features": columns, "degree": 1, "scaling": "standardize", "eta": 2.0, "steps": 5}


# %% wrong: neither a function nor a dict
# says: a function is expected here, which returns a dict, or the dict itself
my_descent = 2.0


# %% wrong: it wants an argument
# says: stopped with TypeError.*It takes no argument
def my_descent(eta):
    return {"features": ["status"], "degree": 1, "scaling": "standardize", "eta": eta, "steps": 5}


# %% wrong: nan eta
# says: eta
def my_descent():
    return {"features": ["status"], "degree": 1, "scaling": "standardize", "eta": float("nan"), "steps": 5}


# %% wrong: true steps
# says: steps
def my_descent():
    return {"features": ["status"], "degree": 1, "scaling": "standardize", "eta": 2, "steps": True}


# %% wrong: an extra key
# says: no choice 'momentum'
def my_descent():
    return {"features": ["status"], "degree": 1, "scaling": "standardize", "eta": 2, "steps": 5, "momentum": 0.9}


# %% wrong: the label as a feature
# says: no column 'repaid'
def my_descent():
    return {"features": ["repaid"], "degree": 1, "scaling": "standardize", "eta": 2, "steps": 5}
