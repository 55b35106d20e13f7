"""Judging a Reading: rules (run), single cells (domain), structure, suspect cells (locate). Findings come out."""
