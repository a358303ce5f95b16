# A hundred thousand brackets: deeper than a reader of JSON can go.
# scores: rest 0
# status: unreadable
# says: (?i)nested|not a notebook
# everyday: yes
# %% make
files[name] = b"[" * 100_000 + b"]" * 100_000
