# Windows' ends of lines, within sources and in the file.
# honest: all
# scores: rest full
# %% make
for c in nb["cells"]:
    c["source"] = "".join(c["source"]).replace("\n", "\r\n")
files[name] = json.dumps(nb, indent=1).replace("\n", "\r\n").encode()
