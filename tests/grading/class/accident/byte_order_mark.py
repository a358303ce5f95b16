# The file begins with a byte-order mark.
# honest: all
# scores: rest full
# everyday: yes
# %% make
files[name] = b"\xef\xbb\xbf" + json.dumps(nb).encode()
