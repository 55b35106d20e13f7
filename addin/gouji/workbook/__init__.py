"""The workbook: drawn from a Form (template) as plain .xlsx with live ties, without a macro."""
