"""All of the grader that lies in a student's box: the student's process, and the wire between it and the examiner.

In reading order: `channel` carries messages; `arrays` and `memory` hold what both ends have; `standins` are what an end has of
the other's functions and objects; `values` writes values down and reads them, `errors` exceptions, `surroundings` settings;
`wire` makes calls of it. `confine`, `outputs`, `shell` and `student` are the process itself; `enter` brings it into a box.
"""
