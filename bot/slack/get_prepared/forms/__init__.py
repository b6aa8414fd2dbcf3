"""One file for each step: what its form asks, what is wrong with an answer, and the operations that it becomes."""
