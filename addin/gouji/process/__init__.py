"""Processes: how one is started, how it ends with its parent, its limits, and what dead ones have left in a folder."""
