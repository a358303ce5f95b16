# Shows rich outputs without end: HTML, updated displays, results of a hundred megabytes.
# honest: all
# scores: double 0, rest full
# status: graded | crashed
# limits: seconds_cell 5
# plain: needs gigabytes of memory
# %% extra at end
"x" * 100_000_000
# %% gap double
from IPython.display import HTML, display

handle = display(HTML("x"), display_id=True)
while True:
    display(HTML("x" * 1_000_000))
    handle.update(HTML("y" * 1_000_000))
