# Runs a shell command and pip in the answer; there is no network.
# honest: all
# scores: rest full
# limits: seconds_cell 30
# %% gap double
!pip install --quiet --disable-pip-version-check --retries 0 --timeout 1 emoji-that-does-not-exist
%cd ..
%cd -
def double(x):
    where = !pwd
    return 2 * x
