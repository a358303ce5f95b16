"""From a folder of submissions to marks and feedback, on top of nbgrader; `engine` grades one submission safely."""
