"""Adds up the reports of a parent's units, and finds where the parent's own sum differs."""
