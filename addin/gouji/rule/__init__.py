"""The rule language: parse (expression), evaluate in Decimal, spell in other dialects."""
