"""The parts of reading a workbook: container, sheets, finding cells by name or label, formulas, the fallback."""
