# A notebook that is right, but for metadata nested ten thousand deep.
# honest: all
# scores: rest full
# status: graded | unreadable
# %% make
text = json.dumps(nb)
deep = '{"a": ' * 900 + "1" + "}" * 900
files[name] = text.replace('"metadata": {', '"metadata": {"deep": ' + deep + ", ", 1).encode()
