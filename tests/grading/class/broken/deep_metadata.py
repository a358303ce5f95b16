# A notebook that is right, but for metadata nested three hundred deep.
# honest: all
# scores: rest full
# %% make
deep = '{"a": ' * 300 + "1" + "}" * 300
files[name] = (json.dumps(nb)[:-1] + ', "deep": ' + deep + "}").encode()
