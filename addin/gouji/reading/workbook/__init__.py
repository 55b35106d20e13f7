"""Reads a workbook into a Reading: which form it is, its figures, texts and explanations, and what is not seen."""
