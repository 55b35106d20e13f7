"""What was read from a file (reading), and the ways to get one: from_workbook, from_report, record."""
