"""The slips of a typist, in one cell or in several at once, and how likely each is."""
