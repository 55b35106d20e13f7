"""How a typist goes wrong, and how likely each slip is: in one cell, or in several at once."""
