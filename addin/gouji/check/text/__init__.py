"""Checks of what the sections say, a kind of check a file."""
