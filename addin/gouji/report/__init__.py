"""A Form and a Reading in, the report that an office publishes out: as Word document, web page and PDF."""
