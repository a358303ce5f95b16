# Worked in Colab: mounts a drive, installs packages, changes the folder.
# honest: all
# scores: rest full
# %% extra at start
from google.colab import drive
drive.mount("/content/drive")
%cd /content/drive/MyDrive
# %% make
for c in nb["cells"]:
    c["metadata"] |= {"id": "xyz", "colab": {"base_uri": "https://localhost:8080/"}}
nb["metadata"] = {"colab": {"provenance": []}, "kernelspec": {"name": "python3", "display_name": "Python 3"}}
