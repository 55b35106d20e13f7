"""Fuzzing of everything that reads a collected file: seeds, mutations, a judge, and a loop that keeps what reaches
code that nothing reached before."""
