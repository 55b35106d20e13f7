"""A folder of files without a roster: checked in parallel, here or on a cluster, with reports of the results."""
