"""Files in, Readings out: source has the table of kinds, workbook and printed read them, record writes JSON."""
