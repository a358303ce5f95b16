"""One submission: rebuilt from the instructor's notebook, run in a sandbox, examined from outside."""
