# Copied from a PDF: curly quotes, no-break spaces, a long minus.
# honest: all
# scores: double 0, rest full
# says: (?i)character|invalid
# %% gap double
def double(x):
    return x − −x  # “twice”
