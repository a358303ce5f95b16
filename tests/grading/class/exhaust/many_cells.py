# Two thousand cells of its own, each a little slow: together more than a submission may take.
# honest: all
# scores: rest full
# status: graded | crashed
# limits: seconds 60
# plain: takes half an hour
# %% make
for number in range(2000):
    nb["cells"].append(make_cell("code", f"slow-{number}", "import time\ntime.sleep(1)"))
