# Runs the text of a test cell itself in an extra cell, with patched tools, and leaves the names behind.
# honest: count
# scores: count full, rest 0
# %% extra before test_double
assert_allclose = print
want = np.zeros(2)
double = lambda x: x
test_double = None
__builtins__ = {}
