"""Reads files into Readings: `source` tells the kinds of files apart, `workbook` and `printed` read them."""
