"""What says to a student what is right and what is wrong: `case` is the engine, the others hold one practical each."""
