"""Checks a folder of files without a roster in parallel, here or on a cluster, and reports the results."""
