# A notebook of 60 MB.
# honest: all
# scores: rest 0
# status: unreadable | missing
# says: (?i)MB|large
# plain: needs gigabytes of memory
# %% make
files[name] = b'{"cells": [' + b" " * 60_000_000 + b"]}"
