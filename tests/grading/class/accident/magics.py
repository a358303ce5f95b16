# Uses %timeit, %time, %matplotlib, %%capture and shell commands.
# honest: all
# scores: rest full
# says: ^(?!.*traceback)
# everyday: yes
# %% extra after double
%matplotlib inline
!ls
%timeit -n 1 -r 1 double(np.ones(2))
files = !ls
%time x = double(np.ones(2))
# %% extra at end
%%capture
print("x")
# %% gap double
%config InlineBackend.figure_format = "svg"
def double(x):
    return 2 * x
%time double(np.ones(2))
?double
