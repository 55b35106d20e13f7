"""A workbook becomes a Reading: which form it is, where its figures, texts and explanations stand, what is not seen."""
