"""Draws the workbook of a Form as a plain .xlsx with live ties and no macro, and marks findings in a workbook."""
