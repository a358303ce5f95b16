# Returns a view of its argument, a read-only array, an array in Fortran order.
# honest: all
# scores: rest full
# %% gap double
def double(x):
    y = np.asfortranarray(np.stack([2 * x, x]))[0]
    y.setflags(write=False)
    return y
