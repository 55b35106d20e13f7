"""The `gouji` command: its arguments (`arguments`), one module for each command, and words on the terminal."""
