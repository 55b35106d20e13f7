"""Makes the report that an office publishes from a Form and a Reading: as Word document, web page and PDF."""
