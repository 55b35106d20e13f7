"""What the office above adds up, and where a unit's own sum differs."""
