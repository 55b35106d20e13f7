"""The rule language: `parse` makes a tree of a rule's text, `evaluate` computes it, `spell` writes it in other
dialects."""
