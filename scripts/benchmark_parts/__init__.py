"""The parts of scripts/benchmark.py, which puts addin/ and tests/ on the path before it imports them."""
