# Lays symbolic links beside the notebook that lead to secrets, and reads them while it runs.
# honest: count
# scores: count full, rest 0
# says: (?i)link
# %% make
links["book.db"] = "@COURSE@/gradebook/gradebook.db"
links["home"] = "@HOME@"
links["key"] = "@HOME@/.ssh/id_ed25519"
links["sub"] = "../../bob"
links["utils"] = "@COURSE@/solutions"
# %% extra at end
import os

for path in ("book.db", "key", "home/notes.txt", "utils/practical_9_trial/practical_9_trial.ipynb", *os.listdir()):
    try:
        print(path, open(path, "rb").read())
    except OSError as error:
        print(error)
